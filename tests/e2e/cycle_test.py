"""The main cycle: manifests → plan → apply → an empty plan, on the examples and on small repos."""

import json

import support
from support import (CONFLICT, DONE, PENDING, STALE, actions, by_key, countries, filter_manifest)


class TheShop(support.EndToEnd):
    """A copy of examples/, from the first plan to the last archive."""

    def test_the_examples_are_applied_changed_and_applied_again(self):
        shop = self.project(examples=True)
        self.ends(shop.segctl("validate", "--strict"), DONE)

        first = self.plan(shop, "--detailed-exitcode", code=PENDING)
        self.assertEqual(first["summary"]["create"], len(first["changes"]))
        self.assertGreaterEqual(len(first["changes"]), 12)
        self.assertEqual(first["counts"]["not_created"], 1, "the archived example is not created")
        self.assertFalse(shop.path(".segctl/state.json").exists(), "a plan writes no state")
        order = [change["key"] for change in first["changes"]]
        self.assertLess(order.index("staff-and-test-accounts"), order.index("high-value-shoppers"))
        self.assertLess(order.index("high-value-shoppers"), order.index("vip-scandinavia"))

        outcome = self.apply(shop)
        fates = {change["kind"]: change["outcome"] for change in outcome["changes"]}
        self.assertEqual(fates, {"filter": "done", "file": "accepted", "cohort": "accepted"})
        self.assert_nothing_to_do(shop)
        sim = shop.behind()
        self.assertEqual(len(sim.log()), outcome["calls"])
        self.assertEqual(outcome["calls"], len(order) + 2, "one call a segment, and two entries of changes")
        self.assert_ids_are_written_in(shop, sim)
        self.assert_members(shop, sim)

        shop.replace("segments/value.yaml", "[NO, SE, DK]", "[NO, SE, DK, FI]")
        shop.write("data/newsletter-readers.csv", shop.read("data/newsletter-readers.csv") + "u9999999\n")
        text = self.ends(shop.segctl("plan", "--detailed-exitcode"), PENDING).out
        self.assertIn("country in [DK, NO, SE] → [DK, FI, NO, SE]", text)
        self.assertIn("180 → 181 users: +1 −0", text)
        self.assertIn("Plan: 1 to update, 1 to change members of, 1 file operation.", text)
        outcome = self.apply(shop)
        self.assertEqual(outcome["calls"], 2)
        self.assertIn("u9999999", sim.members(shop.ids()["newsletter-readers"]))
        self.assertEqual(len(sim.members(shop.ids()["newsletter-readers"])), 181)
        self.assert_nothing_to_do(shop)

        before = len(sim.log())
        self.assertEqual(self.apply(shop)["calls"], 0)
        self.assertEqual(len(sim.log()), before, "an apply without changes sends nothing")

    def assert_ids_are_written_in(self, shop, sim):
        definition = sim.segment("VIP Scandinavia")["definition"]
        references = [f for f in definition["included_filters"]["filters"]
                      if f["filter_type"] == "custom_segments"]
        self.assertEqual([r["id"] for r in references], [shop.ids()["high-value-shoppers"]])
        self.assertNotIn("key", references[0])

    def assert_members(self, shop, sim):
        def column(name):
            return set(shop.read(name).split())
        cards = column("data/store-card-holders.csv") | column("data/store-cards-2026-03.csv")
        cards -= column("data/store-cards-closed.csv")
        self.assertEqual(set(sim.members(shop.ids()["store-card-holders"])), cards)

    def test_a_manifest_that_is_archived_deleted_and_brought_back(self):
        shop = self.project(examples=True)
        self.apply(shop)
        vip = shop.ids()["big-basket"]
        shop.replace("segments/value.yaml", "key: big-basket\n", "key: big-basket\narchived: true\n")
        change = self.only_change(self.plan(shop))
        self.assertEqual((actions(change), change["reason"]), (["archive"], "wanted-archived"))
        self.apply(shop)
        self.assertTrue(shop.behind().is_archived("Big basket last month"))
        self.assert_nothing_to_do(shop)

        shop.replace("segments/value.yaml", "archived: true\n", "")
        shop.replace("segments/value.yaml", "value: 149.9", "value: 99.5")
        change = self.only_change(self.plan(shop))
        self.assertEqual(actions(change), ["unarchive", "update"], "an archived segment can't be updated")
        self.apply(shop)
        self.assertEqual(shop.behind().segment("Big basket last month")["id"], vip)
        self.assert_nothing_to_do(shop)

        text = shop.read("segments/value.yaml")
        documents = text.split("---\n")
        kept = [d for d in documents if "key: big-basket" not in d]
        shop.write("segments/value.yaml", "---\n".join(kept))
        change = self.only_change(self.plan(shop))
        self.assertEqual((actions(change), change["reason"]), (["archive"], "no-manifest"))
        self.apply(shop)
        self.assertTrue(shop.behind().is_archived("Big basket last month"))
        self.assert_nothing_to_do(shop)

        shop.write("segments/value.yaml", text)
        change = self.only_change(self.plan(shop))
        self.assertEqual((actions(change), change["id"]), (["unarchive"], vip))
        self.apply(shop)
        self.assertFalse(shop.behind().is_archived("Big basket last month"))
        self.assert_nothing_to_do(shop)


class Forms(support.EndToEnd):
    """What a manifest may be written in."""

    def test_yaml_json_several_documents_and_a_pasted_payload_make_one_workspace(self):
        repo = self.project()
        repo.write("segments/deep/er/one.yml", filter_manifest("One", "A1") + "---\n" + filter_manifest("Two", "A2") +
                   "---\n# nothing\n---\n" + filter_manifest("Three", "007, NO, 2024-01-15", key="three"))
        repo.write("segments/four.json", json.dumps(
            {"kind": "filter", "name": "Four", "included_filters": countries("A4", "5")}, indent="\t"))
        # Generate Payload on the dashboard, with `kind: filter` added, as JSON and inside YAML.
        payload = {"name": "Five", "included_filters": countries("A5"), "excluded_filters": None,
                   "updated_by": "somebody@example.com"}
        repo.write("segments/five.json", json.dumps({"kind": "filter", **payload}))
        payload.update(name="Six", included_filters=countries("A6"))
        repo.write("segments/six.yaml", json.dumps({"kind": "filter", **payload}, indent=2))
        self.ends(repo.segctl("validate"), DONE)
        outcome = self.apply(repo)
        self.assertEqual(outcome["summary"]["done"], 6)
        three = repo.behind().segment("Three")["definition"]["included_filters"]["filters"][0]["value"]
        self.assertEqual(sorted(three), ["007", "2024-01-15", "NO"], "they stay strings")
        self.assert_nothing_to_do(repo)

    def test_numbers_reach_the_api_as_they_are_written(self):
        repo = self.project()
        repo.behind().switch(rewrite="none")
        repo.write("segments/a.yaml", (
            "kind: filter\nname: Numbers\nincluded_filters:\n  filter_operator: and\n  filters:\n"
            "    - {filter_type: user_attributes, name: n, data_type: double, operator: in,\n"
            '       value: [9007199254740993, 0.1, "5", 1e3, -0.5]}\n'))
        self.apply(repo)
        sent = json.dumps(repo.behind().segment("Numbers")["definition"])
        for number in ("9007199254740993", "0.1", '"5"', "1000.0", "-0.5"):
            self.assertIn(number, sent)
        self.assert_nothing_to_do(repo)


class Names(support.EndToEnd):
    def test_a_rename_with_a_key_is_one_patch_and_keeps_the_id(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        self.apply(repo)
        old = repo.ids()["norway"]
        repo.write("segments/a.yaml", filter_manifest("Norwegians", key="norway"))
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["rename"])
        self.apply(repo)
        self.assertEqual(repo.behind().sent(), ["create_filter", "update_filter"])
        self.assertEqual(repo.behind().segment("Norwegians")["id"], old)
        self.assertEqual(repo.ids(), {"norway": old})
        self.assert_nothing_to_do(repo)

        repo.write("segments/a.yaml", filter_manifest("Nordics", "NO, SE", key="norway"))
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["update", "rename"])
        self.assertEqual(self.apply(repo)["calls"], 1, "both are one call")
        self.assertEqual(len(repo.behind().log()), 3)
        self.assertEqual(repo.behind().segment("Nordics")["id"], old)
        self.assert_nothing_to_do(repo)

    def test_the_same_definition_under_a_name_that_left_the_repo_is_a_rename(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        old = repo.ids()["Norway"]
        repo.write("segments/a.yaml", filter_manifest("Norwegians"))
        change = self.only_change(self.plan(repo))
        self.assertEqual((actions(change), change["previous_key"], change["id"]), (["rename"], "Norway", old))
        repo.write("segments/0.yaml", "kind: filter\nname: Referring\nincluded_filters:\n  filter_operator: and\n"
                   "  filters:\n    - {filter_type: custom_segments, key: Norwegians}\n")
        self.apply(repo)
        self.assertEqual(repo.ids()["Norwegians"], old)
        self.assertEqual([entry["operation"] for entry in repo.behind().log()][-2:], ["update_filter", "create_filter"],
                         "the rename comes first, for its record takes another key")
        self.assert_nothing_to_do(repo)

    def test_a_key_that_a_managed_manifest_gets_later_is_written_into_its_record(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        old = repo.ids()["Norway"]
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        change = self.only_change(self.plan(repo))
        self.assertEqual((actions(change), change["reasons"], change["previous_key"]),
                         (["adopt"], ["key-differs"], "Norway"))
        self.assertIn("its record in the state gets the manifest's key", repo.segctl("plan").out)
        self.assertEqual(self.apply(repo)["calls"], 0)
        self.assertEqual(repo.ids(), {"norway": old})
        self.assert_nothing_to_do(repo)

    def test_two_segments_swap_nothing_but_a_chain_of_names_is_applied_in_order(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("One", "NO", key="a"))
        repo.write("segments/b.yaml", filter_manifest("Two", "SE", key="b"))
        self.apply(repo)
        repo.write("segments/a.yaml", filter_manifest("Two", "NO", key="a"))
        repo.write("segments/b.yaml", filter_manifest("Three", "SE", key="b"))
        plan = self.plan(repo)
        self.assertEqual([c["key"] for c in plan["changes"]], ["b", "a"], "b gives up the name first")
        self.apply(repo)
        self.assertEqual(repo.behind().segment("Two")["id"], repo.ids()["a"])
        self.assert_nothing_to_do(repo)

    def test_names_or_definitions_that_are_swapped_are_a_conflict_and_nothing_is_sent(self):
        swaps = {"names": (filter_manifest("Two", "NO", key="a"), filter_manifest("One", "SE", key="b")),
                 "definitions": (filter_manifest("One", "SE", key="a"), filter_manifest("Two", "NO", key="b"))}
        for what, (one, two) in swaps.items():
            with self.subTest(what):
                repo = self.project()
                repo.write("segments/a.yaml", filter_manifest("One", "NO", key="a"))
                repo.write("segments/b.yaml", filter_manifest("Two", "SE", key="b"))
                self.apply(repo)
                repo.write("segments/a.yaml", one)
                repo.write("segments/b.yaml", two)
                self.plan(repo, code=CONFLICT)
                run = self.ends(repo.segctl("apply", "--auto-approve"), CONFLICT)
                self.assertNotIn("--adopt", run.text, "a managed segment has one already")
                self.assertIn(f"give this one a third {what[:-1]}", run.out)
                self.assertEqual(repo.behind().sent(), ["create_filter", "create_filter"],
                                 "a 409 that is foreseen is not provoked")
                by_way_of_a_third = one.replace("One", "Third").replace("Two", "Third").replace("SE", "FI")
                repo.write("segments/a.yaml", by_way_of_a_third)
                self.apply(repo)
                repo.write("segments/a.yaml", one)
                self.apply(repo)
                self.assert_nothing_to_do(repo)

    def test_a_file_segment_under_another_name_is_archived_and_made_anew(self):
        repo = self.project(examples=True)
        self.apply(repo)
        old = repo.ids()["newsletter-readers"]
        repo.replace("segments/files.yaml", "name: Newsletter readers", "name: Readers of the newsletter")
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["archive", "create"])
        self.apply(repo)
        self.assertTrue(repo.behind().is_archived("Newsletter readers"))
        self.assertNotEqual(repo.ids()["newsletter-readers"], old)
        self.assert_nothing_to_do(repo)


    def test_a_file_segment_that_takes_its_old_name_back_is_told_how(self):
        repo = self.project(examples=True)
        self.apply(repo)
        old = repo.ids()["newsletter-readers"]
        repo.replace("segments/files.yaml", "name: Newsletter readers", "name: Readers of the newsletter")
        self.apply(repo)
        repo.replace("segments/files.yaml", "name: Readers of the newsletter", "name: Newsletter readers")
        change = self.only_change(self.plan(repo, code=CONFLICT))
        self.assertEqual(change["conflict"]["existing_id"], old)
        run = self.ends(repo.segctl("apply", "--auto-approve"), CONFLICT)
        self.assertFalse(repo.behind().is_archived("Readers of the newsletter"))
        steps = [line.strip() for line in run.out.splitlines() if line.strip().startswith("segctl ")]
        self.assertEqual(steps, ["segctl state rm newsletter-readers", "segctl apply --adopt newsletter-readers"])
        for step in steps:
            words = step.split()[1:] + (["--auto-approve"] if "apply" in step else [])
            self.ends(repo.segctl(*words), DONE)
        self.assertEqual(repo.ids()["newsletter-readers"], old)
        self.assertFalse(repo.behind().is_archived("Newsletter readers"))
        self.assert_nothing_to_do(repo)


class Conflicts(support.EndToEnd):
    def test_a_name_that_an_unmanaged_segment_has_is_foreseen_and_can_be_adopted(self):
        repo = self.project()
        sim = repo.behind()
        other = sim.create("Norway", countries("FI"))
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        repo.write("segments/b.yaml", filter_manifest("Sweden", "SE"))
        plan = self.plan(repo, code=CONFLICT)
        self.assertEqual(by_key(plan)["norway"]["conflict"],
                         {"kind": "name", "existing_id": other, "existing_name": "Norway"})
        text = self.ends(repo.segctl("plan"), CONFLICT).text
        self.assertIn(other, text)
        self.assertIn("--adopt norway", text)

        outcome = self.apply(repo, code=CONFLICT)
        self.assertEqual({k: c["outcome"] for k, c in by_key(outcome).items()},
                         {"norway": "conflict", "Sweden": "done"}, "the others go on")
        self.assertEqual(sim.sent(), ["create_filter"], "a foreseen conflict is not sent")

        change = self.only_change(self.plan(repo, "--adopt", "norway"))
        self.assertEqual((actions(change), change["id"]), (["adopt", "update"], other))
        self.apply(repo, "--adopt", "norway")
        self.assertEqual(repo.ids()["norway"], other)
        self.assertEqual(sim.sent(), ["create_filter", "update_filter"])
        self.assert_nothing_to_do(repo)

    def test_an_unmanaged_segment_that_means_the_same_is_adopted_without_a_call(self):
        repo = self.project()
        sim = repo.behind()
        other = sim.create("Norway", countries("NO"))
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        self.assertEqual(actions(self.only_change(self.plan(repo))), ["adopt"])
        self.assertEqual(self.apply(repo)["calls"], 0)
        self.assertEqual((repo.ids()["norway"], sim.log()), (other, []))
        self.assert_nothing_to_do(repo)

    def test_a_definition_that_a_live_segment_has_is_foreseen_with_its_id_and_name(self):
        repo = self.project()
        other = repo.behind().create("Made by hand", countries("SE", "NO"))
        repo.write("segments/a.yaml", filter_manifest("Nordics", "NO, SE", key="nordics"))
        change = self.only_change(self.plan(repo, code=CONFLICT))
        self.assertEqual(change["conflict"],
                         {"kind": "definition", "existing_id": other, "existing_name": "Made by hand"})
        text = self.ends(repo.segctl("plan"), CONFLICT).text
        self.assertIn(other, text)
        self.assertIn("Made by hand", text)
        self.assertEqual(repo.behind().log(), [])

    def test_conflicts_that_only_moengage_knows_of_are_reported_with_ids_that_are_looked_up(self):
        repo = self.project()
        sim = repo.behind()
        name_holder = sim.create("Norway", countries("FI"))
        definition_holder = sim.create("Made by hand", countries("DK", "SE"))
        for holder in (name_holder, definition_holder):
            sim.edit(id=holder, archive=True)
        sim.switch(archived_in_list="hidden")
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        repo.write("segments/b.yaml", filter_manifest("Both", "SE, DK", key="both"))
        repo.write("segments/c.yaml", filter_manifest("Iceland", "IS", key="iceland"))
        self.assertEqual(len(self.plan(repo)["changes"]), 3, "nothing shows it beforehand")
        outcome = by_key(self.apply(repo, code=CONFLICT))
        self.assertEqual({k: c["outcome"] for k, c in outcome.items()},
                         {"norway": "conflict", "both": "conflict", "iceland": "done"})
        self.assertEqual(outcome["both"]["conflict"],
                         {"kind": "definition", "existing_id": definition_holder,
                          "existing_name": "Made by hand"})
        self.assertEqual(outcome["norway"]["conflict"]["kind"], "name")
        self.assertIn("archived", outcome["norway"]["hint"])
        self.assertEqual(set(repo.ids()), {"iceland"})

    def test_a_name_that_list_does_not_show_yet_is_looked_up_at_the_409(self):
        sim = self.simulator(switches={"list_lag_calls": 1})
        others, ours = self.project(over=sim), self.project(over=sim)
        others.write("segments/a.yaml", filter_manifest("Norway", "FI"))
        ours.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        self.apply(others)
        run = self.ends(ours.segctl("apply", "--auto-approve"), CONFLICT)
        self.assertIn(others.ids()["Norway"], run.out)
        self.assertIn("segctl apply --adopt norway", run.out.replace("\n           ", " "))
        self.assertEqual(sim.sent(), ["create_filter", "create_filter"])


class StoredPlans(support.EndToEnd):
    def setUp(self):
        self.repo = self.project()
        self.repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        self.repo.write("segments/b.yaml", filter_manifest("Sweden", "SE", key="sweden"))
        self.apply(self.repo)
        self.repo.write("segments/a.yaml", filter_manifest("Norway", "NO, SJ", key="norway"))

    def store(self):
        self.ends(self.repo.segctl("plan", "--out", "plan.json"), DONE)
        path = self.repo.path("plan.json")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(support.schema_errors("plan", json.loads(path.read_text())), [])

    def test_a_stored_plan_is_applied_without_asking(self):
        self.store()
        self.ends(self.repo.segctl("apply", "plan.json"), DONE)
        self.assertEqual(self.repo.behind().sent()[-1:], ["update_filter"])
        self.assert_nothing_to_do(self.repo)
        run = self.ends(self.repo.segctl("apply", "plan.json"), STALE)
        self.assertIn("stale", run.err)

    def test_a_plan_is_stale_once_a_live_segment_that_it_touches_was_edited(self):
        self.store()
        self.repo.behind().edit(id=self.repo.ids()["norway"], included_filters=countries("GB"))
        run = self.ends(self.repo.segctl("apply", "plan.json"), STALE)
        self.assertIn("Norway", run.err)
        self.assertEqual(self.repo.behind().sent(), ["create_filter", "create_filter"], "nothing was sent")

    def test_a_plan_is_stale_once_the_manifest_was_edited(self):
        self.store()
        self.repo.write("segments/a.yaml", filter_manifest("Norway", "NO, GB", key="norway"))
        self.ends(self.repo.segctl("apply", "plan.json"), STALE)

    def test_a_plan_is_stale_once_the_state_moved(self):
        self.store()
        self.ends(self.repo.segctl("state", "mv", "sweden", "elsewhere"), DONE)
        self.ends(self.repo.segctl("apply", "plan.json"), STALE)

    def test_a_plan_is_not_stale_when_segments_that_it_does_not_touch_were_edited(self):
        self.store()
        sim = self.repo.behind()
        sim.create("Made by hand", countries("IS"))
        sim.edit(id=self.repo.ids()["sweden"], included_filters=countries("GB"))
        self.ends(self.repo.segctl("apply", "plan.json"), DONE)
        self.assertEqual(sim.sent(), ["create_filter", "create_filter", "update_filter"],
                         "only what was reviewed is sent")
        self.assertEqual(actions(self.only_change(self.plan(self.repo))), ["update"])

    def test_a_plan_of_some_paths_is_applied_from_any_directory(self):
        self.repo.write("segments/b.yaml", filter_manifest("Sweden", "SE, AX", key="sweden"))
        self.repo.path("elsewhere").mkdir()
        run = support.run_segctl("plan", "segments/a.yaml", "--out", "elsewhere/plan.json",
                                 cwd=self.repo.directory)
        self.ends(run, DONE)
        stored = json.loads(self.repo.read("elsewhere/plan.json"))
        self.assertEqual(stored["scope"], {"kind": "paths", "paths": ["segments/a.yaml"]})
        run = support.run_segctl("-C", "..", "apply", "plan.json", cwd=self.repo.path("elsewhere"))
        self.ends(run, DONE)
        self.assertEqual(self.only_change(self.plan(self.repo))["key"], "sweden")

    def test_a_plan_for_another_workspace_is_refused(self):
        self.store()
        run = self.repo.segctl("apply", "plan.json", "--endpoint", "sim:elsewhere.json",
                               "--state", "elsewhere-state.json")
        self.ends(run, STALE)

    def test_a_plan_that_was_edited_by_hand_is_refused(self):
        self.store()
        text = self.repo.read("plan.json")
        self.repo.write("plan.json", text.replace('"Norway"', '"Noreg"'))
        run = self.repo.segctl("apply", "plan.json")
        self.assertIn(run.code, (support.FAILED, STALE), str(run))
        self.assertEqual(self.repo.behind().sent(), ["create_filter", "create_filter"])


if __name__ == "__main__":
    support.main()
