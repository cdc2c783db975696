"""No credential, no signed part of a URL and no member stands in anything that segctl writes."""

import base64

import support
from support import DONE, file_manifest, filter_manifest

KEY_SECRET = support.API_KEY
SIGNATURE = "5ecretS1gnature"
PASSWORD = "us3rP4ssword"
MEMBER = "member-7f3a@example.com"


class Secrets(support.EndToEnd):
    def setUp(self):
        served = self.project().path("served")
        served.mkdir()
        self.served = served
        self.sim = self.simulator(serve=served)
        self.repo = self.project(over=self.sim)
        self.seen = []
        self.fill()

    def fill(self):
        self.csv(f"{MEMBER}\nu2\nu3\n")
        self.repo.write("data/ids.csv", f"u3\n{MEMBER}\nu2\n")
        url = f"{self.sim.url}/_files/ids.csv?X-Amz-Signature={SIGNATURE}&Expires=1"
        self.repo.write("segments/r.yaml", file_manifest("Readers", f"'{url}'", key="r"))
        self.repo.write("segments/s.yaml", file_manifest(
            "Local readers", f"'{url}'", key="s", file="../data/ids.csv",
            more=f"callback_url: '{self.sim.url}/hook?token={SIGNATURE}'\nemails: [ops@example.com]\n"))
        self.repo.write("segments/n.yaml", filter_manifest("Norway", key="n"))

    def csv(self, text):
        self.served.joinpath("ids.csv").write_text(text, encoding="utf-8")

    def run_all(self, *words, environment=None):
        for form in ("text", "json"):
            run = self.repo.segctl(*words, "-v", "-v", "--format", form, environment=environment)
            self.seen.append((" ".join(words), run.text))
        return run

    def assert_nothing_leaked(self, *more):
        basic = base64.b64encode(f"{support.WORKSPACE_ID}:{KEY_SECRET}".encode()).decode()
        secrets = [KEY_SECRET, SIGNATURE, PASSWORD, MEMBER, basic, "Basic c2lt", *more]
        files = [path for path in self.repo.directory.rglob("*")
                 if path.is_file() and path.parts[-2] not in ("segments", "data")]
        texts = self.seen + [(str(path), path.read_text(encoding="utf-8", errors="replace")) for path in files]
        self.assertGreater(len(texts), 3)
        for place, text in texts:
            for secret in secrets:
                if secret in text:
                    at = text.index(secret)
                    self.fail(f"{place}: … {text[max(0, at - 200):at + 60]}")

    def test_a_whole_cycle_with_the_wire_told(self):
        self.run_all("validate")
        self.run_all("plan", "--out", "plan.json")
        self.run_all("apply", "--auto-approve")
        self.run_all("apply", "--auto-approve")
        self.csv(f"{MEMBER}\nu2\nu3\nu4\n")
        self.repo.write("data/ids.csv", f"u4\nu3\n{MEMBER}\nu2\n")
        self.run_all("plan", "--out", "plan2.json")
        self.assertEqual(self.repo.segctl("apply", "plan2.json").code, DONE)
        for words in (["list"], ["show", "r"], ["show", "n"], ["state", "list"], ["state", "show"],
                      ["state", "verify"], ["import", "--all"], ["plan"]):
            self.run_all(*words)
        told = "".join(text for _, text in self.seen)
        self.assertIn("POST ", told, "-v tells what is sent")
        self.assertIn("create_file" if "create_file" in told else "file-segment", told)
        self.assert_nothing_leaked()

    def test_errors_about_files_and_urls(self):
        self.csv(f'"{MEMBER}"\n{MEMBER},2\n\n{MEMBER}\n{MEMBER}\n')
        self.repo.write("data/ids.csv", f'"{MEMBER}"\n{MEMBER},2\n\n{MEMBER}\n{MEMBER}\n')
        self.run_all("validate")
        self.run_all("plan")
        self.run_all("apply", "--auto-approve")
        self.served.joinpath("ids.csv").unlink()
        self.run_all("plan")
        for url in (f"ftp://files.example/x.csv?sig={SIGNATURE}", f"files.example/x.csv?sig={SIGNATURE}",
                    f"https://u:{PASSWORD}@127.0.0.1:1/x.csv?sig={SIGNATURE}",
                    f"http://127.0.0.1:1/x.csv#{SIGNATURE}", f"https://h h/?sig={SIGNATURE}",
                    f"HTTPS://files.invalid/x.csv?sig={SIGNATURE}"):
            self.repo.write("segments/r.yaml", file_manifest("Readers", f"'{url}'", key="r"))
            self.run_all("validate")
            self.run_all("plan")
        one_line = f"{{kind: file, name: R, nonsense: 1, file_url: 'https://h/x?sig={SIGNATURE}'}}\n"
        self.repo.write("segments/r.yaml", one_line)
        self.run_all("validate")
        self.repo.write("segments/r.json", '{"kind": "file", "name": "R", "nonsense": 1, '
                        f'"file_url": "https:\\/\\/h\\/x\\u003fsig={SIGNATURE}"}}\n')
        self.run_all("plan")
        self.assert_nothing_leaked()

    def test_answers_that_repeat_what_was_sent(self):
        echo = (f"bad file_url {self.sim.url}/x.csv?sig={SIGNATURE} of {MEMBER}; "
                f"Authorization: Basic {base64.b64encode(b'sim-workspace:sim-key').decode()}")
        for operation, body in (("create_file", {"title": "Bad", "description": echo}),
                                ("create_filter", {"error": {"code": "Bad", "message": echo}})):
            self.sim.fault({"operation": operation, "kind": "status", "status": 400, "times": 9, "body": body})
            self.run_all("apply", "--auto-approve")
        self.sim.fault({"operation": "list", "kind": "status", "status": 401, "times": 9,
                        "body": {"error": {"code": "Bad", "message": echo}}})
        self.run_all("plan")
        # The server's own words about a person are cut to the host of the address.
        self.assert_nothing_leaked()

    def test_a_wrong_key_stands_nowhere(self):
        for environment in ({"MOENGAGE_API_KEY": "wr0ng-k3y-of-somebody"},
                            {"MOENGAGE_API_KEY": "wr0ng-k3y\nof-somebody"}):
            self.run_all("plan", environment=environment)
            self.run_all("apply", "--auto-approve", environment=environment)
        self.assertIn("MOENGAGE_API_KEY", self.seen[0][1])
        self.assert_nothing_leaked("wr0ng-k3y")

    def test_what_is_written_belongs_to_its_owner_alone(self):
        self.ends(self.repo.segctl("apply", "--auto-approve"), DONE)
        self.ends(self.repo.segctl("plan", "--out", "plan.json"), DONE)
        for name in (".segctl/state.json", "plan.json"):
            self.assertEqual(oct(self.repo.path(name).stat().st_mode & 0o777), oct(0o600), name)


class HostileNames(support.EndToEnd):
    def test_names_from_live_can_not_command_the_terminal(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        repo.behind().create("\x1b[2J\x1b]0;owned\x07 evil\r\n::error::x", support.countries("XX"))
        repo.behind().create("\u202egnp.exe", support.countries("NO"))
        for words in (["list"], ["plan"], ["apply", "--auto-approve"], ["list", "--color", "always"]):
            run = repo.segctl(*words)
            for bad in ("\x1b[2J", "\x1b]", "\x07", "\r", "\n::error", "\u202e"):
                self.assertNotIn(bad, run.text, f"{words}: {run.text!r}")


if __name__ == "__main__":
    support.main()
