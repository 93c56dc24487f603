#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills `newlyn dedupe` at many moments, as a power cut would.

    dedupe_kill_test.py NEWLYN MAKE_PEOPLE

After each kill every answer is the one of an earlier run to the byte or the whole new one, and the
next run needs no repair by hand. Some kills come while answers are being written.
"""
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE = 20_000
KILLS = 12
SEED = 20261129
ANSWERS = ("linked.csv", "edges.parquet", "model.json")


def digests(folder: Path) -> dict:
    """The content of each answer that is there."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in ANSWERS if (folder / name).exists()}


def run(command: list) -> float:
    """Runs to the end and returns the seconds it took."""
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[1]} failed: {done.stderr}")
    return time.monotonic() - began


def is_writing(folder: Path, known: set) -> bool:
    """Whether a file is there that no finished run leaves."""
    return any(name not in known for name in os.listdir(folder))


def kill_at(command: list, folder: Path, delay: float, known: set) -> bool:
    """Kills a run; below 0 as soon as it writes. Returns whether it was still at work."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ends = time.monotonic() + (delay if delay >= 0 else 300)
    while process.poll() is None and time.monotonic() < ends:
        if delay < 0 and is_writing(folder, known):
            break
        time.sleep(0.001)
    was_at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return was_at_work


def main() -> int:
    newlyn, make_people = sys.argv[1:3]
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        inputs = {}
        for seed in (1, 2):
            inputs[seed] = root / f"people{seed}.csv"
            subprocess.run([make_people, "--rows", str(PEOPLE), "--seed", str(seed), "--output",
                            inputs[seed], "--quiet"], check=True)
        folder = root / "answers"
        folder.mkdir()

        def command(seed):
            return [newlyn, "dedupe", inputs[seed], "--output", folder / "linked.csv", "--edges",
                    folder / "edges.parquet", "--save-model", folder / "model.json"]

        run(command(2))
        new = digests(folder)
        seconds = run(command(1))
        old = digests(folder)
        known = set(os.listdir(folder))
        if set(old) != set(ANSWERS) or set(old.values()) & set(new.values()):
            raise SystemExit(f"Two runs over different people gave {old} and {new}.")
        killed = 0
        for attempt in range(KILLS):
            delay = -1 if attempt % 3 == 0 else chance.uniform(0, seconds)
            killed += kill_at(command(2), folder, delay, known)
            for answer, digest in digests(folder).items():
                if digest not in (old[answer], new[answer]):
                    raise SystemExit(f"After kill {attempt} {answer} is half written.")
            if set(digests(folder)) != set(ANSWERS):
                raise SystemExit(f"After kill {attempt} an answer of an earlier run is gone.")
            run(command(1))
            if digests(folder) != old:
                raise SystemExit(f"The run after kill {attempt} gives something else.")
        if killed < KILLS // 2:
            raise SystemExit(f"Only {killed} of {KILLS} runs were still at work when killed.")
        print(f"{killed} of {KILLS} runs killed at work; every answer was whole.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
