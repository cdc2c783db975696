"""CSVs that segctl itself puts where MoEngage can fetch them: in a bucket, and on a web server."""

import hashlib
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

import object_store
import support
import web_server
from support import DONE, FAILED, INVALID, STALE, actions

READERS = "u1\nu2\nu3\n"


def name_of(text):
    return hashlib.sha256(text.encode()).hexdigest() + ".csv"


def local_manifest(more=""):
    return ("kind: file\nname: Readers\nkey: r\nattribute_name: ID\nattribute_type: string\nexpiry_time: 90\n"
            "file: ../data/readers.csv\n" + more)


class Uploading(support.EndToEnd):
    """One server for all tests of a class; each has a workspace of its own."""

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="segctl-uploads-", dir=support.SCRATCH))
        cls.addClassCleanup(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.server = cls.start(cls.directory)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.outputs = []
        self.server.forget()

    def new_project(self, uploads):
        repo = self.project()
        repo.write("segctl.yaml", repo.read("segctl.yaml") + f"uploads: {uploads}\n")
        repo.environment.update(self.server.environment)
        repo.write("data/readers.csv", READERS)
        repo.write("segments/r.yaml", local_manifest())
        return repo

    def members(self, repo):
        return repo.behind().members(repo.ids()["r"])

    def run_and_keep(self, repo, *words, code=DONE, environment=None):
        run = self.ends(repo.segctl(*words, environment=environment), code)
        self.outputs.append(run.text)
        return run

    def assert_nothing_leaked(self, repo, *secrets):
        kept = [path for path in repo.directory.rglob("*")
                if path.is_file() and path.name not in ("simulator.json", "segctl.yaml")]
        texts = self.outputs + [path.read_text(encoding="utf-8", errors="replace") for path in kept]
        for secret in (*secrets, "X-Amz-", "AWS4-HMAC", "u1\nu2"):
            for text in texts:
                if text != READERS:
                    self.assertNotIn(secret, text)


class Bucket(Uploading):
    @staticmethod
    def start(directory):
        return object_store.Store(directory)

    def setUp(self):
        super().setUp()
        self.server.empty()
        self.repo = self.new_project(self.uploads())

    def uploads(self):
        return (f"{{s3: {{endpoint: '{self.server.url}', bucket: {object_store.BUCKET}, "
                f"region: {object_store.REGION}, prefix: csv/}}}}")

    def object_url(self, text):
        return f"{self.server.url}/{object_store.BUCKET}/csv/{name_of(text)}"

    def test_a_plan_says_where_the_file_will_be_and_puts_nothing_there(self):
        plan = self.plan(self.repo, "--out", "plan.json")
        self.assertEqual(self.only_change(plan)["actions"],
                         [{"action": "create", "entry": None, "upload": self.object_url(READERS)}])
        text = self.repo.segctl("plan").out
        self.assertIn('upload, then create file "Readers"', text)
        self.assertIn(f"upload to: {self.object_url(READERS)}", text)
        self.assertEqual(self.server.requests(), [])
        self.assertEqual(self.repo.behind().sent(), [])

    def test_the_file_is_uploaded_fetched_by_a_signed_link_and_never_again(self):
        self.run_and_keep(self.repo, "plan", "--out", "plan.json")
        run = self.run_and_keep(self.repo, "apply", "plan.json", "-v", "-v")
        self.assertIn("uploaded ../data/readers.csv, 9 bytes", run.err)
        self.assertEqual(self.server.names(), [f"csv/{name_of(READERS)}"])
        self.assertEqual(self.members(self.repo), ["u1", "u2", "u3"])
        # segctl looks at what MoEngage will get, then the simulator gets it.
        self.assertEqual(self.server.requests(), ["HEAD 404 signed", "PUT 200 signed", "HEAD 200 signed",
                                                  "GET 200 link", "GET 200 link"])
        self.assert_nothing_to_do(self.repo)
        self.repo.write("data/readers.csv", "u3\nu2\nu1\n")
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(len(self.server.requests()), 5)
        self.assert_nothing_leaked(self.repo, object_store.SECRET_KEY)

    def test_a_content_that_was_there_before_is_not_sent_again(self):
        self.apply(self.repo)
        self.repo.write("data/readers.csv", "u1\nu2\nu3\nu4\n")
        change = self.only_change(self.plan(self.repo))
        self.assertEqual((actions(change), change["before"]["rows"], change["after"]["rows"]),
                         (["replace-users"], 3, 4))
        self.apply(self.repo)
        self.repo.write("data/readers.csv", READERS)
        self.server.forget()
        run = self.run_and_keep(self.repo, "apply", "--auto-approve")
        self.assertIn("already there: ../data/readers.csv", run.err)
        self.assertEqual(self.members(self.repo), ["u1", "u2", "u3"])
        self.assertEqual(self.server.requests(), ["HEAD 200 signed", "GET 200 link", "GET 200 link"])

    def test_entries_of_changes_are_uploaded_and_applied_once(self):
        self.repo.write("data/more.csv", "u4\nu5\n")
        self.repo.write("data/less.csv", "u1\n")
        entries = "changes:\n  - add: {file: ../data/more.csv}\n  - remove: {file: ../data/less.csv}\n"
        self.repo.write("segments/r.yaml", local_manifest(entries))
        change = self.only_change(self.plan(self.repo))
        self.assertEqual([action["upload"] for action in change["actions"]],
                         [self.object_url(READERS), self.object_url("u4\nu5\n"), self.object_url("u1\n")])
        text = self.repo.segctl("plan").out
        self.assertIn("upload, then create, upload, then add-users (entry 1 of changes)", " ".join(text.split()))
        self.apply(self.repo)
        self.assertEqual(self.members(self.repo), ["u2", "u3", "u4", "u5"])
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(schema_states(self.repo), [])

    def test_additions_alone_are_uploaded_where_they_lead_there(self):
        self.apply(self.repo)
        self.repo.write("data/readers.csv", f"{READERS}u4\n")
        self.repo.write("data/new.csv", "u4\n")
        self.repo.write("segments/r.yaml", local_manifest("additions: {file: ../data/new.csv}\n"))
        change = self.only_change(self.plan(self.repo))
        self.assertEqual(change["actions"],
                         [{"action": "add-users", "entry": None, "upload": self.object_url("u4\n")}])
        self.apply(self.repo)
        self.assertEqual(self.members(self.repo), ["u1", "u2", "u3", "u4"])
        self.assertEqual(self.server.names(), sorted(f"csv/{name_of(text)}" for text in (READERS, "u4\n")))
        self.assert_nothing_to_do(self.repo)

    def test_a_wrong_secret_is_refused_and_costs_no_file_operation(self):
        # That the store tells right from wrong is what makes the other tests worth something.
        wrong = {"AWS_SECRET_ACCESS_KEY": "not-the-secret"}
        run = self.run_and_keep(self.repo, "apply", "--auto-approve", code=FAILED, environment=wrong)
        self.assertIn("answers 403 SignatureDoesNotMatch", run.out)
        self.assertIn("AWS_SECRET_ACCESS_KEY", run.out)
        self.assertEqual(self.server.requests(), ["HEAD 403 signed", "PUT 403 signed"])
        run = self.run_and_keep(self.repo, "apply", "--auto-approve", code=FAILED,
                                environment={"AWS_ACCESS_KEY_ID": "nobody:here"})
        self.assertIn("answers 403", run.out)
        self.assertEqual(self.repo.behind().sent(), [])
        self.assert_nothing_leaked(self.repo, "not-the-secret", object_store.SECRET_KEY)

    def test_a_link_is_good_as_it_is_and_for_its_time_only(self):
        self.repo.replace("segctl.yaml", "prefix: csv/", "prefix: csv/, expires_hours: 1")
        self.repo.behind().switch(file_delay_seconds=3600)
        self.apply(self.repo)
        link = re.search(r'"file_url": *"([^"]*)"', self.repo.read(".segctl/simulator.json"))[1]
        self.assertIn("X-Amz-Expires=3600&", link)
        with urllib.request.urlopen(link, timeout=60) as answer:
            self.assertEqual(answer.read().decode(), READERS)
        for spoilt in (link.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
                       link[:-1] + ("0" if link[-1] != "0" else "1"), link.replace(name_of(READERS), "x.csv"),
                       link.split("?")[0]):
            with self.assertRaises(urllib.error.HTTPError) as refused, urllib.request.urlopen(spoilt, timeout=60):
                pass
            self.assertEqual(refused.exception.code, 403 if "?" in spoilt else 400)

    def test_without_credentials_nothing_is_begun(self):
        for missing in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            run = self.ends(self.repo.segctl("apply", "--auto-approve", environment={missing: ""}), FAILED)
            self.assertIn("the credentials of the object store are not set", run.err)
        self.assertEqual(self.server.requests(), [])
        self.ends(self.repo.segctl("plan", environment={"AWS_ACCESS_KEY_ID": ""}), DONE)

    def test_a_bucket_that_is_not_there_is_named(self):
        self.repo.replace("segctl.yaml", f"bucket: {object_store.BUCKET}", "bucket: nowhere")
        run = self.ends(self.repo.segctl("apply", "--auto-approve"), FAILED)
        self.assertIn("answers 404 NoSuchBucket", run.out)
        self.assertIn("check `bucket`", run.out)
        self.assertEqual(self.repo.behind().sent(), [])

    def test_killed_between_the_upload_and_the_file_operation_it_goes_on(self):
        for point in ("before-send", "recorded"):
            with self.subTest(point):
                self.repo.write("data/readers.csv", f"{READERS}{point}\n")
                self.server.forget()
                run = self.repo.segctl("apply", "--auto-approve", environment={"SEGCTL_FAIL_POINT": f"{point}=kill"})
                self.assertEqual(run.code, -9, str(run))
                self.ends(self.repo.segctl("apply", "--auto-approve"), DONE)
                puts = [line for line in self.server.requests() if line.startswith("PUT")]
                self.assertEqual(puts, ["PUT 200 signed"])
                self.assertEqual(self.members(self.repo), sorted([*READERS.split(), point]))
                self.assert_nothing_to_do(self.repo)

    def test_a_file_that_changed_since_the_plan_is_stale(self):
        self.plan(self.repo, "--out", "plan.json")
        self.repo.write("data/readers.csv", "u1\nu2\n")
        run = self.ends(self.repo.segctl("apply", "plan.json"), STALE)
        self.assertIn('"Readers" is not what it was', run.err)
        self.assertEqual((self.server.requests(), self.repo.behind().sent()), ([], []))
        # Another prefix is another place than the one that was reviewed.
        self.plan(self.repo, "--out", "plan.json")
        self.repo.replace("segctl.yaml", "prefix: csv/", "prefix: other/")
        self.ends(self.repo.segctl("apply", "plan.json"), STALE)

    def test_a_terminal_has_a_bar_and_a_pipe_has_none(self):
        self.repo.write("data/readers.csv", "".join(f"user-{n:020}\n" for n in range(200_000)))
        told = on_a_terminal(self.repo, "apply", "--auto-approve")
        self.assertIn("uploading [#", told)
        self.assertIn("100 % of 5,200,000 bytes ../data/readers.csv", told)
        self.assertGreater(len(set(re.findall(r"(\d+) % of", told))), 3)
        self.repo.write("data/readers.csv", "".join(f"user-{n:020}\n" for n in range(200_001)))
        run = self.ends(self.repo.segctl("apply", "--auto-approve"), DONE)
        self.assertNotIn("uploading", run.text)
        self.assertNotIn("\r", run.text)
        self.assertEqual(len(self.members(self.repo)), 200_001)


class Web(Uploading):
    @staticmethod
    def start(directory):
        return web_server.WebServer(directory)

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.server.files / "dav", ignore_errors=True)
        self.repo = self.new_project(f"{{webdav: {{url: '{self.server.url}', prefix: csv/}}}}")
        self.file = self.server.files / "dav" / "csv" / name_of(READERS)

    def test_the_file_is_put_with_a_password_and_fetched_without(self):
        self.run_and_keep(self.repo, "apply", "--auto-approve", "-v", "-v")
        self.assertEqual(self.file.read_text(encoding="utf-8"), READERS)
        self.assertEqual(self.members(self.repo), ["u1", "u2", "u3"])
        wanted = ["HEAD 404", "PUT 201", "HEAD 200", "GET 200", "GET 200"]
        self.assertEqual(self.server.asked(wanted), wanted)
        self.assert_nothing_to_do(self.repo)
        self.assert_nothing_leaked(self.repo, web_server.PASSWORD, "Basic ")

    def test_a_wrong_password_is_refused(self):
        for password in ("wrong", ""):
            run = self.run_and_keep(self.repo, "apply", "--auto-approve", code=FAILED,
                                    environment={"SEGCTL_UPLOAD_PASSWORD": password})
            self.assertIn("answers 401", run.out)
            self.assertIn("SEGCTL_UPLOAD_PASSWORD", run.out)
        self.assertEqual(self.repo.behind().sent(), [])

    def test_half_a_file_is_replaced_and_a_file_of_other_values_stops_it(self):
        self.file.parent.mkdir(parents=True)
        self.file.write_text("u1\nu", encoding="utf-8")
        self.apply(self.repo)
        self.assertEqual(self.file.read_text(encoding="utf-8"), READERS)
        self.repo.write("data/readers.csv", "u1\nu2\nu4\n")
        self.file.with_name(name_of("u1\nu2\nu4\n")).write_text("u1\nu2\nu5\n", encoding="utf-8")
        run = self.ends(self.repo.segctl("apply", "--auto-approve"), FAILED)
        self.assertIn("holds other values than", run.out)
        self.assertIn("delete it there", run.out)
        self.assertEqual(self.repo.behind().sent(), ["create_file"])

    def test_a_public_address_is_what_moengage_gets(self):
        self.repo.replace("segctl.yaml", "prefix: csv/", f"prefix: csv/, public_url: '{self.server.url}'")
        self.repo.replace("segctl.yaml", f"url: '{self.server.url}', prefix", f"url: '{self.server.url}x/', prefix")
        run = self.ends(self.repo.segctl("apply", "--auto-approve"), FAILED)
        self.assertIn(f"{self.server.url}csv/{name_of(READERS)}answers404", "".join(run.out.split()))
        self.assertEqual(self.repo.behind().sent(), [], "what can't be fetched is not sent")


class Without(support.EndToEnd):
    def test_a_file_alone_needs_uploads(self):
        repo = self.project()
        repo.write("data/readers.csv", READERS)
        repo.write("segments/r.yaml", local_manifest("changes: [{add: {file: ../data/readers.csv}}]\n"))
        run = self.ends(repo.segctl("validate"), INVALID)
        self.assertIn("segments/r.yaml:7:7: error: ", run.text)
        self.assertIn("segments/r.yaml:8:24: error: ", run.text)
        self.assertEqual(run.text.count("[no-uploads]"), 2, run.text)

    def test_what_is_wrong_with_uploads_has_its_place(self):
        repo = self.project()
        for uploads, words in (
                ("{s3: {bucket: b-b}}", 'needs the key "region"'),
                ("{s3: {bucket: b-b, region: r, secret_access_key: s}}", "a secret has no place in this file"),
                ("{s3: {bucket: b-b, region: r, endpoint: 'http://files.example'}}", "must be an https URL"),
                ("{s3: {bucket: b-b, region: r, endpoint: 'https://u:p@files.example'}}", "must be an https URL"),
                ("{s3: {bucket: b-b, region: r, expires_hours: 169}}", "a whole number from 1 to 168"),
                ("{s3: {bucket: b/b, region: r}}", "can't be the bucket"),
                ("{s3: {bucket: b-b, region: r, prefix: ../x}}", "can't be the prefix"),
                ("{webdav: {prefix: x/}}", 'needs the key "url"'),
                ("{ftp: {url: 'https://files.example'}}", "exactly one of"),
                ("{}", "exactly one of")):
            with self.subTest(uploads):
                repo.write("segctl.yaml", f"version: 1\nuploads: {uploads}\n")
                run = self.ends(repo.segctl("validate"), INVALID)
                self.assertIn("segctl.yaml:2:", run.text)
                self.assertIn(words, run.text)


def schema_states(repo):
    return support.schema_errors("state", repo.state())


def on_a_terminal(repo, *words):
    """What segctl writes to the terminal that is its stderr."""
    ours, theirs = pty.openpty()
    environment = support.clean_environment(repo.environment)
    process = subprocess.Popen([support.SEGCTL, "-C", str(repo.directory), *words], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    told = b""
    while True:
        if select.select([ours], [], [], support.TIME_LIMIT)[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # what Linux says at a terminal's end
                piece = b""
            told += piece
            if piece:
                continue
        break
    os.close(ours)
    assert process.wait(timeout=support.TIME_LIMIT) == DONE, told
    return told.decode()


if __name__ == "__main__":
    support.main()
