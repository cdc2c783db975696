"""Each exit code that scripts rely on, and what stands beside it for people."""

import fcntl
import shutil
import signal
import subprocess
import time

import support
from support import (DONE, FAILED, HELD, INCOMPLETE, INVALID, LOCKED, PENDING, USAGE,
                     file_manifest, filter_manifest, run_segctl)


def many(project, count, first=0):
    for n in range(first, count):
        project.write(f"segments/{n:02}.yaml", filter_manifest(f"Segment {n:02}", f"C{n}"))


class WrongUsage(support.EndToEnd):
    def test_a_command_line_that_makes_no_sense_ends_with_64(self):
        for words in ([], ["nonsense"], ["plan", "--nonsense"], ["validate", "--format", "xml"],
                      ["schema", "nonsense"], ["state"], ["state", "mv", "one"], ["import"],
                      ["plan", "--allow-archives", "some"]):
            with self.subTest(words):
                project = self.project()
                run = project.segctl(*words)
                self.ends(run, USAGE)
                self.assertEqual(run.out, "")
                self.assertNotEqual(run.err, "")

    def test_a_command_that_is_not_there_is_named_with_the_one_that_was_meant(self):
        run = self.ends(run_segctl("plam", "--strict"), USAGE)
        self.assertEqual(run.err, 'segctl: error: there is no command "plam"\n  did you mean "plan"?\n')
        run = self.ends(run_segctl("-q", "deploy"), USAGE)
        self.assertEqual(run.err, 'segctl: error: there is no command "deploy"\n  `segctl help` lists them\n')

    def test_help_fits_into_eighty_columns(self):
        pages = [[], ["state", "list"], ["state", "show"], ["state", "mv"], ["state", "rm"], ["state", "verify"],
                 ["lint-csv"], ["members"], ["members", "diff"], ["callback", "serve"], ["callback", "ingest"]]
        pages += [[name] for name in ("validate", "plan", "apply", "list", "show", "import", "state", "simulate",
                                      "schema", "completion", "drift", "version")]
        for words in pages:
            wide = [line for line in run_segctl(*words, "--help").out.splitlines() if len(line) > 80]
            self.assertEqual(wide, [], words)

    def test_help_and_version_end_with_0(self):
        for words in (["--help"], ["help"], ["help", "plan"], ["plan", "--help"], ["--version"], ["version"]):
            with self.subTest(words):
                run = self.ends(run_segctl(*words), DONE)
                self.assertIn("segctl", run.out)
                self.assertEqual(run.err, "")


class Errors(support.EndToEnd):
    def test_a_wrong_key_names_the_variables_to_look_at(self):
        sim = self.simulator()
        repo = self.project(over=sim)
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        run = self.ends(repo.segctl("plan", environment={"MOENGAGE_API_KEY": "wrong-key-of-somebody"}), FAILED)
        self.assertIn("MOENGAGE_API_KEY", run.err)
        self.assertIn("MOENGAGE_WORKSPACE_ID", run.err)
        self.assertNotIn("wrong-key-of-somebody", run.text)
        self.assertEqual(run.out, "")

    def test_credentials_that_are_missing_are_named(self):
        sim = self.simulator()
        repo = self.project(over=sim)
        for name in ("MOENGAGE_API_KEY", "MOENGAGE_WORKSPACE_ID"):
            with self.subTest(name):
                run = self.ends(repo.segctl("plan", environment={name: ""}), FAILED)
                self.assertIn(name, run.err)

    def test_the_key_may_come_from_a_file(self):
        sim = self.simulator()
        repo = self.project(over=sim)
        repo.write("key.txt", support.API_KEY + "\n")
        run = repo.segctl("list", environment={"MOENGAGE_API_KEY": "",
                                               "MOENGAGE_API_KEY_FILE": str(repo.path("key.txt"))})
        self.ends(run, DONE)

    def test_no_workspace_a_missing_directory_and_a_host_that_nobody_is_at(self):
        repo = self.project()
        repo.write("segctl.yaml", "version: 1\n")
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        run = self.ends(repo.segctl("plan"), FAILED)
        self.assertIn("MOENGAGE_DC", run.err)
        self.ends(repo.segctl("validate"), DONE)
        self.assertIn("nowhere", self.ends(run_segctl("-C", repo.path("nowhere"), "plan"), FAILED).err)
        self.assertIn("http", self.ends(repo.segctl("plan", "--endpoint", "http://api.example.com"), FAILED).err)

    def test_a_state_that_was_cut_off_is_an_error_that_says_what_to_do(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        whole = repo.read(".segctl/state.json")
        repo.write(".segctl/state.json", whole[: len(whole) // 2])
        for words in (["plan"], ["apply", "--auto-approve"], ["state", "verify"], ["list"]):
            run = self.ends(repo.segctl(*words), FAILED)
            self.assertIn("state.json", run.err)
        self.assertEqual(repo.behind().sent(), ["create_filter"])
        repo.write(".segctl/state.json", whole.replace('"Norway"', '"Noreg"', 1))
        self.assertIn("state.json", self.ends(repo.segctl("plan"), FAILED).err)

    def test_the_state_of_another_workspace_is_refused(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        run = self.ends(repo.segctl("apply", "--auto-approve", "--endpoint", "sim:other.json"), FAILED)
        self.assertIn("workspace", run.err)

    def test_a_project_that_is_moved_keeps_its_simulated_workspace(self):
        repo, elsewhere = self.project(), self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        repo.write("segments/b.yaml", filter_manifest("Sweden", "SE"))
        self.ends(repo.segctl("plan", "--out", "plan.json"), DONE)
        shutil.copytree(repo.directory, elsewhere.directory, dirs_exist_ok=True)
        shutil.rmtree(repo.directory)
        self.assertEqual(elsewhere.state()["workspace"]["endpoint"], "sim:.segctl/simulator.json")
        self.ends(elsewhere.segctl("apply", "plan.json"), DONE)
        self.assert_nothing_to_do(elsewhere)

    def test_without_a_terminal_nothing_is_applied_unasked(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        run = self.ends(repo.segctl("apply", stdin="yes\n"), FAILED)
        self.assertIn("--auto-approve", run.err)
        self.assertEqual(repo.behind().log(), [])


class Pending(support.EndToEnd):
    def test_pending_changes_are_2_only_on_request(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.ends(repo.segctl("plan"), DONE)
        self.ends(repo.segctl("plan", "--detailed-exitcode"), PENDING)
        self.apply(repo)
        self.ends(repo.segctl("plan", "--detailed-exitcode"), DONE)


class Invalid(support.EndToEnd):
    def test_invalid_manifests_are_3_with_all_problems_at_their_places(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway").replace("operator: in", "operator: equals"))
        repo.write("segments/b.yaml", "kind: filter\nname: 'Bad: name'\nnonsense: 1\nincluded_filters: {}\n")
        repo.write("segments/c.yaml", filter_manifest("Sweden", "SE"))
        for command in ("validate", "plan", "apply"):
            run = self.ends(repo.segctl(command), INVALID)
            for place in ("segments/a.yaml:6:", "segments/b.yaml:2:", "segments/b.yaml:3:"):
                self.assertIn(place, run.text)
        run = self.ends(repo.segctl("validate", "--format", "json"), INVALID)
        self.assertEqual(support.schema_errors("diagnostics", run.json), [])
        self.assertFalse(run.json["valid"])
        self.assertGreaterEqual(run.json["error_count"], 3)
        self.assertEqual(repo.behind().log(mutating=False), [], "nothing was asked, nothing sent")

    def test_a_project_file_with_an_error_is_3(self):
        repo = self.project()
        repo.write("segctl.yaml", "version: 1\nnonsense: 2\n")
        self.assertIn("segctl.yaml:2:", self.ends(repo.segctl("validate"), INVALID).text)

    def test_a_csv_that_moengage_would_refuse_is_3_before_anything_is_changed(self):
        repo = self.project()
        repo.write("data/ids.csv", "a\nb\n\na\n\"c\"\n")
        repo.write("segments/a.yaml",
                   file_manifest("Readers", "https://files.example/ids.csv", file="../data/ids.csv"))
        run = self.ends(repo.segctl("validate"), INVALID)
        self.assertIn("line 3", run.text)
        self.ends(repo.segctl("apply", "--auto-approve"), INVALID)
        self.assertEqual(repo.behind().log(), [])


class Incomplete(support.EndToEnd):
    def test_a_429_is_5_and_the_next_run_goes_on(self):
        repo = self.project()
        many(repo, 4)
        repo.behind().fault({"operation": "create_filter", "skip": 1, "kind": "status", "status": 429})
        outcome = self.apply(repo, "--max-wait", "0", code=INCOMPLETE)
        self.assertEqual([c["outcome"] for c in outcome["changes"]], ["done"] + ["deferred"] * 3)
        self.assertEqual(len(repo.behind().log()), 2, "what waits for the same window is not tried")
        self.apply(repo, "--max-wait", "0", code=INCOMPLETE)
        self.assertEqual(len(repo.behind().log()), 2, "the window stays closed for the next run")
        repo.behind().advance(66)
        self.assertEqual(self.apply(repo)["summary"]["done"], 3)
        self.assert_nothing_to_do(repo)
        self.assertEqual(len(repo.behind().segments()), 4)

    def test_an_interrupted_apply_is_5_and_the_next_run_goes_on(self):
        sim = self.simulator(latency=150)
        repo = self.project(over=sim)
        many(repo, 6)
        process = subprocess.Popen([support.SEGCTL, "-C", str(repo.directory), "apply", "--auto-approve"],
                                   env=support.clean_environment(repo.environment),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not sim.log():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=support.TIME_LIMIT)
        self.assertEqual(process.returncode, INCOMPLETE, out + err)
        self.assertIn("interrupt", err)
        made = len(sim.segments())
        self.assertLess(made, 6, "the interrupt came in time")
        self.assertEqual(len(repo.ids()), made, "what was in flight is recorded")
        self.apply(repo)
        self.assertEqual(len(sim.log()), 6)
        self.assert_nothing_to_do(repo)

    def signalled_while_reading(self, repo, sim, number, *words):
        """Runs a command that gets a signal while List does not answer."""
        sim.fault({"operation": "list", "kind": "hang", "seconds": 20})
        read = len(sim.log(mutating=False))
        process = subprocess.Popen([support.SEGCTL, "-C", str(repo.directory), *words],
                                   env=support.clean_environment(repo.environment),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while len(sim.log(mutating=False)) == read:
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=5)
        return process.returncode, out, err

    def test_an_apply_that_is_interrupted_while_it_reads_is_5_and_leaves_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            sim = self.simulator()
            repo = self.project(over=sim)
            many(repo, 2)
            ended = self.signalled_while_reading(repo, sim, number, "apply", "--auto-approve")
            self.assertEqual(ended, (INCOMPLETE, "", "\nsegctl: interrupted before anything was sent; run again\n"))
            self.assertEqual(sim.log(), [])
            left = {path.name for path in repo.path(".segctl").iterdir()}
            self.assertEqual(left, {"state.json.lock", "state.json.quota"})
            self.apply(repo)
            self.assertEqual(len(sim.log()), 2)

    def test_what_changes_nothing_dies_of_the_first_interrupt(self):
        sim = self.simulator()
        repo = self.project(over=sim)
        many(repo, 1)
        self.apply(repo)
        for number in (signal.SIGINT, signal.SIGTERM):
            for command in ("plan", "drift"):
                self.assertEqual(self.signalled_while_reading(repo, sim, number, command), (-number, "", ""))

    def test_a_second_interrupt_ends_at_once_and_nothing_is_made_twice(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            sim = self.simulator()
            repo = self.project(over=sim)
            many(repo, 3)
            sim.fault({"operation": "create_filter", "kind": "hang", "seconds": 20, "after_commit": True})
            process = subprocess.Popen(
                [support.SEGCTL, "-C", str(repo.directory), "apply", "--auto-approve"],
                env=support.clean_environment(repo.environment),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            while not sim.log():
                time.sleep(0.02)
            process.send_signal(number)
            with self.assertRaises(subprocess.TimeoutExpired, msg="the first waits for the answer"):
                process.wait(timeout=0.5)
            process.send_signal(number)
            process.communicate(timeout=5)
            self.assertEqual(process.returncode, -number)
            run = self.ends(repo.segctl("state", "recover"), DONE)
            self.assertIn("it took effect (ID ", run.out)
            self.apply(repo)
            self.assertEqual([entry["operation"] for entry in sim.log()], ["create_filter"] * 3)
            self.assert_nothing_to_do(repo)

    def test_the_limit_of_active_segments_is_told_and_no_reason_to_wait(self):
        sim = self.simulator(limits={"active_segments": 3})
        repo = self.project(over=sim)
        many(repo, 5)
        run = repo.segctl("apply", "--auto-approve", "--format", "json")
        self.ends(run, FAILED)
        self.assertEqual(run.json["summary"]["done"], 3)
        self.assertIn("limit", run.text)


class Locked(support.EndToEnd):
    def test_a_locked_state_is_7_for_whoever_writes_and_no_matter_for_readers(self):
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        self.apply(repo)
        with open(repo.path(".segctl/state.json.lock"), "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for words in (["apply", "--auto-approve"], ["import", "--all"], ["state", "mv", "Norway", "N"],
                          ["state", "rm", "Norway"]):
                with self.subTest(words):
                    run = self.ends(repo.segctl(*words), LOCKED)
                    self.assertIn("lock", run.err)
            for words in (["plan"], ["list"], ["state", "list"], ["state", "verify"]):
                with self.subTest(words):
                    self.ends(repo.segctl(*words), DONE)
        self.ends(repo.segctl("apply", "--auto-approve"), DONE)


class Held(support.EndToEnd):
    def test_archiving_more_than_30_percent_is_held_back_and_a_number_lifts_it(self):
        repo = self.project()
        many(repo, 10)
        self.apply(repo)
        for n in range(3):
            repo.remove(f"segments/{n:02}.yaml")
        self.assertEqual(len(self.plan(repo)["changes"]), 3, "30 % is allowed")
        repo.remove("segments/03.yaml")
        repo.write("segments/new.yaml", filter_manifest("New", "XX"))
        text = self.ends(repo.segctl("plan"), HELD).text
        self.assertIn("--allow-archives 4", text)
        self.ends(repo.segctl("plan", "--allow-archives", "3"), HELD)
        outcome = self.apply(repo, code=HELD)
        self.assertEqual(outcome["summary"]["deferred"], 4)
        self.assertEqual(outcome["summary"]["done"], 1, "the rest goes on")
        self.assertNotIn("archive", repo.behind().sent())
        text = self.ends(repo.segctl("apply", "--auto-approve"), HELD).out
        self.assertIn("Held back by a safety limit.", text)
        self.assertNotIn("resume", text, "another run would be held back as well")
        self.apply(repo, "--allow-archives", "4")
        self.assertEqual(repo.behind().sent().count("archive"), 4)
        self.assert_nothing_to_do(repo)

    def test_an_empty_repo_never_archives_everything(self):
        repo = self.project()
        many(repo, 2)
        self.apply(repo)
        for n in range(2):
            repo.remove(f"segments/{n:02}.yaml")
        for words in (["plan"], ["apply", "--auto-approve"], ["apply", "--auto-approve", "--allow-archives", "9"]):
            self.assertIn("2 segments", self.ends(repo.segctl(*words), HELD).err)
        repo.path("segments").rmdir()
        run = repo.segctl("apply", "--auto-approve")
        self.assertIn(run.code, (HELD, INVALID, FAILED), str(run))
        self.assertNotIn("archive", repo.behind().sent())

    def test_what_is_protected_stays_until_its_own_key_is_named(self):
        repo = self.project()
        repo.write("segments/kept.yaml", filter_manifest("Kept", key="kept"))
        repo.write("segments/other.yaml", filter_manifest("Other", "SE"))
        self.apply(repo)
        repo.write("segments/kept.yaml", filter_manifest("Kept", key="kept", more="protected: true\n"))
        self.assert_nothing_to_do(repo)
        self.assertEqual(self.apply(repo)["calls"], 0)
        self.assertTrue(repo.state()["segments"]["kept"]["protected"])
        serial = repo.state()["serial"]
        self.apply(repo)
        self.assertEqual(repo.state()["serial"], serial, "noted once")
        repo.remove("segments/kept.yaml")
        for words in ([], ["--allow-archives", "9"], ["--allow-protected", "Other"]):
            text = self.ends(repo.segctl("plan", *words), HELD).text
            self.assertIn("--allow-protected kept", text)
            self.assertIn("a protected segment would be archived", text)
            outcome = self.apply(repo, *words, code=HELD)
            self.assertEqual((outcome["calls"], outcome["summary"]["deferred"]), (0, 1))
        run = self.ends(repo.segctl("plan", "--allow-protected", "kpet"), FAILED)
        self.assertIn('--allow-protected "kpet": no manifest has that key', run.err)
        # A stored plan is carried out with what it was made with.
        self.ends(repo.segctl("plan", "--out", "held.json"), HELD)
        self.ends(repo.segctl("apply", "held.json"), HELD)
        self.ends(repo.segctl("apply", "held.json", "--allow-protected", "kept"), FAILED)
        self.assertNotIn("archive", repo.behind().sent())
        self.plan(repo, "--allow-protected", "kept", "--out", "plan.json")
        self.ends(repo.segctl("apply", "plan.json"), DONE)
        self.assertEqual(repo.behind().sent().count("archive"), 1)
        self.assert_nothing_to_do(repo)

    def test_a_number_of_archives_is_a_limit_of_its_own(self):
        repo = self.project()
        repo.write("segctl.yaml", repo.read("segctl.yaml") + "safety: {max_archive_count: 1}\n")
        many(repo, 4)
        self.apply(repo)
        repo.remove("segments/00.yaml")
        repo.remove("segments/01.yaml")
        self.assertIn("--allow-archives 2", self.ends(repo.segctl("plan"), HELD).text)
        self.assertEqual(self.apply(repo, code=HELD)["calls"], 0)
        self.assertEqual(self.apply(repo, "--allow-archives", "2")["calls"], 2)

    def test_below_the_least_number_of_managed_segments_a_share_means_nothing(self):
        for least, code in ((3, HELD), (5, DONE)):
            repo = self.project()
            repo.write("segctl.yaml", repo.read("segctl.yaml") + f"safety: {{min_managed: {least}}}\n")
            many(repo, 4)
            self.apply(repo)
            repo.remove("segments/00.yaml")
            repo.remove("segments/01.yaml")
            self.ends(repo.segctl("plan"), code)
            self.apply(repo, code=code)

    def test_removing_many_members_is_held_back_and_a_number_lifts_it(self):
        repo = self.project()
        repo.write("segctl.yaml", repo.read("segctl.yaml") +
                   "simulator: {files: {'https://files.example/': data/}}\n")
        everyone = [f"u{n:03}" for n in range(100)]
        repo.write("data/ids.csv", "\n".join(everyone) + "\n")
        repo.write("segments/a.yaml",
                   file_manifest("Readers", "https://files.example/ids.csv", key="r", file="../data/ids.csv"))
        self.apply(repo)
        repo.write("data/ids.csv", "\n".join(everyone[:74]) + "\n")
        self.assertIn("--allow-removals 26", self.ends(repo.segctl("plan"), HELD).text)
        outcome = self.apply(repo, code=HELD)
        self.assertEqual(outcome["calls"], 0)
        self.assertEqual(len(repo.behind().members(repo.ids()["r"])), 100)
        self.apply(repo, "--allow-removals", "26")
        self.assertEqual(len(repo.behind().members(repo.ids()["r"])), 74)
        self.assert_nothing_to_do(repo)

    def test_an_empty_csv_removes_nobody(self):
        repo = self.project()
        repo.write("segctl.yaml", repo.read("segctl.yaml") +
                   "simulator: {files: {'https://files.example/': data/}}\n")
        repo.write("data/ids.csv", "".join(f"u{n:03}\n" for n in range(100)))
        repo.write("segments/a.yaml",
                   file_manifest("Readers", "https://files.example/ids.csv", key="r", file="../data/ids.csv"))
        self.apply(repo)
        repo.write("data/ids.csv", "")
        run = repo.segctl("apply", "--auto-approve", "--allow-removals", "50")
        self.assertIn(run.code, (HELD, INVALID), str(run))
        self.assertEqual(len(repo.behind().members(repo.ids()["r"])), 100, "an empty source removes nobody")


if __name__ == "__main__":
    support.main()
