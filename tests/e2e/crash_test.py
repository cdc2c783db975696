"""kill -9 at any instant: nothing is lost, nothing is made twice, and the next run goes on.

Two ctest entries of about the same length: each names the classes that it runs."""

import os
import random
import time

import crash_support
import support
from crash_support import WORKERS, Workspace

# The instants of a crash that are tried at random; SEGCTL_CRASH_ROUNDS and SEGCTL_CRASH_SEED repeat
# a run, or make a longer one.
ROUNDS = int(os.environ.get("SEGCTL_CRASH_ROUNDS", "300"))
SEED = int(os.environ.get("SEGCTL_CRASH_SEED", random.randrange(1 << 32)))


class AtDurableSteps(crash_support.Crashing):
    def kill_everywhere(self, prepare):
        """Kills an apply at each of its durable steps; `prepare` says what it has to do."""
        def kill(workspace, point):
            workspace.begin()
            prepare(workspace)
            workspace.crash_at(point)
            workspace.assert_sound(point)
            workspace.assert_recovered(point, workspace.names)

        return self.at_every_point(prepare, kill)

    def test_killed_at_every_durable_step(self):
        def prepare(workspace):
            workspace.before()
            workspace.after()

        count = self.kill_everywhere(prepare)
        self.assertGreater(count, 40)
        print(f"killed at {count} durable steps")

    def test_killed_at_the_first_apply_of_all(self):
        count = self.kill_everywhere(Workspace.after_nothing)
        self.assertGreater(count, 10)
        print(f"killed at {count} durable steps of a first apply")


class Random(crash_support.Crashing):
    def kill(self, rounds, first):
        """That many rounds, shared by workers that are numbered from `first`: each has its seed."""
        def work(workspace, worker):
            chance = random.Random(SEED + worker)
            killed = 0
            longest = 1.0
            for turn in range(rounds // WORKERS):
                where = f"SEGCTL_CRASH_SEED={SEED}, worker {worker}, round {turn}"
                if turn % 30 == 0:
                    workspace.begin()
                names = workspace.change_at_random(chance, turn)
                began = time.monotonic()
                if turn % 30 == 0:
                    workspace.test.apply(workspace.repo)
                    longest = time.monotonic() - began
                else:
                    killed += workspace.kill_at_random(chance, longest)
                workspace.assert_sound(where)
                workspace.assert_recovered(where, names)
            return killed

        killed = sum(self.in_workspaces(range(first, first + WORKERS), work))
        print(f"SEGCTL_CRASH_SEED={SEED}: killed at {killed} of {rounds} random instants")
        self.assertGreater(killed, rounds // 4 - WORKERS)  # the first round of each is whole


class AtRandomInstants(Random):
    def test_killed_at_random_instants(self):
        self.kill(ROUNDS * 11 // 20, 0)


class AtMoreRandomInstants(Random):
    """Beside the durable steps, so that both entries take the same time."""

    def test_killed_at_random_instants(self):
        self.kill(ROUNDS - ROUNDS * 11 // 20, WORKERS)


if __name__ == "__main__":
    support.main()
