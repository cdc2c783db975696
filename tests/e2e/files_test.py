"""File segments that only a URL tells of: what is asked, what is downloaded, and what follows from it."""

import hashlib
import http.server
import threading

import support
from support import DONE, INVALID, STALE, actions, file_manifest


class FileHost:
    """A web server for CSVs that counts what it is asked."""

    def __init__(self):
        host = self
        self.files, self.asked, self.with_etag, self.paths = {}, [], True, []
        self.etag = None  # the same for every file

        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self):
                self.answer(None)

            def do_GET(self):
                self.answer(self.command)

            def answer(self, with_body):
                host.asked.append(self.command)
                host.paths.append(self.path)
                body = host.files.get(self.path.split("?")[0].lstrip("/"))
                self.send_response(404 if body is None else 200)
                body = (body or "").encode()
                if host.with_etag:
                    self.send_header("ETag", host.etag or '"' + hashlib.sha1(body).hexdigest() + '"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if with_body:
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def forget(self):
        self.asked.clear()
        self.paths.clear()


class Urls(support.EndToEnd):
    def setUp(self):
        self.host = FileHost()
        self.addCleanup(self.host.stop)
        self.host.files["ids.csv"] = "u1\nu2\nu3\n"
        self.repo = self.project()
        self.declare("?X-Amz-Signature=FIRSTSECRET")

    def declare(self, signature="", more=""):
        self.repo.write("segments/r.yaml",
                        file_manifest("Readers", f"'{self.host.url}/ids.csv{signature}'", key="r", more=more))

    def members(self):
        return self.repo.behind().members(self.repo.ids()["r"])

    def test_an_etag_that_is_known_saves_the_download(self):
        self.apply(self.repo)
        self.assertEqual(self.members(), ["u1", "u2", "u3"])
        self.host.forget()
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.host.asked, ["HEAD"])
        self.assertIn("FIRSTSECRET", self.host.paths[0], "the signature is sent to the host")

    def test_another_signature_is_the_same_file(self):
        self.apply(self.repo)
        self.declare("?X-Amz-Signature=SECONDSECRET")
        self.assert_nothing_to_do(self.repo)
        self.assertNotIn("SECRET", self.repo.read(".segctl/state.json"))

    def test_other_content_is_one_replace_and_the_same_values_in_another_order_are_none(self):
        self.apply(self.repo)
        self.host.files["ids.csv"] = "u3\nu1\nu2\n"
        self.assert_nothing_to_do(self.repo)
        self.host.files["ids.csv"] = "u3\nu1\nu2\nu4\n"
        change = self.only_change(self.plan(self.repo))
        self.assertEqual((actions(change), change["reason"]), (["replace-users"], "content-differs"))
        self.assertEqual((change["before"]["rows"], change["after"]["rows"]), (3, 4))
        self.apply(self.repo)
        self.assertEqual(self.members(), ["u1", "u2", "u3", "u4"])
        self.assertEqual(self.repo.behind().sent(), ["create_file", "replace_users"])
        self.host.forget()
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.host.asked, ["HEAD"])

    def test_the_etag_of_another_url_says_nothing(self):
        self.host.etag = '"abc"'
        self.apply(self.repo)
        self.host.files["others.csv"] = "v1\nv2\nv3\n"
        self.repo.write("segments/r.yaml", file_manifest("Readers", f"{self.host.url}/others.csv", key="r"))
        self.assertEqual(actions(self.only_change(self.plan(self.repo))), ["replace-users"])
        self.apply(self.repo)
        self.assertEqual(self.members(), ["v1", "v2", "v3"])
        self.host.forget()
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.host.asked, ["HEAD"])

    def test_without_etags_the_content_decides(self):
        self.host.with_etag = False
        self.apply(self.repo)
        self.assert_nothing_to_do(self.repo)
        self.host.files["ids.csv"] = "u1\n"
        self.assertEqual(actions(self.only_change(self.plan(self.repo))), ["replace-users"])
        self.apply(self.repo)
        self.assertEqual(self.members(), ["u1"])
        self.assert_nothing_to_do(self.repo)

    def test_a_file_that_is_gone_or_wrong_is_an_error_and_nothing_is_sent(self):
        self.apply(self.repo)
        for content in (None, "", "a\n\nb\n", "a,b\n", "a\na\n", '"a"\n', "a\n b\n"):
            with self.subTest(content):
                self.host.files["ids.csv"] = content
                run = self.ends(self.repo.segctl("apply", "--auto-approve"), INVALID)
                self.assertIn("segments/r.yaml:", run.text)
                self.assertIn(f"{self.host.url}/ids.csv", run.text)
                self.assertNotIn("SECRET", run.text)
        self.assertEqual(self.repo.behind().sent(), ["create_file"])

    def test_a_stored_plan_is_stale_once_the_file_was_replaced(self):
        self.apply(self.repo)
        self.host.files["ids.csv"] = "u1\n"
        self.ends(self.repo.segctl("plan", "--out", "plan.json"), DONE)
        self.assertNotIn("SECRET", self.repo.read("plan.json"))
        self.host.files["ids.csv"] = "u2\n"
        self.ends(self.repo.segctl("apply", "plan.json"), STALE)
        self.assertEqual(self.repo.behind().sent(), ["create_file"])

    def test_what_the_url_holds_must_be_what_the_local_copy_holds(self):
        self.repo.write("data/ids.csv", "u1\nu2\n")
        self.declare(more="file: ../data/ids.csv\n")
        outcome = self.repo.segctl("apply", "--auto-approve", "--format", "json")
        self.assertNotEqual(outcome.code, DONE, str(outcome))
        self.assertIn("holds other values", outcome.text)
        self.assertEqual(self.repo.behind().sent(), [], "no file operation is spent on it")
        self.repo.write("data/ids.csv", "u3\nu2\nu1\n")
        self.apply(self.repo)
        self.assert_nothing_to_do(self.repo)


class Changes(support.EndToEnd):
    def test_entries_are_carried_out_once_each_in_order(self):
        host = FileHost()
        self.addCleanup(host.stop)
        host.files.update({"base.csv": "u1\nu2\n", "a.csv": "u3\nu4\n", "b.csv": "u1\nu3\n", "c.csv": "u3\n"})
        repo = self.project()

        def declare(*entries):
            lines = "".join(f"  - {word}: {{file_url: {host.url}/{name}.csv}}\n" for word, name in entries)
            repo.write("segments/r.yaml", file_manifest(
                "Readers", f"{host.url}/base.csv", key="r", more="changes:\n" + lines if lines else ""))

        declare()
        self.apply(repo)
        steps = [("add", "a"), ("remove", "b"), ("add", "c")]
        expected = [["u1", "u2", "u3", "u4"], ["u2", "u4"], ["u2", "u3", "u4"]]
        for n, members in enumerate(expected, 1):
            declare(*steps[:n])
            self.assertEqual(self.apply(repo)["calls"], 1)
            self.assertEqual(repo.behind().members(repo.ids()["r"]), members)
            self.assert_nothing_to_do(repo)
        host.files.pop("a.csv")
        self.assert_nothing_to_do(repo)  # a file that was used up may be gone
        declare(("add", "c"), *steps[1:])
        self.assertIn("changes-rewritten", self.ends(repo.segctl("plan"), INVALID).text)
        declare(*steps[:2])
        self.assertIn("changes-rewritten", self.ends(repo.segctl("plan"), INVALID).text)

    def test_a_new_segment_takes_its_base_and_all_entries_in_one_run(self):
        host = FileHost()
        self.addCleanup(host.stop)
        host.files.update({"base.csv": "u1\nu2\n", "a.csv": "u3\n", "b.csv": "u1\n"})
        repo = self.project()
        repo.write("segments/r.yaml", file_manifest("Readers", f"{host.url}/base.csv", key="r", more=(
            f"changes:\n  - add: {{file_url: {host.url}/a.csv}}\n  - remove: {{file_url: {host.url}/b.csv}}\n")))
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["create", "add-users", "remove-users"])
        self.apply(repo)
        self.assertEqual(repo.behind().members(repo.ids()["r"]), ["u2", "u3"])
        self.assert_nothing_to_do(repo)

    def test_a_failed_entry_leaves_the_rest_for_the_next_run(self):
        host = FileHost()
        self.addCleanup(host.stop)
        host.files.update({"base.csv": "u1\n", "a.csv": "u2\n", "b.csv": "u3\n"})
        repo = self.project()
        repo.write("segments/r.yaml", file_manifest("Readers", f"{host.url}/base.csv", key="r", more=(
            f"changes:\n  - add: {{file_url: {host.url}/a.csv}}\n  - add: {{file_url: {host.url}/b.csv}}\n")))
        repo.behind().fault({"operation": "add_users", "skip": 1, "kind": "status", "status": 429})
        self.apply(repo, code=support.INCOMPLETE)
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["add-users"])
        repo.behind().advance(66 * 60)
        self.apply(repo)
        self.assertEqual(repo.behind().members(repo.ids()["r"]), ["u1", "u2", "u3"])
        self.assert_nothing_to_do(repo)


class Replacements(support.EndToEnd):
    """A file segment's name can't change: the old one is archived, and another made in its place."""

    def setUp(self):
        self.host = FileHost()
        self.addCleanup(self.host.stop)
        self.host.files["ids.csv"] = "u1\nu2\n"
        self.repo = self.project()
        self.declare("Readers", "ids.csv")
        self.repo.write("segments/m.yaml", (
            "kind: filter\nname: Mailing\nkey: m\nincluded_filters:\n  filter_operator: and\n  filters:\n"
            "    - {filter_type: custom_segments, key: r}\n"))
        self.apply(self.repo)
        self.old = self.repo.ids()["r"]

    def declare(self, name, file):
        self.repo.write("data/ids.csv", "u1\nu2\n")
        self.repo.write("segments/r.yaml", file_manifest(name, f"{self.host.url}/{file}", key="r", file="../data/ids.csv"))

    def assert_nobody_dropped_out(self):
        behind = self.repo.behind()
        self.assertFalse(behind.is_archived("Readers"))
        self.assertEqual(behind.members(self.old), ["u1", "u2"])
        self.assertIn(self.old, str(behind.segment("Mailing")))
        self.assertEqual(self.repo.ids()["r"], self.old)

    def assert_it_works_out(self):
        """Once nothing stands in the way."""
        self.apply(self.repo)
        behind = self.repo.behind()
        self.assertTrue(behind.is_archived("Readers"))
        self.assertEqual(behind.members(self.repo.ids()["r"]), ["u1", "u2"])
        self.assertIn(self.repo.ids()["r"], str(behind.segment("Mailing")))
        self.assert_nothing_to_do(self.repo)

    def test_without_a_csv_to_make_the_other_one_from_nothing_is_archived(self):
        self.declare("Subscribers", "nope.csv")
        run = self.repo.segctl("apply", "--auto-approve")
        self.assertNotEqual(run.code, DONE, str(run))
        self.assertEqual(self.repo.behind().sent(), ["create_file", "create_filter"])
        self.assert_nobody_dropped_out()
        self.declare("Subscribers", "ids.csv")
        self.assert_it_works_out()

    def test_where_moengage_refuses_the_other_one_the_old_one_is_put_back(self):
        self.declare("Subscribers", "ids.csv")
        self.repo.behind().fault({"operation": "create_file", "kind": "status", "status": 400})
        run = self.repo.segctl("apply", "--auto-approve")
        self.assertEqual(run.code, support.FAILED, str(run))
        self.assertIn("is in use again", run.text)
        self.assert_nobody_dropped_out()
        self.assert_it_works_out()

    def test_where_there_is_no_room_for_a_file_operation_the_old_one_is_put_back(self):
        self.declare("Subscribers", "ids.csv")
        self.repo.behind().fault({"operation": "create_file", "kind": "status", "status": 429})
        self.apply(self.repo, code=support.INCOMPLETE)
        self.assert_nobody_dropped_out()
        self.repo.behind().advance(66 * 60)
        self.assert_it_works_out()

    def test_where_a_hidden_segment_has_the_name_the_old_one_is_put_back(self):
        behind = self.repo.behind()
        behind.switch(archived_in_list="hidden")
        behind.create("Subscribers", support.countries("XX"))
        behind.edit(name="Subscribers", archived=True)
        self.declare("Subscribers", "ids.csv")
        self.apply(self.repo, code=support.CONFLICT)
        self.assert_nobody_dropped_out()


if __name__ == "__main__":
    support.main()
