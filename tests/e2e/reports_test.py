"""Reports beside what is printed: several in one run, of every command, and what CI systems are told."""

import json
import os
import re
import stat
import xml.etree.ElementTree

import support
from support import DONE, FAILED, INVALID, PENDING, USAGE, filter_manifest

FORMATS = {"markdown": "a.md", "html": "a.html", "junit": "a.xml", "sarif": "a.sarif", "github": "a.txt",
           "gitlab-terraform": "tf.json", "codequality": "cq.json", "tfplan-json": "tfplan.json",
           "json": "a.json"}


def reports(repo, formats, folder="out"):
    repo.path(folder).mkdir(exist_ok=True)
    words = []
    for name in formats:
        words += ["--report", f"{name}={repo.path(folder) / FORMATS[name]}"]
    return words


def outputs(path):
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines())


class Reports(support.EndToEnd):
    def repo(self):
        repo = self.project()
        repo.write("segments/vip.yaml", filter_manifest("VIP", key="vip"))
        repo.write("segments/oslo.yaml", filter_manifest("Oslo", "Oslo", key="oslo"))
        return repo

    def test_one_run_writes_every_report_and_prints_what_it_printed_before(self):
        repo = self.repo()
        plain = self.ends(repo.segctl("plan"), DONE)
        run = self.ends(repo.segctl("plan", *reports(repo, FORMATS)), DONE)
        self.assertEqual(run.out, plain.out)
        for name in FORMATS.values():
            path = repo.path("out") / name
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, name)
        stored = repo.path("out/a.json")
        self.assertEqual(support.schema_errors("plan", json.loads(stored.read_text())), [])
        self.assertEqual(json.loads(repo.read("out/tf.json")), {"create": 2, "update": 0, "delete": 0})
        changes = json.loads(repo.read("out/tfplan.json"))["resource_changes"]
        self.assertEqual({one["address"]: one["change"]["actions"] for one in changes},
                         {"moengage_segment.oslo": ["create"], "moengage_segment.vip": ["create"]})

        # A stored document gives the same reports, without manifests and workspace.
        for name in FORMATS:
            rendered = self.ends(repo.segctl("render", stored, "--format", name), DONE)
            wanted = repo.read(f"out/{FORMATS[name]}")
            self.assertEqual(rendered.out, wanted, name)
        self.ends(repo.segctl("render", stored, *reports(repo, ["html"], "again")), DONE)
        self.assertEqual(repo.read("again/a.html"), repo.read("out/a.html"))

    def test_an_apply_reports_what_it_did(self):
        repo = self.repo()
        run = self.ends(repo.segctl("apply", "--auto-approve", "--format", "markdown",
                                    *reports(repo, ["junit", "json"])), DONE)
        self.assertIn("### segctl apply", run.out.splitlines()[1])
        outcome = json.loads(repo.read("out/a.json"))
        self.assertEqual(support.schema_errors("outcome", outcome), [])
        self.assertIn(f'"plan":"sha256:{outcome["plan_digest"]}"', run.out.splitlines()[0])
        suite = xml.etree.ElementTree.parse(repo.path("out/a.xml")).getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "0"))
        self.assertEqual({case.get("name"): case.get("file") for case in suite.iter("testcase")},
                         {"Oslo (oslo)": "segments/oslo.yaml", "VIP (vip)": "segments/vip.yaml"})

    def test_drift_stands_at_the_lines_of_its_manifests(self):
        repo = self.repo()
        self.apply(repo)
        ids = repo.ids()
        repo.behind().edit(id=ids["vip"], included_filters=support.countries("NO", "XX"))
        repo.behind().edit(id=ids["oslo"], delete=True)
        github = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(repo.path("outputs"))}
        run = self.ends(repo.segctl("drift", "--format", "sarif", *reports(repo, FORMATS), environment=github),
                        PENDING)
        results = run.json["runs"][0]["results"]
        places = [(r["ruleId"], r["level"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
                   r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in results]
        self.assertEqual(places, [("deleted-outside", "error", "segments/oslo.yaml", 2),
                                  ("changed-outside", "warning", "segments/vip.yaml", 2)])
        self.assertEqual(json.loads(repo.read("out/tf.json")), {"create": 0, "update": 1, "delete": 1})
        drift = json.loads(repo.read("out/tfplan.json"))["resource_drift"]
        self.assertEqual({one["address"]: one["change"]["actions"] for one in drift},
                         {"moengage_segment.oslo": ["delete"], "moengage_segment.vip": ["update"]})
        suite = xml.etree.ElementTree.parse(repo.path("out/a.xml")).getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "2"))
        found = outputs(repo.path("outputs"))
        self.assertEqual((found["drift"], found["has-changes"], found["exitcode"]), ("2", "true", "2"))

    def test_a_report_that_cannot_be_written_hides_nothing_of_an_apply(self):
        repo = self.repo()
        run = self.ends(repo.segctl("apply", "--auto-approve", "--report", "html=nowhere/a.html",
                                    *reports(repo, ["markdown"])), FAILED)
        self.assertIn('the report "nowhere/a.html" is not written', run.err)
        self.assertIn("Apply: 2 done; 2 calls sent.", run.out)
        self.assertTrue(repo.path("out/a.md").exists())
        self.assert_nothing_to_do(repo)

    def test_invalid_manifests_are_reported_and_leave_no_report_of_an_earlier_run(self):
        repo = self.repo()
        self.ends(repo.segctl("plan", *reports(repo, ["gitlab-terraform", "sarif"])), DONE)
        repo.replace("segments/vip.yaml", "operator: in", "operater: in")
        run = self.ends(repo.segctl("plan", *reports(repo, ["gitlab-terraform", "sarif"])), INVALID)
        self.assertIn("gitlab-terraform can't be made of what segctl validate prints", run.err)
        self.assertFalse(repo.path("out/tf.json").exists())
        results = json.loads(repo.read("out/a.sarif"))["runs"][0]["results"]
        self.assertIn("unknown-key", [result["ruleId"] for result in results])
        self.ends(repo.segctl("validate", *reports(repo, ["codequality", "junit"])), INVALID)
        self.assertEqual({one["location"]["path"] for one in json.loads(repo.read("out/cq.json"))},
                         {"segments/vip.yaml"})

        # A run that comes to no document leaves none either.
        self.ends(repo.segctl("plan", "--endpoint", "https://", *reports(repo, ["sarif"])), FAILED)
        self.assertFalse(repo.path("out/a.sarif").exists())

    def test_paths_are_told_from_the_root_of_the_repository(self):
        repo = self.repo()
        repo.replace("segments/vip.yaml", "operator: in", "operater: in")
        inner = repo.path("teams/crm")
        inner.parent.mkdir()
        repo.path("segments").rename(repo.path("moved"))
        inner.mkdir()
        repo.path("moved").rename(inner / "segments")
        repo.path("segctl.yaml").rename(inner / "segctl.yaml")
        repo.path(".git").mkdir()
        run = self.ends(support.run_segctl("-C", inner, "validate", "--format", "github"), INVALID)
        self.assertIn("file=teams/crm/segments/vip.yaml,line=", run.out)
        run = self.ends(support.run_segctl("-C", inner, "validate", "--format", "github",
                                           environment={"GITHUB_WORKSPACE": str(repo.path("teams"))}), INVALID)
        self.assertIn("file=crm/segments/vip.yaml,line=", run.out)

    def test_github_is_told_outputs_summary_and_annotations(self):
        repo = self.repo()
        github = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(repo.path("outputs")),
                  "GITHUB_STEP_SUMMARY": str(repo.path("summary")), "GITHUB_SERVER_URL": "https://github.com",
                  "GITHUB_REPOSITORY": "acme/segments", "GITHUB_RUN_ID": "7"}
        run = self.ends(repo.segctl("plan", "--format", "json", environment=github), DONE)
        found = outputs(repo.path("outputs"))
        self.assertEqual({name: found[name] for name in ("has-changes", "create", "archive", "conflicts",
                                                         "plan-digest", "exitcode", "failure-reason")},
                         {"has-changes": "true", "create": "2", "archive": "0", "conflicts": "0",
                          "plan-digest": run.json["digest"], "exitcode": "0", "failure-reason": ""})
        summary = repo.read("summary")
        self.assertIn("Plan: 2 to create.", summary)
        self.assertIn("https://github.com/acme/segments/actions/runs/7", summary.splitlines()[0])

        repo.replace("segments/vip.yaml", "operator: in", "operater: in")
        run = self.ends(repo.segctl("validate", environment=github), INVALID)
        self.assertRegex(run.err, re.compile("^::error file=segments/vip.yaml,line=", re.M))
        found = outputs(repo.path("outputs"))
        self.assertEqual((found["exitcode"], found["failure-reason"]), ("3", "invalid"))
        self.assertGreater(int(found["errors"]), 0)
        repo.path("outputs").unlink()
        self.ends(repo.segctl("plan", environment=github), INVALID)
        found = outputs(repo.path("outputs"))
        self.assertNotIn("has-changes", found, "of broken manifests nobody knows")
        self.assertEqual(found["failure-reason"], "invalid")
        for words in (("plan", "--nope"), ("apply", "--report", "html"), ("validate", "--format", "tfplan-json")):
            with self.subTest(words):
                repo.path("outputs").unlink()
                self.ends(repo.segctl(*words, environment=github), USAGE)
                self.assertEqual(outputs(repo.path("outputs")), {"exitcode": "64", "failure-reason": "usage"})
        self.assertTrue(repo.read("summary").startswith(summary), "what others wrote stays")

        # Without them, nothing is written or said.
        run = self.ends(repo.segctl("validate", environment={**github, "GITHUB_ACTIONS": ""}), INVALID)
        self.assertNotIn("::error", run.text)

    def test_an_output_that_cannot_be_written_is_an_error(self):
        repo = self.repo()
        run = self.ends(repo.segctl("plan", environment={"GITHUB_ACTIONS": "true",
                                                         "GITHUB_OUTPUT": str(repo.path("no/where"))}), FAILED)
        self.assertIn("which $GITHUB_OUTPUT names", run.err)
        self.assertIn("Plan: 2 to create.", run.out)

    def test_formats_that_do_not_fit_are_wrong_usage(self):
        repo = self.repo()
        for words, said in ((("validate", "--report", "tfplan-json=a"), "can't be made of what segctl validate"),
                            (("validate", "--format", "gitlab-terraform"), "can't be made of what segctl validate"),
                            (("plan", "--report", "pdf=a"), "there is no format"),
                            (("plan", "--report", "html"), "FORMAT=FILE"),
                            (("plan", "--report", "markdown=-"), "takes a file; --format prints to standard output"),
                            (("plan", "--format", "pdf"), "takes text, json, or"),
                            (("list", "--format", "html"), "prints text or json, and not html"),
                            (("render", os.devnull), "there is nothing to make")):
            with self.subTest(words):
                run = self.ends(repo.segctl(*words), USAGE)
                self.assertIn(said, run.text)
        repo.write("no.json", "{}")
        run = self.ends(repo.segctl("render", repo.path("no.json"), "--format", "html"), FAILED)
        self.assertIn("no plan, outcome, drift or validation of segctl", run.err)


if __name__ == "__main__":
    support.main()
