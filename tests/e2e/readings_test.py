"""The main cycle over HTTP under every reading of what API.md leaves open."""

import support
from support import countries, file_manifest, filter_manifest

EXCLUDED = ("excluded_filters:\n"
            "  filter_operator: and\n"
            "  filters:\n"
            "    - {filter_type: user_attributes, name: is_test, data_type: bool, operator: is, value: true}\n")

EVENT = """\
kind: filter
key: buyers
name: Buyers
included_filters:
  filter_operator: and
  filters:
    - filter_type: actions
      action_name: Order Placed
      executed: true
      execution: {type: atleast, count: 3}
      primary_time_range: {type: inTheLast, value_type: relative_past, value: WINDOW, period_unit: days}
      attributes: {filter_operator: and, filters: []}
    - {filter_type: custom_segments, key: norway}
    - {filter_type: user_attributes, name: email, data_type: string, operator: startsWithInTheFollowing, value: [a]}
"""


# What each switch of the simulator can be set to. Counts and seconds have tests of their own.
POSITIONS = {
    "archived_in_list": ["marked_flag", "marked_status", "hidden", "unmarked"],
    "get_answers": ["object", "list"],
    "archive_status": ["200", "202"],
    "create_file_answer": ["with_id", "without_id"],
    "patch_without_excluded": ["keep", "clear"],
    "archived_definitions": ["conflict", "free"],
    "bad_name": ["refuse", "silent"],
    "unknown_filters": ["accept", "refuse"],
    "unknown_references": ["accept", "refuse"],
    "rewrite": ["none", "defaults", "full", "shuffle"],
    "limits": ["off", "documented"],
    "rate_headers": ["none", "retry_after", "x_ratelimit"],
    "v2_db_name": ["optional", "required"],
    "idle_archive": ["off", "on"],
    "list_lag_seconds": [],
    "list_lag_calls": [],
    "file_delay_seconds": [],
    "known_users": [],
}


class Readings(support.EndToEnd):
    """Each world is one way in which MoEngage may answer; the cycle has to be the same in all."""

    def cycle(self, switches, environment=None):
        served = self.project().path("served")
        served.mkdir()
        sim = self.simulator(switches=switches, serve=served, limits={"list_minute": 1000, "get_minute": 1000})
        repo = self.project(over=sim)
        repo.environment.update(environment or {})
        self.sent, self.sim = 0, sim

        served.joinpath("readers.csv").write_text("u1\nu2\nu3\n", encoding="utf-8")
        url = f"{sim.url}/_files/readers.csv?X-Signature=one"
        repo.write("segments/norway.yaml", filter_manifest("Norway", key="norway", more=EXCLUDED))
        repo.write("segments/sweden.yaml", filter_manifest("Sweden", "SE", key="sweden"))
        repo.write("segments/gone.yaml", filter_manifest("Gone", "GB", key="gone"))
        repo.write("segments/buyers.yaml", EVENT.replace("WINDOW", "30"))
        repo.write("segments/readers.yaml", file_manifest("Readers", url, key="readers"))
        self.step(repo, create_filter=4, create_file=1)
        ids = repo.ids()

        # Drops the exclusions, archives one, loses one, renames one, and changes the members.
        repo.write("segments/norway.yaml", filter_manifest("Norwegians", key="norway"))
        repo.write("segments/sweden.yaml", filter_manifest("Sweden", "SE", key="sweden", more="archived: true\n"))
        repo.remove("segments/gone.yaml")
        repo.write("segments/buyers.yaml", EVENT.replace("WINDOW", "7"))
        served.joinpath("readers.csv").write_text("u1\nu2\nu3\nu4\n", encoding="utf-8")
        repo.replace("segments/readers.yaml", "=one", "=two")
        self.step(repo, update_filter=2, archive=2, replace_users=1)
        self.assertNotIn("is_test", str(sim.segment("Norwegians")["definition"]), "the exclusions are gone")

        # Brings both back, one of them with another definition, and the exclusions as well.
        repo.write("segments/sweden.yaml", filter_manifest("Sweden", "SE, FI", key="sweden", more=EXCLUDED))
        repo.write("segments/gone.yaml", filter_manifest("Gone", "GB", key="gone"))
        repo.write("segments/norway.yaml", filter_manifest("Norwegians", key="norway", more=EXCLUDED))
        served.joinpath("readers.csv").write_text("u4\nu3\nu2\nu1\n", encoding="utf-8")  # the same set
        self.step(repo, update_filter=2, unarchive=2)
        self.assertIn("is_test", str(sim.segment("Norwegians")["definition"]))
        self.assertEqual(sim.members(ids["readers"]), ["u1", "u2", "u3", "u4"])

        self.step(repo)
        self.assertEqual(repo.ids(), ids, "no segment was made twice")
        self.assertEqual(sorted(s["name"] for s in sim.segments()),
                         ["Buyers", "Gone", "Norwegians", "Readers", "Sweden"])

    def step(self, repo, **expected):
        """Applies, and holds the calls to the fewest that do it and the next plan to emptiness."""
        wanted = sorted(word for word, times in expected.items() for _ in range(times))
        self.apply(repo)
        log = self.sim.log()
        self.assertEqual(sorted(entry["operation"] for entry in log[self.sent:]), wanted)
        self.assertEqual([e for e in log[self.sent:] if not e["committed"]], [])
        self.sent = len(log)
        self.assert_nothing_to_do(repo)

    def test_each_switch_alone_in_each_of_its_positions(self):
        usual = self.simulator()._call("switches")
        for switch, positions in POSITIONS.items():
            for position in positions:
                if position == usual[switch]:
                    continue
                with self.subTest(switch, position=position):
                    self.cycle({switch: position}, environment={"MOENGAGE_DB_NAME": support.DB_NAME})
        self.assertEqual(set(POSITIONS), set(usual), "a switch that is new has to be listed here")

    def test_archived_segments_are_listed_with_a_flag_and_definitions_come_back_in_full(self):
        self.cycle({"archived_in_list": "marked_flag", "rewrite": "full"})

    def test_archived_segments_are_listed_with_a_status_and_get_answers_a_list(self):
        self.cycle({"archived_in_list": "marked_status", "get_answers": "list", "archive_status": "202",
                    "rewrite": "shuffle", "patch_without_excluded": "clear"})

    def test_archived_segments_are_hidden_and_a_new_file_segment_has_no_id(self):
        self.cycle({"archived_in_list": "hidden", "archive_status": "202", "rewrite": "none",
                    "create_file_answer": "without_id", "archived_definitions": "free"})

    def test_archived_segments_are_listed_without_a_mark_and_defaults_are_filled_in(self):
        self.cycle({"archived_in_list": "unmarked", "get_answers": "list", "rewrite": "defaults",
                    "patch_without_excluded": "clear", "unknown_references": "accept"})

    def test_archived_segments_are_hidden_and_everything_is_shuffled(self):
        self.cycle({"archived_in_list": "hidden", "get_answers": "list", "rewrite": "shuffle",
                    "patch_without_excluded": "clear", "archived_definitions": "conflict"})

    def test_archived_segments_are_unmarked_and_everything_is_shuffled(self):
        self.cycle({"archived_in_list": "unmarked", "archive_status": "202", "rewrite": "shuffle",
                    "create_file_answer": "without_id", "rate_headers": "retry_after",
                    "limits": "documented"})

    def test_new_segments_are_not_listed_for_some_calls(self):
        self.cycle({"list_lag_calls": 2, "archived_in_list": "hidden"})

    def test_new_segments_are_not_listed_for_some_seconds(self):
        self.cycle({"list_lag_seconds": 4, "rewrite": "full", "rate_headers": "x_ratelimit",
                    "limits": "documented"})

    def test_file_calls_want_the_name_of_the_database(self):
        self.cycle({"v2_db_name": "required", "archived_in_list": "marked_status"},
                   environment={"MOENGAGE_DB_NAME": support.DB_NAME})

    def test_a_csv_is_processed_long_after_it_was_accepted(self):
        served = self.project().path("served")
        served.mkdir()
        sim = self.simulator(switches={"file_delay_seconds": 3600, "create_file_answer": "without_id"}, serve=served)
        repo = self.project(over=sim)
        served.joinpath("readers.csv").write_text("u1\nu2\n", encoding="utf-8")
        repo.write("segments/readers.yaml", file_manifest("Readers", f"{sim.url}/_files/readers.csv", key="readers"))
        outcome = self.apply(repo)
        self.assertEqual(outcome["summary"]["accepted"], 1, "accepted is all that is known")
        self.assert_nothing_to_do(repo)
        self.assertEqual(sim.members(repo.ids()["readers"]), [])
        sim.advance(3600)
        self.assert_nothing_to_do(repo)


class Surprises(support.EndToEnd):
    def test_a_segment_that_never_appears_is_never_taken_for_one_that_is_there(self):
        # The manifest's rules know the documented bad names; here the simulator has a limit of its own.
        sim = self.simulator(switches={"bad_name": "silent"}, limits={"name_characters": 10})
        repo = self.project(over=sim)
        repo.write("segments/a.yaml", filter_manifest("A name of more than ten"))
        repo.segctl("apply", "--auto-approve")
        plan = self.plan(repo)
        self.assertEqual(support.actions(self.only_change(plan)), ["create"])
        self.assertEqual([w["code"] for w in plan["warnings"]], ["gone"])
        self.assertIn("refused without a word", plan["warnings"][0]["message"])

    def test_a_file_segment_without_id_that_list_shows_late_is_neither_made_again_nor_forgotten(self):
        served = self.project().path("served")
        served.mkdir()
        served.joinpath("ids.csv").write_text("u1\n", encoding="utf-8")
        sim = self.simulator(switches={"create_file_answer": "without_id", "list_lag_seconds": 300}, serve=served)
        repo = self.project(over=sim)
        repo.write("segments/f.yaml", file_manifest("Readers", f"{sim.url}/_files/ids.csv", key="readers"))
        repo.write("segments/g.yaml", EVENT.replace("WINDOW", "7").replace("key: norway", "key: readers"))
        outcome = support.by_key(self.apply(repo, code=support.INCOMPLETE))
        self.assertEqual({key: change["outcome"] for key, change in outcome.items()},
                         {"readers": "accepted", "buyers": "blocked"})
        plan = self.plan(repo)
        self.assertEqual([c["key"] for c in plan["changes"]], ["buyers"])
        self.assertEqual([w["code"] for w in plan["warnings"]], ["not-listed-yet"])
        sim.advance(300)
        self.apply(repo)
        self.assertEqual(repo.ids()["readers"], sim.segment("Readers")["id"])
        self.assertEqual(sim.sent(), ["create_file", "create_filter"])
        self.assert_nothing_to_do(repo)

    def test_what_is_archived_on_the_dashboard_is_brought_back(self):
        for reading in ("marked_flag", "marked_status"):
            with self.subTest(reading):
                sim = self.simulator(switches={"archived_in_list": reading})
                repo = self.project(over=sim)
                repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
                self.apply(repo)
                sim.edit(id=repo.ids()["norway"], archive=True)
                plan = self.plan(repo)
                self.assertEqual(support.actions(self.only_change(plan)), ["unarchive"])
                self.apply(repo)
                self.assertFalse(sim.is_archived("Norway"))
                self.assert_nothing_to_do(repo)

    def test_what_is_deleted_on_the_dashboard_is_made_again(self):
        sim = self.simulator()
        repo = self.project(over=sim)
        repo.write("segments/a.yaml", filter_manifest("Norway", key="norway"))
        repo.write("segments/b.yaml", filter_manifest("Sweden", "SE", key="sweden"))
        self.apply(repo)
        old = repo.ids()
        for segment_id in old.values():
            sim.edit(id=segment_id, delete=True)
        repo.remove("segments/b.yaml")
        plan = support.by_key(self.plan(repo))
        self.assertEqual({key: support.actions(change) for key, change in plan.items()},
                         {"norway": ["create"], "sweden": ["forget"]})
        self.assertEqual(plan["norway"]["reason"], "deleted-outside")
        self.apply(repo)
        self.assertEqual(set(repo.ids()), {"norway"})
        self.assertNotEqual(repo.ids()["norway"], old["norway"])
        self.assertEqual(sim.segment("Norway")["definition"]["included_filters"], countries("NO"))
        self.assert_nothing_to_do(repo)


if __name__ == "__main__":
    support.main()
