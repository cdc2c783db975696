"""Checks JSON reports against their schemas, and that the schemas see what they should.

usage: check_schemas.py REPORT_SAMPLES SCHEMA_DIRECTORY

REPORT_SAMPLES is a program that writes NAME.SORT.json into the directory it is given; SORT names
the schema. Every field of a record must be required and no other allowed: a sample with any one
field taken away, or one added, must be refused. Records whose schema says nothing of their fields
(filters, values in a difference) are the API's own and are left out of that.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def records(schema, value, root):
    """Every record in `value` whose fields its schema knows."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from records(schema["items"], item, root)
    elif isinstance(value, dict) and "properties" in schema:
        yield value
        for name, field in value.items():
            yield from records(schema["properties"].get(name, {}), field, root)


def mutations(schema, document):
    """Copies of `document` that must be refused, each with what is wrong."""
    for index in range(sum(1 for _ in records(schema, document, schema))):
        fields = list(list(records(schema, document, schema))[index])
        for name in fields + [None]:
            changed = copy.deepcopy(document)
            record = list(records(schema, changed, schema))[index]
            if name is None:
                record["surprise"] = 1
            else:
                del record[name]
            yield f"record {index} {'with a new field' if name is None else 'without ' + name}", changed


def check(path, schema):
    document = json.loads(path.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    problems = [f"{path.name}: {list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(document)]
    if path.name.startswith("full."):
        problems += [f"{path.name}: accepted: {what}" for what, bad in mutations(schema, document)
                     if validator.is_valid(bad)]
    return problems


def main():
    program, schemas = sys.argv[1], pathlib.Path(sys.argv[2])
    problems, checked = [], set()
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([program, directory], check=True)
        for path in sorted(pathlib.Path(directory).iterdir()):
            sort = path.name.split(".")[1]
            schema = json.loads((schemas / f"{sort}.schema.json").read_text(encoding="utf-8"))
            jsonschema.Draft7Validator.check_schema(schema)
            problems += check(path, schema)
            checked.add(sort)
    if checked != {"plan", "outcome", "drift", "diagnostics"}:
        problems.append(f"only these sorts were written: {sorted(checked)}")
    print("\n".join(problems) or "all as the schemas say")
    return 1 if problems else 0


sys.exit(main())
