"""What a reviewer is told: effects on audiences, what a branch touched, differences between
revisions, and definitions in plain English; against real git repositories."""

import os
import shutil
import subprocess
import tempfile

import support
from support import (DONE, FAILED, HELD, INVALID, PENDING, USAGE, by_key, countries, file_manifest,
                     filter_manifest, run_segctl, schema_errors)

GOLDEN = support.ROOT / "tests" / "golden" / "explain"
ACCEPT = os.environ.get("SEGCTL_TEST_ACCEPT")
FIRST_OF_JANUARY = 1_767_225_600  # 2026
REFERENCE = ("kind: filter\nname: Users of Norway\nincluded_filters:\n  filter_operator: and\n"
             "  filters:\n    - {filter_type: custom_segments, key: Norway}\n")


class GitProject(support.EndToEnd):
    """A project in a git repository."""

    def git(self, *words, author="Ada", at=0, where=None):
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}
        for who in ("AUTHOR", "COMMITTER"):
            environment[f"GIT_{who}_NAME"] = author
            environment[f"GIT_{who}_EMAIL"] = "someone@shop.example"
            environment[f"GIT_{who}_DATE"] = f"{FIRST_OF_JANUARY + at} +0000"
        done = subprocess.run(["git", *words], cwd=where or self.repo.directory, check=True,
                              capture_output=True, text=True, env=environment)
        return done.stdout.strip()

    def commit(self, **more):
        self.git("add", "-A", **more)
        self.git("commit", "-q", "-m", "a step", **more)
        return self.git("rev-parse", "HEAD")

    def repository(self, **files):
        self.repo = self.project()
        self.repo.write(".gitignore", ".segctl/\n")
        for name, text in files.items():
            self.repo.write(f"segments/{name}.yaml", text)
        self.git("init", "-q", "-b", "main")
        return self.commit()

    def folder(self):
        directory = tempfile.mkdtemp(prefix="segctl-e2e-", dir=support.SCRATCH)
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        return directory

    def origins(self, *words, code=DONE):
        """Key → whether it was touched, and by whom last."""
        plan = self.plan(self.repo, "--base", "main", *words, code=code)
        return {key: (change["origin"]["touched"], change["origin"]["author"])
                for key, change in by_key(plan).items()}


class Base(GitProject):
    def setUp(self):
        self.first = self.repository(
            norway=filter_manifest("Norway", "NO"),
            nordic=filter_manifest("Sweden", "SE") + "---\n" + filter_manifest("Finland", "FI"))
        self.apply(self.repo)
        self.git("checkout", "-q", "-b", "work")

    def change_live(self, name):
        self.repo.behind().edit(id=self.repo.ids()[name], included_filters=countries("DE"))

    def test_a_change_is_touched_by_the_meaning_of_its_document_and_not_by_its_file(self):
        self.repo.write("segments/nordic.yaml", "# Two of them\n" + filter_manifest("Sweden", "SE, AX") +
                        "---\n" + filter_manifest("Finland", "'FI'"))
        self.commit(author="Grace", at=60)
        for name in ("Norway", "Finland"):
            self.change_live(name)
        self.assertEqual(self.origins(), {"Sweden": (True, "Grace"), "Finland": (False, "Grace"),
                                          "Norway": (False, "Ada")})
        run = self.repo.segctl("plan", "--base", "main")
        self.assertIn(f"Against main ({self.first[:10]}): 2 changes are surprises.", run.out)
        self.assertEqual(run.out.count("SURPRISE: "), 2, run.out)

    def test_only_touched_fails_on_surprises_alone(self):
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.ends(self.repo.segctl("plan", "--base", "main", "--only-touched"), DONE)
        self.change_live("Finland")
        self.ends(self.repo.segctl("plan", "--base", "main", "--only-touched"), HELD)
        self.ends(self.repo.segctl("plan", "--base", "main"), DONE)
        self.ends(self.repo.segctl("plan", "--only-touched"), USAGE)

    def test_new_deleted_and_uncommitted_manifests_are_the_branch_s(self):
        self.repo.write("segments/new.yaml", filter_manifest("Denmark", "DK"))
        self.repo.write("segments/nordic.yaml", filter_manifest("Finland", "FI"))
        self.commit(author="Grace", at=60)
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.repo.write("segments/newer.yaml", filter_manifest("Iceland", "IS"))
        plan = self.plan(self.repo, "--base", "main")
        origins = {key: change["origin"] for key, change in by_key(plan).items()}
        head = self.git("rev-parse", "HEAD")
        nowhere = {"touched": True, "deleted_from": None}
        self.assertEqual(origins, {
            "Denmark": {**nowhere, "author": "Grace", "commit": head},
            "Norway": {**nowhere, "author": "Ada", "commit": None},
            "Iceland": {**nowhere, "author": None, "commit": None},
            "Sweden": {"touched": True, "author": "Grace", "commit": head,
                       "deleted_from": {"file": "segments/nordic.yaml", "line": 2}}})
        self.assertEqual(plan["base"], {"revision": "main", "commit": self.first})

    def test_a_csv_that_changed_touches_its_segment(self):
        self.repo.write("segctl.yaml", self.repo.read("segctl.yaml") +
                        "simulator: {files: {'https://files.shop.example/': data}}\n")
        self.repo.write("data/readers.csv", "a1\nb1\n")
        self.repo.write("segments/file.yaml", file_manifest(
            "Readers", "https://files.shop.example/readers.csv", file="../data/readers.csv"))
        self.commit()
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "work")
        self.git("checkout", "-q", "work")
        self.apply(self.repo)
        self.repo.write("data/readers.csv", "a1\nb1\nc1\n")
        self.assertEqual(self.origins(), {"Readers": (True, "Ada")})

    def test_what_main_did_since_is_not_the_branch_s(self):
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.commit(author="Grace", at=60)
        self.git("checkout", "-q", "main")
        self.repo.replace("segments/nordic.yaml", "[SE]", "[SE, AX]")
        self.commit(author="Linus", at=70)
        self.git("checkout", "-q", "work")
        self.change_live("Sweden")
        self.assertEqual(self.origins(), {"Norway": (True, "Grace"), "Sweden": (False, "Ada")})

    def test_a_stored_plan_with_a_base_is_carried_out(self):
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.ends(self.repo.segctl("plan", "--base", "main", "--out", "plan.json"), DONE)
        self.commit(author="Grace", at=60)
        self.ends(self.repo.segctl("apply", "plan.json"), DONE)
        self.assert_nothing_to_do(self.repo)

    def test_odd_revisions_and_missing_repositories_are_told(self):
        for revision in ("nowhere", "-x", "--upload-pack=touch hacked", "main:segments", "a b"):
            with self.subTest(revision):
                run = self.ends(self.repo.segctl("plan", f"--base={revision}"), FAILED)
                self.assertIn("revision", run.err)
        self.assertFalse(self.repo.path("hacked").exists())
        outside = self.project()
        run = outside.segctl("plan", "--base", "main",
                             environment={"GIT_CEILING_DIRECTORIES": str(outside.directory.parent)})
        self.assertIn("is in no git repository", self.ends(run, FAILED).err)

    def test_a_shallow_clone_without_the_revision_says_how_to_get_it(self):
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.commit()
        clone = support.Project(self.folder(), self.repo.environment)
        self.git("clone", "-q", "--depth", "1", f"file://{self.repo.directory}", ".", where=clone.directory)
        run = self.ends(clone.segctl("plan", "--base", "origin/main"), FAILED)
        self.assertIn("fetch-depth: 0", run.err)
        self.git("fetch", "-q", "--depth", "1", "origin", "main:main", where=clone.directory)
        run = self.ends(clone.segctl("plan", "--base", "main"), FAILED)
        self.assertIn("no commit in common", run.err)
        self.git("fetch", "-q", "--unshallow", "origin", where=clone.directory)
        self.ends(clone.segctl("plan", "--base", "main"), DONE)

    def test_what_a_partial_clone_lacks_is_not_fetched(self):
        self.git("config", "uploadpack.allowFilter", "true")
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.commit()
        clone = support.Project(self.folder(), self.repo.environment)
        self.git("clone", "-q", "--filter=blob:none", f"file://{self.repo.directory}", ".", where=clone.directory)
        lacks = ("rev-list", "--objects", "--missing=print", "origin/main")
        missing = self.git(*lacks, where=clone.directory)
        self.assertIn("?", missing)
        run = self.ends(clone.segctl("plan", "--base", "origin/main"), FAILED)
        self.assertIn("are not all in this repository", run.err)
        self.assertEqual(self.git(*lacks, where=clone.directory), missing)
        self.git("fetch", "-q", "--refetch", "--no-filter", "origin", where=clone.directory)
        self.ends(clone.segctl("plan", "--base", "origin/main"), DONE)

    def test_a_hook_s_environment_and_odd_names_lead_nowhere_else(self):
        self.repo.write('segments/ü "x"\n.yaml', filter_manifest("Odd", "NO, SJ"))
        self.repo.write(".gitattributes", "*.yaml diff=evil\n")
        self.commit(author="Eve \x1b[31m::error::x", at=60)
        self.git("config", "diff.evil.textconv", "touch hacked; cat")
        self.git("config", "diff.external", "touch hacked; true")
        run = self.repo.segctl("plan", "--base", "main", environment={
            "GIT_DIR": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent", "GIT_PAGER": "touch hacked"})
        self.ends(run, DONE)
        self.assertNotIn("\x1b", run.out)
        self.assertIn("last changed by Eve ", run.out)
        self.assertFalse(self.repo.path("hacked").exists())


class Difference(GitProject):
    def setUp(self):
        self.repository(norway=filter_manifest("Norway", "NO"), sweden=filter_manifest("Sweden", "SE"),
                        finland=filter_manifest("Finland", "FI", key="fi"), users=REFERENCE)

    def diff(self, *words, code=DONE):
        run = self.ends(self.repo.segctl("diff", "--format", "json", *words), code)
        self.assertEqual(schema_errors("difference", run.json), [])
        return {found["key"]: (found["happened"], found["effect"], [d["summary"] for d in found["diff"]])
                for found in run.json["segments"]}

    def edit(self):
        self.repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        self.repo.replace("segments/finland.yaml", "name: Finland", "name: Suomi")
        self.repo.remove("segments/sweden.yaml")
        self.repo.write("segments/denmark.yaml", filter_manifest("Denmark", "DK"))

    EDITED = {"Denmark": ("created", None, []),
              "fi": ("renamed", "same", ["name: Finland → Suomi"]),
              "Norway": ("changed", "only-widens", ["country in [NO] → [NO, SJ]"]),
              "Users of Norway": ("follows", "only-widens", []),
              "Sweden": ("removed", None, [])}

    def test_revisions_and_the_work_tree_are_compared_by_meaning(self):
        self.edit()
        self.assertEqual(self.diff("main"), self.EDITED)
        self.commit()
        self.assertEqual(self.diff("HEAD~1", "HEAD"), self.EDITED)
        self.assertEqual(self.diff("HEAD~1:segments", "segments"), self.EDITED)
        self.assertEqual(self.diff("HEAD", "HEAD:./segments"), {})
        run = self.ends(self.repo.segctl("diff", "HEAD~1", "HEAD", "--detailed-exitcode"), PENDING)
        self.assertIn("1 created, 1 removed, 1 renamed, 1 changed, 1 follows, 0 unchanged.", run.out)
        self.ends(self.repo.segctl("diff", "HEAD", "HEAD", "--detailed-exitcode"), DONE)

    def test_trees_without_git_are_compared(self):
        other = self.project()
        shutil.copytree(self.repo.path("segments"), other.path("segments"), dirs_exist_ok=True)
        self.edit()
        run = run_segctl("diff", other.directory, self.repo.directory, "--format", "json",
                         cwd=other.directory)
        self.assertEqual({found["key"]: found["happened"] for found in self.ends(run, DONE).json["segments"]},
                         {key: happened for key, (happened, _, _) in self.EDITED.items()})
        run = run_segctl("diff", other.path("segments"), other.path("segments"), cwd="/")
        self.assertIn("No difference: 4 segments mean the same.", self.ends(run, DONE).out)

    def test_other_words_for_the_same_are_no_difference(self):
        self.repo.write("segments/norway.yaml", "# Norway\n" + filter_manifest("Norway", '"NO"'))
        self.git("mv", "segments/sweden.yaml", "segments/s.yaml")
        self.assertEqual(self.diff("main"), {})

    def test_data_files_are_compared_by_their_content(self):
        self.repo.write("data/r.csv", "ID\na\n")
        self.repo.write("segments/file.yaml",
                        file_manifest("Readers", "https://files.shop.example/r.csv?sig=SECRET", file="../data/r.csv"))
        self.commit()
        self.repo.replace("segments/file.yaml", "SECRET", "OTHER")
        self.assertEqual(self.diff("main"), {})
        self.repo.write("data/r.csv", "ID\nb\n")
        expected = {"Readers": ("changed", "may-do-either", ["the content of ../data/r.csv is another"])}
        self.assertEqual(self.diff("main"), expected)
        self.commit()
        self.assertEqual(self.diff("main~1", "main"), expected)

    def test_what_cannot_be_read_is_told_with_the_side_it_is_on(self):
        self.repo.write("segments/broken.yaml", "kind: filter\nname: x\n")
        run = self.ends(self.repo.segctl("diff", "main"), INVALID)
        self.assertIn("broken.yaml", run.err)
        run = self.ends(self.repo.segctl("diff", "nowhere"), FAILED)
        self.assertIn("nowhere", run.err)
        for word in ("main:nowhere", "main:../..", "main:/"):
            self.assertIn("there are no manifests at", self.ends(self.repo.segctl("diff", word), FAILED).err)


class Effects(support.EndToEnd):
    def test_plans_say_what_becomes_of_audiences(self):
        repo = self.project()
        repo.write("segments/norway.yaml", filter_manifest("Norway", "NO"))
        repo.write("segments/users.yaml", REFERENCE)
        self.apply(repo)
        repo.replace("segments/norway.yaml", "[NO]", "[NO, SJ]")
        plan = self.plan(repo)
        self.assertEqual(self.only_change(plan)["effect"], "only-widens")
        self.assertEqual([(w["code"], w["key"]) for w in plan["warnings"]],
                         [("audience-follows", "Users of Norway")])
        self.assertIn("audience: can only widen", repo.segctl("plan").out)


class Explain(support.EndToEnd):
    def check_golden(self, name, text):
        path = GOLDEN / name
        if ACCEPT and (not path.exists() or path.read_text(encoding="utf-8") != text):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.fail(f"{path} was rewritten: look at the change")
        self.assertEqual(path.read_text(encoding="utf-8"), text)

    def test_the_examples_are_told_in_plain_english(self):
        repo = self.project(examples=True)
        self.check_golden("examples.txt", self.ends(repo.segctl("explain"), DONE).out)
        run = self.ends(repo.segctl("explain", "--format", "json"), DONE)
        self.assertEqual(schema_errors("explanation", run.json), [])
        self.check_golden("examples.json", run.out)

    def test_segments_are_chosen_by_key_or_name(self):
        repo = self.project(examples=True)
        run = self.ends(repo.segctl("explain", "--format", "json", "VIP Scandinavia", "big-basket"), DONE)
        self.assertEqual([segment["key"] for segment in run.json["segments"]],
                         ["vip-scandinavia", "big-basket"])
        run = self.ends(repo.segctl("explain", "big-baskett"), FAILED)
        self.assertIn('did you mean "big-basket"', run.err)
        repo.write("segments/broken.yaml", "kind: filter\n")
        self.ends(repo.segctl("explain", "big-basket"), INVALID)


if __name__ == "__main__":
    support.main()
