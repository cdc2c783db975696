"""How segctl behaves on a terminal, in a pipe and in CI."""

import os
import pty
import re
import select
import signal
import subprocess

import support
from support import DONE, FAILED, INCOMPLETE, filter_manifest

ESCAPE = "\x1b["


class Output(support.EndToEnd):
    def setUp(self):
        self.repo = self.project()
        self.repo.write("segments/a.yaml", filter_manifest("Norway"))

    def test_colour_only_where_it_is_asked_for_or_a_terminal_reads(self):
        always = {"CLICOLOR_FORCE": "1"}
        cases = [([], {}, False), (["--color", "always"], {}, True), ([], always, True),
                 ([], {**always, "NO_COLOR": "1"}, False), (["--color", "always"], {"NO_COLOR": "1"}, True),
                 (["--color", "never"], always, False), ([], {"CLICOLOR_FORCE": "0"}, False)]
        for words, environment, coloured in cases:
            with self.subTest((words, environment)):
                run = self.ends(self.repo.segctl("plan", *words, environment=environment), DONE)
                self.assertEqual(ESCAPE in run.out, coloured, repr(run.out))
        plain = self.repo.segctl("plan").out
        coloured = self.repo.segctl("plan", "--color", "always").out
        self.assertNotEqual(plain, coloured)
        run = self.repo.segctl("plan", "--color", "always", "--format", "json")
        self.assertNotIn(ESCAPE, run.out, "data has no colour")

    def test_results_go_to_stdout_and_everything_else_to_stderr(self):
        plan = self.repo.segctl("plan", "--out", "plan.json")
        self.assertIn("1 to create", plan.out)
        self.assertIn("plan.json", plan.err)
        applied = self.repo.segctl("apply", "plan.json")
        self.assertIn("Apply: 1 done", applied.out)
        self.assertIn("done: create", applied.err)
        self.assertNotIn("\r", applied.err)

    def test_quiet_leaves_results_and_errors(self):
        self.assertEqual(self.ends(self.repo.segctl("plan", "-q", "--out", "plan.json"), DONE).err, "")
        run = self.ends(self.repo.segctl("apply", "-q", "--auto-approve"), DONE)
        self.assertEqual(run.err, "")
        self.assertIn("1 done", run.out)
        self.assertNotEqual(self.repo.segctl("show", "-q", "Nowhere").err, "")

    def test_quiet_does_not_hide_why_manifests_are_invalid(self):
        self.repo.write("segments/b.yaml", "kind: filter\nname: B\n")
        for command in ("validate", "plan", "apply"):
            run = self.ends(self.repo.segctl(command, "-q"), support.INVALID)
            self.assertIn("segments/b.yaml:", run.text, command)

    def test_a_reader_that_leaves_is_no_crash(self):
        for n in range(40):
            self.repo.write(f"segments/{n}.yaml", filter_manifest(f"Segment {n}", f"C{n}"))
        for words in (["plan"], ["plan", "--format", "json"], ["schema", "manifest"], ["validate"], ["--help"]):
            with self.subTest(words):
                read, write = os.pipe()
                os.close(read)
                process = subprocess.run([support.SEGCTL, "-C", str(self.repo.directory), *words], stdout=write,
                                         stderr=subprocess.PIPE, env=support.clean_environment(), check=False,
                                         timeout=support.TIME_LIMIT)
                os.close(write)
                self.assertIn(process.returncode, (DONE, FAILED), process.stderr)
                self.assertNotIn(b"bug", process.stderr)

    def test_a_full_disk_under_stdout_is_an_error(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([support.SEGCTL, "-C", str(self.repo.directory), "plan"], stdout=full,
                                     stderr=subprocess.PIPE, env=support.clean_environment(), check=False)
        self.assertEqual(process.returncode, FAILED)
        self.assertIn(b"standard output", process.stderr)

    def test_it_runs_without_any_environment_and_from_below_the_project(self):
        done = subprocess.run([support.SEGCTL, "-C", str(self.repo.directory), "plan"], env={"LC_ALL": "C"},
                              capture_output=True, check=False, cwd="/")
        self.assertEqual(done.returncode, DONE, done.stderr)


class Terminal(support.EndToEnd):
    """A pseudo-terminal for stdin and stderr."""

    def answer(self, project, words, typed, environment=None):
        main, other = pty.openpty()
        process = subprocess.Popen([support.SEGCTL, "-C", str(project.directory), *words], stdin=other,
                                   stdout=subprocess.PIPE, stderr=other,
                                   env=support.clean_environment(environment), start_new_session=True)
        os.close(other)
        os.write(main, typed.encode())
        seen = b""
        while True:
            ready, _, _ = select.select([main], [], [], support.TIME_LIMIT)
            try:
                part = os.read(main, 65536) if ready else b""
            except OSError:  # the other side is closed
                part = b""
            if not part:
                break
            seen += part
        out, _ = process.communicate(timeout=support.TIME_LIMIT)
        os.close(main)
        return process.returncode, out.decode(), seen.decode()

    def test_apply_asks_and_only_yes_is_a_yes(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        for typed in ("no\n", "y\n", "\n", "YES\n", "\x04"):
            with self.subTest(typed):
                code, _, seen = self.answer(repo, ["apply"], typed)
                self.assertEqual(code, FAILED, seen)
                self.assertIn('Only "yes" is a yes', seen)
                self.assertIn("nothing was changed", seen)
        self.assertEqual(repo.behind().log(), [])
        code, out, seen = self.answer(repo, ["apply"], "yes\n")
        self.assertEqual(code, DONE, seen)
        self.assertIn("Apply: 1 done", out)
        self.assertIn("\r\x1b[K[1/1]", seen, "a progress line that is written over")
        self.assert_nothing_to_do(repo)

    def test_wait_counts_down_on_a_terminal_and_ctrl_c_ends_it(self):
        repo = self.project(over=self.simulator())
        repo.write("segctl.yaml", repo.read("segctl.yaml") + "limits: {create_minute: 1}\n")
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        repo.write("segments/b.yaml", filter_manifest("Sweden", "SE"))
        main, other = pty.openpty()
        process = subprocess.Popen([support.SEGCTL, "-C", str(repo.directory), "--wait", "apply", "--auto-approve"],
                                   stdin=other,
                                   stdout=subprocess.PIPE, stderr=other, start_new_session=True,
                                   env=support.clean_environment(repo.environment))
        os.close(other)
        seen = b""
        while seen.count(b"waiting ") < 4 and select.select([main], [], [], support.TIME_LIMIT)[0]:
            seen += os.read(main, 65536)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=support.TIME_LIMIT)
        os.close(main)
        counted = [int(number) for number in
                   re.findall(rb"\r\x1b\[Kwaiting (\d+) s for MoEngage's limit on creates", seen)]
        self.assertGreaterEqual(len(counted), 4, seen)
        self.assertEqual(counted, sorted(set(counted), reverse=True), "each second is another line")
        self.assertLessEqual(counted[0], 62)
        self.assertEqual(process.returncode, INCOMPLETE, seen)
        self.assertIn(b"1 done", out)
        self.assertEqual(list(repo.ids()), ["Norway"], "what was made is saved")

    def test_no_progress_and_a_dumb_terminal_get_plain_lines(self):
        for words, environment in ((["--no-progress"], {}), ([], {"TERM": "dumb"}), ([], {"CI": "true"})):
            with self.subTest((words, environment)):
                repo = self.project()
                repo.write("segments/a.yaml", filter_manifest("Norway"))
                code, _, seen = self.answer(repo, ["apply", "--auto-approve", *words], "", environment)
                self.assertEqual(code, DONE, seen)
                self.assertNotIn("\x1b[K", seen)
                self.assertIn("done: create", seen)


if __name__ == "__main__":
    support.main()
