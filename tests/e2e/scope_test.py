"""What a run never touches: what lies outside its scope, what it can't read, what isn't its own."""

import support
from support import (CONFLICT, DONE, FAILED, HELD, INVALID, actions, by_key, countries,
                     filter_manifest)


class Scope(support.EndToEnd):
    def setUp(self):
        self.repo = self.project()
        for name, value in (("Norway", "NO"), ("Sweden", "SE"), ("Finland", "FI")):
            folder = "east/" if name == "Finland" else ""
            self.repo.write(f"segments/{folder}{name.lower()}.yaml", filter_manifest(name, value))
        self.apply(self.repo)

    def test_a_path_plans_what_is_declared_there_and_archives_nothing(self):
        self.repo.remove("segments/sweden.yaml")
        self.repo.write("segments/norway.yaml", filter_manifest("Norway", "NO, SJ"))
        self.repo.write("segments/east/finland.yaml", filter_manifest("Finland", "FI, AX"))
        plan = self.plan(self.repo, "segments/east")
        self.assertEqual([(c["key"], actions(c)) for c in plan["changes"]], [("Finland", ["update"])])
        self.assertEqual(plan["scope"]["kind"], "paths")
        self.apply(self.repo, "segments/norway.yaml")
        self.assertEqual(self.repo.behind().segment("Finland")["definition"]["included_filters"],
                         countries("FI"))
        self.assertFalse(self.repo.behind().is_archived("Sweden"))
        whole = by_key(self.plan(self.repo))
        self.assertEqual({key: actions(c) for key, c in whole.items()},
                         {"Finland": ["update"], "Sweden": ["archive"]})

    def test_a_path_to_an_empty_folder_archives_nothing(self):
        self.repo.path("segments/none").mkdir()
        self.repo.write("elsewhere/readme.txt", "")
        for path in ("segments/none", "elsewhere"):
            with self.subTest(path):
                run = self.repo.segctl("apply", "--auto-approve", path)
                self.assertIn(run.code, (DONE, FAILED, INVALID, HELD), str(run))
        run = self.repo.segctl("apply", "--auto-approve", "segments/nowhere.yaml")
        self.assertNotEqual(run.code, DONE, "a path that isn't there is a mistake")
        self.assertNotIn("archive", self.repo.behind().sent())

    def test_a_reference_out_of_the_scope_takes_the_id_from_the_state(self):
        self.repo.write("segments/both.yaml", (
            "kind: filter\nname: Both\nincluded_filters:\n  filter_operator: and\n  filters:\n"
            "    - {filter_type: custom_segments, key: Norway}\n"
            "    - {filter_type: user_attributes, name: x, data_type: bool, operator: is, value: true}\n"))
        self.apply(self.repo, "segments/both.yaml")
        self.assertIn(self.repo.ids()["Norway"],
                      str(self.repo.behind().segment("Both")["definition"]))
        self.assert_nothing_to_do(self.repo)

    def test_a_broken_manifest_stops_everything_and_is_never_gone(self):
        sim = self.repo.behind()
        before = len(sim.log(mutating=False))
        for broken in ("kind: filter\nname: [\n", "kind: filter\n\tname: x\n", "name: Norway\n", "- 1\n",
                       "kind: filter\nname: Norway\nname: Norway\n", "\xff"):
            with self.subTest(broken):
                self.repo.path("segments/norway.yaml").write_bytes(broken.encode("latin-1"))
                for words in (["plan"], ["apply", "--auto-approve"], ["plan", "segments/norway.yaml"]):
                    run = self.ends(self.repo.segctl(*words), INVALID)
                    self.assertIn("segments/norway.yaml", run.text)
        self.assertEqual(len(sim.log(mutating=False)), before, "nothing was asked, nothing sent")

    def test_a_folder_behind_a_broken_link_stops_everything_and_is_never_gone(self):
        folder = self.repo.path("segments/east")
        folder.rename(self.repo.path("team"))
        folder.symlink_to("../team")
        self.assert_nothing_to_do(self.repo)
        self.repo.path("team").rename(self.repo.path("moved"))
        for words in (["validate"], ["plan"], ["apply", "--auto-approve"]):
            with self.subTest(words):
                self.assertIn("segments/east: ", self.ends(self.repo.segctl(*words), INVALID).text)
        self.assertFalse(self.repo.behind().is_archived("Finland"))

    def test_validating_a_path_says_how_much_stands_in_it_and_how_much_was_read(self):
        self.repo.write("elsewhere/more.yaml", filter_manifest("Iceland", "IS"))
        for words, told, number in (
                ([], "no problems in 3 manifests\n", None),
                (["segments/east"], "no problems in 3 manifests, 1 of them in the given paths\n", 1),
                (["segments"], "no problems in 3 manifests\n", 3),
                (["elsewhere"], "no problems in 4 manifests, 1 of them in the given paths\n", 1)):
            with self.subTest(words):
                self.assertEqual(self.ends(self.repo.segctl("validate", *words), DONE).out, told)
                data = self.ends(self.repo.segctl("validate", *words, "--format", "json"), DONE).json
                self.assertEqual(data["manifests_in_paths"], number)
                self.assertEqual(support.schema_errors("diagnostics", data), [])

    def test_a_broken_manifest_elsewhere_stops_a_path_too(self):
        """Whether a key is declared twice can't be told without reading all of them."""
        self.repo.write("segments/sweden.yaml", "kind: filter\nname: [\n")
        run = self.repo.segctl("apply", "--auto-approve", "segments/norway.yaml")
        self.assertIn(run.code, (INVALID, DONE), str(run))
        self.assertNotIn("archive", self.repo.behind().sent())

    def test_unmanaged_segments_are_counted_and_never_touched(self):
        sim = self.repo.behind()
        others = [sim.create(f"By hand {n}", countries(f"X{n}")) for n in range(3)]
        before = [s for s in sim.segments() if s["id"] in others]
        plan = self.plan(self.repo)
        self.assertEqual((plan["changes"], plan["counts"]["unmanaged"], plan["counts"]["managed"]), ([], 3, 3))
        self.assertIn("3 unmanaged", self.repo.segctl("plan").out)
        self.repo.remove("segments/sweden.yaml")
        self.apply(self.repo)
        self.assertEqual([s for s in sim.segments() if s["id"] in others], before)

    def test_ownership_by_name_takes_over_what_has_a_manifests_name(self):
        sim = self.repo.behind()
        other = sim.create("Denmark", countries("GL"))
        self.repo.write("segments/denmark.yaml", filter_manifest("Denmark", "DK"))
        self.plan(self.repo, code=CONFLICT)
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") + "ownership: name\n")
        self.apply(self.repo)
        self.assertEqual(self.repo.ids()["Denmark"], other)
        self.assert_nothing_to_do(self.repo)

    def test_a_path_behind_a_key_is_a_path(self):
        sim = self.repo.behind()
        sim.create("Denmark", countries("GL"))
        self.repo.write("segments/denmark.yaml", filter_manifest("Denmark", "DK"))
        self.repo.replace("segments/sweden.yaml", "SE", "SE, AX")
        change = self.only_change(self.plan(self.repo, "--adopt", "Denmark", "segments/denmark.yaml"))
        self.assertEqual((change["key"], support.actions(change)), ("Denmark", ["adopt", "update"]))

    def test_what_a_stored_plan_has_decided_is_not_passed_over_unseen(self):
        self.repo.remove("segments/sweden.yaml")
        self.ends(self.repo.segctl("plan", "--out", "p.json"), DONE)
        run = self.repo.segctl("apply", "p.json", "--allow-archives", "3")
        self.assertIn("--allow-archives can't be given with a stored plan", run.err)
        self.assertNotEqual(run.code, DONE)
        self.ends(self.repo.segctl("apply", "p.json"), DONE)

    def test_environments_keep_their_workspaces_and_states_apart(self):
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") + (
            "environments:\n  staging: {workspace: {endpoint: 'sim:.segctl/staging.json'}}\n"))
        plan = self.plan(self.repo, "--env", "staging")
        self.assertEqual(plan["summary"]["create"], 3)
        self.ends(self.repo.segctl("apply", "--auto-approve", "--env", "staging"), DONE)
        self.assert_nothing_to_do(self.repo, "--env", "staging")
        self.assert_nothing_to_do(self.repo)
        self.assertIn("staging", self.ends(self.repo.segctl("plan", "--env", "nonsense"), FAILED).err)


class TwoPlaces(support.EndToEnd):
    def test_a_key_a_name_or_a_definition_twice_is_an_error_that_shows_both_places(self):
        cases = {
            "key": (filter_manifest("A", "A", key="k"), filter_manifest("B", "B", key="k")),
            "name": (filter_manifest("A", "A", key="a"), filter_manifest("A", "B", key="b")),
            "definition": (filter_manifest("A", "A, B"), filter_manifest("B", "B, A")),
        }
        for what, (one, two) in cases.items():
            with self.subTest(what):
                repo = self.project()
                repo.write("segments/one.yaml", one)
                repo.write("segments/two.yaml", two)
                text = self.ends(repo.segctl("validate"), INVALID).text
                self.assertIn("segments/one.yaml:", text)
                self.assertIn("segments/two.yaml:", text)

    def test_a_cycle_of_references_is_found_offline_with_its_path(self):
        repo = self.project()
        for one, two in (("a", "b"), ("b", "c"), ("c", "a")):
            repo.write(f"segments/{one}.yaml", (
                f"kind: filter\nname: {one}\nincluded_filters:\n  filter_operator: and\n  filters:\n"
                f"    - {{filter_type: custom_segments, key: {two}}}\n"))
        text = self.ends(repo.segctl("validate"), INVALID).text
        self.assertRegex(text, "a.*b.*c.*a")


if __name__ == "__main__":
    support.main()
