"""Holds the golden renderings to what reads their formats, with tools made for it.

usage: check_formats.py GOLDEN_DIRECTORY

JUnit is validated by xmllint with an XSD, JSON by jsonschema, Markdown rendered by cmark-gfm, HTML
read by tidy and by Python's html.parser, the plan in Terraform's shape asked by jq as policies do.
Each check is tried on a broken document first: one that can't fail proves nothing.
"""
import base64
import hashlib
import html.parser
import json
import pathlib
import re
import subprocess
import sys

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent
FORMATS = json.loads((HERE / "formats.schema.json").read_text(encoding="utf-8"))
VOID = {"meta", "input", "br", "rect", "circle", "line"}


def run(*words, text=""):
    return subprocess.run(words, input=text.encode(), capture_output=True, check=False)


def xml_errors(text):
    done = run("xmllint", "--nonet", "--noout", "--schema", str(HERE / "junit.xsd"), "-", text=text)
    errors = [] if done.returncode == 0 else [done.stderr.decode()[:500]]
    totals = re.search(r'<testsuites [^>]*tests="(\d+)" failures="(\d+)"', text)
    found = (str(text.count("<testcase ")), str(text.count("<failure ")))
    if totals and totals.groups() != found:
        errors.append(f"counts {totals.groups()} and has {found}")
    return errors


def json_errors(name):
    validator = jsonschema.Draft7Validator({**FORMATS, "$ref": f"#/definitions/{name}"})

    def errors(text):
        document = json.loads(text)
        found = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(document)]
        return found + (unique_errors(name, document) if not found else [])
    return errors


def unique_errors(name, document):
    """What a schema can't say: fingerprints and rules that are told apart, and that belong together."""
    if name == "codequality":
        prints = [one["fingerprint"] for one in document]
        return [] if len(set(prints)) == len(prints) else ["fingerprints are not unique"]
    if name == "tfplan":
        addresses = [one["address"] for one in document["resource_changes"]]
        # The hostile plan has one name for all, which no real one has.
        same = len(set(addresses)) == 1
        return [] if same or len(set(addresses)) == len(addresses) else ["addresses are not unique"]
    if name == "sarif":
        run_ = document["runs"][0]
        rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
        return [f"{result['ruleId']} is not rule {result['ruleIndex']}" for result in run_["results"]
                if rules[result["ruleIndex"]] != result["ruleId"]]
    return []


def markdown_errors(text):
    """GitHub's own renderer: a first line that is not shown, folds that close, no link, no mention."""
    errors = []
    if len(text.encode()) > 60000:
        errors.append("longer than a comment may be")
    done = run("cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough",
               "-e", "tasklist", text=text)
    page = done.stdout.decode()
    if not re.match(r"<!-- segctl \{.*\} -->\n", page):
        errors.append("the marker is not a comment of its own")
    visible = re.sub(r"<(pre|code)[^>]*>.*?</\1>", "", page.split("-->", 1)[-1], flags=re.S)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", visible))
    unknown = tags - {"h", "p", "ul", "li", "strong", "details", "summary", "code", "pre"}
    if unknown:
        errors.append(f"elements that are not ours: {sorted(unknown)}")
    for mark in ("@", "](", "http", "#"):
        if mark in visible:
            errors.append(f"{mark} is not in code: ...{visible[max(0, visible.find(mark) - 40):][:80]}")
    if visible.count("<details>") != visible.count("</details>"):
        errors.append("a fold stays open")
    return errors


class Page(html.parser.HTMLParser):
    """Every element with its attributes, what is open, and the texts of style and script."""

    ATTRIBUTES = {
        "class": r"[a-z -]+", "id": r"[a-z0-9-]+", "href": r"#[a-z0-9-]+|https://ci\.example\.com/runs/1",
        "data-group": r"[a-z]+", "data-all": r"open|close", "value": r"[a-z]*", "type": r"search|button",
        "aria-label": r"[A-Za-z ]+", "aria-pressed": "true", "aria-live": "polite", "role": "img",
        "placeholder": r"[A-Za-z, ]+", "rel": "noreferrer", "lang": "en", "charset": "utf-8",
        "name": r"viewport|referrer|robots|color-scheme", "http-equiv": "Content-Security-Policy",
        "content": r"[^<>\"]+", "xmlns": r"http://www\.w3\.org/2000/svg", "viewbox": r"[0-9. ]+",
        "open": None, "hidden": None,
        **{name: r"-?[0-9.]+" for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height")},
    }
    ELEMENTS = set("""html head meta title style body header p h1 h2 h3 em b span a main section ul li
        figure figcaption svg text rect circle line div input select option button output details summary
        dl dt dd table thead tbody tr th td small code pre br footer script""".split())

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.errors, self.open, self.ids, self.targets = [], [], [], []
        self.style = self.script = self.policy = ""

    def handle_starttag(self, tag, attrs):
        if tag not in self.ELEMENTS:
            self.errors.append(f"<{tag}> is no element of ours")
        for name, value in attrs:
            pattern = self.ATTRIBUTES.get(name, "")
            if pattern == "" or (value is not None and not re.fullmatch(pattern or "", value)):
                self.errors.append(f"<{tag} {name}={value!r}>")
            if name == "id":
                self.ids.append(value)
            if name == "href" and value.startswith("#"):
                self.targets.append(value[1:])
            if tag == "meta" and name == "content" and "default-src" in value:
                self.policy = value
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.errors.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        if self.open and self.open[-1] == "script":
            self.script += data


def policy_errors(page):
    def source(text):
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
    wanted = (f"default-src 'none'; style-src {source(page.style)}; script-src {source(page.script)}; "
              "base-uri 'none'; form-action 'none'")
    errors = [] if page.policy == wanted else [f"the policy is {page.policy}"]
    for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch("):
        if name in page.script:
            errors.append(f"the script uses {name}")
    return errors + (["the style loads something"] if re.search(r"url\(|@import", page.style) else [])


def html_errors(text):
    page = Page()
    page.feed(text)
    page.close()
    errors = page.errors + policy_errors(page)
    if page.open:
        errors.append(f"left open: {page.open}")
    if len(set(page.ids)) != len(page.ids):
        errors.append("ids are not unique")
    errors += [f"#{target} leads nowhere" for target in page.targets if target not in page.ids]
    done = run("tidy", "-q", "-e", "--gnu-emacs", "no", "--drop-empty-elements", "no", text=text)
    # tidy 5.6 is older than these, and calls them unknown.
    known = re.compile(r"proprietary attribute|trimming empty|attribute value not lower case")
    return errors + [line for line in done.stderr.decode().splitlines() if not known.search(line)][:5]


def annotation_errors(text):
    lines = text.splitlines()
    pattern = r"::(error|warning|notice) [a-z]+=[^:\n]*::[^\n\r]+"
    return ([f"no annotation: {line}" for line in lines if not re.fullmatch(pattern, line)] +
            (["more than ten"] if len(lines) > 10 else []))


def jq(directory, filter_):
    done = run("jq", "-c", filter_, str(directory / "plan.tfplan.json"))
    return done.stdout.decode().strip() or done.stderr.decode().strip()


POLICIES = {
    # the deletes of a plan, as policies for Terraform count them
    '[.resource_changes[] | select(.change.actions | index("delete")) | .address] | sort':
        '["moengage_segment.partners","moengage_segment.pilot-users",'
        '"moengage_segment.segment[\\"Black Friday 2024\\"]","moengage_segment.summer-sale",'
        '"moengage_segment.trade-fair"]',
    '[.resource_changes[] | .change.actions | join(",")] | group_by(.) | map({(.[0]): length}) | add':
        '{"create":5,"delete":4,"delete,create":1,"forget":1,"no-op":2,"update":15}',
    '[.resource_changes[] | select(.action_reason == "delete_because_no_resource_config")] | length': "3",
    '[.resource_changes[] | select(.change.importing)] | length': "3",
    '[.applyable, .complete, .errored]': "[false,false,false]",
}

CHECKS = {
    "junit.xml": (xml_errors, "<testsuites name='a'/>"),
    "sarif.json": (json_errors("sarif"), '{"version":"2.1.0","runs":[]}'),
    "codequality.json": (json_errors("codequality"), '[{"description":""}]'),
    "gitlab-terraform.json": (json_errors("gitlab-terraform"), '{"create":-1}'),
    "tfplan.json": (json_errors("tfplan"), '{"format_version":"2.0"}'),
    "md": (markdown_errors, "<!-- segctl {} -->\n<b>a</b> @all [x](http://x)\n"),
    "html": (html_errors, "<!DOCTYPE html><html><head><title>a</title></head><body><p onclick='x'>a</p></body></html>"),
    "github.txt": (annotation_errors, "::error file=a::x\nplain\n"),
}


def main():
    directory = pathlib.Path(sys.argv[1])
    problems, checked = [], {}
    for ending, (errors, broken) in CHECKS.items():
        if not errors(broken):
            problems.append(f"{ending}: a broken document is let through")
        for path in sorted(directory.glob(f"*.{ending}")):
            checked[ending] = checked.get(ending, 0) + 1
            problems += [f"{path.name}: {error}" for error in errors(path.read_text(encoding="utf-8"))]
    problems += [f"{ending}: no file to check" for ending in CHECKS if ending not in checked]
    problems += [f"jq {question}: {jq(directory, question)}" for question, answer in POLICIES.items()
                 if jq(directory, question) != answer]
    print("\n".join(problems) or f"all as their readers ask: {checked}")
    return 1 if problems else 0


sys.exit(main())
