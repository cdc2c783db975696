"""Names made to command terminals, CI logs and readers: inert in what every command prints and writes."""

import json
import re

import crash_support
import support
from support import CONFLICT, DONE, INVALID, countries, file_manifest, filter_manifest, run_segctl

EMOJI = "😀" * 200

# As MoEngage may show them: somebody else can have made them, with rules that are not ours.
LIVE_NAMES = ["\x1b[2J\x1b]0;owned\x07 cleared", "two\r\n::error file=a,line=1::lines", "::error::first",
              "\n::add-mask::n", "\u202egnp.exe", "a\u2066b\u2069\u2028c", "\x9b31m \x85 C1", "nul\x00 and \x7f",
              EMOJI, "| <img src=x> `code` [a](http://b) |", "##[add-mask]a ##vso[task.complete]b"]

# As manifests may give them as keys, and as they may not: what is refused is shown as well.
BAD_KEYS = ["\x1b[2J\x1b]0;owned\x07", "k\r\n::error::x", "f\x1b[2J"]
KEYS = ["::error::k", "\u202egnp", "k\x9b31m", EMOJI, "| <b> `x` |", "##vso[task.complete]k"]

# What a terminal, or a reader of its lines, obeys: C0 but for line ends, DEL, C1, directions, separators,
# and what GitHub and Azure take for commands anywhere in a line.
COMMANDING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|##[a-z]*\\[")


def formats(command):
    """What --format takes, by the program's own words."""
    if command not in ("validate", "plan", "apply", "drift"):
        return ["text", "json"]
    told = run_segctl("plan", "--report", "none=x").err
    rest = re.search(r"there are (.*)", told).group(1).split(", ")
    return ["text", *sorted(set(rest) - {"json"}), "json"]


# The one thing that may stand at the start of a line: segctl's own annotations.
ANNOTATION = re.compile(r"::(error|warning|notice) ([a-z]+=[^:,]*)(,[a-z]+=[^:,]*)*::")


def commands():
    """Every command, by the program's own help."""
    listed = run_segctl("--help").out.split("Subcommands:")[1].split("\n\n")[0]
    return re.findall(r"^  (\S+)", listed, re.M)


def quoted(text):
    """As YAML takes any text: JSON's strings, with all that is not ASCII escaped."""
    return json.dumps(text)


class HostileNames(support.EndToEnd):
    def setUp(self):
        self.repo = self.project()
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") +
                        "simulator: {files: {'https://files.example/': data/}}\nsafety: {min_managed: 1000}\n" + crash_support.LIMITS)
        self.repo.write("data/ids.csv", "u1\nu2\n")
        self.told = set()

    def inert(self, text, place, form="text"):
        found = COMMANDING.search(text)
        self.assertIsNone(found, found and f"{place}: {text[max(0, found.start() - 60):found.end() + 20]!r}")
        for line in text.split("\n"):
            if form == "github":
                line = ANNOTATION.sub("", line, count=1)
            self.assertFalse(line.lstrip().startswith("::"), f"{place}: {line!r}")

    def run_all(self, *words):
        """Runs it in every format; what it prints is inert, and data is whole."""
        self.told.add(words[0])
        for form in formats(words[0]):
            run = self.repo.segctl(*words, "--format", form, "-vvv")
            place = f"{words} --format {form}"
            self.inert(run.text, place, form)
            self.assertNotIn(run.code, (70, -6, -11), str(run))
            if form == "json" and run.out.startswith(("{", "[")):
                json.loads(run.out)
        return run

    def written(self):
        """What was left behind is inert as well, but for the manifests that are the test's own, and
        snapshots of CSVs, which are no text."""
        for path in self.repo.directory.rglob("*"):
            if path.is_file() and path.parent.name not in ("segments", "data") and not any(
                    word in str(path.relative_to(self.repo.directory)) for word in ("simulator", ".members")):
                self.inert(path.read_text(encoding="utf-8"), path.name)

    def manifests(self):
        for n, key in enumerate(KEYS):
            self.repo.write(f"segments/{n}.yaml", filter_manifest(f"Plain {n}", f"C{n}", key=quoted(key)))
        self.repo.write("segments/\u202egnp\x1b[2J\n::error::x.yaml", filter_manifest(f"'{'🙂' * 200}'", "E", key="e"))
        self.repo.write("segments/f.yaml", file_manifest(
            "Readers", "https://files.example/ids.csv", key="f", file="../data/ids.csv"))

    def live(self):
        for n, name in enumerate(LIVE_NAMES):
            self.repo.behind().create(name, countries(f"L{n}"))

    def test_every_command_with_every_name(self):
        self.manifests()
        self.live()
        self.ends(self.run_all("validate"), DONE)
        self.ends(self.run_all("plan", "--out", "plan.json"), DONE)
        self.ends(self.run_all("apply", "--auto-approve"), DONE)
        self.run_all("list")
        for name in [*LIVE_NAMES, *KEYS]:
            if "\0" not in name:
                self.repo.segctl("show", "--", name)
        self.run_all("show", LIVE_NAMES[0])
        self.run_all("show", KEYS[1])
        self.run_all("show", "\x1b[2Jnobody\n::error::x")
        for words in (["list"], ["show", KEYS[1]], ["show", "\x1b[2Jnobody"], ["verify"], ["recover"],
                      ["mv", KEYS[1], "\x1b[2Jmoved"], ["rm", "\x1b[2Jnobody"], ["rm", KEYS[0]]):
            self.run_all("state", *words)
        self.repo.remove("segments/2.yaml")
        self.repo.replace("segments/3.yaml", "C3", "L3")
        self.run_all("plan", "--adopt", "\x1b[2Jnobody")
        self.ends(self.run_all("plan"), CONFLICT)
        self.run_all("apply", "--auto-approve")
        self.run_all("import", "--all", "--out", "segments/imported")
        self.run_all("import", LIVE_NAMES[4], "\x1b[2Jnobody")
        self.run_all("schema", "\x1b[2J\n::error::x")
        self.run_all("completion", "\x1b[2J\n::error::x")
        self.run_all("\x1b[2J\n::error::x")
        self.written()
        for command in set(commands()) - self.told - {"simulate"}:
            self.run_all(command)

    def test_what_is_wrong_is_shown_inert(self):
        for n, name in enumerate([*LIVE_NAMES, *KEYS, *BAD_KEYS]):
            self.repo.write(f"segments/{n}.yaml", f"kind: filter\nname: {quoted(name)}\n{quoted(name)}: 1\nkey: {quoted(name)}\n"
                            f"included_filters: {{filter_operator: {quoted(name)}}}\n")
        for words in (["validate"], ["plan"], ["apply", "--auto-approve"]):
            self.ends(self.run_all(*words), INVALID)
        for flag in ("--env", "--config", "--state", "--endpoint"):
            self.run_all("list", flag, "\x1b[2J\n::error::x")

    def test_answers_of_the_server_are_inert(self):
        sim = self.simulator()
        repo = self.repo = self.project(over=sim)
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        evil = "".join(name for name in LIVE_NAMES if name != EMOJI)
        for operation in ("list", "create_filter"):
            for code, body in ((400, {"error": {"code": evil, "message": evil}}), (409, {
                    "error": {"code": evil, "message": evil, "existing_cs_name": evil, "existing_cs_id": evil}})):
                sim.fault({"operation": operation, "status": code, "times": 9, "body": body,
                           "headers": {"X-Evil": "\x1b[2J"}})
                self.ends(self.run_all("apply", "--auto-approve"), support.FAILED if operation == "list" or
                          code == 400 else CONFLICT)
        sim.fault()
        self.ends(self.run_all("apply", "--auto-approve"), DONE)


if __name__ == "__main__":
    support.main()
