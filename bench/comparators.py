#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench comparators [--pairs N]: our comparators beside rapidfuzz's kernels on one core.

The texts are names, dates and addresses of made-up people: pairs drawn at random, and pairs with
one or two slips. rapidfuzz compares them with cpdist, a loop of its own in C++; each of its times
still holds the turning of two Python texts into its own form. Both answer the same sum, or the
benchmark fails; it also fails where ours is slower.
"""
import argparse
import csv
import json
import os
import random
import string
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
BUILD = ROOT / "build" / "release"
sys.path.insert(0, str(ROOT / "tools"))
import peers  # noqa: E402  the folder is known only now

ROUNDS = 5
COLUMNS = {"family names": ["surname", "family_name", "last_name"],
           "birth dates": ["birth_date", "dob", "date_of_birth"],
           "address lines": ["address", "street", "address_line"]}


def people() -> list:
    """Rows of made-up people as dictionaries."""
    WORK.mkdir(parents=True, exist_ok=True)
    file = WORK / "comparator_people.csv"
    if not file.is_file():
        subprocess.run([BUILD / "make_people", "--rows", "50000", "--seed", "1", "--output", file,
                        "--quiet"], check=True)
    with file.open(newline="", encoding="utf-8") as read:
        return list(csv.DictReader(read))


def slip(text: str, draw: random.Random) -> str:
    """The text with one slip of the keyboard."""
    at = draw.randrange(len(text))
    kind = draw.randrange(3)
    if kind == 0:
        return text[:at] + draw.choice(string.ascii_lowercase) + text[at + 1:]
    if kind == 1:
        return text[:at] + text[at + 1:]
    return text[:at] + text[at:at + 2][::-1] + text[at + 2:]


def pairs_of(values: list, count: int, draw: random.Random) -> list:
    """Half of them at random, half with slips."""
    pairs = []
    for i in range(count):
        left = draw.choice(values)
        right = draw.choice(values)
        if i % 2 == 1:
            right = slip(left, draw)
            if i % 4 == 1 and right:
                right = slip(right, draw)
        pairs.append((left, right))
    return pairs


def by_rapidfuzz(pairs: list) -> dict:
    """Seconds of the quickest round and the sum, by comparator."""
    from rapidfuzz.distance import DamerauLevenshtein, Jaro, JaroWinkler, Levenshtein
    from rapidfuzz.process import cpdist
    left, right = [p[0] for p in pairs], [p[1] for p in pairs]
    answers = {}
    for name, scorer in (("levenshtein", Levenshtein.distance),
                         ("damerau_levenshtein", DamerauLevenshtein.distance),
                         ("jaro", Jaro.similarity), ("jaro_winkler", JaroWinkler.similarity)):
        quickest = float("inf")
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            found = cpdist(left, right, scorer=scorer, workers=1, dtype="float64")
            quickest = min(quickest, time.perf_counter() - begin)
        answers[name] = {"seconds": quickest, "sum": float(found.sum())}
    return answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=200_000)
    count = parser.parse_args().pairs
    peers.run_again_in("rapidfuzz")
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    subprocess.run(["cmake", "--build", BUILD, "--target", "comparator_bench"], check=True,
                   stdout=subprocess.DEVNULL)
    rows = people()
    draw = random.Random(1)
    failed = 0
    print(f"{'texts':15} {'comparator':20} {'Newlyn ns':>10} {'rapidfuzz ns':>13} {'ratio':>6}")
    for words, names in COLUMNS.items():
        column = next(name for name in names if name in rows[0])
        values = [row[column].lower() for row in rows if row[column].isascii() and row[column]]
        pairs = pairs_of(values, count, draw)
        file = WORK / "comparator_pairs.tsv"
        file.write_text("".join(f"{a}\t{b}\n" for a, b in pairs), encoding="utf-8")
        ours = json.loads(subprocess.run([BUILD / "comparator_bench", file, str(ROUNDS)],
                                         check=True, capture_output=True, text=True).stdout)
        for name, theirs in by_rapidfuzz(pairs).items():
            mine = ours[name]
            ratio = theirs["seconds"] / mine["seconds"]
            same = abs(mine["sum"] - theirs["sum"]) < 1e-4
            good = same and ratio >= 1
            failed += not good
            print(f"{words:15} {name:20} {mine['seconds'] / count * 1e9:10.1f} "
                  f"{theirs['seconds'] / count * 1e9:13.1f} {ratio:6.2f}"
                  f"{'' if same else '  DIFFERENT ANSWERS'}{'' if ratio >= 1 else '  SLOWER'}")
    print("All answers agree, none is slower." if failed == 0 else f"{failed} rows are not as they "
          "should be.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
