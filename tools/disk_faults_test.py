#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What was acknowledged is there after the power went and after writes that failed.

    disk_faults_test.py index_driver libdisk_faults.so [rounds]

Each round starts the driver under a failing disk (tools/disk_faults), lets it fail at an operation
chosen by chance, and opens the journal again on a good disk: nothing acknowledged is missing,
nothing is there that was never asked for, and every check holds.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

KINDS = ("power", "power", "power", "error", "full", "short", "sync")
REMEDY = {"error": "give access", "full": "Make room", "sync": "cannot be written"}


def fail(message):
    sys.exit(f"disk_faults_test: {message}")


def sanitizer_runtimes(program):
    """The runtimes of sanitizers that a program was built with: they must be loaded first."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"=> (\S*/lib(?:asan|ubsan|tsan)\S*)", listed)


class Trial:
    """One index and what is known of it."""

    def __init__(self, driver, library, folder):
        self.driver = driver
        self.library = library
        self.model = os.path.join(folder, "people.model")
        self.watched = os.path.join(folder, "watched")
        self.journal = os.path.join(self.watched, "index.journal")
        os.mkdir(self.watched)
        self.acknowledged = set()
        self.asked = 0
        self.outcomes = {}
        subprocess.run([driver, "model", self.model], check=True)

    def work(self, kind, after, seed):
        """Runs the driver on the failing disk."""
        preloaded = " ".join([*sanitizer_runtimes(self.driver), self.library])
        environment = dict(os.environ, LD_PRELOAD=preloaded, NEWLYN_FAULT_KIND=kind,
                           NEWLYN_FAULT_FOLDER=self.watched, NEWLYN_FAULT_AFTER=str(after),
                           NEWLYN_FAULT_SEED=str(seed))
        run = subprocess.run([self.driver, "work", self.model, self.journal, str(self.asked)],
                             env=environment, capture_output=True, text=True, timeout=120)
        whole = run.stdout[:run.stdout.rfind("\n") + 1]
        self.acknowledged.update(int(line) for line in whole.split())
        self.asked += 180
        self.compare_end(kind, run)

    def compare_end(self, kind, run):
        """The driver ends as it should under this kind of failure."""
        name = f"{kind}: status {run.returncode}"
        self.outcomes[name] = self.outcomes.get(name, 0) + 1
        if run.returncode == 0:
            return
        if kind == "power":
            if run.returncode != -9:
                fail(f"the driver ended with {run.returncode}: {run.stderr}")
            return
        if kind == "short":
            fail(f"short writes made it fail: {run.stderr}")
        if run.returncode != 6:
            fail(f"{kind}: status {run.returncode}: {run.stderr}")
        if REMEDY[kind] not in run.stderr:
            fail(f"{kind}: no remedy in: {run.stderr}")

    def verify(self, what):
        """Opens on a good disk."""
        run = subprocess.run([self.driver, "verify", self.model, self.journal],
                             capture_output=True, text=True, timeout=120)
        if run.returncode != 0:
            fail(f"{what}: {run.stderr}")
        there = {int(line) for line in run.stdout.split()}
        missing = self.acknowledged - there
        if missing:
            fail(f"{what}: {len(missing)} acknowledged records are missing: {sorted(missing)[:5]}")
        strange = [number for number in there if number >= self.asked]
        if strange:
            fail(f"{what}: records that nobody asked for: {strange[:5]}")
        self.outcomes["opened from a snapshot"] = (self.outcomes.get("opened from a snapshot", 0) +
                                                   ("from snapshot: 1" in run.stderr))
        for name in os.listdir(self.watched):
            if ".lost." in name:
                os.remove(os.path.join(self.watched, name))


def main():
    """Tries many failures, on an index that grows and is made anew from time to time."""
    driver, library = (os.path.abspath(path) for path in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    seed = int(os.environ.get("NEWLYN_FAULT_SEED", "20261129"))
    chance = random.Random(seed)
    outcomes = {}
    done = 0
    while done < rounds:
        with tempfile.TemporaryDirectory(prefix="newlyn_disk_") as folder:
            trial = Trial(driver, library, folder)
            for _ in range(min(20, rounds - done)):
                kind = chance.choice(KINDS)
                after = chance.randrange(1, 30 if chance.random() < 0.3 else 300)
                trial.work(kind, after, chance.randrange(1 << 30))
                trial.verify(f"seed {seed} round {done} {kind} after {after}")
                done += 1
            for name, count in trial.outcomes.items():
                outcomes[name] = outcomes.get(name, 0) + count
    for name, count in sorted(outcomes.items()):
        print(f"{name}: {count}")
    for needed in ("power: status -9", "error: status 6", "full: status 6", "sync: status 6",
                   "short: status 0", "opened from a snapshot"):
        if rounds >= 100 and not outcomes.get(needed):
            fail(f"nothing was tried of: {needed}")


if __name__ == "__main__":
    main()
