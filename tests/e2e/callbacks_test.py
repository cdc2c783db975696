"""What becomes of accepted files: MoEngage's callbacks, received while nobody waits for them."""

import concurrent.futures
import hashlib
import json
import os
import signal
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.request

import support
from support import DONE, FAILED, SEGCTL, actions, clean_environment, file_manifest

TOKEN = "0123456789abcdefTOKEN"
INVALID = FAILED  # what the user gave is wrong, but it is no manifest
FULL_SIZE = 150_000_000
# How large the large file is; sanitizers get a smaller one.
BYTES = int(os.environ.get("SEGCTL_CSV_BYTES", str(FULL_SIZE)))


def called(operation, lineage):
    """What stands for {operation} in a callback URL."""
    return f"{operation}-{hashlib.sha256(lineage.encode()).hexdigest()[:8]}"


class Listener:
    """`segctl callback serve` over a project's state."""

    def __init__(self, project, listen="127.0.0.1:0", environment=None):
        self.project = project
        extra = {"SEGCTL_CALLBACK_TOKEN": TOKEN, **(environment or {})}
        self.process = subprocess.Popen(
            [SEGCTL, "-C", project.directory, "-v", "callback", "serve", "--listen", listen],
            env=clean_environment(extra), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError(f"it does not listen: {line}{self.process.stderr.read()}")
        self.url = line[len("listening on "):].strip()
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, with_signal=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        self.out, self.err = self.process.communicate(timeout=support.TIME_LIMIT)
        return self.process.returncode

    def post(self, operation, body, token=TOKEN, name=None):
        """The status of a callback; `name` stands in the URL in place of the operation's."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        name = name or called(operation, self.project.state()["lineage"])
        request = urllib.request.Request(f"{self.url}/cb/{token}/{name}", data=data)
        try:
            with urllib.request.urlopen(request, timeout=support.TIME_LIMIT) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code


def done(found=3, processed=3, users=3, name="Readers"):
    return {"db_name": "sim-db", "segment_name": name, "request_id": "r", "status": 201,
            "values_found": found, "values_processed": processed, "user_count": users}


def failed(status=500, message="File download failed", name="Readers"):
    return {"db_name": "sim-db", "segment_name": name, "request_id": "r", "status": status,
            "error_message": message}


class Callbacks(support.EndToEnd):
    def setUp(self):
        self.world()

    def world(self, **options):
        """A new project over a new simulator."""
        self.served = self.project().path("served")
        self.served.mkdir()
        self.sim = self.simulator(serve=self.served, **options)
        self.repo = self.project(over=self.sim)
        self.repo.environment["SEGCTL_CALLBACK_TOKEN"] = TOKEN

    def listen(self, **options):
        listener = Listener(self.repo, **options)
        self.addCleanup(listener.stop)
        return listener

    def csv(self, *values, name="ids.csv"):
        (self.served / name).write_text("\n".join(values) + "\n", encoding="utf-8")
        return f"{self.sim.url}/_files/{name}"

    def declare(self, callback_url=None, more="", key="r", name="Readers", url=None):
        if callback_url:
            more = f"callback_url: '{callback_url}'\n" + more
        self.repo.write(f"segments/{key}.yaml",
                        file_manifest(name, url or f"{self.sim.url}/_files/ids.csv", key=key, more=more))

    def last(self, key="r"):
        """What `segctl list` says of the last file operation."""
        listed = self.ends(self.repo.segctl("list", "--format", "json"), DONE).json
        return {one["key"]: one["file_operation"] for one in listed["segments"]}[key]

    def heard(self, key="r", every=0.05):
        """The same, once its callback has come; it is asked for every so many seconds."""
        for _ in range(200):
            last = self.last(key)
            if last["standing"] != "pending":
                return last
            time.sleep(every)
        raise AssertionError("no callback came")

    def apply_quietly(self):
        """Applies without a callback being sent by the simulator: nobody listens there."""
        self.csv("u1", "u2", "u3")
        self.declare("http://127.0.0.1:9/cb/{token}/{operation}")
        self.apply(self.repo)
        return self.last()["operation"]


class FromMoEngage(Callbacks):
    """The simulator downloads, counts, and posts its callbacks to the listener."""

    def world(self, **options):
        super().world(**options)
        self.listener = self.listen()
        self.url = self.listener.url + "/cb/{token}/{operation}"

    def test_a_processed_file_is_done_with_its_counts_and_the_second_plan_is_empty(self):
        self.csv("u1", "u2", "u3")
        self.repo.replace("segctl.yaml", "version: 1", f"version: 1\ncallback_url: '{self.url}'")
        self.declare()
        self.apply(self.repo)
        last = self.heard()
        self.assertEqual((last["standing"], last["action"], last["values_found"], last["values_processed"],
                          last["user_count"], last["match_rate"]), ("done", "create-file", 3, 3, 3, 100.0))
        self.assert_nothing_to_do(self.repo)
        self.assertIn("create-file: done: 3 values, 3 processed, 3 users (100.0 %)", self.repo.segctl("list").out)
        self.assertIn("done: 3 values, 3 processed, 3 users (100.0 %)", self.repo.segctl("show", "r").out)
        self.csv("u1", "u2", "u3", "u4")
        self.apply(self.repo)  # and takes the callback into the state
        self.assertEqual(self.heard()["action"], "replace-users")
        self.assertEqual(len(self.ends(self.repo.segctl("show", "r", "--format", "json"), DONE)
                             .json["file_operations"]), 2)
        self.assertEqual(self.listener.stop(), DONE)
        for text in (self.repo.read(".segctl/state.json"), self.listener.out, self.listener.err):
            self.assertNotIn(TOKEN, text)

    def test_a_poor_match_is_a_failure_that_is_sent_once_more_and_no_more(self):
        self.csv("u1", "u2", "u3")
        known = self.repo.write("known.txt", "u1\n")
        self.sim.switch(known_users=str(known))
        self.declare(self.url, more="min_match_rate: 80\n")
        self.apply(self.repo)
        last = self.heard()
        self.assertEqual((last["standing"], last["match_rate"]), ("poor-match", 33.3))
        self.assertIn("failed, under 80 % matched: 3 values, 3 processed, 1 user (33.3 %)",
                      " ".join(self.repo.segctl("list").out.split()))
        change = self.only_change(self.plan(self.repo))
        self.assertEqual((actions(change), change["reasons"]), (["replace-users"], ["poor-match"]))
        self.apply(self.repo)
        self.assertEqual(self.heard()["standing"], "poor-match")
        plan = self.plan(self.repo)
        self.assertEqual((plan["changes"], [w["code"] for w in plan["warnings"]]), ([], ["poor-match"]))
        self.assertEqual(self.apply(self.repo)["calls"], 0)
        known.write_text("u1\nu2\nu3\n")  # the users are there at last
        self.apply(self.repo, "--retry-failed")
        self.assertEqual(self.heard()["standing"], "done")
        self.assertEqual(self.plan(self.repo)["warnings"], [])
        self.assertEqual(self.sim.sent(), ["create_file", "replace_users", "replace_users"])

    def test_what_is_refused_only_while_it_is_processed_is_told_in_moengages_words(self):
        for limits, switches, words in (
                ({"csv_bytes": 8}, {}, "File size cannot be greater than 150MB"),
                ({"file_segment_users": 2}, {}, "File segment has too many users"),
                ({"file_users_day": 2}, {"limits": "documented"}, "File segment users limit breached")):
            with self.subTest(words):
                self.world(limits=limits, switches=switches)
                self.csv("u1", "u2", "u3")
                self.declare(self.url)
                self.apply(self.repo)
                last = self.heard()
                self.assertEqual((last["standing"], last["status"], last["error_message"]), ("failed", 400, words))
                change = self.only_change(self.plan(self.repo))
                self.assertEqual((actions(change), change["reasons"]), (["replace-users"], ["file-operation-failed"]))

    def test_values_that_moengage_cannot_use_count_against_the_match(self):
        self.csv("u1", "u2", "u3")
        self.declare(self.url)
        self.sim.switch(file_delay_seconds=1000)
        self.apply(self.repo)
        self.csv("u1", " u2", "u3")
        self.sim._call("settle", {})
        last = self.heard()
        self.assertEqual((last["standing"], last["values_found"], last["values_processed"], last["user_count"],
                          last["match_rate"]), ("done", 3, 2, 2, 66.6))

    def test_an_entry_of_changes_that_failed_is_sent_again_in_its_place(self):
        entries = [("add", "a"), ("remove", "b")]
        self.csv("u1", "u2")
        self.csv("u3", "u4", name="a.csv")
        self.csv("u4", name="b.csv")
        lines = "".join(f"  - {word}: {{file_url: {self.sim.url}/_files/{name}.csv}}\n" for word, name in entries)
        self.declare(self.url, more="changes:\n" + lines)
        self.sim.switch(file_delay_seconds=1000)
        self.apply(self.repo)
        (self.served / "a.csv").unlink()
        self.sim._call("settle", {})
        shown = self.ends(self.repo.segctl("show", "r", "--format", "json"), DONE).json["file_operations"]
        self.assertEqual([(one["action"], one["entry"], one["standing"]) for one in shown],
                         [("create-file", None, "done"), ("add-users", 0, "failed"), ("remove-users", 1, "done")])
        self.csv("u3", "u4", name="a.csv")
        change = self.only_change(self.plan(self.repo))
        self.assertEqual((actions(change), change["reasons"]),
                         (["add-users", "remove-users"], ["file-operation-failed"]))
        self.sim.switch(file_delay_seconds=0)
        self.apply(self.repo)
        self.assertEqual(self.heard()["standing"], "done")
        self.assertEqual(self.sim.members(self.repo.ids()["r"]), ["u1", "u2", "u3"])
        self.assert_nothing_to_do(self.repo)

    def test_a_large_file_is_downloaded_and_counted_and_one_that_is_too_large_is_refused(self):
        values = BYTES // 80
        limit = 150 * 1024 * 1024 if BYTES == FULL_SIZE else BYTES
        self.world(limits={"csv_bytes": limit})
        (self.served / "ids.csv").write_text("".join(f"{value:079d}\n" for value in range(values)))
        self.csv("u1", name="small.csv")
        self.declare(self.url)
        self.apply(self.repo)
        last = self.heard(every=0.3)
        self.assertEqual((last["standing"], last["values_found"], last["values_processed"], last["user_count"],
                          last["match_rate"]), ("done", values, values, values, 100.0))
        self.sim.switch(file_delay_seconds=1000)
        self.repo.remove("segments/r.yaml")
        self.declare(self.url, key="s", name="Small", url=f"{self.sim.url}/_files/small.csv")
        self.apply(self.repo, "segments/s.yaml")
        os.truncate(self.served / "small.csv", limit + 1)  # once it was accepted
        self.sim._call("settle", {})
        last = self.heard("s", every=0.3)
        self.assertEqual((last["standing"], last["status"], last["error_message"]),
                         ("failed", 400, "File size cannot be greater than 150MB"))

    def test_a_download_that_fails_is_tried_once_more_and_no_more(self):
        self.csv("u1", "u2", "u3")
        self.declare(self.url)
        self.apply(self.repo)
        self.heard()
        self.sim.switch(file_delay_seconds=1000)
        for number in (1, 2):
            self.csv("u7", "u8")
            if number == 1:
                change = self.only_change(self.plan(self.repo))
                self.assertEqual(change["reasons"], ["content-differs"])
            else:
                change = self.only_change(self.plan(self.repo))
                self.assertEqual((actions(change), change["reasons"], change["before"]["rows"], change["members"]),
                                 (["replace-users"], ["file-operation-failed"], 3,
                                  {"added": 2, "removed": 3, "kept": 0}))
            self.apply(self.repo)
            (self.served / "ids.csv").unlink()  # before MoEngage comes for it
            self.sim._call("settle", {})
            last = self.heard()
            self.assertEqual((last["standing"], last["status"], last["error_message"]),
                             ("failed", 500, "File download failed"))
        self.csv("u7", "u8")
        plan = self.plan(self.repo)
        self.assertEqual((plan["changes"], [w["code"] for w in plan["warnings"]]), ([], ["file-operation-failed"]))
        self.assertEqual(self.apply(self.repo)["calls"], 0)
        self.assertEqual(self.sim.sent(), ["create_file", "replace_users", "replace_users"])
        self.assertEqual(actions(self.only_change(self.plan(self.repo, "--retry-failed"))), ["replace-users"])
        self.ends(self.repo.segctl("plan", "--retry-failed", "--out", "plan.json"), DONE)
        self.sim.switch(file_delay_seconds=0)
        self.apply(self.repo, "plan.json")
        self.assertEqual(self.heard()["standing"], "done")
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.sim.members(self.repo.ids()["r"]), ["u7", "u8"])

    def test_a_file_that_is_refused_is_told_in_moengages_words(self):
        self.csv("u1")
        self.declare(self.url)
        self.sim.switch(file_delay_seconds=1000)
        self.apply(self.repo)
        self.csv("a,b")
        self.sim._call("settle", {})
        last = self.heard()
        self.assertEqual((last["standing"], last["status"]), ("failed", 400))
        self.assertTrue(last["error_message"])
        self.assertIn("failed (400): ", self.repo.segctl("list").out)
        drift = self.ends(self.repo.segctl("drift"), DONE).out
        self.assertIn("MoEngage could not use the file sent at", " ".join(drift.split()))


class Received(Callbacks):
    """Callbacks as any peer might send them."""

    def test_a_lost_callback_stays_pending_with_its_age_and_can_be_told_by_hand(self):
        operation = self.apply_quietly()
        self.assertEqual(self.last()["standing"], "pending")
        self.assertIn("pending for ", self.repo.segctl("list").out)
        drift = self.ends(self.repo.segctl("drift"), DONE).out
        self.assertIn("MoEngage has not told what became of the file sent at", " ".join(drift.split()))
        self.assert_nothing_to_do(self.repo)
        self.declare("http://127.0.0.1:9/another/{token}/{operation}")  # is no part of the meaning
        self.assert_nothing_to_do(self.repo)
        run = self.ends(self.repo.segctl("callback", "ingest", "-", stdin=json.dumps(done(3, 3, 2))), DONE)
        self.assertEqual(run.out, f'create-file of "Readers" ({operation}): '
                         "done: 3 values, 3 processed, 2 users (66.6 %)\n")
        self.assertEqual(self.last()["standing"], "done")
        again = self.repo.segctl("callback", "ingest", "-", stdin=json.dumps(done(3, 3, 2)))
        self.assertIn("no file operation of \"Readers\" waits for its outcome", self.ends(again, INVALID).text)
        named = ("callback", "ingest", "-", "--operation", operation)
        self.ends(self.repo.segctl(*named, stdin=json.dumps(done(3, 3, 2))), DONE)
        other = self.repo.segctl(*named, stdin=json.dumps(failed()))
        self.assertIn("is known already, and is another", self.ends(other, INVALID).text)
        self.assertEqual(self.last()["standing"], "done")

    def test_ingest_says_which_operations_it_could_mean(self):
        operation = self.apply_quietly()
        self.csv("u1", "u2", "u3", "u4")
        self.apply(self.repo)
        body = self.repo.write("saved.json", json.dumps(done(4, 4, 4)))
        run = self.ends(self.repo.segctl("callback", "ingest", body), INVALID)
        self.assertIn("2 file operations of \"Readers\" wait for their outcome", run.text)
        self.assertIn(operation, run.text)
        name = called(operation, self.repo.state()["lineage"])
        self.ends(self.repo.segctl("callback", "ingest", body, "--operation", name), DONE)
        self.ends(self.repo.segctl("callback", "ingest", body), DONE)
        for words, text in ((("--operation", "9.9"), "knows no file operation"),
                            (("--operation", called(operation, "another")), "knows no file operation"),
                            (("--operation", "../x"), "knows no file operation")):
            self.assertIn(text, self.ends(self.repo.segctl("callback", "ingest", body, *words), INVALID).text)
        wrong = self.repo.write("wrong.json", json.dumps(done(name="Buyers")))
        run = self.repo.segctl("callback", "ingest", wrong, "--operation", operation)
        self.assertIn("this callback is about \"Buyers\"", self.ends(run, INVALID).text)
        for content in ("", "[]", "{}", "x" * 70000):
            wrong.write_text(content)
            self.assertIn("no callback of MoEngage", self.ends(self.repo.segctl("callback", "ingest", wrong), INVALID).text)

    def test_peers_get_200_only_for_what_is_recorded(self):
        operation = self.apply_quietly()
        listener = self.listen()
        self.assertEqual(listener.post(operation, done(), token="wrong-token-0123456789"), 401)
        self.assertEqual(listener.post("9.9", done()), 404)
        for name in ("..%2f..%2fx", operation, called(operation, "another-environment")):
            self.assertEqual(listener.post(None, done(), name=name), 404)
        self.assertEqual(listener.post(operation, b"{}"), 400)
        self.assertEqual(listener.post(operation, b"\xff" * 100), 400)
        self.assertEqual(listener.post(operation, b"x" * 200000), 413)
        self.assertEqual(self.last()["standing"], "pending")
        self.assertEqual([listener.post(operation, done()) for _ in range(3)], [200, 200, 200])
        self.assertEqual(listener.post(operation, failed()), 200)  # the first stays
        self.assertEqual(self.last()["standing"], "done")
        inbox = self.repo.path(".segctl/state.json.callbacks")
        self.assertEqual(len(list(inbox.iterdir())), 1)
        self.assertEqual(stat.S_IMODE(inbox.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(next(inbox.iterdir()).stat().st_mode), 0o600)
        self.assertEqual(listener.stop(signal.SIGINT), DONE)
        self.assertNotIn(TOKEN, listener.out + listener.err)
        self.ends(self.repo.segctl("state", "recover"), DONE)
        self.assertEqual(list(inbox.iterdir()), [])
        self.assertEqual(self.last()["standing"], "done")

    def test_many_peers_at_once_and_slow_ones_among_them(self):
        self.csv("u1", "u2", "u3")
        for number in range(8):
            self.declare("http://127.0.0.1:9/{token}/{operation}", key=f"k{number}", name=f"Readers {number}")
        self.apply(self.repo)
        listed = self.repo.segctl("list", "--format", "json").json["segments"]
        operations = {one["name"]: one["file_operation"]["operation"] for one in listed}
        listener = self.listen()
        slow = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(40)]
        for peer in slow:
            self.addCleanup(peer.close)
            peer.sendall(b"POST /cb/")
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            calls = [pool.submit(listener.post, operation, done(name=name))
                     for name, operation in list(operations.items()) * 4]
            self.assertEqual({call.result() for call in calls}, {200})
        listed = self.repo.segctl("list", "--format", "json").json["segments"]
        self.assertEqual({one["file_operation"]["standing"] for one in listed}, {"done"})
        self.assertEqual(listener.stop(), DONE)

    def test_callbacks_are_recorded_while_an_apply_holds_the_state(self):
        operation = self.apply_quietly()
        self.csv("u1", "u2", "u3", "u4")
        listener = self.listen()
        self.sim.fault({"operation": "replace_users", "kind": "hang", "seconds": 2, "after_commit": True})
        words = [SEGCTL, "-C", str(self.repo.directory), "apply", "--auto-approve"]
        apply = subprocess.Popen(words, env=clean_environment(self.repo.environment),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            journal = self.repo.path(".segctl/state.json.journal")
            for _ in range(400):
                if journal.exists() and "replace-users" in journal.read_text():
                    break
                time.sleep(0.02)
            self.assertEqual(listener.post(operation, done()), 200)
            in_flight = json.loads(journal.read_text().splitlines()[-1].split(" ", 3)[3])["intent"]["id"]
            self.assertEqual(listener.post(in_flight, done(4, 4, 4)), 200)
        finally:
            apply.communicate(timeout=support.TIME_LIMIT)
        shown = self.repo.segctl("show", "r", "--format", "json").json["file_operations"]
        self.assertEqual([(one["operation"], one["standing"]) for one in shown],
                         [(operation, "done"), (in_flight, "done")])
        self.apply(self.repo)
        self.assert_nothing_to_do(self.repo)

    def test_a_listener_killed_between_the_disk_and_its_answer_has_recorded_it(self):
        operation = self.apply_quietly()
        listener = self.listen(environment={"SEGCTL_FAIL_POINT": "callback-recorded=kill"})
        with self.assertRaises((ConnectionError, urllib.error.URLError, OSError)):
            listener.post(operation, done())
        self.assertEqual(listener.process.wait(timeout=support.TIME_LIMIT), -signal.SIGKILL)
        self.assertEqual(self.last()["standing"], "done")
        again = self.listen()
        self.assertEqual(again.post(operation, done()), 200)  # MoEngage asks again
        self.assertEqual(len(list(self.repo.path(".segctl/state.json.callbacks").iterdir())), 1)

    def test_a_disk_that_fails_is_answered_503_and_asked_again(self):
        operation = self.apply_quietly()
        listener = self.listen(environment={"SEGCTL_FAIL_POINT": "file-sync=ENOSPC"})
        self.assertEqual(listener.post(operation, done()), 503)
        self.assertEqual(self.last()["standing"], "pending")
        self.assertEqual(listener.post(operation, done()), 200)
        self.assertEqual(self.last()["standing"], "done")

    def test_a_run_killed_while_it_takes_a_failure_in_neither_loses_it_nor_sends_twice(self):
        for point in ("before-send", "recorded", "state-saved"):
            with self.subTest(point):
                self.world()
                operation = self.apply_quietly()
                body = self.repo.write("body.json", json.dumps(failed()))
                self.ends(self.repo.segctl("callback", "ingest", body), DONE)
                killed = self.repo.segctl("apply", "--auto-approve", environment={"SEGCTL_FAIL_POINT": f"{point}=kill"})
                self.ends(killed, -signal.SIGKILL)
                self.apply(self.repo)
                self.assertEqual(self.sim.sent(), ["create_file", "replace_users"])
                self.assertEqual(list(self.repo.path(".segctl/state.json.callbacks").iterdir()), [])
                shown = self.repo.segctl("show", "r", "--format", "json").json["file_operations"]
                self.assertEqual([(one["action"], one["standing"]) for one in shown],
                                 [("create-file", "failed"), ("replace-users", "pending")])
                self.assertEqual(shown[0]["operation"], operation)
                self.assert_nothing_to_do(self.repo)

    def test_a_callback_settles_a_call_whose_answer_was_lost_and_it_is_not_sent_again(self):
        self.apply_quietly()
        self.csv("u1", "u2", "u3", "u4")
        listener = self.listen()
        self.sim.fault({"operation": "replace_users", "kind": "drop_after"})
        self.apply(self.repo, code=support.INCOMPLETE)
        operation = self.repo.state()["open"][0]["id"]
        self.assertEqual(listener.post(operation, done(4, 4, 4)), 200)
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.apply(self.repo)["calls"], 0)
        self.assertEqual(self.last()["standing"], "done")
        self.assertEqual(self.sim.sent(), ["create_file", "replace_users"])


class Wrong(Callbacks):
    def test_a_token_that_is_missing_or_weak_is_said_before_anything_is_sent(self):
        self.csv("u1")
        self.declare("http://127.0.0.1:9/{token}/{operation}")
        for token in ("", "short", "0123456789/abcdef/x"):
            environment = {"SEGCTL_CALLBACK_TOKEN": token}
            run = self.repo.segctl("callback", "serve", "--listen", "127.0.0.1:0", environment=environment)
            self.assertIn("SEGCTL_CALLBACK_TOKEN", self.ends(run, INVALID).err)
            run = self.repo.segctl("apply", "--auto-approve", environment=environment)
            self.assertIn("SEGCTL_CALLBACK_TOKEN", self.ends(run, FAILED).text)
        self.assertEqual(self.sim.sent(), [])

    def test_the_token_is_in_no_output_however_much_is_said(self):
        self.csv("u1")
        self.declare("http://127.0.0.1:9/{token}/{operation}")
        self.sim.fault({"operation": "create_file", "kind": "status", "status": 400,
                        "body": json.dumps({"title": "Bad", "description": f"http://127.0.0.1:9/{TOKEN}/2.1 is bad"})})
        run = self.repo.segctl("-vv", "apply", "--auto-approve")
        self.assertEqual(run.code, FAILED, str(run))
        self.assertNotIn(TOKEN, run.text)
        self.assertIn("127.0.0.1:9/", run.text)
        for file in self.repo.path(".segctl").rglob("*"):
            if file.is_file():
                self.assertNotIn(TOKEN, file.read_text(errors="replace"), str(file))

    def test_where_it_cannot_listen_it_says_so(self):
        listener = self.listen()
        run = self.repo.segctl("callback", "serve", "--listen", f"127.0.0.1:{listener.port}")
        self.assertIn("Address already in use", self.ends(run, FAILED).err)
        for address in ("nonsense", "127.0.0.1:99999", "no-such-host:1"):
            run = self.repo.segctl("callback", "serve", "--listen", address)
            self.assertIn("HOST:PORT" if address != "no-such-host:1" else "an IP address", self.ends(run, INVALID).err)


if __name__ == "__main__":
    support.main()
