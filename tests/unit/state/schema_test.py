"""Validates states that segctl wrote, and broken copies of them, against the state's schema.

Usage: schema_test.py SCHEMA PROGRAM, where PROGRAM writes states into the directory it is given.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def broken_copies(state):
    """States that segctl would never write, each with the reason."""
    def edit(reason, change):
        broken = copy.deepcopy(state)
        change(broken)
        return reason, broken

    gold = "Gold tier"
    readers = "Newsletter readers"
    yield edit("no lineage", lambda s: s.pop("lineage"))
    yield edit("serial 0", lambda s: s.update(serial=0))
    yield edit("serial too large", lambda s: s.update(serial=2**31))
    yield edit("another major version", lambda s: s.update(format_version="2.0"))
    yield edit("short checksum", lambda s: s.update(checksum="ab"))
    yield edit("segments as a list", lambda s: s.update(segments=[]))
    yield edit("unknown kind", lambda s: s["segments"][gold].update(kind="list"))
    yield edit("no name", lambda s: s["segments"][gold].pop("name"))
    yield edit("archived as text", lambda s: s["segments"][gold].update(archived="no"))
    yield edit("a time without zone", lambda s: s["segments"][gold].update(applied_at="2026-03-01"))
    yield edit("negative rows", lambda s: s["segments"][readers]["file"].update(rows=-1))
    yield edit("unknown type", lambda s: s["segments"][readers]["file"].update(attribute_type="x"))
    yield edit("unknown operation",
               lambda s: s["segments"][readers]["file"]["applied_changes"][0].update(operation="x"))
    yield edit("no workspace ID", lambda s: s["workspace"].pop("id"))


def main(schema_path, program):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures = 0
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([program, directory], check=True)
        states = sorted(pathlib.Path(directory).glob("*.json"))
        for path in states:
            for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8"))):
                print(f"{path.name}: {list(error.absolute_path)}: {error.message}")
                failures += 1
        sample = json.loads((pathlib.Path(directory) / "state-0.json").read_text(encoding="utf-8"))
    for reason, broken in broken_copies(sample):
        if validator.is_valid(broken):
            print(f"the schema accepts a state with {reason}")
            failures += 1
    print(f"{len(states)} states checked, {failures} problems")
    return 0 if states and failures == 0 else 1


sys.exit(main(*sys.argv[1:]))
