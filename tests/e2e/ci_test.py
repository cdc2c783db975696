"""The pipelines of examples/ci/, step by step as the CI systems run them: their `run` and `script` lines taken
from the files, with the variables that GitHub and GitLab set, a remote to clone from, and a small server that
takes the comments."""

import itertools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import support
import yaml
from github_double import TOKEN, Site
from support import DONE, ROOT, SEGCTL, filter_manifest

GITHUB_WORKFLOW = ROOT / "examples" / "ci" / "github" / "segments.yml"
GITLAB_PIPELINE = ROOT / "examples" / "ci" / "gitlab" / ".gitlab-ci.yml"
MARK = '<!-- segctl {"v":1,"of":"plan","env":%s,"plan":"sha256:0","run":null} -->\n'


class Ci(support.EndToEnd):
    """A remote with a project whose segments are in a simulator, and clones of it as CI makes them."""

    endpoint = "sim:.segctl/simulator.json"

    def setUp(self):
        self.site = Site()
        self.addCleanup(self.site.stop)
        self.remote = self.folder() / "segments.git"
        self.bin = self.folder()
        os.symlink(SEGCTL, self.bin / "segctl")
        for script in ("sticky-comment", "state-branch"):
            os.symlink(ROOT / "scripts" / script, self.bin / f"segctl-{script}")
        self.git("init", "-q", "--bare", "-b", "main", self.remote)
        self.work = self.folder()
        self.git("init", "-q", "-b", "main", self.work)
        self.git("remote", "add", "origin", f"file://{self.remote}", where=self.work)
        self.write("segctl.yaml", f"version: 1\nworkspace: {{endpoint: '{self.endpoint}'}}\n")
        self.write(".gitignore", ".segctl/\n")
        self.write("segments/norway.yaml", filter_manifest("Norway", "NO"))
        self.push("main")

    def folder(self):
        directory = tempfile.mkdtemp(prefix="segctl-e2e-", dir=support.SCRATCH)
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        return pathlib.Path(directory)

    def environment(self, extra=None):
        path = f"{self.bin}:{os.environ['PATH']}"
        return support.clean_environment({
            "PATH": path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada", "GIT_COMMITTER_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "a@shop.example", "GIT_COMMITTER_EMAIL": "a@shop.example", **(extra or {})})

    def git(self, *words, where=None):
        done = subprocess.run(["git", *map(str, words)], cwd=where, env=self.environment(), check=True,
                              capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, name, text):
        path = self.work / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def push(self, branch):
        self.git("add", "-A", where=self.work)
        self.git("commit", "-q", "-m", "a step", where=self.work)
        self.git("push", "-q", "origin", f"HEAD:{branch}", where=self.work)
        return self.git("rev-parse", "HEAD", where=self.work)

    def branch(self, name):
        self.git("checkout", "-q", "-b", name, where=self.work)

    def clone(self, commit):
        """A clone as actions/checkout makes one with fetch-depth: 0."""
        clone = self.folder()
        self.git("clone", "-q", "--no-checkout", f"file://{self.remote}", clone)
        self.git("checkout", "-q", "--detach", commit, where=clone)
        return clone

    def shell(self, where, line, environment):
        """One step, as both systems run it."""
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", line], cwd=where, env=environment,
                              capture_output=True, text=True, timeout=support.TIME_LIMIT, check=False)
        self.log += f"$ {line}\n{done.stdout}{done.stderr}\n"
        self.assertNotIn(TOKEN, done.stdout + done.stderr)
        self.assertNotIn(support.API_KEY, done.stdout + done.stderr)
        return done.returncode

    def segments(self):
        return {s["name"]: s["definition"]["included_filters"]["filters"][0]["value"]
                for s in self.sim.segments()}


class GitHub(Ci):
    def setUp(self):
        self.runs = itertools.count(4711)
        self.sim = self.simulator()
        self.endpoint = self.sim.url
        super().setUp()

    def run_job(self, name, event_name, event, commit, **variables):
        """Runs a job's steps; those after a failure only where their `if` says so. True where all went well."""
        job = yaml.safe_load(GITHUB_WORKFLOW.read_text(encoding="utf-8"))["jobs"][name]
        where, temp = self.clone(commit), self.folder()
        (temp / "event.json").write_text(json.dumps(event), encoding="utf-8")
        for file in ("summary", "output"):
            (temp / file).touch()
        environment = self.environment({
            "GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_API_URL": self.site.url, "GITHUB_SHA": commit,
            "GITHUB_REPOSITORY": "shop/segments", "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": str(next(self.runs)), "GITHUB_EVENT_NAME": event_name, "GITHUB_WORKSPACE": str(where),
            "GITHUB_EVENT_PATH": str(temp / "event.json"), "RUNNER_TEMP": str(temp),
            "GITHUB_STEP_SUMMARY": str(temp / "summary"), "GITHUB_OUTPUT": str(temp / "output"), **variables})
        self.log, failed = "", False
        for step in job["steps"]:
            if "run" not in step:
                continue
            condition = step.get("if", "success()")
            if failed and "always()" not in condition and "!cancelled()" not in condition:
                continue
            secrets = {"${{ secrets.MOENGAGE_API_KEY }}": support.API_KEY, "${{ github.token }}": TOKEN}
            own = {key: secrets[value] for key, value in step.get("env", {}).items()}
            code = self.shell(where, step["run"], {
                **environment, "MOENGAGE_WORKSPACE_ID": support.WORKSPACE_ID, **own})
            failed = failed or code != 0
        self.summary = (temp / "summary").read_text(encoding="utf-8")
        return not failed

    def pull_request(self, commit):
        return self.run_job("plan", "pull_request", {"number": 7, "pull_request": {"number": 7}}, commit,
                            GITHUB_BASE_REF="main", GITHUB_HEAD_REF="work", GITHUB_REF="refs/pull/7/merge")

    def apply_main(self, commit):
        return self.run_job("apply", "push", {"ref": "refs/heads/main"}, commit, GITHUB_REF="refs/heads/main")

    def test_a_pull_request_is_planned_commented_and_applied_and_drift_is_seen(self):
        main = self.git("rev-parse", "HEAD", where=self.work)
        self.assertTrue(self.apply_main(main), self.log)
        self.assertEqual(self.segments(), {"Norway": ["NO"]})
        self.branch("work")
        self.write("segments/norway.yaml", filter_manifest("Norway", "NO, SJ"))
        commit = self.push("work")
        self.assertTrue(self.pull_request(commit), self.log)
        self.assertEqual(list(self.site.comments), [1])
        comment = self.site.comments[1]["body"]
        self.assertTrue(comment.startswith("<!-- segctl {"), comment)
        self.assertIn("1 to update", comment)
        self.assertTrue(self.pull_request(commit), self.log)
        self.assertNotIn("PATCH", str(self.site.asked), "an unchanged comment is left alone")
        self.write("segments/sweden.yaml", filter_manifest("Sweden", "SE"))
        self.assertTrue(self.pull_request(self.push("work")), self.log)
        self.assertEqual(list(self.site.comments), [1])
        self.assertIn("1 to create", self.site.comments[1]["body"])
        self.assertEqual(self.segments(), {"Norway": ["NO"]}, "a plan changes nothing")
        merged = self.push_nothing("main")
        self.assertTrue(self.apply_main(merged), self.log)
        self.assertEqual(self.segments(), {"Norway": ["NO", "SJ"], "Sweden": ["SE"]})
        self.assertTrue(self.run_job("drift", "schedule", {"schedule": "23 5 * * *"}, merged), self.log)
        self.sim.edit(name="Sweden", included_filters=support.countries("DE"))
        self.assertFalse(self.run_job("drift", "schedule", {"schedule": "23 5 * * *"}, merged), self.log)
        self.assertIn("changed-outside", self.log)

    def push_nothing(self, branch):
        self.git("push", "-q", "origin", f"HEAD:{branch}", where=self.work)
        return self.git("rev-parse", "HEAD", where=self.work)

    def test_a_broken_manifest_ends_the_job_and_no_plan_of_before_stays(self):
        self.branch("work")
        self.write("segments/norway.yaml", filter_manifest("Norway", "NO, SJ"))
        self.assertTrue(self.pull_request(self.push("work")), self.log)
        self.write("segments/norway.yaml", "kind: filter\n")
        self.assertFalse(self.pull_request(self.push("work")))
        self.assertEqual(list(self.site.comments), [1])
        comment = self.site.comments[1]["body"]
        self.assertIn("nothing can be planned", comment)
        self.assertIn("segments/norway.yaml", comment)
        self.assertNotIn("to create", comment)
        self.write("segments/norway.yaml", filter_manifest("Norway", "NO"))
        self.assertTrue(self.pull_request(self.push("work")), self.log)
        self.assertEqual(list(self.site.comments), [1])
        self.assertIn("1 to create", self.site.comments[1]["body"])

    def test_the_state_is_saved_after_a_failed_apply_too(self):
        main = self.git("rev-parse", "HEAD", where=self.work)
        self.sim.create("Sweden", support.countries("XX"))
        self.write("segments/sweden.yaml", filter_manifest("Sweden", "SE"))
        commit = self.push("main")
        self.assertNotEqual(main, commit)
        self.assertFalse(self.apply_main(commit), self.log)
        state = json.loads(self.git("show", "segctl-state:state.json", where=self.remote))
        self.assertEqual(list(state["segments"]), ["Norway"])


    def test_an_apply_that_was_not_done_goes_on_where_it_stopped_when_its_job_is_run_again(self):
        self.write("segments/sweden.yaml", filter_manifest("Sweden", "SE"))
        commit = self.push("main")
        self.sim.fault({"operation": "create_filter", "skip": 1, "kind": "status", "status": 500})
        self.assertFalse(self.apply_main(commit))
        self.assertIn("1 unknown", self.log)
        self.assertTrue(self.apply_main(commit), self.log)
        self.assertEqual(self.segments(), {"Norway": ["NO"], "Sweden": ["SE"]})
        self.assertEqual([entry["status"] for entry in self.sim.log()], [201, 500, 201])

    def test_drift_without_a_state_fails_the_job(self):
        main = self.git("rev-parse", "HEAD", where=self.work)
        self.assertFalse(self.run_job("drift", "schedule", {"schedule": "23 5 * * *"}, main))
        self.assertIn("there is no state at", self.log)


class GitLab(Ci):
    def setUp(self):
        self.sim = self.simulator()
        self.endpoint = self.sim.url
        super().setUp()
        self.site.author = "project_77_bot"

    def run_job(self, name, commit, **variables):
        job = yaml.safe_load(GITLAB_PIPELINE.read_text(encoding="utf-8"))[name]
        where = self.clone(commit)
        environment = self.environment({
            "GITLAB_CI": "true", "CI": "true", "CI_API_V4_URL": self.site.url, "CI_PROJECT_ID": "77",
            "CI_PROJECT_URL": f"file://{str(self.remote).removesuffix('.git')}", "CI_PROJECT_DIR": str(where),
            "CI_COMMIT_SHA": commit, "GITLAB_TOKEN": TOKEN, "CI_DEFAULT_BRANCH": "main",
            "MOENGAGE_API_KEY": support.API_KEY, "MOENGAGE_WORKSPACE_ID": support.WORKSPACE_ID, **variables})
        self.log, well = "", True
        for line in job["script"]:
            well = self.shell(where, line, environment) == 0
            if not well:
                break
        for line in job.get("after_script", []):
            self.shell(where, line, environment)
        self.reports = {}
        for kind, file in job.get("artifacts", {}).get("reports", {}).items():
            if (where / file).exists():
                self.reports[kind] = (where / file).read_text(encoding="utf-8")
        return well

    def test_a_merge_request_is_planned_commented_and_applied_and_drift_is_seen(self):
        main = self.git("rev-parse", "HEAD", where=self.work)
        push = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"}
        self.assertTrue(self.run_job("apply", main, **push), self.log)
        self.branch("work")
        self.write("segments/norway.yaml", filter_manifest("Norway", "NO, SJ"))
        commit = self.push("work")
        request = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7",
                   "CI_MERGE_REQUEST_DIFF_BASE_SHA": main}
        for _ in range(2):
            self.assertTrue(self.run_job("plan", commit, **request), self.log)
        self.assertEqual(json.loads(self.reports["terraform"]), {"create": 0, "update": 1, "delete": 0})
        self.assertIn("<testsuite", self.reports["junit"])
        self.assertEqual([c["user"]["login"] for c in self.site.comments.values()], ["project_77_bot"])
        self.assertNotIn("PUT", str(self.site.asked))
        self.assertTrue(self.run_job("apply", commit, **push), self.log)
        self.assertEqual(self.segments(), {"Norway": ["NO", "SJ"]})
        self.write("segments/norway.yaml", "kind: filter\n")
        self.assertFalse(self.run_job("plan", self.push("work"), **request))
        self.assertEqual(len(self.site.comments), 1)
        self.assertIn("nothing can be planned", str(self.site.comments))
        self.assertTrue(self.run_job("drift", commit, CI_PIPELINE_SOURCE="schedule"), self.log)
        self.sim.edit(name="Norway", included_filters=support.countries("DE"))
        self.assertFalse(self.run_job("drift", commit, CI_PIPELINE_SOURCE="schedule"), self.log)


class Comment(Ci):
    """segctl-sticky-comment by itself."""

    def comment(self, body, *words, **variables):
        folder = self.folder()
        (folder / "plan.md").write_text(body, encoding="utf-8")
        (folder / "event.json").write_text('{"issue": {"number": 7}}', encoding="utf-8")
        self.log = ""
        return self.shell(folder, f"segctl-sticky-comment {' '.join(words)} plan.md", self.environment({
            "GITHUB_API_URL": self.site.url, "GITHUB_REPOSITORY": "shop/segments", "GITHUB_TOKEN": TOKEN,
            "GITHUB_EVENT_PATH": "event.json", "SEGCTL_COMMENT_PAUSE": "0", **variables}))

    def bodies(self):
        return {number: comment["body"] for number, comment in self.site.comments.items()}

    def test_only_a_comment_of_ours_with_the_marker_at_its_beginning_is_replaced(self):
        prod, staging = MARK % '"prod"', MARK % '"staging"'
        self.site.add(1, "mallory", prod + "theirs")
        self.site.add(2, "github-actions[bot]", "> " + prod + "quoted")
        self.site.add(3, "github-actions[bot]", staging + "another environment")
        self.site.add(4, "github-actions[bot]", prod.replace("plan", "drift", 1) + "of another command")
        self.site.add(5, "github-actions[bot]", prod + "old\r\n")
        for number in range(6, 250):
            self.site.add(number, "someone", "chatter")
        before = self.bodies()
        self.assertEqual(self.comment(prod + "new"), 0, self.log)
        self.assertEqual(self.bodies(), {**before, 5: prod + "new"})
        self.assertEqual(self.comment(prod.replace("null", '"https://ci.example/2"') + "new\n"), 0)
        self.assertEqual(sum(asked.startswith("PATCH") for asked in self.site.asked), 1)

    def test_a_plan_without_changes_makes_no_comment_but_updates_one(self):
        body = MARK % "null" + "No changes"
        self.assertEqual(self.comment(body, "--update-only"), 0)
        self.assertEqual(self.bodies(), {})
        self.site.add(1, "github-actions[bot]", MARK % "null" + "old")
        self.assertEqual(self.comment(body, "--update-only"), 0)
        self.assertEqual(self.bodies(), {1: body})

    def test_a_lost_answer_is_asked_again_and_a_create_is_not(self):
        self.site.faults = [(502, {}, {}), (429, {}, {})]
        self.assertEqual(self.comment(MARK % "null" + "x"), 0, self.log)
        self.assertEqual(len(self.site.comments), 1)
        self.site.comments.clear()
        self.site.faults = [(200, [], {}), (502, {"message": "::error::\x1b[31m"}, {})]
        self.assertEqual(self.comment(MARK % "null" + "x"), 1)
        self.assertEqual(self.site.comments, {})
        self.assertNotIn("::error", self.log)

    def test_a_redirect_is_not_followed_with_the_token(self):
        elsewhere = Site()
        self.addCleanup(elsewhere.stop)
        self.site.faults = [(302, {}, {"Location": elsewhere.url + "/repos/shop/segments/issues/7/comments"})]
        self.assertEqual(self.comment(MARK % "null" + "x"), 1)
        self.assertEqual(elsewhere.asked, [])

    def test_what_is_no_report_of_segctl_is_not_posted(self):
        for body in ("hello", "\n" + MARK % "null", "<!-- segctl {broken -->\n", "x" * 70_000):
            self.assertEqual(self.comment(body), 1)
        self.assertEqual(self.comment(MARK % "null" + "é" * 33_000), 1)
        self.assertEqual(self.comment("", "--all"), 64)
        self.assertEqual(self.comment(MARK % "null", GITHUB_TOKEN=""), 1)
        self.assertEqual(self.site.asked, [])


class StateBranch(Ci):
    def run_script(self, where, word):
        self.log = ""
        return self.shell(where, f"segctl-state-branch {word}", self.environment())

    def test_the_state_goes_from_run_to_run_and_nobody_is_overwritten(self):
        main = self.git("rev-parse", "HEAD", where=self.work)
        one, two, three = (self.clone(main) for _ in range(3))
        self.assertEqual(self.run_script(one, "fetch"), 0, self.log)
        self.assertEqual(self.run_script(one, "save"), 0)
        self.assertIn("no state to save", self.log)
        (one / ".segctl").mkdir()
        (one / ".segctl" / "state.json").write_text("1", encoding="utf-8")
        (one / ".segctl" / "state.json.lock").write_text("x", encoding="utf-8")
        self.assertEqual(self.run_script(one, "save"), 0, self.log)
        for clone in (two, three):
            self.assertEqual(self.run_script(clone, "fetch"), 0, self.log)
            self.assertEqual([path.name for path in (clone / ".segctl").iterdir()], ["state.json"])
        self.assertEqual((two / ".segctl" / "state.json").stat().st_mode & 0o777, 0o600)
        (two / ".segctl" / "state.json").write_text("2", encoding="utf-8")
        (three / ".segctl" / "state.json").write_text("3", encoding="utf-8")
        self.assertEqual(self.run_script(two, "save"), 0, self.log)
        self.assertNotEqual(self.run_script(three, "save"), 0)
        self.assertEqual(self.git("show", "segctl-state:state.json", where=self.remote), "2")
        self.assertEqual(self.run_script(two, "save"), 0)
        self.assertIn("as it was", self.log)
        self.assertEqual(self.run_script(two, "burn"), 64)

    def test_members_of_cohorts_are_never_pushed_and_that_is_said(self):
        clone = self.clone("main")
        folder = clone / ".segctl"
        (folder / "state.json.cohorts").mkdir(parents=True)
        (folder / "state.json").write_text("1", encoding="utf-8")
        (folder / "state.json.cohorts" / "ab12").write_text("uid-of-somebody", encoding="utf-8")
        for _ in range(2):  # the second time nothing is new
            self.assertEqual(self.run_script(clone, "save"), 1)
            self.assertIn("not who is in the cohorts (.segctl/state.json.cohorts)", self.log)
            kept = self.git("ls-tree", "-r", "--name-only", "segctl-state", where=self.remote)
            self.assertEqual(kept.split(), ["state.json"])

    def test_a_remote_that_does_not_answer_is_no_first_run(self):
        clone = self.clone("main")
        self.git("remote", "set-url", "origin", "file:///nonexistent", where=clone)
        self.assertNotEqual(self.run_script(clone, "fetch"), 0)


if __name__ == "__main__":
    assert DONE == 0
    support.main()
