#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench scale [--rows N]: time and memory from file to file, on people made for it.

Default one million rows. Checks that a million rows take at most 90 seconds and 2 GB on two cores,
ten million at most 16 GB, and that the entities are right (F1 at least 0.93). Ends with status 1
when a figure is missed.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build" / "release"
SECONDS_MAX = 90.0
MEGABYTES_MAX = 2000.0  # a million rows; ten million take no more than
MEGABYTES_EVER = 16_000.0
F1_MIN = 0.93


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        people = Path(folder) / "people.csv"
        subprocess.run([RELEASE / "make_people", "--rows", str(given.rows), "--seed", "1",
                        "--output", people, "--quiet"], check=True)
        done = subprocess.run(
            [RELEASE / "newlyn", "dedupe", people, "--truth", "cluster", "--output",
             Path(folder) / "linked.csv", "--threads", str(given.threads), "--json"],
            capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stderr, file=sys.stderr)
            return 1
    answer = json.loads(done.stdout)
    megabytes = answer["peak_memory_bytes"] / 1e6
    for step, seconds in answer["seconds"].items():
        print(f"  {step:22} {seconds:8.2f} s")
    print(f"  {given.rows:,} rows, {answer['pairs']:,} pairs, {answer['entities']:,} entities: "
          f"{answer['seconds_total']:.1f} s, {megabytes:.0f} MB, F1 {answer['f1']:.4f}")
    share = given.rows / 1_000_000
    allowed = min(MEGABYTES_MAX * max(share, 0.25), MEGABYTES_EVER)
    good = (answer["seconds_total"] <= SECONDS_MAX * max(share, 0.1)
            and megabytes <= allowed and answer["f1"] >= F1_MIN)
    print("All figures are met." if good else
          f"Missed: at most {SECONDS_MAX:.0f} s a million rows and {allowed:.0f} MB here, "
          f"F1 at least {F1_MIN}.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
