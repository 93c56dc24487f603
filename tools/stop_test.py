#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""stop_test.py NEWLYN MAKE_PEOPLE: Ctrl-C ends a run within a second and leaves nothing behind.

A linkage is stopped at several moments, so that reading, training and scoring are all hit, and the
making of a borough while it lives and while it is written.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Exit status of Code::interrupted; a run stopped before its first line ends by the signal itself,
# which a shell shows as 130 too.
INTERRUPTED = (130, -signal.SIGINT)
# A sanitizer makes the program several times slower; the promise is about the release.
SECONDS_MAX = float(os.environ.get("NEWLYN_STOP_SECONDS", "1.0"))
MOMENTS = (0.2, 0.4, 0.9, 1.6, 2.4)
BOROUGH_MOMENTS = (0.5, 2.5)


def stop_after(moment: float, command: list, folder: Path) -> str:
    """What went wrong when the run was stopped after `moment` seconds; empty when nothing did."""
    there = set(folder.iterdir())
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(moment)
    if run.poll() is not None:
        return f"the run ended by itself before {moment} s; give it more rows"
    began = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    seconds = time.monotonic() - began
    left = sorted(path.name for path in set(folder.iterdir()) - there)
    if run.returncode not in INTERRUPTED:
        return f"exit status {run.returncode} instead of 130: {errors.strip()}"
    if seconds > SECONDS_MAX:
        return f"stopping took {seconds:.2f} s, at most {SECONDS_MAX} are allowed"
    if left:
        return f"left behind: {', '.join(left)}"
    return ""


def main() -> int:
    newlyn, make_people = sys.argv[1:3]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people = folder / "people.csv"
        subprocess.run([make_people, "--rows", "400000", "--seed", "3", "--output", people,
                        "--quiet"], check=True)
        link = [newlyn, "dedupe", people, "--output", folder / "linked.csv"]
        make = [newlyn, "borough", "create", folder / "town", "--people", "200000"]
        stops = [(moment, link) for moment in MOMENTS] + [(moment, make)
                                                          for moment in BOROUGH_MOMENTS]
        for moment, command in stops:
            # Another program may have had the processor: the promise is broken when it is broken
            # three times running.
            for _ in range(3):
                problem = stop_after(moment, command, folder)
                if not problem:
                    break
            failed += bool(problem)
            print(f"{command[1]} stopped after {moment} s: {problem or 'as it should be'}")
    print(f"{len(stops) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
