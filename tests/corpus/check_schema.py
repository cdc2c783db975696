#!/usr/bin/env python3
"""Checks schemas/manifest.schema.json against the corpus of manifests.

Every document under valid/ and with-uploads/ must be accepted and every file under invalid/ refused, by this loader
and the schema together. The loader follows the manifests' typing rules, written down here a second
time on purpose: it shares nothing with the program.

Usage: check_schema.py SCHEMA CORPUS
"""

import json
import math
import pathlib
import re
import sys

import jsonschema
import yaml

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
STRING_TAG = "tag:yaml.org,2002:str"
COLLECTION_TAGS = ("tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")


class Refused(Exception):
    """A text that is no manifest, whatever its schema says."""


def number(text):
    if INTEGER.match(text):
        value = int(text)
        if not -(2**63) <= value < 2**64:
            raise Refused(f"{text} takes more than 64 bits")
        return value
    digits = re.sub(r"[eE].*", "", text).replace("-", "").replace(".", "").strip("0")
    value = float(text)
    if len(digits) > 17 or math.isinf(value) or (digits and abs(value) < sys.float_info.min):
        raise Refused(f"{text} cannot be kept")
    return value


def plain(text):
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    return number(text) if DECIMAL.match(text) else text


def construct(node, inside=()):
    if node in inside:
        raise Refused("an alias stands inside the value that it repeats")
    inside = inside + (node,)
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in (STRING_TAG, "!"):
            raise Refused(f"tag {node.tag}")
        return plain(node.value) if node.style is None and not node.tagged else node.value
    if node.tag not in COLLECTION_TAGS:
        raise Refused(f"tag {node.tag}")
    if isinstance(node, yaml.SequenceNode):
        return [construct(item, inside) for item in node.value]
    mapping = {}
    for key_node, value_node in node.value:
        key = construct(key_node, inside)
        if not isinstance(key, str) or key in mapping:
            raise Refused(f"key {key!r}")
        if key == "<<" and key_node.style is None:
            raise Refused("merge key")
        mapping[key] = construct(value_node, inside)
    return mapping


class Loader(yaml.BaseLoader):
    """Composes nodes and remembers which scalars carry a tag of their own."""

    def compose_scalar_node(self, anchor):
        tagged = self.peek_event().tag is not None
        node = super().compose_scalar_node(anchor)
        node.tagged = tagged
        return node


def unique(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise Refused("duplicate key")
    return dict(pairs)


def documents(path):
    if path.suffix == ".json":
        # PyYAML refuses the tabs that JSON allows.
        text = path.read_text(encoding="utf-8")
        yield json.loads(text, parse_int=number, parse_float=number, object_pairs_hook=unique)
        return
    try:
        for node in yaml.compose_all(path.read_bytes(), Loader):
            yield construct(node) if node else None
    except yaml.YAMLError as error:
        raise Refused(str(error)) from error


def problem(path, validator):
    """Why the file is refused, or nothing."""
    try:
        for document in documents(path):
            if document is None:
                continue
            error = jsonschema.exceptions.best_match(validator.iter_errors(document))
            if error is not None:
                return f"{error.json_path}: {error.message}"
    except Refused as error:
        return str(error)
    return None


def main():
    schema_file, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    cases = failures = 0
    for folder, wanted in (("valid", "accepted"), ("with-uploads", "accepted"), ("invalid", "refused"),
                           ("beyond-schema", None)):
        for path in sorted((corpus / folder).iterdir()):
            cases += 1
            found = problem(path, validator)
            if wanted is not None and (found is None) != (wanted == "accepted"):
                failures += 1
                print(f"{path}: should be {wanted}, but: {found or 'accepted'}")
    if cases < 250:
        failures += 1
        print(f"only {cases} cases: is {corpus} the corpus?")
    print(f"{cases} cases, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
