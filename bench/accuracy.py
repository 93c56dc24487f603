#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench accuracy [--data FOLDER]: pairwise F1 of the entities on public data.

Every file is linked with no option but the file and --truth, at the default threshold. The folder
holds the public files that bench/README.md names; without --data it is NEWLYN_BENCH_DATA, or
../shared/data beside the checkout. Ends with status 1 when a figure is missed.
"""
import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEWLYN = ROOT / "build" / "release" / "newlyn"


def with_truth_column(source: Path, target: Path) -> None:
    """Copies a febrl file, taking the record id away and putting the entity inside it apart."""
    with source.open(newline="") as read, target.open("w", newline="") as written:
        rows = csv.reader(read, skipinitialspace=True)
        out = csv.writer(written)
        out.writerow(["cluster"] + next(rows)[1:])
        for row in rows:
            if row:
                out.writerow([re.match(r"rec-(\d+)-", row[0]).group(1)] + row[1:])


def jobs(data: Path, work: Path):
    """Name, least F1, command line after the program."""
    for name in ("dataset3", "dataset4a", "dataset4b"):
        with_truth_column(data / "febrl" / f"{name}.csv", work / f"{name}.csv")
    senzing = data / "senzing"
    return [
        ("fake_1000", 0.92,
         ["dedupe", data / "fake_1000" / "fake_1000.csv", "--truth", "cluster"]),
        ("febrl dataset3", 0.997, ["dedupe", work / "dataset3.csv", "--truth", "cluster"]),
        ("febrl 4a to 4b", 0.998,
         ["match", work / "dataset4a.csv", work / "dataset4b.csv", "--truth", "cluster"]),
        ("historical_50k", 0.86,
         ["dedupe", data / "historical_50k" / "historical_50k.parquet", "--truth", "cluster"]),
        ("historical_50k, given model", 0.84,
         ["dedupe", data / "historical_50k" / "historical_50k.parquet", "--truth", "cluster",
          "--model", data / "splink_models" / "model_h50k.json"]),
        ("senzing", 0.92,
         ["dedupe", senzing / "customers.jsonl", senzing / "reference.jsonl",
          senzing / "watchlist.jsonl", "--truth", senzing / "actual_truthset_key.csv"]),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("NEWLYN_BENCH_DATA", ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default))
    data = parser.parse_args().data
    if not (data / "febrl").is_dir():
        print(f"The public files are not in {data}. bench/README.md says where they come from; "
              "name their folder with --data.", file=sys.stderr)
        return 2
    print(f"{'file':16} {'least':>6} {'F1':>7} {'precision':>10} {'recall':>7} {'B-cubed':>8} "
          f"{'pairs':>10} {'seconds':>8} {'MB':>5}")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, least, arguments in jobs(data, Path(folder)):
            command = [str(part) for part in [NEWLYN, *arguments, "--json"]]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                print(f"{name:16} failed: {done.stderr.strip()}")
                missed += 1
                continue
            answer = json.loads(done.stdout)
            good = answer["f1"] >= least
            missed += not good
            print(f"{name:16} {least:6.3f} {answer['f1']:7.4f} {answer['precision']:10.4f} "
                  f"{answer['recall']:7.4f} {answer['b_cubed_f1']:8.4f} {answer['pairs']:10,} "
                  f"{answer['seconds_total']:8.2f} {answer['peak_memory_bytes'] / 1e6:5.0f}"
                  f"{'' if good else '  MISSED'}")
    print("All figures are met." if missed == 0 else f"{missed} figures are missed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
