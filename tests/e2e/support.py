"""Runs the real segctl in project directories of its own, against its own simulator."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SEGCTL = os.environ.get("SEGCTL", str(ROOT / "build" / "dev" / "segctl"))
TIME_LIMIT = 60
# Every apply waits for the disk again and again, as it should; tests need not.
SCRATCH = os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)

# What a simulator lets in.
WORKSPACE_ID = "sim-workspace"
API_KEY = "sim-key"
DB_NAME = "sim-db"

DONE, FAILED, PENDING, INVALID, CONFLICT = 0, 1, 2, 3, 4
INCOMPLETE, STALE, LOCKED, HELD, USAGE = 5, 6, 7, 8, 64


def clean_environment(extra=None):
    """The environment of a user who has set nothing, so that no test depends on the machine's."""
    kept = {"PATH", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment.update(HOME="/nonexistent", LC_ALL="C.UTF-8", TERM="xterm")
    environment.update(extra or {})
    return environment


class Run:
    """One run of segctl that has ended."""

    def __init__(self, words, code, out, err):
        self.words, self.code, self.out, self.err = words, code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def text(self):
        return self.out + self.err

    def __str__(self):
        return f"segctl {' '.join(self.words)}\nexit code {self.code}\n{self.out}\n{self.err}"


def run_segctl(*words, environment=None, cwd=None, stdin=""):
    words = [str(word) for word in words]
    done = subprocess.run([SEGCTL, *words], env=clean_environment(environment), cwd=cwd,
                          input=stdin.encode(), capture_output=True, timeout=TIME_LIMIT, check=False)
    return Run(words, done.returncode, done.stdout.decode(), done.stderr.decode())


class Simulator:
    """`segctl simulate` as a process, and the door behind its API."""

    def __init__(self, data=None, switches=None, limits=None, serve=None, latency=0, files=()):
        words = [SEGCTL, "simulate", "--listen", "127.0.0.1:0"]
        words += ["--switches", json.dumps(switches or {}), "--limits", json.dumps(limits or {})]
        if data:
            words += ["--data", str(data)]
        if serve:
            words += ["--serve", str(serve)]
        for pair in files:
            words += ["--files", pair]
        if latency:
            words += ["--latency", str(latency)]
        self.process = subprocess.Popen(words, env=clean_environment(), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError(f"the simulator does not start: {line}{self.process.stderr.read()}")
        self.url = line[len("listening on "):].strip()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=TIME_LIMIT)
        return self.process.returncode

    def _call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sim/{path}", data=data)
        try:
            with urllib.request.urlopen(request, timeout=TIME_LIMIT) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"/_sim/{path}: {error.read().decode()}") from error

    def log(self, mutating=True):
        return self._call("log?mutating=1" if mutating else "log")

    def sent(self):
        """The operations of all mutating calls, sorted."""
        return sorted(entry["operation"] for entry in self.log())

    def segments(self):
        return self._call("workspace")["segments"]

    def workspace(self):
        return self._call("workspace")

    def segment(self, name):
        """The one segment of that name."""
        found = [segment for segment in self.segments() if segment["name"] == name]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} segments are named {name}")
        return found[0]

    def is_archived(self, name):
        return self.segment(name).get("archived", False)

    def members(self, segment_id):
        return self._call(f"members?id={segment_id}")["members"]

    def edit(self, **words):
        return self._call("edit", words)["id"]

    def create(self, name, included, **more):
        return self._call("edit", {"create": {"name": name, "included_filters": included, **more}})["id"]

    def switch(self, **words):
        return self._call("switches", words)

    def fault(self, *faults):
        return self._call("faults", list(faults))

    def advance(self, seconds):
        return self._call("clock", {"advance_seconds": seconds})


class Project:
    """A project directory with what a user does in it."""

    def __init__(self, directory, environment=None):
        self.directory = pathlib.Path(directory)
        self.environment = dict(environment or {})
        self.simulator = None

    def path(self, name):
        return self.directory / name

    def write(self, name, text):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name):
        return self.path(name).read_text(encoding="utf-8")

    def replace(self, name, old, new):
        text = self.read(name)
        if old not in text:
            raise AssertionError(f"{name} has no {old}")
        self.write(name, text.replace(old, new))

    def remove(self, name):
        self.path(name).unlink()

    def segctl(self, *words, environment=None, stdin=""):
        extra = {**self.environment, **(environment or {})}
        return run_segctl("-C", self.directory, *words, environment=extra, cwd=self.directory, stdin=stdin)

    def state(self):
        return json.loads(self.read(".segctl/state.json"))

    def ids(self):
        """Key → ID, as the state has it."""
        return {key: entry.get("id") for key, entry in self.state()["segments"].items()}

    def behind(self):
        """A simulator over the data of the endpoint in segctl.yaml, to look at it and to edit it."""
        if self.simulator is None:
            self.path(".segctl").mkdir(mode=0o700, exist_ok=True)
            self.simulator = Simulator(data=self.path(".segctl/simulator.json"))
        return self.simulator


def schema_errors(name, document):
    """What is wrong with `document` under schemas/NAME.schema.json; nothing without a validator."""
    try:
        import jsonschema
    except ImportError:
        return []
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(document)]


def scratch_directory(case):
    """A directory that goes away with the test, or with all tests of a class."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="segctl-e2e-", dir=SCRATCH))
    cleanup = case.addClassCleanup if isinstance(case, type) else case.addCleanup
    cleanup(shutil.rmtree, directory, ignore_errors=True)
    return directory


class EndToEnd(unittest.TestCase):
    """A test with projects and simulators that are cleaned up behind it."""

    maxDiff = 4000

    def project(self, examples=False, over=None, **files):
        """A new project: empty, or a copy of examples/. `over` is a simulator to reach by HTTP."""
        directory = scratch_directory(self)
        project = Project(directory)
        if examples:
            shutil.copytree(ROOT / "examples", directory, dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns(".segctl"))
        else:
            project.write("segctl.yaml", "version: 1\nworkspace: {endpoint: 'sim:.segctl/simulator.json'}\n")
            project.path("segments").mkdir()
        if over is not None:
            self.reach(project, over)
        self.addCleanup(lambda: project.simulator and project.simulator.stop())
        return project

    def simulator(self, **options):
        simulator = Simulator(**options)
        self.addCleanup(simulator.stop)
        return simulator

    def reach(self, project, simulator):
        """Sends the project to a simulator's HTTP server, with credentials in the environment."""
        endpoint = "sim:.segctl/simulator.json"
        project.replace("segctl.yaml", endpoint, simulator.url)
        project.environment.update(MOENGAGE_WORKSPACE_ID=WORKSPACE_ID, MOENGAGE_API_KEY=API_KEY)

    def ends(self, run, code):
        self.assertEqual(run.code, code, str(run))
        return run

    def plan(self, project, *words, code=DONE):
        """The plan as data, held to its schema."""
        run = self.ends(project.segctl("plan", "--format", "json", *words), code)
        self.assertEqual(schema_errors("plan", run.json), [])
        return run.json

    def apply(self, project, *words, code=DONE):
        """What an apply did as data, held to its schema."""
        run = self.ends(project.segctl("apply", "--auto-approve", "--format", "json", *words), code)
        self.assertEqual(schema_errors("outcome", run.json), [])
        if project.path(".segctl/state.json").exists():
            self.assertEqual(schema_errors("state", project.state()), [])
        return run.json

    def assert_nothing_to_do(self, project, *words):
        run = project.segctl("plan", "--detailed-exitcode", "--format", "json", *words)
        changes = json.loads(run.out or "{}").get("changes", [])
        found = [(change["key"], change["reasons"], change["diff"]) for change in changes]
        self.assertEqual((run.code, found), (DONE, []), str(run))

    def only_change(self, plan):
        self.assertEqual(len(plan["changes"]), 1, plan["changes"])
        return plan["changes"][0]


def actions(change):
    return [action["action"] for action in change["actions"]]


def by_key(document):
    return {change["key"]: change for change in document["changes"]}


def filter_manifest(name, value="NO", key=None, more=""):
    """A filter manifest over one country."""
    head = f"kind: filter\nname: {name}\n" + (f"key: {key}\n" if key else "") + more
    return head + (
        "included_filters:\n"
        "  filter_operator: and\n"
        "  filters:\n"
        "    - {filter_type: user_attributes, name: country, data_type: string, operator: in, "
        f"value: [{value}]}}\n")


def countries(*values):
    """The definition of filter_manifest() as the API takes it."""
    return {"filter_operator": "and",
            "filters": [{"filter_type": "user_attributes", "name": "country", "data_type": "string",
                         "operator": "in", "value": list(values)}]}


def file_manifest(name, url, key=None, file=None, more=""):
    """A file manifest of IDs."""
    return (f"kind: file\nname: {name}\n" + (f"key: {key}\n" if key else "") +
            "attribute_name: ID\nattribute_type: string\nexpiry_time: 90\n"
            f"file_url: {url}\n" + (f"file: {file}\n" if file else "") + more)


def main():
    unittest.main(verbosity=1)
