"""Answers that are lost, wrong or late: after each, one segment a name and an empty plan."""

import collections

import support
from support import (DONE, FAILED, INCOMPLETE, by_key, countries, file_manifest,
                     filter_manifest)

HTML = {"kind": "html"}


def status(code, after_commit=True, **more):
    return {"kind": "status", "status": code, "after_commit": after_commit, **more}


class Faults(support.EndToEnd):
    """Over HTTP: what breaks is a real connection."""

    def start(self, **switches):
        served = self.project().path("served")
        served.mkdir()
        served.joinpath("ids.csv").write_text("u1\nu2\n", encoding="utf-8")
        self.sim = self.simulator(switches=switches, serve=served)
        self.repo = self.project(over=self.sim)
        self.served = served
        return self.repo

    def assert_settled(self, *names):
        """One more apply, then exactly these segments and nothing to do."""
        self.apply(self.repo)
        found = collections.Counter(segment["name"] for segment in self.sim.segments())
        self.assertEqual(found, collections.Counter(names))
        self.assertEqual(sorted(self.repo.ids().values()), sorted(s["id"] for s in self.sim.segments()))
        self.assert_nothing_to_do(self.repo)

    def test_a_create_whose_answer_is_lost_is_recorded_and_never_sent_twice(self):
        lost = [{"kind": "drop_after"}, {"kind": "truncate"}, {"kind": "wrong_length"}, status(500),
                status(502), status(504), {**HTML, "after_commit": True},
                {**HTML, "after_commit": True, "status": 201}, status(201, body="")]
        repo = self.start()
        for n, fault in enumerate(lost):
            repo.write(f"segments/{n}.yaml", filter_manifest(f"Segment {n}", f"C{n}"))
        self.sim.fault(*({"operation": "create_filter", **fault} for fault in lost))
        outcome = self.apply(repo)
        self.assertEqual([c["outcome"] for c in outcome["changes"]], ["done"] * len(lost))
        self.assertEqual(self.sim.sent(), ["create_filter"] * len(lost))
        self.assert_settled(*(f"Segment {n}" for n in range(len(lost))))
        self.assertEqual(len(self.sim.log()), len(lost))

    def test_a_new_file_segment_whose_answer_is_lost_is_recorded_and_never_sent_twice(self):
        lost = [{"kind": "drop_after"}, status(500), status(503), {**HTML, "after_commit": True}]
        repo = self.start()
        for n, fault in enumerate(lost):
            repo.write(f"segments/{n}.yaml", file_manifest(f"File {n}", f"{self.sim.url}/_files/ids.csv"))
        self.sim.fault(*({"operation": "create_file", **fault} for fault in lost))
        outcome = self.apply(repo)
        self.assertEqual([c["outcome"] for c in outcome["changes"]], ["accepted"] * len(lost))
        self.assert_settled(*(f"File {n}" for n in range(len(lost))))
        self.assertEqual(self.sim.sent(), ["create_file"] * len(lost))

    def test_a_create_that_was_not_carried_out_is_unknown_and_the_next_run_makes_one(self):
        repo = self.start()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.sim.fault({"operation": "create_filter", **status(500, after_commit=False)})
        outcome = self.apply(repo, code=INCOMPLETE)
        self.assertEqual(outcome["changes"][0]["outcome"], "unknown")
        self.assertEqual(self.sim.segments(), [])
        self.assertEqual(len(self.sim.log()), 1, "it is looked for, not sent again")
        self.assert_settled("Norway")
        self.assertEqual(len(self.sim.log()), 2)

    def test_a_create_that_lands_unseen_is_found_by_the_next_run(self):
        repo = self.start(list_lag_seconds=600)
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        self.sim.fault({"operation": "create_filter", "kind": "drop_after"})
        outcome = self.apply(repo, code=INCOMPLETE)
        self.assertEqual(outcome["changes"][0]["outcome"], "unknown")
        self.sim.advance(600)
        outcome = self.apply(repo)
        self.assertEqual(outcome["calls"], 0, "it is ours: adopted, not made again")
        self.assert_settled("Norway")
        self.assertEqual(self.sim.sent(), ["create_filter"])

    def test_while_list_is_behind_a_lost_create_each_run_sends_another_that_is_refused(self):
        repo = self.repo = self.project()  # in the process, where waiting takes no time
        sim = self.sim = repo.behind()
        sim.switch(list_lag_seconds=7200)
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        sim.fault({"operation": "create_filter", "kind": "drop_after"})
        for run in range(4):
            outcome = self.apply(repo, code=INCOMPLETE)
            self.assertEqual((outcome["changes"][0]["outcome"], outcome["calls"]), ("unknown", 1))
            self.assertEqual([entry["status"] for entry in sim.log()], [0, *[409] * run])
        self.assertIn("List does not show it yet", outcome["changes"][0]["message"])
        sim.advance(7200)
        self.assertEqual(self.apply(repo)["calls"], 0)
        self.assert_settled("Norway")

    def test_while_list_is_behind_a_lost_create_of_a_file_one_more_that_is_refused_settles_it(self):
        repo = self.project()
        repo.write("segctl.yaml", repo.read("segctl.yaml") + "simulator: {files: {'https://f.example/': data/}}\n")
        repo.write("data/ids.csv", "u1\nu2\n")
        repo.write("segments/f.yaml", file_manifest("File", "https://f.example/ids.csv", key="f"))
        sim = repo.behind()
        sim.switch(list_lag_seconds=7200)
        sim.fault({"operation": "create_file", "kind": "drop_after"})
        self.assertEqual(self.apply(repo, code=INCOMPLETE)["changes"][0]["outcome"], "unknown")
        self.assertEqual(self.apply(repo)["changes"][0]["outcome"], "accepted")
        self.assertEqual([entry["status"] for entry in sim.log()], [0, 409])
        sim.advance(7200)
        self.assert_nothing_to_do(repo)
        self.assertEqual([segment["name"] for segment in sim.segments()], ["File"])

    def test_updates_archives_and_replaces_whose_answers_are_lost_are_settled_in_the_same_run(self):
        repo = self.start()
        for n in range(4):
            repo.write(f"segments/{n}.yaml", filter_manifest(f"Segment {n}", f"C{n}", key=f"k{n}"))
        repo.write("segments/f.yaml", file_manifest("File", f"{self.sim.url}/_files/ids.csv", key="f"))
        self.apply(repo)
        ids = repo.ids()
        for n in range(2):
            repo.write(f"segments/{n}.yaml", filter_manifest(f"Renamed {n}", f"D{n}", key=f"k{n}"))
        repo.write("segments/2.yaml", filter_manifest("Segment 2", "C2", key="k2", more="archived: true\n"))
        repo.remove("segments/3.yaml")
        self.sim.fault({"operation": "update_filter", **status(502)},
                       {"operation": "update_filter", "kind": "drop_after"},
                       {"operation": "archive", "kind": "drop_after"},
                       {"operation": "archive", "skip": 1, **status(500, after_commit=False)})
        outcome = self.apply(repo)
        self.assertEqual([c["outcome"] for c in outcome["changes"]], ["done"] * 4)
        self.assertTrue(self.sim.is_archived("Segment 2"))
        self.assertTrue(self.sim.is_archived("Segment 3"))
        self.assertEqual(self.sim.sent().count("update_filter"), 2, "both had landed")
        self.assertEqual(repo.ids(), ids)
        self.assert_settled("Renamed 0", "Renamed 1", "Segment 2", "Segment 3", "File")

    def test_a_replace_whose_answer_is_lost_is_repeated_until_it_is_sure(self):
        repo = self.start()
        repo.write("segments/f.yaml", file_manifest("File", f"{self.sim.url}/_files/ids.csv", key="f"))
        self.apply(repo)
        self.served.joinpath("ids.csv").write_text("u1\nu2\nu3\n", encoding="utf-8")
        self.sim.fault({"operation": "replace_users", "kind": "drop_after"})
        run = repo.segctl("apply", "--auto-approve")
        self.assertIn(run.code, (DONE, INCOMPLETE), str(run))
        self.assert_settled("File")
        self.assertEqual(self.sim.members(repo.ids()["f"]), ["u1", "u2", "u3"])
        self.assertLessEqual(self.sim.sent().count("replace_users"), 2)

    def test_an_entry_of_changes_whose_answer_is_lost_is_repeated_and_recorded_once(self):
        repo = self.start()
        base = f"{self.sim.url}/_files/ids.csv"
        self.served.joinpath("more.csv").write_text("u3\n", encoding="utf-8")
        repo.write("segments/f.yaml", file_manifest("File", base, key="f"))
        self.apply(repo)
        repo.write("segments/f.yaml", file_manifest("File", base, key="f", more=(
            f"changes:\n  - add: {{file_url: '{self.sim.url}/_files/more.csv'}}\n")))
        self.sim.fault({"operation": "add_users", "kind": "drop_after"})
        repo.segctl("apply", "--auto-approve")
        self.assert_settled("File")
        self.assertEqual(self.sim.members(repo.ids()["f"]), ["u1", "u2", "u3"])
        self.assertEqual(len(repo.state()["segments"]["f"]["file"]["applied_changes"]), 1)

    def test_reading_is_repeated_through_passing_failures(self):
        repo = self.start()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        self.sim.fault({"operation": "list", **status(429), "headers": {"Retry-After": "0"}},
                       {"operation": "list", "kind": "reset"},
                       {"operation": "get", **status(503), "headers": {"Retry-After": "0"}})
        self.assert_nothing_to_do(repo)

    def test_a_list_that_can_not_be_read_is_an_error_and_never_an_absence(self):
        repo = self.start()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        for fault in ({"kind": "html", "status": 200}, {"kind": "redirect"}, status(200, body="{}"),
                      status(200, body="[]"), status(200, body='{"data": 7}'),
                      status(403, after_commit=False)):
            with self.subTest(fault):
                self.sim.fault({"operation": "list", **fault})
                run = self.ends(repo.segctl("apply", "--auto-approve"), FAILED)
                self.assertEqual(run.out, "")
        for fault in ({"kind": "html", "status": 200}, status(200, body="{}"), status(403, after_commit=False)):
            with self.subTest(fault):
                self.sim.fault({"operation": "get", **fault})
                self.ends(repo.segctl("apply", "--auto-approve"), FAILED)
        self.sim.fault()
        self.assertEqual(self.sim.sent(), ["create_filter"])
        self.assert_nothing_to_do(repo)

    def test_what_needs_a_change_that_failed_is_blocked_and_the_rest_goes_on(self):
        repo = self.start()
        repo.write("segments/a.yaml", filter_manifest("Base", key="base"))
        repo.write("segments/b.yaml", (
            "kind: filter\nname: Dependent\nkey: dependent\nincluded_filters:\n  filter_operator: and\n"
            "  filters:\n    - {filter_type: custom_segments, key: base}\n"
            "    - {filter_type: user_attributes, name: x, data_type: bool, operator: is, value: true}\n"))
        repo.write("segments/c.yaml", filter_manifest("Other", "SE", key="other"))
        self.sim.fault({"operation": "create_filter", **status(400, after_commit=False)})
        outcome = by_key(self.apply(repo, code=FAILED))
        self.assertEqual({key: change["outcome"] for key, change in outcome.items()},
                         {"base": "failed", "dependent": "blocked", "other": "done"})
        self.assertEqual(outcome["dependent"]["blocked_by"], ["base"])
        self.assert_settled("Base", "Dependent", "Other")

    def test_a_segment_archived_by_hand_between_reading_and_writing_is_not_lost(self):
        repo = self.start(archived_in_list="unmarked")
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        self.apply(repo)
        self.sim.edit(id=repo.ids()["norway"], archive=True)  # List and Get don't tell
        repo.write("segments/a.yaml", filter_manifest("Norway", "NO, SJ", key="norway"))
        run = repo.segctl("apply", "--auto-approve")
        self.assertNotEqual(run.code, DONE, str(run))
        self.apply(repo)
        self.assertFalse(self.sim.is_archived("Norway"))
        self.assertEqual(self.sim.segment("Norway")["definition"]["included_filters"], countries("NO", "SJ"))
        self.assert_nothing_to_do(repo)


if __name__ == "__main__":
    support.main()
