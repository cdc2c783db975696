"""A disk that is full or broken: an error before anything is sent, or nothing is lost."""

import crash_support
import support
from support import DONE, FAILED, INCOMPLETE, filter_manifest

WORDS = {"EIO": "Input/output error", "ENOSPC": "No space left on device"}


class Disks(crash_support.Crashing):
    def test_a_disk_that_fails_at_any_step(self):
        """Whatever step of the record fails: what took effect is known, or found, by the next run."""
        def prepare(workspace):
            workspace.before()
            workspace.after()

        def fail(workspace, point):
            for trouble in ("EIO", "ENOSPC"):
                workspace.begin()
                prepare(workspace)
                run = workspace.repo.segctl("apply", "--auto-approve", "--format", "json",
                                            environment={"SEGCTL_FAIL_POINT": f"{point}={trouble}",
                                                         **crash_support.WITH_LEAKS})
                where = f"{point}={trouble}\n{run}"
                self.assertIn(run.code, (DONE, FAILED, INCOMPLETE), where)
                if run.code != DONE:
                    self.assertIn(WORDS[trouble], run.text, where)
                workspace.assert_sound(where)
                workspace.assert_recovered(where, workspace.names)

        # The other points are instants between two steps of the disk.
        count = self.at_every_point(prepare, fail, ("append-", "file-", "directory-"))
        print(f"failed at {count} steps, each with EIO and with ENOSPC")

    def test_where_nothing_can_be_written_nothing_is_sent(self):
        simulator = self.simulator()
        repo = self.project(over=simulator)
        repo.write("segments/a.yaml", filter_manifest("A"))
        repo.write("in-the-way", "a file")
        for place in ("/proc/segctl/state.json", str(repo.path("in-the-way/state.json"))):
            run = self.ends(repo.segctl("--state", place, "apply", "--auto-approve"), FAILED)
            self.assertIn("error: ", run.err)
            self.assertIn("make sure that", run.err)
            self.assertEqual(simulator.log(), [], "nothing was sent")


if __name__ == "__main__":
    support.main()
