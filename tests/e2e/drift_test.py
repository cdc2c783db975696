"""`segctl drift` and `segctl import --update` against a simulator, under every reading of List."""

import json

import support
from support import DONE, FAILED, INCOMPLETE, INVALID, PENDING, USAGE, countries, file_manifest, filter_manifest

READINGS = ("marked_flag", "marked_status", "hidden", "unmarked")
HOUR, DAY = 3600, 24 * 3600
ENDPOINT = "version: 1\nworkspace: {endpoint: 'sim:.segctl/simulator.json'}\n"
FILES = ENDPOINT + "simulator: {files: {'https://files.example/': data/}}\n"


class DriftTest(support.EndToEnd):
    def applied(self, *names, archived=(), **switches):
        """A project with the named filter segments, applied an hour ago on the simulator's clock."""
        repo = self.project()
        if switches:
            repo.behind().switch(**switches)
        for number, name in enumerate((*names, *archived)):
            repo.write(f"segments/{name.lower()}.yaml", filter_manifest(name, f"C{number}", key=name.lower()))
        self.apply(repo)
        for number, name in enumerate(archived, start=len(names)):
            repo.write(f"segments/{name.lower()}.yaml",
                       filter_manifest(name, f"C{number}", key=name.lower(), more="archived: true\n"))
        if archived:
            self.apply(repo)
        repo.behind().advance(HOUR)
        return repo

    def drift(self, repo, *words, code):
        """The drift as data, held to its schema, from a run that changed nothing."""
        state = repo.path(".segctl/state.json")
        before, sent = state.read_bytes(), len(repo.behind().log())
        run = self.ends(repo.segctl("drift", "--format", "json", *words), code)
        self.assertEqual(support.schema_errors("drift", run.json), [])
        self.assertEqual(state.read_bytes(), before, "the state is as it was")
        self.assertEqual(repo.behind().log()[sent:], [], "no call that changes something")
        return run.json

    def classes(self, document, standing="drift"):
        found = {f["key"]: [c["class"] for c in f["classes"] if c["standing"] == standing]
                 for f in document["findings"]}
        return {key: classes for key, classes in found.items() if classes}

    def finding(self, document, key):
        return next(f for f in document["findings"] if f["key"] == key)


class Classes(DriftTest):
    def test_hand_edits_are_told_under_every_reading_of_list_and_get(self):
        for reading in READINGS:
            for answers, rewrite in (("object", "full"), ("list", "shuffle")):
                with self.subTest(reading, get=answers):
                    self.edits_are_told(archived_in_list=reading, get_answers=answers, rewrite=rewrite)

    def edits_are_told(self, **switches):
        repo = self.applied("Changed", "Renamed", "Archived", "Gone", "Both", "Same",
                            archived=("Back", "Kept"), **switches)
        self.assertEqual(self.drift(repo, code=DONE)["findings"], [])
        sim, ids = repo.behind(), repo.ids()
        sim.edit(id=ids["changed"], included_filters=countries("C0", "XX"))
        sim.edit(id=ids["renamed"], rename="By hand")
        sim.edit(id=ids["archived"], archive=True)
        sim.edit(id=ids["gone"], delete=True)
        sim.edit(id=ids["both"], rename="Both by hand", included_filters=countries("YY"))
        sim.edit(id=ids["back"], archive=False)
        document = self.drift(repo, code=PENDING)
        expected = {"changed": ["changed-outside"], "renamed": ["renamed-outside"], "gone": ["deleted-outside"],
                    "both": ["changed-outside", "renamed-outside"], "archived": ["archived-outside"],
                    "back": ["unarchived-outside"]}
        untold = switches["archived_in_list"] == "unmarked"
        if untold:  # no answer of MoEngage shows either, and the report says so
            del expected["archived"], expected["back"]
        self.assertEqual(self.classes(document), expected)
        self.assertEqual(document["coverage"]["activity_untold"], 7 if untold else 0)
        self.assertEqual(document["coverage"]["read_now"], 7)
        changed = self.finding(document, "changed")
        self.assertEqual(changed["diff_from"], "applied")
        self.assertEqual([d["summary"] for d in changed["diff"]], ["country in [C0] → [C0, XX]"])
        self.assertEqual(changed["applied"]["included_filters"]["filters"][0]["value"], ["C0"])
        self.assertEqual(changed["source"], {"file": "segments/changed.yaml", "line": 2})
        self.assertEqual(changed["take"]["command"], "segctl import --update changed")
        self.assertEqual(changed["restore"]["command"], "segctl apply segments/changed.yaml")
        self.assertRegex(changed["take"]["yaml"], r"value: \[(C0, XX|XX, C0)\]")
        text = self.ends(repo.segctl("drift"), PENDING).out
        self.assertEqual([line for line in text.splitlines() if len(line) > 80], [])
        self.assertTrue(text.rstrip().endswith("not as segctl left them."), text)

    def test_apply_puts_everything_back(self):
        repo = self.applied("Changed", "Renamed", "Archived", "Gone")
        sim, ids = repo.behind(), repo.ids()
        sim.edit(id=ids["changed"], included_filters=countries("C0", "XX"))
        sim.edit(id=ids["renamed"], rename="By hand")
        sim.edit(id=ids["archived"], archive=True)
        sim.edit(id=ids["gone"], delete=True)
        self.drift(repo, code=PENDING)
        self.apply(repo)
        self.assertEqual(self.drift(repo, code=DONE)["findings"], [])

    def test_what_segctl_has_not_applied_yet_is_pending_and_what_is_not_its_own_is_counted(self):
        repo = self.applied("Norway", "Sweden")
        repo.replace("segments/norway.yaml", "[C0]", "[C0, C9]")
        repo.remove("segments/sweden.yaml")
        repo.write("segments/new.yaml", filter_manifest("New", "N", key="new"))
        repo.behind().create("By hand", countries("ZZ"))
        document = self.drift(repo, code=DONE)
        self.assertEqual(self.classes(document, "note"),
                         {"norway": ["pending"], "sweden": ["pending"], "new": ["pending"]})
        self.assertEqual((document["unmanaged"]["count"], document["unmanaged"]["segments"]), (1, None))
        listed = self.drift(repo, "--unmanaged", code=DONE)["unmanaged"]["segments"]
        self.assertEqual([segment["name"] for segment in listed], ["By hand"])
        self.drift(repo, "--fail-on", "unmanaged", code=PENDING)

    def test_file_segments_expire_and_idle_ones_are_guessed_at(self):
        repo = self.project()
        repo.write("segctl.yaml", FILES)
        repo.behind().switch(idle_archive="on")
        repo.write("data/a.csv", "u1\nu2\n")
        repo.write("segments/f.yaml", file_manifest("Readers", "https://files.example/a.csv?sig=SECRET", key="f",
                                                    file="../data/a.csv"))
        repo.replace("segments/f.yaml", "expiry_time: 90", "expiry_time: 30")
        repo.write("segments/n.yaml", filter_manifest("Norway", key="n"))
        self.apply(repo)
        repo.behind()._call("settle", {})
        repo.behind().advance(25 * DAY)
        document = self.drift(repo, code=DONE)
        self.assertEqual(self.classes(document, "note"), {"f": ["expiring-soon"]})
        self.assertEqual(document["coverage"]["unverifiable"]["keys"], ["f"])
        repo.behind().advance(6 * DAY)
        self.assertEqual(self.classes(self.drift(repo, code=PENDING)), {"f": ["expired"]})
        repo.behind().advance(30 * DAY)
        document = self.drift(repo, code=PENDING)
        self.assertEqual(self.classes(document)["n"], ["idle-archived"])
        self.assertEqual(self.finding(document, "n")["classes"][0]["certainty"], "guess")
        self.assertNotIn("SECRET", json.dumps(document))
        repo.write("data/a.csv", "u1\nu2\nu3\n")
        self.assertEqual(self.classes(self.drift(repo, code=PENDING), "note"), {"f": ["pending"]})

    def test_an_archive_that_a_killed_run_may_have_done_is_not_somebody_elses(self):
        repo = self.applied("Norway", "Sweden")
        repo.replace("segments/norway.yaml", "key: norway\n", "key: norway\narchived: true\n")
        repo.behind().fault({"operation": "archive", "kind": "drop_after", "times": 2})
        repo.segctl("apply", "--auto-approve")
        repo.replace("segments/norway.yaml", "archived: true\n", "")
        document = self.drift(repo, code=DONE)
        self.assertEqual(self.classes(document, "note"), {"norway": ["pending"]})
        self.assertEqual(self.finding(document, "norway")["classes"][0]["certainty"], "guess")

    def test_an_old_state_without_definitions_is_compared_with_the_manifest(self):
        repo = self.applied("Norway")
        state = repo.state()
        del state["segments"]["norway"]["definition"]
        repo.write(".segctl/state.json", with_checksum(state))
        repo.behind().edit(id=repo.ids()["norway"], included_filters=countries("C0", "XX"))
        finding = self.finding(self.drift(repo, code=PENDING), "norway")
        self.assertEqual((finding["diff_from"], finding["applied"]["included_filters"]), ("manifest", None))
        self.assertEqual([d["summary"] for d in finding["diff"]], ["country in [C0] → [C0, XX]"])
        self.assertIn("recorded as a digest", repo.segctl("drift").out)


def with_checksum(state):
    """The state as segctl writes it."""
    import hashlib
    text = json.dumps({**state, "checksum": ""}, indent=2, ensure_ascii=False) + "\n"
    return text.replace('"checksum": ""', f'"checksum": "{hashlib.sha256(text.encode()).hexdigest()}"')


class Answers(DriftTest):
    def test_fail_on_ignore_and_accepted_entries_say_what_fails(self):
        repo = self.applied("Changed", "Renamed")
        repo.behind().edit(id=repo.ids()["changed"], included_filters=countries("XX"))
        repo.behind().edit(id=repo.ids()["renamed"], rename="By hand")
        self.drift(repo, "--fail-on", "renamed-outside,expired", code=PENDING)
        self.drift(repo, "--fail-on", "expired", "--fail-on=deleted-outside", code=DONE)
        self.drift(repo, "--ignore", "renamed-outside", code=PENDING)
        document = self.drift(repo, "--ignore", "renamed-outside,changed-outside", code=DONE)
        self.assertEqual(self.classes(document, "ignored"),
                         {"changed": ["changed-outside"], "renamed": ["renamed-outside"]})
        self.ends(repo.segctl("drift", "--ignore", "renamed"), USAGE)

    def test_drift_is_accepted_until_the_end_of_its_day_and_then_says_so(self):
        repo = self.applied("Changed")
        repo.behind().edit(id=repo.ids()["changed"], included_filters=countries("XX"))
        entry = "{key: changed, class: changed-outside, reason: the team tests it, until: UNTIL}"
        today = repo.behind()._call("clock")["now"][:10]
        accepted = ENDPOINT + "drift:\n  accepted:\n    - " + entry + "\n"
        repo.write("segctl.yaml", accepted.replace("UNTIL", today))
        document = self.drift(repo, code=DONE)
        self.assertEqual(self.classes(document, "accepted"), {"changed": ["changed-outside"]})
        taken = self.finding(document, "changed")["classes"][0]["accepted"]
        self.assertEqual((taken["reason"], taken["until"]), ("the team tests it", today))
        self.assertEqual(taken["source"], {"file": "segctl.yaml", "line": 5})
        repo.behind().advance(DAY)
        document = self.drift(repo, code=PENDING)
        self.assertEqual([entry["key"] for entry in document["acceptances"]["ran_out"]], ["changed"])
        self.assertIn("no longer accepted", repo.segctl("drift").out)
        repo.write("segctl.yaml", accepted.replace("UNTIL", "2026-13-01").replace("changed-outside", "moved"))
        run = self.ends(repo.segctl("drift"), INVALID)
        self.assertIn("segctl.yaml:5", run.err)
        self.assertIn("2 errors", run.err)

    def test_too_little_quota_is_not_no_drift(self):
        repo = self.applied(*(f"S{i}" for i in range(6)))
        repo.write("segctl.yaml", ENDPOINT + "limits: {get_minute: 4, get_hour: 4}\n")
        repo.behind().advance(2 * HOUR)
        document = self.drift(repo, code=INCOMPLETE)
        coverage = document["coverage"]
        self.assertEqual((document["complete"], coverage["short_of_quota"]), (False, True))
        self.assertEqual((coverage["read_now"], len(coverage["trusted"])), (4, 2))
        self.assertTrue(all(entry["since"] for entry in coverage["trusted"]))
        self.assertIn("Incomplete", repo.segctl("drift").out)
        self.drift(repo, "--refresh", "none", code=DONE)
        self.assertEqual(self.drift(repo, "--wait", code=DONE)["coverage"]["read_now"], 6)

    def test_the_record_that_stands_for_what_was_not_read_is_said_to(self):
        repo = self.applied("Norway", "Sweden")
        repo.behind().edit(id=repo.ids()["norway"], included_filters=countries("XX"))
        document = self.drift(repo, "--refresh", "changed", code=DONE)
        self.assertEqual(len(document["coverage"]["trusted"]), 2)
        self.assertIn("trusted from the record", repo.segctl("drift", "--refresh", "none").out)

    def test_an_error_never_looks_like_no_drift(self):
        repo = self.applied("Norway")
        sim = repo.behind()
        for fault in ({"operation": "list", "kind": "status", "status": 500, "times": 9},
                      {"operation": "get", "kind": "status", "status": 500, "times": 9},
                      {"operation": "list", "kind": "truncate", "times": 9},
                      {"operation": "get", "kind": "html", "times": 9}):
            with self.subTest(fault["operation"], kind=fault["kind"]):
                sim.fault(fault)
                run = repo.segctl("drift", "--format", "json")
                self.assertIn(run.code, (FAILED, INCOMPLETE), str(run))
                self.assertEqual(run.out, "")
        sim.fault()
        repo.write("segments/bad.yaml", "kind: filter\n")
        self.ends(repo.segctl("drift"), INVALID)
        repo.remove("segments/bad.yaml")
        repo.write(".segctl/state.json", "{}")
        self.ends(repo.segctl("drift"), FAILED)

    def test_a_state_that_is_gone_or_elsewhere_is_an_error_and_not_no_drift(self):
        repo = self.applied("Norway", "Sweden")
        repo.behind().edit(id=repo.ids()["norway"], included_filters=countries("XX"))
        elsewhere = repo.path("mistyped/state.json")
        state = repo.path(".segctl/state.json")
        calls = len(repo.behind().log(mutating=False))
        for where, words in ((elsewhere, ("--state", elsewhere)), (state, ()),
                             (state, (repo.path("segments/norway.yaml"),)), (state, ("--format", "json"))):
            with self.subTest(words):
                state.rename(state.with_suffix(".kept"))
                run = repo.segctl("drift", *words)
                state.with_suffix(".kept").rename(state)
                self.assertEqual((run.code, run.out), (FAILED, ""), str(run))
                self.assertEqual(run.err, (
                    f"segctl: error: there is no state at {where}: what segctl left in the workspace is not known, "
                    "and nothing can be compared with it\n"
                    "  check --state, `state` in segctl.yaml and --env; fetch the state of the last run, in CI "
                    "with `segctl-state-branch fetch`; or run `segctl apply`, if nothing was ever applied\n"))
        self.assertEqual(len(repo.behind().log(mutating=False)), calls, "no call was spent")
        self.drift(repo, code=PENDING)

    def test_what_a_state_without_segments_says_is_that_there_is_nothing_to_compare(self):
        repo = self.applied("Norway")
        repo.remove("segments/norway.yaml")
        repo.segctl("state", "rm", "norway")
        self.assertEqual(self.drift(repo, code=DONE)["words"]["summary"],
                         "No managed segments: there is nothing to compare.")
        for name in ("norway", "sweden"):
            repo.write(f"segments/{name}.yaml", filter_manifest(name, name, key=name))
        document = self.drift(repo, code=DONE)
        self.assertEqual(self.classes(document, "note"), {"norway": ["pending"], "sweden": ["pending"]})
        self.assertEqual(document["words"]["summary"],
                         "No managed segments: there is nothing to compare. 2 manifests were never applied.")
        repo = self.project()
        self.assertEqual(self.ends(repo.segctl("drift"), DONE).out.splitlines()[-1],
                         "No managed segments: there is nothing to compare.")

    def test_a_scope_looks_at_its_own_segments_alone(self):
        repo = self.applied("Norway", "Sweden")
        for key in ("norway", "sweden"):
            repo.behind().edit(id=repo.ids()[key], included_filters=countries(key))
        document = self.drift(repo, repo.path("segments/norway.yaml"), code=PENDING)
        self.assertEqual(self.classes(document), {"norway": ["changed-outside"]})
        self.assertEqual(document["coverage"]["managed"], 1)


COMMENTED = """\
# yaml-language-server: $schema=x
# About Norway.
kind: filter
key: norway   # for good
name: Norway  # shown
included_filters:
  filter_operator: and
  filters:
    - {filter_type: user_attributes, name: country, data_type: string, operator: in, value: [C0]}

# About Sweden.
---
kind: filter
name: Sweden
included_filters:
  filter_operator: and
  filters:
    - {filter_type: custom_segments, key: norway}
excluded_filters:
  filter_operator: and
  filters:
    - {filter_type: user_attributes, name: country, data_type: string, operator: in, value: [C1]}
# The end.
"""


class Updates(DriftTest):
    def test_a_manifest_takes_over_what_was_changed_and_nothing_else_in_its_file_moves(self):
        repo = self.applied(archived_in_list="marked_flag")
        repo.write("segments/all.yaml", COMMENTED)
        self.apply(repo)
        ids, sim = repo.ids(), repo.behind()
        sim.advance(HOUR)
        sim.edit(id=ids["norway"], rename="Noreg", included_filters=countries("C0", "007"), archive=True)
        sim.edit(id=ids["Sweden"], rename="Sverige", excluded_filters=None)
        self.assertEqual(self.classes(self.drift(repo, code=PENDING)), {
            "norway": ["changed-outside", "archived-outside", "renamed-outside"],
            "Sweden": ["changed-outside", "renamed-outside"]})
        self.ends(repo.segctl("import", "--update", "norway", "--update", "Sweden"), DONE)
        self.assertEqual(repo.read("segments/all.yaml"), """\
# yaml-language-server: $schema=x
# About Norway.
kind: filter
key: norway   # for good
name: Noreg  # shown
archived: true
included_filters:
  filter_operator: and
  filters:
    - filter_type: user_attributes
      name: country
      data_type: string
      category: Tracked Custom Attribute
      operator: in
      negate: false
      case_sensitive: false
      value: [C0, 007]

# About Sweden.
---
kind: filter
key: Sweden
name: Sverige
included_filters:
  filter_operator: and
  filters:
    - filter_type: custom_segments
      key: norway
# The end.
""")
        self.assertEqual(self.drift(repo, code=DONE)["findings"], [])
        self.assert_nothing_to_do(repo)

    def test_a_manifest_that_cannot_be_edited_safely_is_left_and_its_yaml_printed(self):
        repo = self.project()
        text = json.dumps({"kind": "filter", "name": "Norway", "included_filters": countries("C0")}, indent=2)
        repo.write("segments/norway.json", text)
        self.apply(repo)
        repo.behind().edit(id=repo.ids()["Norway"], included_filters=countries("XX"))
        run = self.ends(repo.segctl("import", "--update", "Norway"), FAILED)
        self.assertIn("can't be rewritten safely", run.err)
        self.assertIn("[XX]", run.out)
        self.assertEqual(repo.read("segments/norway.json"), text)
        self.drift(repo, code=PENDING)

    def test_what_cannot_be_updated_says_why(self):
        repo = self.applied("Norway")
        self.assertIn("no manifest has that key", self.ends(repo.segctl("import", "--update", "x"), FAILED).err)
        repo.write("segments/new.yaml", filter_manifest("New", "N", key="new"))
        self.assertIn("the state doesn't know", self.ends(repo.segctl("import", "--update", "new"), FAILED).err)
        repo.behind().edit(id=repo.ids()["norway"], delete=True)
        self.assertIn("doesn't have that segment", self.ends(repo.segctl("import", "--update", "norway"), FAILED).err)
        self.ends(repo.segctl("import", "--update", "norway", "--all"), USAGE)


if __name__ == "__main__":
    support.main()
