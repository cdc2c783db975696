"""From a workspace to a repo: import, list, show, and the commands around the state."""

import json
import subprocess

import support
from support import DONE, FAILED, INVALID, USAGE, actions, countries, filter_manifest, run_segctl

BEHAVIOUR = {
    "filter_operator": "or",
    "filters": [
        {"filter_type": "actions", "action_name": "Order Placed", "executed": True,
         "execution": {"type": "atleast", "count": 2},
         "primary_time_range": {"type": "inTheLast", "value_type": "relative_past", "value": "30",
                                "period_unit": "days"},
         "attributes": {"filter_operator": "and", "filters": [
             {"name": "order value", "data_type": "double", "operator": "greaterThan", "value": 49.9}]}},
        {"filter_type": "nested_filters", "filter_operator": "and", "filters": [
            {"filter_type": "user_attributes", "name": "city", "data_type": "string", "operator": "is",
             "value": "yes: 'no' # \"null\""},
            {"filter_type": "user_attributes", "name": "zip", "data_type": "string", "operator": "in",
             "value": ["007", "1e3", "NO", "~", "2024-01-15", ""]}]},
    ],
}


class Import(support.EndToEnd):
    def setUp(self):
        self.repo = self.project()
        self.sim = self.repo.behind()

    def test_all_segments_made_on_the_dashboard_become_manifests_that_plan_empty(self):
        excluded = {"filter_operator": "and", "filters": [
            {"filter_type": "user_attributes", "name": "is_test", "data_type": "bool", "operator": "exists"}]}
        names = ["Simple", "yes", "007", "Ærlig & søt – \U0001f600", "Simple!", "simple", "a" * 200]
        for n, name in enumerate(names):
            self.sim.create(name, countries(f"X{n}"))
        self.sim.create("Behaviour", BEHAVIOUR, excluded_filters=excluded)
        archived = self.sim.create("Old", countries("OLD"))
        self.sim.edit(id=archived, archive=True)
        run = self.ends(self.repo.segctl("import", "--all"), DONE)
        self.assertEqual(len(run.out.splitlines()), len(names) + 2)
        self.assertEqual(len(list(self.repo.path("segments").iterdir())), len(names) + 2)
        self.ends(self.repo.segctl("validate"), DONE)
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.sim.log(), [], "import changes nothing at MoEngage")
        self.assertEqual(self.repo.state()["segments"]["Old"]["archived"], True)
        again = self.ends(self.repo.segctl("import", "--all"), DONE)
        self.assertEqual(again.out, "")
        for rewrite in ("none", "defaults", "shuffle"):
            self.sim.switch(rewrite=rewrite)
            self.assert_nothing_to_do(self.repo)

    def test_some_segments_by_name_and_id(self):
        one, two = self.sim.create("One", countries("A")), self.sim.create("Two", countries("B"))
        self.sim.create("Three", countries("C"))
        self.ends(self.repo.segctl("import", "One", two), DONE)
        self.assertEqual(self.repo.ids(), {"One": one, "Two": two})
        self.assert_nothing_to_do(self.repo)
        run = self.ends(self.repo.segctl("import", "Nowhere"), FAILED)
        self.assertIn("Nowhere", run.err)

    def test_a_manifest_that_is_there_is_not_overwritten(self):
        self.repo.write("segments/one.yaml", filter_manifest("Another", "Z"))
        self.sim.create("One", countries("A"))
        self.ends(self.repo.segctl("import", "--all"), DONE)
        self.assertIn("Another", self.repo.read("segments/one.yaml"))
        self.assertIn("One", self.repo.read("segments/one-2.yaml"))

    def test_a_payload_from_the_dashboard_becomes_a_manifest(self):
        payload = json.dumps({"name": "Pasted", "included_filters": BEHAVIOUR, "updated_by": "x"})
        self.repo.write("payload.json", payload)
        run = self.ends(self.repo.segctl("import", "--payload", "payload.json"), DONE)
        self.repo.write("segments/pasted.yaml", run.out)
        self.ends(self.repo.segctl("validate"), DONE)
        self.apply(self.repo)
        self.assert_nothing_to_do(self.repo)
        piped = self.ends(self.repo.segctl("import", "--payload", "-", stdin=payload), DONE)
        self.assertEqual(piped.out, run.out)
        self.repo.write("segments/whole.json", json.dumps({"kind": "filter", **json.loads(payload)}))
        self.assertIn("segments/whole.json", self.ends(self.repo.segctl("validate"), INVALID).text)

    def test_a_payload_that_validate_refuses_is_written_with_its_errors_and_their_exit_code(self):
        behaviour = json.loads(json.dumps(BEHAVIOUR))
        behaviour["filters"][0]["aggregation_attributes"] = {}
        payload = json.dumps({"name": "Pasted", "included_filters": behaviour})
        run = self.ends(self.repo.segctl("import", "--payload", "-", stdin=payload), INVALID)
        self.assertIn("name: Pasted", run.out)
        self.assertIn("[missing-key]", run.err)
        self.ends(self.repo.segctl("import", "--payload", "-", "--out", "segments", stdin=payload), INVALID)
        refused = self.ends(self.repo.segctl("validate"), INVALID)
        self.assertEqual(refused.text.count("[missing-key]"), run.err.count("[missing-key]"))

    def test_a_payload_that_is_none_is_refused_with_its_place(self):
        for text in ("", "[]", "{", '{"name": "x"}', "not json: ["):
            with self.subTest(text):
                run = self.repo.segctl("import", "--payload", "-", stdin=text)
                self.assertIn(run.code, (FAILED, INVALID), str(run))
                self.assertEqual(run.out, "")
        self.ends(self.repo.segctl("import", "--payload", "nowhere.json"), FAILED)


class Looking(support.EndToEnd):
    def setUp(self):
        self.repo = self.project(examples=True)
        self.repo.behind().create("By hand", countries("XX"))
        self.apply(self.repo)

    def test_list_joins_workspace_repo_and_state(self):
        items = {i["name"]: i for i in self.ends(self.repo.segctl("list", "--format", "json"), DONE).json["segments"]}
        self.assertEqual(len(items), 15)
        self.assertEqual((items["By hand"]["managed"], items["By hand"]["declared"]), (False, False))
        self.assertEqual((items["VIP Scandinavia"]["managed"], items["VIP Scandinavia"]["key"]),
                         (True, "vip-scandinavia"))
        text = self.ends(self.repo.segctl("list"), DONE).out
        self.assertEqual(len(text.splitlines()), 18)  # two file segments tell of their last operation
        self.assertIn("By hand", self.ends(self.repo.segctl("list", "--unmanaged"), DONE).out)
        self.assertNotIn("By hand", self.ends(self.repo.segctl("list", "--managed"), DONE).out)
        self.ends(self.repo.segctl("list", "--managed", "--unmanaged"), USAGE)

    def test_show_finds_by_key_id_and_name(self):
        segment_id = self.repo.ids()["high-value-shoppers"]
        shown = [self.ends(self.repo.segctl("show", word), DONE).out
                 for word in ("high-value-shoppers", segment_id, "High-value shoppers")]
        self.assertEqual(shown[0], shown[1])
        self.assertEqual(shown[0], shown[2])
        self.assertIn("sum of order_value > 500", shown[0])
        data = self.ends(self.repo.segctl("show", segment_id, "--format", "json"), DONE).json
        self.assertEqual((data["id"], data["kind"], data["managed"]), (segment_id, "filter", True))
        self.assertIn("Nowhere", self.ends(self.repo.segctl("show", "Nowhere"), FAILED).err)
        self.assertIn("180 values", self.ends(self.repo.segctl("show", "newsletter-readers"), DONE).out)
        self.ends(self.repo.segctl("show", "By hand"), DONE)

    def test_the_state_is_listed_shown_moved_given_up_and_verified(self):
        listed = self.ends(self.repo.segctl("state", "list", "--format", "json"), DONE).json
        self.assertEqual({s["key"]: s["id"] for s in listed["segments"]}, self.repo.ids())
        self.assertIn("13 segments in the state", self.ends(self.repo.segctl("state", "list"), DONE).out)
        shown = self.ends(self.repo.segctl("state", "show", "big-basket", "--format", "json"), DONE).json
        self.assertEqual([s["name"] for s in shown["segments"]], ["Big basket last month"])
        self.assertIn("whole", self.ends(self.repo.segctl("state", "verify"), DONE).out)
        self.ends(self.repo.segctl("state", "show", "nowhere"), FAILED)
        self.ends(self.repo.segctl("state", "mv", "nowhere", "x"), FAILED)
        self.ends(self.repo.segctl("state", "mv", "big-basket", "near-oslo-store"), FAILED)

        before = self.repo.ids()["big-basket"]
        self.ends(self.repo.segctl("state", "mv", "big-basket", "large-basket"), DONE)
        self.repo.replace("segments/value.yaml", "key: big-basket", "key: large-basket")
        self.assert_nothing_to_do(self.repo)
        self.assertEqual(self.repo.ids()["large-basket"], before)

        sent = len(self.repo.behind().log())
        self.ends(self.repo.segctl("state", "rm", "large-basket", "near-oslo-store"), DONE)
        self.assertNotIn("large-basket", self.repo.ids())
        plan = self.plan(self.repo)
        self.assertEqual([actions(c) for c in plan["changes"]], [["adopt"], ["adopt"]])
        self.apply(self.repo)
        self.assertEqual(self.repo.ids()["large-basket"], before)
        self.assertEqual(len(self.repo.behind().log()), sent)
        self.assertEqual(support.schema_errors("state", self.repo.state()), [])


class Words(support.EndToEnd):
    def test_the_completion_is_bash_and_completes_commands_and_options(self):
        script = self.ends(run_segctl("completion", "bash"), DONE).out
        checked = subprocess.run(["bash", "-n"], input=script.encode(), capture_output=True, check=False)
        self.assertEqual((checked.returncode, checked.stderr), (0, b""))
        function = next(line.split()[-2] for line in script.splitlines() if line.startswith("complete -"))
        for words, wanted in ((["segctl", "va"], "validate"), (["segctl", "plan", "--det"], "--detailed-exitcode"),
                              (["segctl", "state", "ver"], "verify")):
            quoted = " ".join(f"'{word}'" for word in words)
            lines = (f"{script}\nCOMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1} COMP_LINE=\"{' '.join(words)}\"\n"
                     f"COMP_POINT=${{#COMP_LINE}}\nCOMPREPLY=()\n{function} segctl '{words[-1]}' '{words[-2]}'\n"
                     'printf "%s\\n" "${COMPREPLY[@]}"\n')
            done = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, check=False)
            self.assertIn(wanted, done.stdout.split(), done.stderr)

    def test_every_schema_is_json_and_the_published_one(self):
        names = self.ends(run_segctl("schema"), DONE).out.split()
        self.assertEqual(names, ["csv-report", "diagnostics", "difference", "drift", "explanation", "manifest",
                                 "members-diff", "outcome", "plan", "state"])
        for name in names:
            printed = self.ends(run_segctl("schema", name), DONE).out
            published = (support.ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
            self.assertEqual(json.loads(printed), json.loads(published))

    def test_every_command_has_a_help_that_names_its_options(self):
        for command in ("validate", "plan", "apply", "lint-csv", "members", "list", "show", "import", "state",
                        "simulate", "schema", "completion", "version"):
            run = self.ends(run_segctl(command, "--help"), DONE)
            self.assertEqual(self.ends(run_segctl("help", command), DONE).out, run.out)
            self.assertIn("Usage:", run.out)


if __name__ == "__main__":
    support.main()
