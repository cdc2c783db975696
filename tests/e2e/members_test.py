"""What is known of members without keeping them: rules, digests, counts, and what a source that fails leads to."""

import functools
import hashlib
import http.server
import json
import os
import socket
import stat
import threading

import support
from support import DONE, FAILED, HELD, INCOMPLETE, INVALID, actions, file_manifest, schema_errors

FULL_SIZE = os.environ.get("SEGCTL_E2E_FULL_SIZE")  # the real 150 MB, else a limit that is small


def lines(*values):
    return "".join(f"{value}\n" for value in values)


def people(first, last):
    """Values that no number, key or digest of a report holds by chance."""
    return [f"person-{i:06d}" for i in range(first, last)]


class RawHost:
    """A web server that answers whatever bytes it is told to, and then closes the connection."""

    def __init__(self):
        self.answer = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                request = b""
                while b"\r\n\r\n" not in request and (more := peer.recv(4096)):
                    request += more
                head = self.answer.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
                peer.sendall(head if request.startswith(b"HEAD") else self.answer)

    def says(self, body, *headers, length=None, status="200 OK"):
        body = body.encode()
        fields = [f"Content-Length: {len(body) if length is None else length}"] if length != "none" else []
        self.answer = "\r\n".join([f"HTTP/1.1 {status}", *headers, *fields, "", ""]).encode() + body

    def stop(self):
        self.listener.close()


class Repo(support.EndToEnd):
    """A project with one file segment whose CSV is in data/, where the simulator finds it too."""

    def setUp(self):
        self.repo = self.project()
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") +
                        "simulator: {files: {'https://files.example.com/': data/}}\n")
        self.declare()

    def declare(self, more="", file="../data/ids.csv"):
        self.repo.write("segments/r.yaml", file_manifest(
            "Readers", "https://files.example.com/ids.csv", key="r", file=file, more=more))

    def give(self, values, name="ids.csv"):
        self.repo.write(f"data/{name}", lines(*values))

    def members(self):
        return self.repo.behind().members(self.repo.ids()["r"])

    def snapshots(self):
        return sorted(self.repo.path(".segctl/state.json.members").glob("*"))

    def text(self, *words, code=DONE):
        return self.ends(self.repo.segctl("plan", *words), code).out


class Counts(Repo):
    def test_a_plan_says_how_many_users_come_and_go_and_what_each_way_costs(self):
        self.give(people(0, 1200))
        self.apply(self.repo)
        self.give(people(50, 1230))
        change = self.only_change(self.plan(self.repo))
        self.assertEqual(change["members"], {"added": 30, "removed": 50, "kept": 1150})
        self.assertEqual(change["routes"], [
            {"actions": ["replace-users"], "file_operations": 1, "users": 30},
            {"actions": ["add-users", "remove-users"], "file_operations": 2, "users": 30}])
        text = self.text()
        self.assertIn("members: 1,200 → 1,180 users: +30 −50\n", text)
        self.assertIn("takes away 50 of 1,200 users", text)
        self.assertIn("30 users through files: now", text)
        self.apply(self.repo)
        self.assertEqual(self.members(), people(50, 1230))
        self.assert_nothing_to_do(self.repo)
        (users,) = [limit for limit in self.plan(self.repo)["price"]["limits"] if limit["limit"] == "file-users"]
        self.assertEqual(users["left_now"], 2_000_000 - 1200 - 30, "a replace counts those that are new")

    def test_the_same_values_in_another_form_are_no_change(self):
        self.give(people(0, 500))
        self.apply(self.repo)
        shuffled = people(250, 500) + people(0, 250)
        self.repo.path("data/ids.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(shuffled).encode())
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.repo.behind().sent(), ["create_file"])

    def test_as_many_other_users_are_held_back(self):
        self.give(people(0, 400))
        self.apply(self.repo)
        self.give(people(200, 600))
        plan = self.plan(self.repo, code=HELD)
        self.assertEqual(plan["holds"][0]["limit"], "max_member_removal_percent")
        self.assertEqual((plan["holds"][0]["number"], plan["holds"][0]["total"]), (200, 400))
        self.apply(self.repo, code=HELD)
        self.assertEqual(self.members(), people(0, 400))
        self.apply(self.repo, "--allow-removals", "200")
        self.assertEqual(self.members(), people(200, 600))

    def test_snapshots_are_private_and_only_of_what_segments_have_now(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        (first,) = self.snapshots()
        self.assertEqual(stat.S_IMODE(first.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(first.parent.stat().st_mode), 0o700)
        self.assertNotIn(b"person", first.read_bytes())
        self.give(people(0, 310))
        self.ends(self.repo.segctl("plan"), DONE)
        self.assertEqual(self.snapshots(), [first], "a plan writes none")
        self.apply(self.repo)
        (second,) = self.snapshots()
        self.assertNotEqual(first.name, second.name)

    def test_without_a_usable_snapshot_the_counts_are_missing_and_nothing_else(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        (snapshot,) = self.snapshots()
        whole = snapshot.read_bytes()
        self.give(people(10, 300))
        for damage in (None, whole[:100], whole[:-1] + b"x", b""):
            with self.subTest(damage and len(damage)):
                snapshot.unlink() if damage is None else snapshot.write_bytes(damage)
                plan = self.plan(self.repo)
                change = self.only_change(plan)
                self.assertEqual((actions(change), change["members"]), (["replace-users"], None))
                self.assertIn("members-not-compared", [warning["code"] for warning in plan["warnings"]])
                self.assertIn("replaces 300 values by 290", self.text())
        self.apply(self.repo)
        self.give(people(20, 300))
        self.assertEqual(self.only_change(self.plan(self.repo))["members"],
                         {"added": 0, "removed": 10, "kept": 280})

    def test_snapshots_are_turned_off_and_those_that_are_there_go(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") + "snapshots: false\n")
        self.give(people(10, 300))
        plan = self.plan(self.repo)
        self.assertIsNone(self.only_change(plan)["members"])
        self.assertEqual(plan["warnings"], [])
        self.apply(self.repo)
        self.assertEqual(self.snapshots(), [])

    def test_a_plan_made_with_snapshots_is_applied_without_them(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        self.give(people(10, 300))
        self.ends(self.repo.segctl("plan", "--out", "plan.json"), DONE)
        self.snapshots()[0].unlink()
        self.ends(self.repo.segctl("apply", "plan.json"), DONE)
        self.assertEqual(self.members(), people(10, 300))


class LostAnswers(Repo):
    def test_content_that_may_have_landed_is_replaced_by_what_it_was_before(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        self.give(people(10, 310))
        self.repo.behind().fault({"operation": "replace_users", "kind": "drop_after"})
        self.apply(self.repo, code=INCOMPLETE)
        self.assertEqual(self.members(), people(10, 310), "it landed, and nobody heard of it")
        self.give(people(0, 300))
        self.assertEqual(actions(self.only_change(self.plan(self.repo))), ["replace-users"])
        self.apply(self.repo)
        self.assertEqual(self.members(), people(0, 300))
        self.assert_nothing_to_do(self.repo)

    def test_additions_are_not_built_on_additions_that_may_have_landed(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        self.declare("additions: {file_url: 'https://files.example.com/new.csv'}\n")
        self.give(people(0, 310))
        self.give(people(300, 310), "new.csv")
        self.repo.behind().fault({"operation": "add_users", "kind": "drop_after"})
        self.apply(self.repo, code=INCOMPLETE)
        self.give(people(0, 300) + people(400, 410))
        self.give(people(400, 410), "new.csv")
        self.assertEqual(actions(self.only_change(self.plan(self.repo))), ["replace-users"])
        self.apply(self.repo)
        self.assertEqual(self.members(), people(0, 300) + people(400, 410))


class Additions(Repo):
    def setUp(self):
        super().setUp()
        self.give(people(0, 300))
        self.apply(self.repo)
        self.declare("additions: {file_url: 'https://files.example.com/new.csv'}\n")
        self.assert_nothing_to_do(self.repo)  # they are not looked at, and may not be there yet

    def test_what_only_adds_is_added(self):
        self.give(people(0, 340))
        self.give(people(300, 340), "new.csv")
        change = self.only_change(self.plan(self.repo))
        self.assertEqual(actions(change), ["add-users"])
        self.assertEqual(change["members"], {"added": 40, "removed": 0, "kept": 300})
        self.assertEqual([(r["actions"], r["users"]) for r in change["routes"]],
                         [(["add-users"], 40), (["replace-users"], 40)])
        self.apply(self.repo)
        self.assertEqual(self.members(), people(0, 340))
        self.assertEqual(self.repo.behind().sent(), ["add_users", "create_file"])
        self.assert_nothing_to_do(self.repo)
        self.give(people(5, 340))  # the snapshot went along
        self.assertEqual(self.only_change(self.plan(self.repo))["members"],
                         {"added": 0, "removed": 5, "kept": 335})

    def test_additions_that_do_not_lead_there_are_not_sent(self):
        for now, additions in ((people(0, 340), people(300, 339)), (people(0, 340), people(299, 340)),
                               (people(1, 340), people(300, 340)), (people(0, 340), people(300, 341))):
            with self.subTest(f"{len(now)} {len(additions)}"):
                self.give(now)
                self.give(additions, "new.csv")
                run = self.ends(self.repo.segctl("plan", "--format", "json"), DONE)
                self.assertEqual(actions(self.only_change(run.json)), ["replace-users"])
                self.assertIn("additions-unfit", run.err)

    def test_additions_that_change_before_they_are_sent_fail(self):
        self.give(people(0, 340))
        self.give(people(300, 340), "new.csv")
        self.declare("additions: {file_url: 'https://files.example.com/other.csv', file: ../data/new.csv}\n")
        self.give(people(300, 339), "other.csv")
        self.apply(self.repo, code=FAILED)
        self.assertEqual(self.members(), people(0, 300))


class Sources(Repo):
    """A source that fails, or is not what it was, empties no audience."""

    def test_nothing_but_a_whole_and_valid_file_is_taken_for_one(self):
        host = RawHost()
        self.addCleanup(host.stop)
        self.repo.write("segments/r.yaml", file_manifest("Readers", f"{host.url}/ids.csv", key="r"))
        body = lines(*people(0, 300))
        host.says(body)
        self.apply(self.repo)
        half = body[:len(body) // 2 - 3]
        page = "<!DOCTYPE html><title>Sign in</title>\n"
        cases = {
            "empty": (lambda: host.says(""), "csv-empty"),
            "an HTML page": (lambda: host.says(page, "Content-Type: text/html"), "csv-html-page"),
            "shorter than its Content-Length": (lambda: host.says(half, length=len(body)), "csv-unreachable"),
            "nothing of its Content-Length": (lambda: host.says("", length=len(body)), "csv-unreachable"),
            "a chunk that is cut": (lambda: host.says(f"{len(body):x}\r\n{half}", "Transfer-Encoding: chunked",
                                                      length="none"), "csv-unreachable"),
            "no last chunk": (lambda: host.says(f"{len(half):x}\r\n{half}\r\n", "Transfer-Encoding: chunked",
                                                length="none"), "csv-unreachable"),
            "gone": (lambda: host.says(page, status="404 Not Found"), "csv-unreachable"),
            "elsewhere": (lambda: host.says("", "Location: /other", status="302 Found"), "csv-unreachable"),
            "broken": (lambda: host.says("", status="500 Oops"), "csv-unreachable"),
            "no content": (lambda: host.says("", status="204 No Content"), "csv-unreachable"),
            "no answer": (lambda: setattr(host, "answer", b""), "csv-unreachable"),
        }
        for name, (answer, rule) in cases.items():
            with self.subTest(name):
                answer()
                run = self.ends(self.repo.segctl("apply", "--auto-approve"), INVALID)
                self.assertIn(f"[{rule}]", run.text)
        # Cut at a line end, without a length: a valid file. The limit on removals stops it.
        host.says(lines(*people(0, 100)), length="none")
        self.ends(self.repo.segctl("apply", "--auto-approve"), HELD)
        self.assertEqual(self.repo.behind().sent(), ["create_file"])
        host.says(body)
        self.assert_nothing_to_do(self.repo)

    def test_a_local_file_that_is_empty_or_a_page_stops_the_plan(self):
        self.give(people(0, 300))
        self.apply(self.repo)
        for content, rule in (("", "csv-empty"), ("\n\n", "csv-empty"), ("<html>\n", "csv-html-page")):
            with self.subTest(content):
                self.repo.write("data/ids.csv", content)
                self.assertIn(f"[{rule}]", self.ends(self.repo.segctl("apply", "--auto-approve"), INVALID).text)
        self.assertEqual(self.members(), people(0, 300))


class Commands(Repo):
    def test_every_rule_is_told_by_validate_and_by_lint_csv_without_a_value(self):
        secret = "person"
        broken = {
            "csv-duplicate-value": "person1\nperson2\nperson1\n", "csv-empty-row": "person1\n\nperson2\n",
            "csv-trailing-comma": "person1,\n", "csv-several-columns": "person1,person2\n",
            "csv-quote": '"person1"\n', "csv-outer-space": "person1 \n", "csv-control-character": "person\x01\n",
            "csv-lone-carriage-return": "person1\rperson2\n"}
        unusual = {
            "csv-header": "user_id\nperson1\n", "csv-case-variant": "person1\nPerson1\n",
            "csv-mangled-number": "1.23E+15\nperson1\n", "csv-special-character": "person{1}\n",
            "csv-mixed-line-ends": "person1\nperson2\r\nperson3\n"}
        for cases, code, severity in ((broken, INVALID, "error"), (unusual, DONE, "warning")):
            for rule, content in cases.items():
                with self.subTest(rule):
                    path = self.repo.path("data/ids.csv")
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(content.encode())
                    validated = self.ends(self.repo.segctl("validate"), code)
                    self.assertIn(f"[{rule}]", validated.text)
                    linted = self.ends(self.repo.segctl("lint-csv", "data/ids.csv", "--format", "json"), code)
                    self.assertEqual(schema_errors("csv-report", linted.json), [])
                    found = {f["rule"]: f["severity"] for f in linted.json["files"][0]["report"]["findings"]}
                    self.assertEqual(found.get(rule), severity, found)
                    text = self.ends(self.repo.segctl("lint-csv", "data/ids.csv"), code)
                    self.assertNotIn(secret, validated.text + linted.text + text.text)
                    self.ends(self.repo.segctl("lint-csv", "--strict", "data/ids.csv"), INVALID)

    def test_lint_csv_tells_counts_lines_and_digests(self):
        self.give(["b", "a", "c"])
        self.repo.write("data/more.csv", "a\nb\na\na\n")
        run = self.ends(self.repo.segctl("lint-csv", "data/ids.csv", "data/more.csv"), INVALID)
        values = hashlib.sha256(b"".join(sorted(
            hashlib.blake2s(v, digest_size=16).digest() for v in (b"a", b"b", b"c")))).hexdigest()
        content = hashlib.sha256(self.repo.path("data/ids.csv").read_bytes()).hexdigest()
        self.assertEqual(run.out.splitlines()[:5], [
            "data/ids.csv: 3 values, 6 bytes; no problems",
            f"  sha256 of the bytes:  {content}",
            f"  of the set of values: {values}",
            "",
            "data/more.csv: 4 values, 8 bytes"])
        self.assertIn("error: 2 rows repeat a value that stands earlier (lines 3, 4)\n", run.out)
        again = self.ends(self.repo.segctl("lint-csv", "--format", "json", "data/ids.csv", "none.csv"), FAILED)
        self.assertEqual(schema_errors("csv-report", again.json), [])
        self.assertIn("none.csv", again.json["files"][1]["error"])
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") + "limits: {csv_rows: 2}\n")
        self.assertIn("1 row is past the limit of 2 rows",
                      self.ends(self.repo.segctl("lint-csv", "data/ids.csv"), INVALID).out)

    def test_lint_csv_holds_numbers_to_be_numbers(self):
        self.repo.write("data/ids.csv", "1\n-2.5\n3e4\nfour\n")
        self.ends(self.repo.segctl("lint-csv", "data/ids.csv"), DONE)
        run = self.ends(self.repo.segctl("lint-csv", "--attribute-type", "double", "data/ids.csv"), INVALID)
        self.assertIn("[csv-not-a-number]", run.out)

    def test_members_diff_counts_and_shows_values_only_when_asked(self):
        self.repo.write("old.csv", "a\nb\nc\nc\n")
        self.repo.write("new.csv", "c\r\na\r\nx\x1b[31m\r\n")
        words = ("members", "diff", "old.csv", "new.csv")
        self.assertEqual(self.ends(self.repo.segctl(*words), DONE).out, "3 → 3 values: +1 −1, 2 kept\n")
        self.assertEqual(self.ends(self.repo.segctl(*words, "--show-values"), DONE).out,
                         "- b\n+ x\\x1b[31m\n3 → 3 values: +1 −1, 2 kept\n")
        data = self.ends(self.repo.segctl(*words, "--format", "json"), DONE).json
        self.assertEqual(schema_errors("members-diff", data), [])
        self.assertEqual(data, {
            "format_version": "1.0", "old": {"file": "old.csv", "values": 3}, "new": {"file": "new.csv", "values": 3},
            "added": 1, "removed": 1, "kept": 2, "values": None})
        shown = self.ends(self.repo.segctl(*words, "--format", "json", "--show-values"), DONE).json
        self.assertEqual(schema_errors("members-diff", shown), [])
        self.assertEqual(shown["values"], {"added": ["x\x1b[31m"], "removed": ["b"]})
        self.assertIn("none.csv", self.ends(self.repo.segctl("members", "diff", "old.csv", "none.csv"), FAILED).err)

    def test_no_value_stands_in_anything_that_is_written_or_kept(self):
        self.give(people(0, 300))
        texts = [self.repo.segctl("-vv", "apply", "--auto-approve").text]
        self.give(people(3, 303))
        texts += [self.repo.segctl("-vv", "plan", "--out", "plan.json").text, self.repo.read("plan.json"),
                  self.repo.segctl("-vv", "apply", "--auto-approve", "--format", "json").text]
        self.assertIn("+3 −3", texts[1])
        for path in self.repo.path(".segctl").rglob("*"):
            if path.is_file() and path.name != "simulator.json":
                texts.append(path.read_bytes().decode("latin-1"))
        self.assertEqual([text for text in texts if "person" in text], [])


if FULL_SIZE:
    support.TIME_LIMIT = 600


class Sizes(support.EndToEnd):
    """The simulator downloads real files, of 150 MB with SEGCTL_E2E_FULL_SIZE=1, and refuses bad ones afterwards."""

    LIMIT = 150_000_000 if FULL_SIZE else 150_000
    VALUES = LIMIT // 30  # 5 million users a segment

    def setUp(self):
        limits = {} if FULL_SIZE else {"csv_bytes": self.LIMIT, "file_segment_users": self.VALUES}
        self.there = self.simulator(limits={**limits, "file_users_day": 10 * self.VALUES})
        self.repo = self.project(over=self.there)
        config = self.repo.read("segctl.yaml") + f"limits: {{file_users_day: {10 * self.VALUES}"
        config += "}\n" if FULL_SIZE else f", csv_bytes: {self.LIMIT}, csv_rows: {self.VALUES}}}\n"
        self.repo.write("segctl.yaml", config)
        directory = self.repo.path("data")
        directory.mkdir()

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(directory)))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.host = f"http://127.0.0.1:{server.server_address[1]}"
        self.repo.write("segments/r.yaml", file_manifest("Readers", f"{self.host}/ids.csv", key="r"))

    def give(self, first, last, length=29):
        with open(self.repo.path("data/ids.csv"), "w", encoding="ascii") as file:
            file.writelines(f"{i:0{length}d}\n" for i in range(first, last))

    def callbacks(self):
        return self.there.workspace()["callbacks"]

    def test_a_file_of_the_largest_size_is_taken_and_counted(self):
        self.give(0, self.VALUES)
        self.assertEqual(self.repo.path("data/ids.csv").stat().st_size, self.LIMIT)
        self.apply(self.repo)
        self.assertEqual(len(self.there.members(self.repo.ids()["r"])), self.VALUES)
        self.give(self.VALUES // 100, self.VALUES)
        change = self.only_change(self.plan(self.repo))
        self.assertEqual(change["members"]["removed"], self.VALUES // 100)

    def test_one_byte_more_is_refused_here_before_it_is_sent(self):
        self.give(0, self.VALUES)
        with open(self.repo.path("data/ids.csv"), "a", encoding="ascii") as file:
            file.write("1")
        self.assertIn("[csv-too-large]", self.ends(self.repo.segctl("plan"), INVALID).text)
        self.assertEqual(self.there.sent(), [])

    def test_the_service_refuses_afterwards_what_segctl_let_through(self):
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml").replace(
            "limits: {", "limits: {csv_bytes: 400000000, csv_rows: 20000000, ").replace(
            f", csv_bytes: {self.LIMIT}, csv_rows: {self.VALUES}", ""))
        self.give(0, self.VALUES + self.VALUES // 10 + 1)
        self.apply(self.repo)  # accepted is not done
        (callback,) = self.callbacks()
        callback = json.loads(callback) if isinstance(callback, str) else callback
        self.assertEqual(callback["status"], 400)
        self.assertIn("150MB", callback["error_message"])
        self.assertEqual(self.there.members(self.repo.ids()["r"]), [])


if __name__ == "__main__":
    support.main()
