"""Every command at -vvv against every fault of the wire: no secret stands in what it says or writes.

The faults are those of fault_table_test.py. A few projects, each with its simulator, see them one
after the other, so that what a fault leaves behind meets the next one as well."""

import base64
import concurrent.futures
import re
import socket
import threading

import crash_support
import fault_table_test
import support
from support import file_manifest, filter_manifest

SIGNATURE = "5ecretS1gnature"
PASSWORD = "pr0xyP4ssword"
MEMBER = "member-7f3a@example.com"
WORKSPACE = support.WORKSPACE_ID
KEY = support.API_KEY
BASIC = base64.b64encode(f"{WORKSPACE}:{KEY}".encode()).decode()
PROXY = base64.b64encode(f"somebody:{PASSWORD}".encode()).decode()
# The workspace's ID is shown to its user on purpose, and stands in the state as a digest only.
SECRETS = (KEY, SIGNATURE, PASSWORD, MEMBER, BASIC, PROXY)

# Who is in a cohort stands in one place (docs/state.md).
OF_COHORTS = "state.json.cohorts"

# A server that says it all again: what was sent to it, and where.
ECHO = (f"https://somebody:{PASSWORD}@127.0.0.1/x.csv?sig={SIGNATURE} of {MEMBER} "
        f"Authorization: Basic {BASIC}")
MORE_FAULTS = {
    "400 that repeats what was sent": {"kind": "status", "status": 400, "body": {
        "title": ECHO, "description": ECHO, "error": {"code": ECHO, "message": ECHO}}},
    "401 that repeats what was sent": {"kind": "status", "status": 401, "body": {
        "title": ECHO, "description": ECHO, "error": {"code": ECHO, "message": ECHO}}},
    "a redirect to the signed URL": {"kind": "redirect", "headers": {"Location": ECHO}},
    "HTML that repeats what was sent": {"kind": "html", "status": 200, "body": ECHO},
}


def listed(*words):
    """The commands that the program's own help lists."""
    text = support.run_segctl(*words, "--help").out.split("Subcommands:")[1].split("\n\n")[0]
    return re.findall(r"^  (\S+)", text, re.M)


class Proxy:
    """Answers each CONNECT with what it was told to."""

    def __init__(self, answer):
        self.answer = answer
        self.seen = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # stopped
                return
            with connection:
                self.seen += connection.recv(65536)
                connection.sendall(self.answer)

    def stop(self):
        self.listener.close()


class World:
    """A project with all sorts of secrets, and the simulator that it reaches."""

    def __init__(self, test):
        self.test = test
        self.served = support.scratch_directory(test) / "served"
        self.served.mkdir()
        self.sim = test.simulator(serve=self.served)
        self.repo = test.project(over=self.sim)
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") +
                        "safety: {min_managed: 1000, min_members: 1000}\n" + crash_support.LIMITS)
        keys = support.scratch_directory(test) / "key"
        keys.write_text(KEY + "\n", encoding="utf-8")
        del self.repo.environment["MOENGAGE_API_KEY"]
        proxy = f"http://somebody:{PASSWORD}@127.0.0.1:9"
        self.repo.environment.update(crash_support.WITHOUT_LEAKS, MOENGAGE_API_KEY_FILE=str(keys), https_proxy=proxy,
                                     HTTPS_PROXY=proxy, http_proxy=proxy, ALL_PROXY=proxy, no_proxy="")
        self.runs = 0
        self.turn = 0

    def url(self, name, *values):
        (self.served / name).write_text("\n".join((MEMBER, *values)) + "\n", encoding="utf-8")
        return f"'{self.sim.url}/_files/{name}?X-Amz-Signature={SIGNATURE}&Expires=1'"

    def ask_for_everything(self):
        """Manifests that ask for every sort of call, other ones each time."""
        self.turn += 1
        turn = self.turn
        write = self.repo.write
        write("segments/new.yaml", filter_manifest(f"New {turn}", f"N{turn}", key=f"n{turn}"))
        write("segments/kept.yaml", filter_manifest("Kept", f"K{turn}", key="kept"))
        write("segments/renamed.yaml", filter_manifest(f"Named {turn}", "R", key="renamed"))
        write("segments/back.yaml", filter_manifest(
            "Back", "B", key="back", more="archived: true\n" if turn % 2 else ""))
        write("segments/forth.yaml", filter_manifest(
            "Forth", "F", key="forth", more="" if turn % 2 else "archived: true\n"))
        url = self.url("readers.csv", f"u{turn}")
        more = (f"callback_url: '{self.sim.url}/hook?token={SIGNATURE}'\nemails: [ops@example.com]\n")
        write("segments/readers.yaml", file_manifest("Readers", url, key="readers", more=more))
        write("segments/file.yaml", file_manifest(f"File {turn}", url, key=f"f{turn}"))
        for name, word in (("Growing", "add"), ("Shrinking", "remove")):
            entries = "".join(f"  - {{{word}: {{file_url: {self.url(f'{word}{n}.csv', f'm{n}')}}}}}\n"
                              for n in range(turn))
            write(f"segments/{name}.yaml", file_manifest(
                name, self.url(f"{name}.csv"), key=name.lower(), more=f"changes:\n{entries}"))
        for name, has in (("Gold", turn % 2), ("Silver", 1 - turn % 2)):  # one adds, the other removes
            write(f"segments/{name}.yaml", (
                f"kind: cohort\nname: {name}\nkey: {name.lower()}\npartner: acme\ncohort_id: {name.lower()}\n"
                f"members: [somebody{', ' + MEMBER if has else ''}]\n"))

    def run_one(self, *words, environment=None):
        self.runs += 1
        run = self.repo.segctl("-vvv", "--max-wait", "0s", *words, environment=environment)
        if len(words) > 1:
            self.test.assertNotEqual(run.code, support.USAGE, str(run))
        self.search(" ".join(words), run.text)
        return run

    def search(self, place, text, secrets=SECRETS):
        for secret in secrets:
            at = text.find(secret)
            self.test.assertEqual(at, -1, f"{place}: … {text[max(0, at - 200):at + 60]}")

    def search_files(self, where):
        for path in self.repo.directory.rglob("*"):
            if path.is_file() and "segments" not in path.parts:
                secrets = set(SECRETS) - ({MEMBER} if OF_COHORTS in path.parts else set())
                self.search(f"{where}: {path.name}", path.read_text(encoding="utf-8", errors="replace"), secrets)
                self.test.assertEqual(path.stat().st_mode & 0o077 if path.name.endswith(".json") else 0, 0, path.name)

    def fault_everything(self, fault, operations):
        """The next call of each sort meets the fault, or both of two that are sent at a time."""
        self.sim.fault(*({"operation": operation, "times": 2 if operation == "cohort_sync" else 1, **fault}
                         for operation in operations))


def commands(world):
    """Every command with words that let it do its work; those that are new come without any, and
    then may say that some are missing."""
    csv = [str(world.served / name) for name in ("readers.csv", "Growing.csv")]
    known = {
        "validate": [[]], "plan": [["--out", "plan.json"]], "apply": [["--auto-approve"]], "list": [[]],
        "show": [["kept"]], "import": [["--all", "--out", "imported"]], "simulate": [],
        "lint-csv": [[csv[0]]], "members": [["diff", *csv]], "schema": [["state"]], "completion": [["bash"]], "version": [[]],
        "state": [[sub, *words] for sub, words in (
            ("list", []), ("show", []), ("mv", ["kept", "other"]), ("rm", ["nobody"]), ("recover", []),
            ("verify", []))]}
    for command in listed():
        yield from ([command, *words] for words in known.get(command, [[]]))


READS = [["plan", "--out", "plan.json"], ["list"], ["show", "kept"], ["import", "--all", "--out", "imported"]]


class Sweep(crash_support.Crashing):
    def sweep(self, faults):
        """One world sees these faults, and at the end every command; how many runs it took."""
        world = World(self)
        world.ask_for_everything()
        world.run_one("apply", "--auto-approve")
        for name, fault, reads in faults:
            for words in reads:
                world.fault_everything({**fault, "after_commit": False}, ("list", "get"))
                world.run_one(*words)
            world.ask_for_everything()
            world.fault_everything(fault, fault_table_test.OPERATIONS)
            world.run_one("apply", "--auto-approve", "--format", "json")
            world.search_files(name)
            world.sim.fault()
            world.repo.path(".segctl/state.json.quota").unlink(missing_ok=True)
        return world

    def test_every_command_against_every_fault(self):
        faults = []
        read = []
        for name, fault in {**fault_table_test.FAULTS, **MORE_FAULTS}.items():
            fault = {**fault, "seconds": 0}  # a server that hangs until the time-out: in a test of its own
            of_a_read = {**fault, "after_commit": False}  # nothing is carried out by a read
            faults.append((name, fault, [] if of_a_read in read else READS))
            read.append(of_a_read)
        workers = 2 * crash_support.WORKERS  # most of it is waiting before the next attempt
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            worlds = list(pool.map(self.sweep, (faults[n::workers] for n in range(workers))))
        for words in commands(worlds[0]):
            worlds[0].run_one(*words)
        worlds[0].search_files("at the end")
        sent = {entry["operation"] for world in worlds for entry in world.sim.log()}
        self.assertEqual(sent, set(fault_table_test.OPERATIONS), "each sort of call was sent")
        runs = sum(world.runs for world in worlds)
        print(f"{runs} runs of {len(listed())} commands against {len(faults)} faults: no secret")

    def test_what_a_crash_leaves_behind(self):
        world = World(self)
        world.ask_for_everything()
        run = world.run_one("apply", "--auto-approve", environment={"SEGCTL_FAIL_POINT": "before-send#5=kill"})
        if run.code == support.DONE:
            self.skipTest("this build has no fail points")
        self.assertTrue(world.repo.path(".segctl/state.json.journal").exists())
        world.search_files("after a crash")
        world.run_one("plan")
        world.run_one("state", "recover")
        world.search_files("after the crash was settled")

    def test_a_server_that_hangs_until_the_time_out(self):
        world = World(self)
        repo = world.repo = self.project()
        repo.environment.update(MOENGAGE_WORKSPACE_ID=WORKSPACE, MOENGAGE_API_KEY=KEY)
        repo.write("segments/kept.yaml", filter_manifest("Kept", "K", key="kept"))
        repo.behind().fault({"kind": "hang", "operation": "any", "times": 100})
        for words in (["plan"], ["list"], ["apply", "--auto-approve"]):
            self.assertNotEqual(world.run_one(*words).code, support.DONE)
        world.search_files("after time-outs")

    def test_the_password_of_a_proxy(self):
        world = World(self)
        world.repo.replace("segctl.yaml", world.sim.url, "https://api.invalid")
        world.repo.write("segments/kept.yaml", filter_manifest("Kept", "K", key="kept"))
        proxies = [Proxy(answer) for answer in (
            b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 403 No: " + ECHO.encode() + b"\r\nContent-Length: 5\r\n\r\nhello",
            b"HTTP/1.1 200 OK\r\n\r\nno TLS at all", b"\x00\x01\x02", b"")]
        for proxy in proxies:
            self.addCleanup(proxy.stop)
        addresses = [f"http://somebody:{PASSWORD}@{proxy.address}" for proxy in proxies]
        addresses += [f"{scheme}://somebody:{PASSWORD}@{host}" for scheme, host in (
            ("http", "nowhere.invalid:1"), ("http", "127.0.0.1:9"), ("bad", "127.0.0.1:9"))]

        def list_through(address):
            run = world.run_one("list", environment={"https_proxy": address, "HTTPS_PROXY": address})
            self.assertEqual(run.code, support.FAILED, str(run))

        # Most of it is waiting before the next attempt.
        with concurrent.futures.ThreadPoolExecutor(len(addresses)) as pool:
            list(pool.map(list_through, addresses))
        for proxy in proxies:
            self.assertIn(PROXY.encode(), proxy.seen, "the proxy was given the password")
        world.search_files("after proxies")


if __name__ == "__main__":
    support.main()
