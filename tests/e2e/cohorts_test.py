"""Cohorts: members that can't be read back, sent by difference, in payloads as few as can be."""

import datetime
import json
import os
import pathlib
import random
import signal
import subprocess
import time

import crash_support
import support
from support import CONFLICT, DONE, FAILED, HELD, INVALID, actions

# How many members the large cohort has; SEGCTL_COHORT_UIDS=500000 is the size of the real thing.
UIDS = int(os.environ.get("SEGCTL_COHORT_UIDS", "60000"))
LIMIT = 128 * 1024
TERMS = {"cohort_name": "Gold tier", "cohort_id": "gold", "members": []}


def manifest(members, name="Gold tier", cohort_id="gold", more=""):
    return (f"kind: cohort\nname: {name}\ncohort_id: {cohort_id}\npartner: acme\n"
            f"members: {members}\n{more}")


def fewest_requests(action, uids, limit=LIMIT):
    """How many payloads under the limit the uids need, however they are packed."""
    empty = json.dumps({"action": action, "partner": "acme", "parameters": TERMS}, separators=(",", ":"))
    each = [len(json.dumps({"uid": uid}, separators=(",", ":")).encode()) + 1 for uid in uids]
    room = (limit - 1) - len(empty) + 1  # under the limit; the first uid has no comma
    return -(-sum(each) // room)


class Cohorts(support.EndToEnd):
    def world(self, members="[u1, u2, u3]", **options):
        self.sim = self.simulator(**options)
        self.repo = self.project(over=self.sim)
        self.write(members)
        return self.repo

    def write(self, members, **words):
        self.repo.write("segments/gold.yaml", manifest(members, **words))

    def write_file(self, uids):
        self.repo.write("segments/gold.txt", "".join(f"{uid}\n" for uid in uids))

    def members(self, name="Gold tier"):
        return self.sim.members(self.sim.segment(name)["id"])

    def record(self):
        (path,) = self.repo.path(".segctl/state.json.cohorts").iterdir()
        return path

    def requests(self):
        return sum(entry["operation"] == "cohort_sync" for entry in self.sim.log())

    def test_members_are_sent_by_difference_and_nothing_twice(self):
        repo = self.world("[u1, u2, u3]")
        change = self.only_change(self.plan(repo))
        self.assertEqual((actions(change), change["members"], change["payloads"]),
                         (["create"], {"added": 3, "removed": 0, "kept": 0},
                          {"adding": 1, "removing": 0, "repeated": 0}))
        outcome = self.apply(repo)
        self.assertEqual((outcome["changes"][0]["outcome"], outcome["calls"]), ("accepted", 1))
        self.assertEqual(self.members(), ["u1", "u2", "u3"])
        self.assert_nothing_to_do(repo)

        self.write("[u4, u3, u2]")
        text = self.ends(repo.segctl("plan"), DONE).text
        self.assertIn("members: 3 → 3 users: +1 −1", text)
        self.assertIn("payloads: 2; uids that MoEngage has no user of are ignored there", text)
        self.assertIn("DESTRUCTIVE: takes away 1 of 3 users", text)
        self.apply(repo)
        self.assertEqual(self.members(), ["u2", "u3", "u4"])
        self.assertEqual(self.requests(), 3)
        self.assert_nothing_to_do(repo)

        # In another order, twice, or from a file, they are the same members.
        self.write_file(["u4", "u2", "u3"])
        self.write("{file: gold.txt}")
        self.assert_nothing_to_do(repo)

    def test_no_member_is_shown_or_kept_but_in_the_record(self):
        repo = self.world("[secret-1, secret-2]")
        shown = ""
        for members in ("[secret-1, secret-2]", "[secret-2, secret-3]"):
            self.write(members)
            for words in (["plan"], ["plan", "--format", "json"], ["plan", "--out", "plan.json"],
                          ["apply", "--auto-approve", "-vv"], ["list"], ["show", "Gold tier"],
                          ["state", "list"], ["state", "show", "Gold tier"]):
                shown += self.ends(repo.segctl(*words), DONE).text
        for path in (repo.path("plan.json"), *repo.path(".segctl").glob("*.*")):
            if path.is_file():
                shown += path.read_text(encoding="utf-8")
        self.assertNotIn("secret-", shown)
        self.assertIn("secret-", self.record().read_text(encoding="utf-8"))
        self.assertEqual(self.record().stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.record().parent.stat().st_mode & 0o777, 0o700)

    def test_a_large_cohort_takes_as_few_requests_as_128_kb_allow_and_survives_kills(self):
        chance = random.Random(5)
        uids = [f"user-{n:07}" + "x" * chance.randrange(9) for n in range(UIDS)]
        repo = self.world("{file: gold.txt}", limits={"list_minute": 1000})
        self.write_file(uids)
        began = time.monotonic()
        kills = 0
        while True:
            process = subprocess.Popen(
                [support.SEGCTL, "-C", str(repo.directory), "apply", "--auto-approve"],
                env=support.clean_environment(repo.environment),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 300
            wanted = self.requests() + 5
            while kills < 2 and process.poll() is None and time.monotonic() < deadline:
                if self.requests() >= wanted:
                    process.kill()
                time.sleep(0.01)
            if process.wait() == -signal.SIGKILL:
                kills += 1
                continue
            self.assertEqual(process.returncode, DONE)
            break
        first = self.requests()
        fewest = fewest_requests("add_members", uids)
        self.assertEqual(self.members(), sorted(uids))
        # What was in flight is sent again, and what was left was packed anew.
        self.assertLessEqual(first, fewest + 2 * kills)
        self.assert_nothing_to_do(repo)

        for uid in chance.sample(uids, 500):
            uids.remove(uid)
        new = [f"new-{n}" for n in range(500)]
        uids += new
        chance.shuffle(uids)
        self.write_file(uids)
        self.apply(repo)
        self.assertEqual(self.members(), sorted(uids))
        self.assertEqual(self.requests() - first, 2)
        self.assert_nothing_to_do(repo)

        # From nothing, without a kill.
        repo = self.world("{file: gold.txt}")
        self.write_file(uids)
        outcome = self.apply(repo)
        fewest = fewest_requests("add_members", uids)
        self.assertEqual((self.requests(), outcome["calls"]), (fewest, fewest))
        self.assertEqual(self.members(), sorted(uids))
        print(f"{UIDS} uids: {fewest} requests, the fewest there can be; {kills} kills before; "
              f"{time.monotonic() - began:.1f} s in all")

    def test_lost_answers_are_sent_again_until_the_set_is_right(self):
        repo = self.world("[u1, u2]")
        self.sim.fault({"operation": "cohort_sync", "kind": "drop_after"})
        self.apply(repo)
        self.assertEqual((self.members(), self.requests()), (["u1", "u2"], 2))
        self.assert_nothing_to_do(repo)

        # Three lost ones: it is unknown, and the next run sends them again, whatever is wanted then.
        self.write("[u1, u2, u3, u4]")
        self.sim.fault({"operation": "cohort_sync", "kind": "drop_after", "times": 3})
        outcome = self.apply(repo, code=support.INCOMPLETE)
        self.assertEqual(outcome["changes"][0]["outcome"], "unknown")
        self.write("[u1, u2, u4]")
        run = self.plan(repo)
        change = self.only_change(run)
        self.assertEqual((change["members"], change["payloads"]),
                         ({"added": 1, "removed": 1, "kept": 2},
                          {"adding": 1, "removing": 1, "repeated": 2}))
        self.assertIn("members-repeated", [warning["code"] for warning in run["warnings"]])
        self.apply(repo)
        self.assertEqual(self.members(), ["u1", "u2", "u4"])
        self.assert_nothing_to_do(repo)

    def test_a_413_splits_the_payload(self):
        uids = [f"user-{n:06}" for n in range(9000)]
        repo = self.world("{file: gold.txt}", limits={"cohort_bytes": 128_000 - 1})
        self.write_file(uids)
        self.apply(repo)
        self.assertEqual(self.members(), uids)
        self.assertEqual(self.requests(), 1 + fewest_requests("add_members", uids, 128_000))
        self.assert_nothing_to_do(repo)

        repo = self.world("{file: gold.txt}", limits={"cohort_bytes": 20_000})
        self.write_file(uids)
        self.apply(repo)
        self.assertEqual(self.members(), uids)

    def test_a_cohort_is_not_sent_twice_whatever_list_shows_of_it(self):
        for switches in ({"list_lag_calls": 1000}, {"list_lag_seconds": 3000}, {"list_lag_calls": 2},
                         {"archived_in_list": "hidden"}, {"archived_in_list": "marked_flag"},
                         {"archived_in_list": "marked_status"}, {"archived_in_list": "unmarked"}):
            with self.subTest(switches=switches):
                repo = self.world("[u1, u2]", switches=switches)
                self.apply(repo)
                for _ in range(3):
                    self.assert_nothing_to_do(repo)
                self.write("[u1, u2, u3]")
                self.apply(repo)
                self.assert_nothing_to_do(repo)
                self.assertEqual(self.requests(), 2)
                if any("lag" in switch for switch in switches):
                    continue
                self.write("[u1, u2, u3]", more="archived: true\n")
                self.apply(repo)
                self.assertTrue(self.sim.is_archived("Gold tier"))
                self.assert_nothing_to_do(repo)
                self.write("[u1, u3]")
                self.apply(repo)
                self.assertFalse(self.sim.is_archived("Gold tier"))
                self.assertEqual(self.members(), ["u1", "u3"])
                self.assert_nothing_to_do(repo)

    def test_emptying_a_cohort_is_held_back_until_the_number_is_named(self):
        repo = self.world("[u1, u2, u3]")
        self.apply(repo)
        self.write("[]")
        outcome = self.apply(repo, code=HELD)
        self.assertEqual([(hold["limit"], hold["flag"]) for hold in outcome["holds"]],
                         [("empty_source", "--allow-removals 3")])
        self.assertEqual(self.members(), ["u1", "u2", "u3"])
        self.apply(repo, "--allow-removals", "3")
        self.assertEqual(self.members(), [])
        self.assert_nothing_to_do(repo)

        self.write("{file: gold.txt}")
        self.write_file([])
        for words in (["validate"], ["plan"]):
            text = self.ends(repo.segctl(*words), INVALID).text
            self.assertIn("gold.txt", text)
            self.assertIn("csv-empty", text)

    def test_a_new_name_or_cohort_id_alone_says_what_would_happen(self):
        repo = self.world("[u1]", )
        self.write("[u1]", more="key: gold\n")
        self.apply(repo)
        self.write("[u1]", name="Platinum", more="key: gold\n")
        text = self.ends(repo.segctl("plan"), INVALID).text
        self.assertIn("a cohort's name can't change", text)
        self.assertIn("cohort-renamed", text)
        self.write("[u1]", cohort_id="platinum", more="key: gold\n")
        self.assertIn("cohort-id-changed", self.ends(repo.segctl("plan"), INVALID).text)
        self.write("[u1]", name="Platinum", cohort_id="platinum", more="key: gold\n")
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["archive", "create"])
        self.apply(repo)
        self.assertTrue(self.sim.is_archived("Gold tier"))
        self.assertEqual(self.members("Platinum"), ["u1"])
        self.assert_nothing_to_do(repo)

    def test_what_is_somebody_elses_is_a_conflict(self):
        repo = self.world("[u1]")
        held = self.sim.create("Gold tier", support.countries("NO"))
        outcome = self.apply(repo, code=CONFLICT)
        self.assertEqual(outcome["changes"][0]["conflict"]["existing_id"], held)
        self.assertEqual(self.requests(), 0)

    def test_a_lost_or_older_record_is_refused_and_the_cohort_can_be_taken_over_again(self):
        repo = self.world("[u1, u2]")
        self.apply(repo)
        older = self.record().read_bytes()
        self.write("[u1, u3]")
        self.apply(repo)
        path = self.record()
        for damage in (older, older[:40], b"", path.read_bytes().replace(b"u3", b"u2")):
            path.write_bytes(damage)
            run = self.ends(repo.segctl("apply", "--auto-approve"), FAILED)
            self.assertIn("the record of a cohort's members", run.text)
        path.unlink()
        self.assertIn("it is missing", self.ends(repo.segctl("plan"), FAILED).text)

        self.ends(repo.segctl("state", "rm", "Gold tier"), DONE)
        self.ends(repo.segctl("plan"), CONFLICT)
        self.write("[u1, u4]")
        self.apply(repo, "--adopt", "Gold tier")
        self.assertEqual(self.members(), ["u1", "u3", "u4"])  # u3 can't be known
        self.assert_nothing_to_do(repo)
        self.write("[u4]")
        self.apply(repo)
        self.assertEqual(self.members(), ["u3", "u4"])

    def test_validate_tells_the_line_of_a_members_file(self):
        repo = self.world("{file: lists/gold.txt}")
        repo.write("segments/lists/gold.txt", "user-one\nuser-two\n\nuser-one\nuser-one\n")
        run = self.ends(repo.segctl("validate", "--format", "json"), INVALID)
        self.assertEqual(support.schema_errors("diagnostics", run.json), [])
        self.assertEqual(
            [(found["rule"], found["range"]["filename"], found["range"]["start"]["line"], found["message"],
              [(place["range"]["filename"], place["range"]["start"]["line"], place["message"])
               for place in found["related"]]) for found in run.json["diagnostics"]],
            [("csv-duplicate-value", "segments/gold.yaml", 5,
              "lists/gold.txt: 2 rows repeat a value that stands earlier (lines 4, 5)",
              [("segments/lists/gold.txt", 4, "the first of them")]),
             ("csv-empty-row", "segments/gold.yaml", 5, "lists/gold.txt: 1 row is empty (line 3)",
              [("segments/lists/gold.txt", 3, "here")])])
        text = self.ends(repo.segctl("validate"), INVALID).text
        self.assertIn("segments/lists/gold.txt:3: note: here", text)
        self.assertNotIn("user-one", run.text + text)

    def test_removals_go_first_where_the_manifest_says_so(self):
        for order, first in (("add_first", ["u1", "u2", "u3"]), ("remove_first", ["u2"])):
            repo = self.world("[u1, u2]")
            self.apply(repo)
            self.write("[u2, u3]", more=f"order: {order}\n")
            self.sim.fault({"operation": "cohort_sync", "skip": 1, "kind": "status", "status": 400})
            self.apply(repo, code=FAILED)
            self.assertEqual(self.members(), first)
            self.apply(repo)
            self.assertEqual(self.members(), ["u2", "u3"])
            self.assert_nothing_to_do(repo)

    def test_the_examples_have_a_cohort(self):
        repo = self.project(examples=True)
        self.apply(repo)
        sim = repo.behind()
        uids = repo.path("data/gold-tier.txt").read_text(encoding="utf-8").split()
        self.assertEqual(sim.members(sim.segment("Gold tier")["id"]), sorted(uids))


class SeveralCohorts(support.EndToEnd):
    """Each has one request in flight; different ones are sent to at the same time."""

    NAMES = ["Bronze", "Gold", "Platinum", "Silver"]

    def world(self, in_process=False, limits="", **options):
        over = None if in_process else self.simulator(**options)
        self.repo = self.project(over=over)
        self.sim = self.repo.behind() if in_process else over
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") + "limits: {cohort_bytes: 200%s}\n" % limits)
        for name in self.NAMES:
            uids = ", ".join(self.uids(name))
            self.repo.write(f"segments/{name}.yaml", manifest(f"[{uids}]", name, name.lower()))
        # Others among them, that the cohorts don't wait for, and one that waits for a cohort.
        self.repo.write("segments/Copper.yaml", support.filter_manifest("Copper"))
        self.repo.write("segments/Iron.yaml",
                        "kind: filter\nname: Iron\nincluded_filters:\n  filter_operator: and\n  filters:\n"
                        "    - {filter_type: custom_segments, key: Gold}\n")
        return self.repo

    @staticmethod
    def uids(name):
        return [f"{name.lower()}-{n}" for n in range(10)]

    def calls(self):
        return [entry for entry in self.sim.log() if entry["operation"] == "cohort_sync"]

    def assert_synced(self):
        for name in self.NAMES:
            self.assertEqual(self.sim.members(self.sim.segment(name)["id"]), self.uids(name))
        self.assert_nothing_to_do(self.repo)

    def test_different_cohorts_are_in_flight_at_once_and_each_has_one_request(self):
        latency = 0.8
        repo = self.world(latency=int(latency * 1000))
        outcome = self.apply(repo)
        self.assertEqual([change["outcome"] for change in outcome["changes"]],
                         [{"cohort": "accepted", "filter": "done"}[change["kind"]]
                          for change in outcome["changes"]])
        begun = {}
        for entry in self.calls():
            moment = datetime.datetime.fromisoformat(entry["time"].replace("Z", "+00:00"))
            begun.setdefault(entry["name"], []).append(moment.timestamp())
        self.assertEqual(sorted(begun), self.NAMES)
        for times in begun.values():  # none is sent before the answer to the one before has come
            self.assertGreaterEqual(len(times), 2)
            for before, after in zip(times, times[1:]):
                self.assertGreaterEqual(after - before, latency - 0.002)
        # When the last of the first ones came none of the others was answered: four in flight.
        first = [times[0] for times in begun.values()]
        self.assertLess(max(first) - min(first), latency)
        self.assert_synced()

    def test_the_limit_of_a_minute_is_kept_over_all_cohorts_together(self):
        repo = self.world(in_process=True, limits=", cohort_minute: 5")
        self.sim.switch(limits="documented")
        self.sim._call("limits", {"cohort_minute": 5})
        outcome = self.apply(repo, "--wait")
        calls = self.calls()
        self.assertEqual((len(calls), {entry["status"] for entry in calls}), (outcome["calls"] - 2, {200}))
        self.assertGreater(len(calls), 10)
        self.assert_synced()

        # Without leave to wait so long, what had room is sent and recorded, and the rest goes later.
        repo = self.world(in_process=True, limits=", cohort_minute: 5")
        self.sim.switch(limits="documented")
        self.sim._call("limits", {"cohort_minute": 5})
        runs = 0
        while repo.segctl("apply", "--auto-approve", "--max-wait", "0s").code == support.INCOMPLETE and runs < 9:
            runs += 1
            self.sim.advance(61)
        calls = self.calls()
        self.assertEqual({entry["status"] for entry in calls}, {200})
        self.assertEqual(runs, (len(calls) - 1) // 5)
        self.assert_synced()

    def killed_with(self, repo, fault, recorded):
        """Kills an apply whose cohorts all have a request in flight or recorded; what the next says."""
        self.sim.fault({"operation": "cohort_sync", "kind": "hang", "seconds": 60, **fault})
        process = subprocess.Popen(
            [support.SEGCTL, "-C", str(repo.directory), "apply", "--auto-approve"],
            env=support.clean_environment(repo.environment),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        journal = repo.path(".segctl/state.json.journal")
        deadline = time.monotonic() + 50  # before the first of them could have ended
        while (len(self.calls()) < len(self.NAMES) or
               sum(f'"name":"{name}"' in line.replace(" ", "") and '"result"' in line for name in self.NAMES
                   for line in journal.read_text(encoding="utf-8").splitlines()) < recorded):
            self.assertIsNone(process.poll())
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        process.kill()
        self.assertEqual(process.wait(), -signal.SIGKILL)
        self.sim.fault()
        counted = repo.path(".segctl/state.json.quota").read_text(encoding="utf-8")
        self.assertGreaterEqual(counted.count("cohort-sync"), len(self.calls()))
        return self.ends(repo.segctl("apply", "--auto-approve"), DONE).text

    def test_killed_while_all_are_in_flight_each_ends_with_exactly_its_members(self):
        for after_commit in (True, False):
            with self.subTest(after_commit=after_commit):
                repo = self.world()
                text = self.killed_with(repo, {"times": 4, "after_commit": after_commit}, 0)
                self.assertEqual(text.count("an earlier run ended without an answer"), 4)
                self.assert_synced()

    def test_what_was_accepted_is_recorded_while_another_cohort_hangs(self):
        repo = self.world()
        text = self.killed_with(repo, {"skip": 1, "times": 1, "after_commit": True}, 3)
        self.assertEqual(text.count("an earlier run ended without an answer"), 1)
        self.assert_synced()

    def test_a_cohort_that_fails_does_not_stop_the_others(self):
        repo = self.world()
        self.sim.fault({"operation": "cohort_sync", "skip": 5, "kind": "status", "status": 400})
        outcome = self.apply(repo, code=FAILED)
        self.assertEqual(sorted(change["outcome"] for change in outcome["changes"] if change["kind"] == "cohort"),
                         ["accepted", "accepted", "accepted", "failed"])
        self.apply(repo)
        self.assert_synced()

        repo = self.world()
        self.sim.fault({"operation": "cohort_sync", "skip": 2, "kind": "drop_after", "times": 2})
        self.apply(repo)
        self.assert_synced()


class CohortCrashes(crash_support.Crashing):
    """Payloads of a few members, so that there are several to be killed between, and at first of two
    cohorts at once."""

    OLD = [f"user-{n:03}" for n in range(24)]
    NEW = [f"user-{n:03}" for n in range(5, 30)]
    FEW = [f"user-{n:03}" for n in range(9)]

    def write(self, workspace, uids):
        workspace.repo.write("segments/gold.yaml", manifest("[" + ", ".join(uids) + "]"))
        few = ", ".join(self.FEW)
        workspace.repo.write("segments/silver.yaml", manifest(f"[{few}]", "Silver tier", "silver"))
        workspace.names = ["Gold tier", "Silver tier"]

    def kill_everywhere(self, prepare, wanted):
        def kill(workspace, point):
            self.crash(workspace, prepare, point)
            for name, uids in (("Gold tier", wanted), ("Silver tier", self.FEW)):
                members = workspace.sim.members(workspace.sim.segment(name)["id"])
                self.assertEqual(members, uids, point)

        return self.at_every_point(prepare, kill)

    def test_killed_at_every_durable_step_of_a_first_sync(self):
        count = self.kill_everywhere(lambda workspace: self.write(workspace, self.OLD), self.OLD)
        self.assertGreater(count, 30)
        print(f"killed at {count} durable steps of a first sync")

    def test_killed_at_every_durable_step_of_a_difference(self):
        def prepare(workspace):
            self.write(workspace, self.OLD)
            self.apply(workspace.repo)
            self.write(workspace, self.NEW)

        count = self.kill_everywhere(prepare, self.NEW)
        self.assertGreater(count, 30)
        print(f"killed at {count} durable steps of a difference")


if __name__ == "__main__":
    support.main()
