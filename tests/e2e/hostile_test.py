"""Manifests that were made to hurt: each an error with its place, in bounded time and memory."""

import os
import subprocess
import time

import support
from support import INVALID, file_manifest, filter_manifest

MOST_SECONDS = 20
MOST_MEGABYTES = 600  # with the sanitizers; without them a tenth is usual


class Hostile(support.EndToEnd):
    def setUp(self):
        self.repo = self.project()
        self.repo.write("segments/good.yaml", filter_manifest("Good"))

    def validate(self):
        """Exit code, what was said, seconds, and megabytes at the peak."""
        begin = time.monotonic()
        process = subprocess.Popen([support.SEGCTL, "-C", str(self.repo.directory), "validate"],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env=support.clean_environment())
        told = process.stdout.read().decode(errors="replace")
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, told, time.monotonic() - begin, usage.ru_maxrss / 1024

    def refused(self, rule, place="segments/bad.yaml"):
        code, told, seconds, megabytes = self.validate()
        self.assertEqual(code, INVALID, told[:2000])
        self.assertIn(f"[{rule}]", told)
        self.assertIn(place, told)
        self.assertLess(len(told), 2_000_000, "what is said is bounded as well")
        self.assertLess(seconds, MOST_SECONDS)
        self.assertLess(megabytes, MOST_MEGABYTES)
        run = self.repo.segctl("apply", "--auto-approve")
        self.ends(run, INVALID)
        self.assertEqual(self.repo.behind().log(mutating=False), [], "nothing was asked, nothing sent")

    def bad(self, text):
        path = self.repo.path("segments/bad.yaml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def test_an_alias_bomb(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join(['*a%d' % (n - 1)] * 10)}]" for n in range(1, 30)]
        self.bad("\n".join(lines) + "\n")
        self.refused("too-many-nodes")

    def test_a_hundred_thousand_levels(self):
        for text in ("[" * 100_000, "{a: " * 100_000, "- " * 100_000,
                     "[" * 100_000 + "]" * 100_000, "? " * 100_000,
                     "".join(" " * n + "a:\n" for n in range(2000))):
            with self.subTest(text[:8]):
                self.bad("kind: filter\nname: x\nincluded_filters: " + text + "\n")
                code, told, seconds, megabytes = self.validate()
                self.assertEqual(code, INVALID, told[:2000])
                self.assertLess(seconds, MOST_SECONDS)
                self.assertLess(megabytes, MOST_MEGABYTES)
        self.bad("kind: filter\nname: x\nincluded_filters: " + "[" * 100_000)
        self.refused("too-deep")

    def test_a_file_of_a_gigabyte(self):
        with open(self.repo.path("segments/bad.yaml"), "wb") as file:
            file.truncate(1 << 30)
        self.refused("file-too-large")

    def test_sixteen_megabytes_of_values_and_of_problems(self):
        self.bad("- x\n" * 4_000_000)
        self.refused("too-many-nodes")
        self.bad("".join(f"---\nkind: filter\nname: n{n}\nx{n}: 1\n" for n in range(40_000)))
        self.refused("too-many-problems")

    def test_links_that_lead_in_circles_or_nowhere(self):
        os.symlink("../segments", self.repo.path("segments/loop"))
        self.refused("symlink-loop", "segments/loop")
        self.repo.path("segments/loop").unlink()
        os.symlink("bad.yaml", self.repo.path("segments/bad.yaml"))
        self.refused("symlink-loop")
        self.repo.path("segments/bad.yaml").unlink()
        os.symlink("nowhere.yaml", self.repo.path("segments/bad.yaml"))
        self.refused("file-unreadable")

    def test_what_is_no_file_at_all(self):
        os.mkfifo(self.repo.path("segments/bad.yaml"))
        self.refused("file-unreadable")
        self.repo.path("segments/bad.yaml").unlink()
        os.symlink("/dev/zero", self.repo.path("segments/bad.yaml"))
        self.refused("file-path")

    def test_files_outside_of_the_project(self):
        outside = self.project()
        secret = outside.write("secret.csv", "u1\n")
        os.symlink(secret, self.repo.path("inside.csv"))
        for path in ("/etc/passwd", "../../../../../../etc/passwd", "../inside.csv",
                     f"../../{outside.directory.name}/secret.csv"):
            with self.subTest(path):
                self.bad(file_manifest("F", "https://files.example/a.csv", file=path))
                self.refused("file-path")

    def test_bytes_that_no_text_has(self):
        for rule, text in (("control-character", b"kind: filter\nname: a\x00b\n"), ("bad-utf8", b"name: \xff\n"),
                           ("bad-utf8", b"name: \xed\xa0\x80\n"), ("tab-indentation", b"a:\n\tb: 1\n"),
                           ("yaml-syntax", b'name: "never closed\n'), ("yaml-syntax", b"name: 'never closed\n"),
                           ("duplicate-key", b"kind: filter\nkind: file\n")):
            with self.subTest(text):
                self.bad(text)
                self.refused(rule)

    def test_names_can_not_command_the_terminal(self):
        self.bad('kind: filter\nname: "\\e[2J\\a\\r\\n::error::x"\n'
                 '"\\e]0;owned\\a": 1\n"\\u202egnp": 2\n')
        for words in (["validate"], ["validate", "--color", "always"], ["plan"]):
            told = self.repo.segctl(*words).text
            for bad in ("\x1b[2J", "\x1b]", "\x07", "\r", "\n::error", "\u202e"):
                self.assertNotIn(bad, told, f"{words}: {told!r}")


if __name__ == "__main__":
    support.main()
