"""What segctl does of each fault of the wire, for each call that changes something: the table in
docs/reliability.md, made by the real program. SEGCTL_TEST_ACCEPT=1 writes it anew."""

import collections
import os

import crash_support
import support
from support import DONE, FAILED, INCOMPLETE, file_manifest, filter_manifest

PAGE = support.ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: begin -->\n", "<!-- faults: end -->\n"


def status(code, after_commit):
    return {"kind": "status", "status": code, "after_commit": after_commit}


FAULTS = {
    "carried out, then closed without a byte": {"kind": "drop_after"},
    "carried out, then reset (RST)": {"kind": "reset", "after_commit": True},
    "carried out, then 500": status(500, True),
    "carried out, then 502": status(502, True),
    "carried out, then 504": status(504, True),
    "carried out, then half a body": {"kind": "truncate"},
    "carried out, wrong Content-Length (truncated JSON)": {"kind": "wrong_length"},
    "carried out, then 502 with an HTML page": {"kind": "html", "after_commit": True},
    "carried out, then 200 with an HTML page": {"kind": "html", "status": 200, "after_commit": True},
    "carried out, then a body of 100 MB": {"kind": "huge", "bytes": 100 * 1024 * 1024},
    "carried out, then a redirect to another host": {
        "kind": "redirect", "after_commit": True, "headers": {"Location": "http://127.0.0.2:9/"}},
    "carried out, then nothing until the time-out": {"kind": "hang", "after_commit": True},
    "not carried out: closed without a byte": {"kind": "drop_before"},
    "not carried out: reset (RST)": {"kind": "reset"},
    "not carried out: 500": status(500, False),
    "not carried out: 503": status(503, False),
    "not carried out: 502 with an HTML page": {"kind": "html"},
    "not carried out: a redirect to another host": {
        "kind": "redirect", "headers": {"Location": "http://127.0.0.2:9/"}},
    "not carried out: nothing until the time-out": {"kind": "hang"},
    "not carried out: 429": status(429, False),
}

# Each call that changes something, as the table calls it and as the simulator's log does.
CALLS = {"create filter": "create_filter", "update filter": "update_filter", "rename": "update_filter",
         "create file": "create_file", "replace users": "replace_users", "add users": "add_users",
         "remove users": "remove_users", "add members": "cohort_sync", "remove members": "cohort_sync",
         "archive": "archive", "unarchive": "unarchive"}
OPERATIONS = sorted(set(CALLS.values()))

# Most of a case is waiting: for List, and before a payload is sent again.
WORKERS = 2 * crash_support.WORKERS


def cohort_manifest(*uids):
    return ("kind: cohort\nname: Gold tier\nkey: gold\npartner: acme\ncohort_id: gold-tier\n"
            f"members: [{', '.join(uids)}]\n")


class FaultTable(crash_support.Crashing):
    def prepare(self, workspace, call):
        """An apply that ended well, and then manifests that ask for this one call."""
        repo = workspace.repo
        url = workspace.csv("one.csv", "u1", "u2")
        if call.endswith("members"):
            repo.write("segments/gold.yaml", cohort_manifest("m1", "m2"))
        repo.write("segments/kept.yaml", filter_manifest("Kept", "NO", key="kept"))
        repo.write("segments/readers.yaml", file_manifest("Readers", url, key="readers"))
        if call == "unarchive":
            self.apply(repo)
            repo.write("segments/kept.yaml", filter_manifest("Kept", "NO", key="kept", more="archived: true\n"))
        self.apply(repo)
        if call == "create filter":
            repo.write("segments/new.yaml", filter_manifest("New", "IS", key="new"))
        elif call in ("update filter", "unarchive"):
            repo.write("segments/kept.yaml", filter_manifest(
                "Kept", "NO" if call == "unarchive" else "DK", key="kept"))
        elif call == "rename":
            repo.write("segments/kept.yaml", filter_manifest("Renamed", "NO", key="kept"))
        elif call == "create file":
            repo.write("segments/new.yaml", file_manifest("New", url, key="new"))
        elif call == "replace users":
            workspace.csv("one.csv", "u1", "u2", "u3")
        elif call in ("add users", "remove users"):
            word, entry = call.split()[0], workspace.csv("entry.csv", "u2", "u9")
            repo.write("segments/readers.yaml", file_manifest(
                "Readers", url, key="readers", more=f"changes: [{{{word}: {{file_url: '{entry}'}}}}]\n"))
        elif call in ("add members", "remove members"):
            repo.write("segments/gold.yaml", cohort_manifest(*self.MEMBERS[call]))
        else:
            repo.remove("segments/kept.yaml")

    # Who is in the segment in the end, where the call is about that.
    MEMBERS = {"add members": ["m1", "m2", "m3"], "remove members": ["m1"], "add users": ["u1", "u2", "u9"],
               "remove users": ["u1"], "replace users": ["u1", "u2", "u3"]}

    def assert_members(self, workspace, call, where):
        if call in self.MEMBERS:
            segment = workspace.sim.segment("Gold tier" if call.endswith("members") else "Readers")
            self.assertEqual(workspace.sim.members(segment["id"]), self.MEMBERS[call], where)

    def cell(self, workspace, case):
        """What became of it: the first run's word, the next one's if that had to act, the calls."""
        fault, call = case
        operation = CALLS[call]
        where = f"{call}: {fault}"
        workspace.begin(in_process=FAULTS[fault]["kind"] == "hang")
        self.prepare(workspace, call)
        workspace.sim.fault({"operation": operation, **FAULTS[fault]})
        before = len(self.sent(workspace, operation))
        run = workspace.repo.segctl("apply", "--auto-approve", "--format", "json", "--max-wait", "0s",
                                    environment=crash_support.WITH_LEAKS)
        self.assertIn(run.code, (DONE, FAILED, INCOMPLETE), f"{where}\n{run}")
        self.assertEqual(run.json["calls"], len(self.sent(workspace, operation)) - before, f"{where}\n{run}")
        word = run.json["changes"][0]["outcome"]
        workspace.assert_sound(where)
        # A 429 says when to come back; this one is over when the fault is.
        workspace.repo.path(".segctl/state.json.quota").unlink(missing_ok=True)
        again = workspace.repo.segctl("apply", "--auto-approve", "--format", "json")
        self.assertEqual(again.code, DONE, f"{where}\n{run}\n{again}")
        self.assertEqual(run.json["calls"] + again.json["calls"], len(self.sent(workspace, operation)) - before, where)
        if again.json["calls"]:
            word += f", next run {again.json['changes'][0]['outcome']}"
        self.assert_nothing_to_do(workspace.repo)
        committed = [entry for entry in self.sent(workspace, operation) if entry["committed"]]
        if operation.startswith("create"):
            self.assertEqual(len([e for e in committed if e["name"] == "New"]), 1, where)
        self.assert_members(workspace, call, where)
        names = collections.Counter(segment["name"] for segment in workspace.sim.segments())
        self.assertEqual(max(names.values()), 1, where)
        return f"{word}; {len(self.sent(workspace, operation)) - before} sent"

    @staticmethod
    def sent(workspace, operation):
        return [entry for entry in workspace.sim.log() if entry["operation"] == operation]

    def test_the_table_of_faults_says_what_happens(self):
        cases = [(fault, call) for fault in FAULTS for call in CALLS]
        cells = dict(zip(cases, self.in_workspaces(cases, self.cell, WORKERS)))
        rows = [["fault", *CALLS], ["---"] * (len(CALLS) + 1)]
        rows += [[fault, *(cells[fault, call] for call in CALLS)] for fault in FAULTS]
        table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        old, tail = rest.split(END)
        if os.environ.get("SEGCTL_TEST_ACCEPT"):
            PAGE.write_text(head + BEGIN + table + END + tail, encoding="utf-8")
        else:
            self.assertEqual(old, table)
        print(f"{len(cases)} faults of calls, none of them made anything twice")


if __name__ == "__main__":
    support.main()
