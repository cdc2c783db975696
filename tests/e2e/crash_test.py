"""kill -9 at any instant: nothing is lost, nothing is made twice, and the next run goes on.

Two ctest entries of about the same length: each names the classes that it runs."""

import os
import random

import crash_support
import support
from crash_support import WORKERS, Workspace

# How many applies are killed at a random instant while they run; SEGCTL_CRASH_ROUNDS and
# SEGCTL_CRASH_SEED repeat a run, or make a longer one.
ROUNDS = int(os.environ.get("SEGCTL_CRASH_ROUNDS", "300"))
SEED = int(os.environ.get("SEGCTL_CRASH_SEED", random.randrange(1 << 32)))


class AtDurableSteps(crash_support.Crashing):
    def kill_everywhere(self, prepare):
        """Kills an apply at each of its durable steps; `prepare` says what it has to do."""
        return self.at_every_point(prepare, lambda workspace, point: self.crash(workspace, prepare, point))

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
    def kill(self, wanted, first):
        """Kills that many running applies, shared by workers that are numbered from `first`: each has
        its seed. The instant is one within what an undisturbed apply last took and a tenth more: one
        that has ended before it is not counted, and tells how long it took."""
        def work(workspace, worker):
            chance = random.Random(SEED + worker)
            killed = turn = 0
            while killed < -(-wanted // WORKERS):
                where = f"SEGCTL_CRASH_SEED={SEED}, worker {worker}, round {turn}"
                if turn % 30 == 0:
                    workspace.begin()
                names = workspace.change_at_random(chance, turn)
                if turn % 30 == 0:
                    took = workspace.apply_killed_after(support.TIME_LIMIT)
                else:
                    ended = workspace.apply_killed_after(chance.uniform(0, 1.1 * took))
                    killed += ended is None
                    took = ended or took
                workspace.assert_sound(where)
                workspace.assert_recovered(where, names)
                turn += 1
                self.assertLess(turn, 3 * wanted // WORKERS + 30, "too few instants lie within a run")
            return killed, turn

        counts = self.in_workspaces(range(first, first + WORKERS), work)
        killed, tried = (sum(numbers) for numbers in zip(*counts))
        print(f"SEGCTL_CRASH_SEED={SEED}: {killed} running applies killed, each at a random instant ({tried} tried)")


class AtRandomInstants(Random):
    def test_killed_at_random_instants(self):
        self.kill(ROUNDS * 3 // 5, 0)


class AtMoreRandomInstants(Random):
    """Beside the durable steps, so that both entries take the same time."""

    def test_killed_at_random_instants(self):
        self.kill(ROUNDS - ROUNDS * 3 // 5, WORKERS)


if __name__ == "__main__":
    support.main()
