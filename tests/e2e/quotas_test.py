"""MoEngage's limits are kept across runs, under the documented numbers, on the simulator's clock."""

import datetime
import json
import os
import stat

import support
from support import DONE, HELD, INCOMPLETE, actions, by_key, file_manifest, filter_manifest

LEDGER = ".segctl/state.json.quota"


def moment(text):
    """A time of a report."""
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.datetime.strptime(text, form)


class Quotas(support.EndToEnd):
    def limited(self, **limits):
        """A project in a workspace whose simulator has the documented limits."""
        repo = self.project()
        repo.write("segctl.yaml", "version: 1\nworkspace: {endpoint: 'sim:.segctl/simulator.json'}\n"
                                  "simulator: {files: {'https://files.example/': data/}}\n" +
                   (f"limits: {json.dumps(limits)}\n" if limits else ""))
        repo.behind().switch(limits="documented")
        return repo

    def files(self, repo, count):
        for i in range(count):
            repo.write(f"data/{i:03}.csv", f"u{i}a\nu{i}b\n")
            repo.write(f"segments/{i:03}.yaml",
                       file_manifest(f"File {i:03}", f"https://files.example/{i:03}.csv"))

    def filters(self, repo, count):
        repo.write("segments/all.yaml",
                   "---\n".join(filter_manifest(f"Filter {i:04}", f"C{i}") for i in range(count)))

    def go_to(self, repo, when):
        """Moves the simulator's clock to a time of a report."""
        repo.behind()._call("clock", {"set": when})

    def log(self, repo):
        return repo.behind().log(mutating=False)

    def assert_no_429(self, repo):
        self.assertEqual([entry for entry in self.log(repo) if entry["status"] == 429], [])

    def run_until_done(self, repo, most):
        """Applies again and again, coming back when told to; the outcomes."""
        outcomes = []
        while len(outcomes) < most:
            run = repo.segctl("-q", "apply", "--auto-approve", "--format", "json")
            self.assertIn(run.code, (DONE, INCOMPLETE), str(run)[-3000:])
            outcomes.append(run.json)
            if run.code == DONE:
                return outcomes
            self.go_to(repo, run.json["resume_at"])
        self.fail(f"not done after {most} runs")


class Windows(Quotas):
    def test_40_file_segments_take_4_windows_40_operations_and_no_429(self):
        repo = self.limited()
        self.files(repo, 40)
        outcomes = self.run_until_done(repo, 6)
        self.assertEqual([outcome["summary"]["accepted"] for outcome in outcomes], [10, 10, 10, 10])
        self.assertEqual(repo.behind().sent(), ["create_file"] * 40)
        self.assert_no_429(repo)
        self.assertEqual([outcome["calls"] for outcome in outcomes], [10, 10, 10, 10])
        self.assert_nothing_to_do(repo)

    def test_waiting_moves_the_simulators_clock_and_takes_no_time(self):
        repo = self.limited()
        self.files(repo, 25)
        run = self.ends(repo.segctl("apply", "--auto-approve", "--wait"), DONE)
        self.assertIn("waiting 61 min for MoEngage's limit on file operations, until ", run.err)
        self.assertEqual(repo.behind().sent(), ["create_file"] * 25)
        self.assert_no_429(repo)

    def test_1000_filter_segments_take_5_windows_of_200_an_hour(self):
        repo = self.limited()
        self.filters(repo, 1000)
        outcomes = self.run_until_done(repo, 7)
        self.assertEqual([outcome["summary"]["done"] for outcome in outcomes], [200] * 5)
        log = [entry for entry in self.log(repo) if entry["operation"] == "create_filter"]
        self.assertEqual(len(log), 1000)
        self.assert_no_429(repo)
        first, last = moment(log[0]["time"]), moment(log[-1]["time"])
        # Four whole hours before the last 200, and the minutes that these take.
        self.assertLess((last - first).total_seconds(), 4 * 3602 + 5 * 62)
        self.assertGreater((last - first).total_seconds(), 4 * 3600)

    def test_what_is_over_the_limit_is_deferred_with_the_time_to_come_back(self):
        repo = self.limited()
        self.files(repo, 11)
        run = self.ends(repo.segctl("apply", "--auto-approve"), INCOMPLETE)
        self.assertRegex(run.out, r"Run segctl apply again after\s\d{4}-\d\d-\d\d\s\d\d:\d\d UTC\sto\sresume\.")
        outcome = self.apply(repo, code=INCOMPLETE)
        self.assertEqual(outcome["calls"], 0)
        self.assertEqual(len(repo.behind().sent()), 10)
        self.go_to(repo, outcome["resume_at"])
        self.apply(repo)
        self.assert_nothing_to_do(repo)

    def test_limits_in_the_project_file_raise_and_lower_the_numbers(self):
        repo = self.limited(file_hour=3)
        self.files(repo, 4)
        self.apply(repo, code=INCOMPLETE)
        self.assertEqual(len(repo.behind().sent()), 3)
        repo.replace("segctl.yaml", '"file_hour": 3', '"file_hour": 12')
        self.apply(repo)
        self.assertEqual(len(repo.behind().sent()), 4)

    def test_others_use_the_workspace_too_and_their_429_closes_the_window(self):
        for headers in ("none", "retry_after", "x_ratelimit"):
            with self.subTest(headers=headers):
                repo = self.limited()
                repo.behind().switch(rate_headers=headers)
                self.files(repo, 12)
                # Another state over the same workspace knows nothing of ours.
                for i in range(6):
                    repo.segctl("--state", ".segctl/theirs.json", "apply", "--auto-approve",
                                f"segments/{i:03}.yaml")
                outcome = self.apply(repo, "--adopt-all", code=INCOMPLETE)
                sent = len(repo.behind().sent())
                self.apply(repo, "--adopt-all", code=INCOMPLETE)
                self.assertEqual(len(repo.behind().sent()), sent, "the window stays closed")
                self.go_to(repo, outcome["resume_at"])
                self.run_until_done(repo, 4)
                self.assertEqual(len(repo.behind().segments()), 12)

    def test_the_record_is_private_and_damage_counts_as_calls(self):
        repo = self.limited()
        self.files(repo, 10)
        self.apply(repo)
        self.assertEqual(stat.S_IMODE(os.stat(repo.path(LEDGER)).st_mode), 0o600)
        self.files(repo, 11)
        lines = repo.read(LEDGER).splitlines(keepends=True)
        repo.write(LEDGER, "".join("X" + line[1:] if "file-operation" in line else line for line in lines))
        self.apply(repo, code=INCOMPLETE)
        self.assertEqual(len(repo.behind().sent()), 10)

    def test_a_line_that_was_being_written_is_no_call(self):
        repo = self.limited()
        self.files(repo, 9)
        self.apply(repo)
        with open(repo.path(LEDGER), "a", encoding="utf-8") as ledger:
            ledger.write("0123456789abcdef file-oper")
        self.files(repo, 10)
        self.apply(repo)
        self.assertEqual(len(repo.behind().sent()), 10)

    def test_without_a_place_for_the_record_nothing_is_changed(self):
        repo = self.limited()
        self.files(repo, 1)
        repo.path(LEDGER).mkdir()
        run = self.ends(repo.segctl("plan"), DONE)
        self.assertIn("cannot keep the record of calls", run.err)
        run = self.ends(repo.segctl("apply", "--auto-approve"), support.FAILED)
        self.assertIn("cannot keep the record of calls", run.text)
        self.assertEqual(repo.behind().sent(), [])

    def test_a_list_without_a_place_ends_the_plan_with_5(self):
        repo = self.limited(list_hour=1)
        self.files(repo, 1)
        self.ends(repo.segctl("plan"), DONE)
        run = self.ends(repo.segctl("plan"), INCOMPLETE)
        self.assertIn("MoEngage's limit on list calls is used up until ", run.err)
        self.assertIn("run again in 61 min, or give --wait", run.err)
        self.ends(repo.segctl("plan", "--max-wait", "2h"), DONE)

    def test_a_wrong_max_wait_is_wrong_usage(self):
        repo = self.limited()
        run = self.ends(repo.segctl("plan", "--max-wait", "soon"), support.USAGE)
        self.assertIn("takes a time: 90s, 5m, 1h30m", run.text)


class Price(Quotas):
    def test_a_plan_says_what_it_costs_and_when_it_is_done(self):
        repo = self.limited()
        self.files(repo, 14)
        plan = self.plan(repo)
        price = plan["price"]
        meters = {meter["limit"]: meter for meter in price["limits"]}
        files = meters["file-operation"]
        self.assertEqual((files["count"], files["left_now"]), (14, 10))
        self.assertEqual([batch["count"] for batch in files["batches"]], [10, 4])
        self.assertEqual(files["batches"][0]["at"], price["at"])
        self.assertEqual(moment(files["batches"][1]["at"]) - moment(price["at"]),
                         datetime.timedelta(hours=1, seconds=2))
        self.assertEqual([(w["setting"], w["allowed"], w["used"]) for w in files["windows"]],
                         [("file_hour", 10, 0), ("file_day", 100, 0)])
        self.assertEqual((meters["file-users"]["count"], meters["list"]["left_now"]), (28, 49))
        self.assertEqual((price["last"]["key"], price["last"]["action"], price["last"]["limit"]),
                         ("File 013", "create", "file-operation"))
        self.assertEqual(price["last"]["at"], files["batches"][1]["at"])
        text = " ".join(self.ends(repo.segctl("plan"), DONE).out.split())
        self.assertRegex(text, r"calls: 14 file operations: 10 now, 4 after (\S+ )?\d\d:\d\d UTC "
                               r"\(left now: 10 of 10 an hour, 100 of 100 a day\)")
        self.assertRegex(text, r"done: (\S+ )?\d\d:\d\d UTC at the earliest; create \"File 013\" decides: "
                               r"it waits for MoEngage's limit on file operations")

    def test_apply_keeps_the_time_that_the_plan_promised(self):
        repo = self.limited()
        self.files(repo, 23)
        promised = self.plan(repo)["price"]["last"]["at"]
        self.ends(repo.segctl("-q", "apply", "--auto-approve", "--wait"), DONE)
        last = moment(repo.behind().log()[-1]["time"])
        late = (last - moment(promised)).total_seconds()
        self.assertTrue(0 <= late < 30, late)

    def test_what_earlier_runs_used_is_left_out(self):
        repo = self.limited()
        self.files(repo, 7)
        self.apply(repo)
        self.files(repo, 12)
        meters = {meter["limit"]: meter for meter in self.plan(repo)["price"]["limits"]}
        counts = [batch["count"] for batch in meters["file-operation"]["batches"]]
        self.assertEqual((counts[0], sum(counts)), (3, 5))

    def test_a_plan_over_the_active_segment_limit_is_refused_archives_first_is_tried(self):
        repo = self.limited(active_segments=3)
        self.filters(repo, 3)
        self.apply(repo)
        repo.write("segments/all.yaml", filter_manifest("Filter 0000", "C0") + "---\n" +
                   filter_manifest("New", "NEW") + "---\n" + filter_manifest("Newer", "NEWER"))
        plan = self.plan(repo)
        self.assertEqual([actions(change) for change in plan["changes"]],
                         [["archive"], ["archive"], ["create"], ["create"]])
        repo.write("segments/more.yaml", filter_manifest("Newest", "NEWEST"))
        held = self.plan(repo, code=HELD)["holds"]
        self.assertEqual([(hold["limit"], hold["number"], hold["allowed"]) for hold in held],
                         [("active_segments", 4, 3)])
        self.ends(repo.segctl("apply", "--auto-approve"), HELD)
        self.assertEqual([entry["operation"] for entry in repo.behind().log()],
                         ["create_filter"] * 3 + ["archive"] * 2)


class Refresh(Quotas):
    def setUp(self):
        self.repo = self.limited(get_minute=5)
        self.filters(self.repo, 12)
        self.apply(self.repo)
        self.repo.behind().advance(62)

    def gets(self):
        """The names that were read since the last call of this."""
        log = [entry["name"] for entry in self.log(self.repo) if entry["operation"] == "get"]
        seen, self.seen = getattr(self, "seen", 0), len(log)
        return log[seen:]

    def test_a_plan_costs_one_list_and_as_many_gets_as_have_room(self):
        plan = self.plan(self.repo)
        self.assertEqual(len(self.gets()), 5)
        self.assertEqual(plan["trusted"]["definitions"], 7)
        self.assertLess(moment(plan["trusted"]["since"]), moment(plan["created"]))
        self.assertEqual(plan["changes"], [])
        run = self.ends(self.repo.segctl("plan"), DONE)
        self.assertEqual(self.gets(), [])
        self.assertIn("12 definitions not read now, but trusted from the record", run.out)
        self.assert_no_429(self.repo)

    def test_what_was_not_seen_for_the_longest_time_goes_first(self):
        names = set()
        for i in range(3):
            # Each apply saves what it saw, with the segment that it makes.
            self.repo.write(f"segments/more{i}.yaml", filter_manifest(f"More {i}", f"M{i}"))
            self.apply(self.repo)
            names.update(name for name in self.gets() if name.startswith("Filter"))
            self.repo.behind().advance(62)
        self.assertEqual(len(names), 12)

    def test_a_manifest_that_changed_is_read_first(self):
        self.repo.replace("segments/all.yaml", "value: [C11]", "value: [C11, X]")
        plan = self.plan(self.repo)
        change = self.only_change(plan)
        self.assertEqual((change["key"], actions(change)), ("Filter 0011", ["update"]))
        self.assertIsNotNone(change["before"]["included_filters"])
        self.assertIn("Filter 0011", self.gets())

    def test_changed_reads_only_what_the_manifests_say_otherwise(self):
        self.assertEqual(self.plan(self.repo, "--refresh", "changed")["trusted"]["definitions"], 12)
        self.assertEqual(self.gets(), [])
        self.repo.replace("segments/all.yaml", "value: [C3]", "value: [C3, X]")
        plan = self.plan(self.repo, "--refresh", "changed")
        self.assertEqual(actions(self.only_change(plan)), ["update"])
        self.assertEqual(self.gets(), ["Filter 0003"])

    def test_none_reads_nothing_and_updates_what_the_record_does_not_agree_with(self):
        self.repo.replace("segments/all.yaml", "value: [C3]", "value: [C3, X]")
        self.repo.behind().edit(name="Filter 0005", included_filters=support.countries("THEIRS"))
        plan = self.plan(self.repo, "--refresh", "none")
        change = self.only_change(plan)
        self.assertEqual((change["key"], actions(change)), ("Filter 0003", ["update"]))
        self.assertIn("['C3']", str(change["before"]["included_filters"]), "what was recorded")
        self.assertEqual(change["effect"], "only-widens")
        self.assertEqual(self.gets(), [])
        outcome = self.apply(self.repo, "--refresh", "none")
        self.assertEqual(outcome["summary"]["done"], 1)
        self.repo.behind().advance(62)
        change = by_key(self.plan(self.repo, "--refresh", "all"))
        self.assertNotIn("Filter 0003", change)

    def test_none_does_not_take_what_list_hides_for_gone(self):
        self.repo.behind().switch(archived_in_list="hidden")
        self.repo.replace("segments/all.yaml", "name: Filter 0002\n", "name: Filter 0002\narchived: true\n")
        self.apply(self.repo)
        self.assert_nothing_to_do(self.repo, "--refresh", "none")

    def test_a_stored_plan_is_applied_with_the_economy_it_was_made_with(self):
        self.repo.replace("segments/all.yaml", "value: [C3]", "value: [C3, X]")
        self.plan(self.repo, "--refresh", "none", "--out", self.repo.path("p.json"))
        self.ends(self.repo.segctl("apply", self.repo.path("p.json")), DONE)

    def test_a_stored_plan_made_from_the_record_is_stale_where_somebody_edited_since(self):
        self.repo.replace("segments/all.yaml", "value: [C3]", "value: [C3, X]")
        self.plan(self.repo, "--refresh", "none", "--out", self.repo.path("p.json"))
        self.repo.behind().edit(name="Filter 0003", included_filters=support.countries("THEIRS"))
        self.ends(self.repo.segctl("apply", self.repo.path("p.json")), support.STALE)
        self.assertIn("THEIRS", str(self.repo.behind().segment("Filter 0003")))


if __name__ == "__main__":
    support.main()
