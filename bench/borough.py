#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench borough [--people N] [--seed S] [--keep DIR]: a whole synthetic borough, end to end.

Makes a borough, adds, reads and maps every source at default settings, links the people of all
sources and scores them against the truth, which nothing but this scoring reads. Ends with status 1
when a figure is missed.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import peers  # noqa: E402

NEWLYN = ROOT / "build" / "release" / "newlyn"
PRECISION_MIN, RECALL_MIN = 0.995, 0.93
APART_MAX = 0.001  # twins and namesakes of whom one entity has most records of both
RECALL_BELOW, PRECISION_BELOW = 0.03, 0.005  # no group of people further below the whole
FULL_PEOPLE, SECONDS_MAX, MEGABYTES_MAX = 300_000, 360.0, 6000.0
MAPPED_MIN = 0.95
GROUP_PAIRS_MIN = 500  # a smaller group tells nothing


class Borough:
    """A made borough, its workspace and how long each step took."""

    def __init__(self, given):
        self.given = given
        self.work = Path(given.work)
        self.town, self.home = self.work / "town", self.work / "council"
        self.crosswalk = self.work / "crosswalk.parquet"
        self.seconds, self.megabytes = {}, 0.0

    def run(self, step: str, *words, given=None, check=True) -> subprocess.CompletedProcess:
        """Runs newlyn, adding its time to a step and keeping the greatest memory."""
        began = time.monotonic()
        command = [str(word) for word in (NEWLYN, *words)]
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            child = subprocess.Popen(command, stdin=given, stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            done = subprocess.CompletedProcess(command, child.returncode, out.read(), err.read())
        self.seconds[step] = self.seconds.get(step, 0) + time.monotonic() - began
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)
        if check and done.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        return done

    def create(self) -> None:
        self.run("creating (not counted)", "borough", "create", self.town, "--people",
                 self.given.people, "--seed", self.given.seed, "--without-servers")

    def sources(self) -> list[tuple[str, list[str]]]:
        """Each table with its name as a source and how it is added."""
        rows = [line.strip().split(",") for line in (self.town / "borough.csv").open()
                if not line.startswith("#")]
        found = []
        for source, delivery, file, table, _ in rows:
            several = sum(row[0] == source for row in rows) > 1
            path = self.town / "sources" / file
            words = ["--from", str(path)]
            if delivery == "sqlite":
                words += ["--table", table]
            if delivery == "workbook":
                words += ["--sheet", table]
            if delivery == "fixed_width":
                words += ["--layout", layout_of(Path(f"{path}.layout.txt"))]
            found.append((f"{source}_{table}" if several else source, words))
        return found

    def read(self) -> None:
        self.run("adding", "init", self.home)
        for name, words in self.sources():
            self.run("adding", "source", "add", name, *words, "--workspace", self.home)
            self.run("mapping", "map", name, "--workspace", self.home)
            self.run("reading", "source", "read", name, "--workspace", self.home)

    def link(self) -> dict:
        """Links everything; returns what is told of people. Nobody here needs a purpose."""
        settings = self.home / "newlyn.toml"
        settings.write_text(settings.read_text().replace('demanded = "across_sources"',
                                                         'demanded = "never"'))
        words = ["--workspace", self.home]
        kinds = json.loads(self.run("linking", "link", *words, "--json").stdout)["kinds"]
        self.run("writing the crosswalk (not counted)", "export", "crosswalk", "--kind", "person",
                 "--output", self.crosswalk, *words)
        return next(kind for kind in kinds if kind["kind"] == "person")


def layout_of(path: Path) -> str:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return ", ".join(f"{row['name']} {row['begins']}-{int(row['begins']) + int(row['width']) - 1}"
                     for row in rows)


def mapped_fields(home: Path, source: str) -> dict[str, set[str]]:
    """What the mapping file of a source says: column -> fields as "record field"."""
    with (home / "sources" / f"{source}.map.toml").open("rb") as file:
        mapping = tomllib.load(file)
    fields = {}
    for record in mapping["record"]:
        for field, values in record["fields"].items():
            for value in values if isinstance(values, list) else [values]:
                column = value if isinstance(value, str) else value.get("column", "")
                fields.setdefault(column, set()).add(f"{record['name']} {field}")
    return fields


def score_mapping(borough: Borough) -> tuple[int, int]:
    """Compares every column with what it means; prints a table of sources."""
    meant = {}
    with (ROOT / "bench" / "borough_columns.csv").open(newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            meant.setdefault(row["source"], {})[row["column"]] = set(
                filter(None, row["fields"].split("; ")))
    right = columns = 0
    print("\nColumns mapped as they are meant")
    for source, wanted in meant.items():
        found = mapped_fields(borough.home, source)
        wrong = [column for column, fields in wanted.items()
                 if fields - found.get(column, set()) or (found.get(column) and not fields)]
        right += len(wanted) - len(wrong)
        columns += len(wanted)
        print(f"  {source:40} {len(wanted) - len(wrong):3} of {len(wanted):3}"
              f"{'   not: ' + ', '.join(wrong) if wrong else ''}")
    print(f"  {'all':40} {right:3} of {columns:3}, {100 * right / columns:.1f} %")
    return right, columns


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a new folder to keep everything in")
    parser.add_argument("--linked", type=Path, help="a kept folder: link and score it again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        given.work = given.linked or given.keep or Path(folder)
        borough = Borough(given)
        if not given.linked:
            Path(given.work).mkdir(parents=True, exist_ok=True)
            borough.create()
            borough.read()
        right, columns = score_mapping(borough)
        answer = borough.link()
        job = {"town": str(borough.town), "crosswalk": str(borough.crosswalk)}
        done = subprocess.run([peers.peer_python("splink"), ROOT / "bench" / "peers" /
                               "borough_score.py", json.dumps(job)], check=True,
                              capture_output=True, text=True)
    return report(borough, json.loads(done.stdout), answer, right / columns)


def report(borough: Borough, score: dict, answer: dict, mapped: float) -> int:
    """Prints what came out and counts the bars that were missed."""
    missed = 0

    def check(words: str, good: bool) -> None:
        nonlocal missed
        missed += not good
        print(f"  {words}: {'met' if good else 'MISSED'}")

    print(f"\n{score['records']:,} person records of {score['people']:,} people in "
          f"{score['entities']:,} entities; {answer['pairs']:,} pairs compared")
    print(f"  precision {score['precision']:.4f}, recall {score['recall']:.4f}, F1 "
          f"{score['f1']:.4f}")
    for kind in ("twins", "namesakes"):
        print(f"  {kind}: {score[kind]['merged']} of {score[kind]['pairs']} merged, "
              f"{score[kind]['together']} with a record in one entity")
    for name in ("tradition", "age", "sources"):
        print(f"\n  {name:30} {'pairs':>9} {'precision':>10} {'recall':>8}")
        for group in score[name]:
            print(f"  {group['name']:30} {group['pairs']:9,} {group['precision']:10.4f} "
                  f"{group['recall']:8.4f}")
    print()
    for step, seconds in borough.seconds.items():
        print(f"  {step:24} {seconds:8.1f} s")
    counted = sum(seconds for step, seconds in borough.seconds.items() if "not counted" not in step)
    print(f"  {'together':24} {counted:8.1f} s, {borough.megabytes:.0f} MB at most\n")
    check(f"columns mapped, at least {MAPPED_MIN:.0%}", mapped >= MAPPED_MIN)
    check(f"precision, at least {PRECISION_MIN}", score["precision"] >= PRECISION_MIN)
    check(f"recall, at least {RECALL_MIN}", score["recall"] >= RECALL_MIN)
    for kind in ("twins", "namesakes"):
        pairs, merged = score[kind]["pairs"], score[kind]["merged"]
        check(f"{kind} merged, at most {APART_MAX}", merged <= APART_MAX * pairs)
    for name in ("tradition", "age"):
        groups = [group for group in score[name] if group["pairs"] >= GROUP_PAIRS_MIN]
        recall = min(group["recall"] for group in groups)
        precision = min(group["precision"] for group in groups)
        check(f"recall by {name}, at most {RECALL_BELOW} below the whole",
              recall >= score["recall"] - RECALL_BELOW)
        check(f"precision by {name}, at most {PRECISION_BELOW} below the whole",
              precision >= score["precision"] - PRECISION_BELOW)
    if borough.given.people >= FULL_PEOPLE:
        check(f"{SECONDS_MAX:.0f} seconds", counted <= SECONDS_MAX)
        check(f"{MEGABYTES_MAX:.0f} MB", borough.megabytes <= MEGABYTES_MAX)
    print(f"{missed} bars are missed." if missed else "All bars are met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
