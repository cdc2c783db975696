"""What tests that let segctl die, or the disk fail, at any instant have in common."""

import collections
import concurrent.futures
import os
import queue
import random
import signal
import subprocess
import time

import support
from support import DONE, countries, file_manifest, filter_manifest

# A crash is tried more often than MoEngage would let one.
LIMITS = "limits: {%s}\n" % ", ".join(
    f"{call}_{window}: 100000" for call in ("list", "create", "update", "get", "file")
    for window in ("minute", "hour", "day") if (call, window) != ("file", "minute")) \
    .replace("}", ", cohort_minute: 100000, cohort_bytes: 300}")

# What the record of calls calls the operations of the simulator's log.
COUNTED = {"create_filter": "create-filter", "update_filter": "update-filter",
           "create_file": "file-operation", "add_users": "file-operation",
           "remove_users": "file-operation", "replace_users": "file-operation",
           "cohort_sync": "cohort-sync"}

# A killed process looks for no leaks, and the runs that make its workspace and mend it are those of
# other tests: looking for leaks is two fifths of a start under the sanitizers.
def environment_of_sanitizers(**options):
    given = os.environ.get("ASAN_OPTIONS", "")
    return {"ASAN_OPTIONS": ":".join([*filter(None, [given]), *(f"{k}={v}" for k, v in options.items())])}


WITHOUT_LEAKS = environment_of_sanitizers(detect_leaks=0)
WITH_LEAKS = environment_of_sanitizers()

# Most of a round is waiting: for MoEngage's List, which may be behind, and for processes.
WORKERS = 6


class Workspace:
    """A simulator that lives on when segctl dies, as MoEngage would, and a project that it serves."""

    def __init__(self, test):
        self.test = test
        self.served = test.project().path("served")
        self.served.mkdir()
        self.over_http = test.simulator(serve=self.served)
        self.sim = self.over_http
        self.bystander = None

    def begin(self, in_process=False):
        """An empty workspace but for somebody else's segment, and a project without state. In the
        process of segctl faults take no time, not even a hanging server."""
        self.repo = self.test.project(over=None if in_process else self.over_http)
        self.sim = self.repo.behind() if in_process else self.over_http
        self.repo.environment.update(WITHOUT_LEAKS)
        self.sim._call("reset", {})
        self.bystander = self.sim.create("Somebody else's", countries("DE"))
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") +
                        "safety: {min_managed: 1000, min_members: 1000}\n" + LIMITS)

    def csv(self, name, *values):
        (self.served / name).write_text("\n".join(values) + "\n", encoding="utf-8")
        return f"{self.over_http.url}/_files/{name}"

    def before(self):
        """What an apply that ended well has made."""
        url = self.csv("one.csv", "u1", "u2")
        self.repo.write("segments/kept.yaml", filter_manifest("Kept", "NO", key="kept"))
        self.repo.write("segments/renamed.yaml", filter_manifest("Old name", "SE", key="renamed"))
        self.repo.write("segments/gone.yaml", filter_manifest("Gone", "FI", key="gone"))
        self.repo.write("segments/file.yaml", file_manifest("Readers", url, key="readers"))
        self.test.apply(self.repo)

    def after(self):
        """Manifests that ask for every sort of action."""
        self.csv("one.csv", "u1", "u2", "u3")
        url = self.csv("two.csv", "u7")
        self.repo.replace("segments/kept.yaml", "NO", "NO, DK")
        self.repo.replace("segments/renamed.yaml", "Old name", "New name")
        self.repo.remove("segments/gone.yaml")
        self.repo.write("segments/new.yaml", filter_manifest("New", "IS", key="new"))
        self.repo.write("segments/new-file.yaml", file_manifest("Buyers", url, key="buyers"))
        self.repo.write("segments/referring.yaml",
                        "kind: filter\nname: Referring\nkey: referring\nincluded_filters:\n"
                        "  filter_operator: and\n  filters:\n"
                        "    - {filter_type: custom_segments, key: new}\n"
                        "    - {filter_type: custom_segments, key: kept}\n")
        self.names = ["Buyers", "Gone", "Kept", "New", "New name", "Readers", "Referring"]

    def crash_at(self, point, saved=None):
        """Runs apply with SIGKILL at a fail point; `saved`: whether that is after it saved the state,
        which it does once, at its end."""
        before = self.serial()
        run = self.repo.segctl("apply", "--auto-approve",
                               environment={"SEGCTL_FAIL_POINT": f"{point}=kill"})
        self.test.assertEqual(run.code, -signal.SIGKILL, f"{point}\n{run}")
        if saved is not None:
            self.test.assertEqual(self.serial() - before, int(saved), f"the serial at {point}")

    def points(self):
        """Every instant that the apply passes, as NAME#N."""
        trace = self.repo.path("trace")
        run = self.repo.segctl("apply", "--auto-approve",
                               environment={"SEGCTL_FAIL_TRACE": str(trace)})
        self.test.ends(run, DONE)
        seen = collections.Counter()
        found = []
        for name in trace.read_text(encoding="utf-8").splitlines():
            seen[name] += 1
            found.append(f"{name}#{seen[name]}")
        return found

    def serial(self):
        return self.repo.state()["serial"] if self.repo.path(".segctl/state.json").exists() else 0

    def assert_sound(self, where):
        """What must hold at any time, also right after a crash."""
        names = collections.Counter(segment["name"] for segment in self.sim.segments())
        self.test.assertEqual([name for name, count in names.items() if count > 1], [], where)
        bystander = self.sim.segment("Somebody else's")
        self.test.assertEqual((bystander["id"], bystander["definition"]["included_filters"]),
                         (self.bystander, countries("DE")), where)

        made = collections.Counter(COUNTED.get(entry["operation"]) for entry in self.sim.log())
        counted = collections.Counter()
        record = self.repo.path(".segctl/state.json.quota")
        for line in record.read_text(encoding="utf-8").splitlines() if record.exists() else []:
            words = line.split()
            if len(words) == 4:
                counted[words[1]] += int(words[3])
        for call in set(COUNTED.values()):
            self.test.assertGreaterEqual(counted[call], made[call], f"{where}: {call}")

    def assert_recovered(self, where, names):
        """The next apply ends it: one segment a name, all of them known, and nothing more to do. What
        it says of its calls is what the simulator got, and each time that it saves the state the
        serial grows by one."""
        before, sent = self.serial(), len(self.sim.log())
        left_open = self.repo.path(".segctl/state.json.journal").exists()
        run = self.repo.segctl("apply", "--auto-approve", "--format", "json")
        self.test.assertEqual(run.code, DONE, f"{where}\n{run}")
        self.assert_sound(where)
        self.test.assertEqual(run.json["calls"], len(self.sim.log()) - sent, f"{where}\n{run}")
        # Once to take in what the crash left, and once where there was still something to do.
        acted = any(change["done"] for change in run.json["changes"])
        self.test.assertEqual(self.serial() - before, left_open + acted, f"the serial: {where}\n{run}")
        segments = {segment["name"]: segment for segment in self.sim.segments()}
        self.test.assertEqual(sorted(segments), sorted([*names, "Somebody else's"]), where)
        # A cohort's payloads tell no ID: until the next run it is known by its name.
        known = sorted(entry.get("id") or segments[entry["name"]]["id"]
                       for entry in self.repo.state()["segments"].values())
        made = sorted(s["id"] for name, s in segments.items() if name != "Somebody else's")
        self.test.assertEqual(known, made, where)
        sent = len(self.sim.log())
        serial = self.serial()
        again = self.repo.segctl("apply", "--auto-approve")
        self.test.assertEqual((again.code, len(self.sim.log()), self.serial()), (DONE, sent, serial),
                              f"{where}\n{again}")
        self.test.assertFalse(self.repo.path(".segctl/state.json.journal").exists(), where)

    def after_nothing(self):
        url = self.csv("two.csv", "u7")
        self.repo.write("segments/new.yaml", filter_manifest("New", "IS", key="new"))
        self.repo.write("segments/new-file.yaml", file_manifest("Buyers", url, key="buyers"))
        self.names = ["Buyers", "New"]

    def change_at_random(self, chance, turn):
        """Another set of manifests: some new, some changed, some gone; the names that exist then."""
        turn %= 30
        url = self.csv("one.csv", *(f"u{n}" for n in range(chance.randint(1, 9))), f"t{turn}")
        self.repo.write("segments/file.yaml", file_manifest("Readers", url, key="readers"))
        for n in range(4):
            self.repo.write(f"segments/{n}.yaml",
                            filter_manifest(f"Segment {n}", f"C{n}, T{chance.randint(0, 3)}", key=f"k{n}"))
        self.repo.write("segments/new.yaml", filter_manifest(f"New {turn}", f"N{turn}", key=f"n{turn}"))
        return ["Readers", *(f"Segment {n}" for n in range(4)), *(f"New {n}" for n in range(turn + 1))]

    def apply_killed_after(self, seconds):
        """An apply that is killed if it still runs then. How long it took, if it had ended; else None."""
        began = time.monotonic()
        process = subprocess.Popen(
            [support.SEGCTL, "-C", str(self.repo.directory), "apply", "--auto-approve"],
            env=support.clean_environment(self.repo.environment),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.wait() == -signal.SIGKILL:
            time.sleep(0.05)  # a request that was on its way is in the simulator's log by then
            return None
        self.test.assertEqual(process.returncode, DONE)
        return time.monotonic() - began


class Crashing(support.EndToEnd):
    def in_workspaces(self, items, work, workers=WORKERS):
        """work(workspace, item) for all items, in a few workspaces at a time; what each returned."""
        workspaces = queue.SimpleQueue()
        for _ in range(workers):
            workspaces.put(Workspace(self))

        def one(item):
            workspace = workspaces.get()
            try:
                return work(workspace, item)
            finally:
                workspaces.put(workspace)

        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            return list(pool.map(one, items))

    def at_every_point(self, prepare, work, prefixes=("",)):
        """work(workspace, point) for each durable step, of those that begin so, of an apply that has
        to do what `prepare` asks for; how many there are."""
        workspace = Workspace(self)
        workspace.begin()
        prepare(workspace)
        passed = workspace.points()
        points = [point for point in passed if point.startswith(prefixes)]
        if not points:
            self.skipTest("this build has no fail points")
        # The last file that is put in its place is the state.
        renames = [place for place, point in enumerate(passed) if point.startswith("file-rename")]
        self.saved = set(passed[renames[-1] + 1:])
        self.in_workspaces(points, work)
        return len(points)

    def crash(self, workspace, prepare, point):
        """An apply that has to do what `prepare` asks for is killed there, and the next one ends it."""
        workspace.begin()
        prepare(workspace)
        workspace.crash_at(point, saved=point in self.saved)
        workspace.assert_sound(point)
        workspace.assert_recovered(point, workspace.names)
