"""Every shape of manifest in the corpus validates, is applied and then stands as it was written."""

import shutil

import support
from support import DONE, INVALID

VALID = support.ROOT / "tests" / "corpus" / "manifest" / "valid"
SETTINGS = """\
version: 1
workspace: {endpoint: 'sim:.segctl/simulator.json'}
simulator:
  files:
    'https://files.example.com/': served/
    'HTTPS://files.example.com/': served/
"""


# Why a valid manifest of the corpus is not applied here.
LEFT_OUT = {
    "reference-to-archived.yaml": "a first plan refuses it: what it refers to is not made",
    "eleven-segments-by-id.yaml": "its IDs would have to be those of file segments",
}


class Shapes(support.EndToEnd):
    def fresh(self):
        repo = self.project()
        repo.environment["SEGCTL_CALLBACK_TOKEN"] = "0123456789abcdef"
        repo.write("segctl.yaml", SETTINGS)
        shutil.copytree(VALID.parent / "data", repo.path("data"))
        served = repo.path("served")
        served.mkdir()
        for name in ("file-additions", "file-changes", "add-1", "remove-1", "add-2", "tenth", "file-minimal",
                     "file-callback-and-emails", "file-local-copy"):
            shutil.copy(repo.path("data/readers.csv"), served / f"{name}.csv")
        served.joinpath("double.csv").write_text("1\n2.5\n", encoding="utf-8")
        return repo

    def batches(self):
        """Projects that hold the corpus between them: what can't stand beside another waits for the next."""
        waiting = sorted(path for path in VALID.iterdir() if path.name not in LEFT_OUT)
        while waiting:
            repo = self.fresh()
            for path in waiting:
                shutil.copy(path, repo.path(f"segments/{path.name}"))
            left = []
            while True:
                run = repo.segctl("validate", "--format", "json")
                self.assertIn(run.code, (DONE, INVALID), str(run))
                at_fault = {d["range"]["filename"] for d in run.json["diagnostics"]
                            if d["severity"] == "error"}
                if not at_fault:
                    break
                # The first of a pair stays where it can.
                at_fault = at_fault if len(at_fault) == 1 else set(sorted(at_fault)[1:])
                for name in at_fault:
                    repo.remove(name)
                    left.append(VALID / name.removeprefix("segments/"))
            self.assertLess(len(left), len(waiting), f"each file is valid alone: {left}")
            yield repo
            waiting = sorted(left)

    def test_the_whole_corpus_is_applied_and_plans_empty_under_every_rewriting(self):
        applied = 0
        for repo in self.batches():
            repo.behind().switch(unknown_references="accept", rewrite="full")
            outcome = self.apply(repo)
            applied += outcome["summary"]["done"] + outcome["summary"]["accepted"]
            for rewrite in ("full", "shuffle", "defaults", "none"):
                with self.subTest(rewrite, files=len(list(repo.path("segments").iterdir()))):
                    repo.behind().switch(rewrite=rewrite)
                    self.assert_nothing_to_do(repo)
        self.assertGreater(applied, 90)
        self.assertEqual([name for name in LEFT_OUT if not (VALID / name).exists()], [])

    def test_what_is_read_back_into_manifests_means_the_same(self):
        repo = next(self.batches())
        repo.behind().switch(unknown_references="accept", rewrite="shuffle")
        self.apply(repo)
        made = len([s for s in repo.behind().segments() if s["kind"] == "filter"])
        repo.remove(".segctl/state.json")
        shutil.rmtree(repo.path("segments"))
        run = self.ends(repo.segctl("import", "--all"), DONE)
        self.assertEqual(len(run.out.splitlines()), made)
        self.ends(repo.segctl("validate"), DONE)
        self.assert_nothing_to_do(repo)


if __name__ == "__main__":
    support.main()
