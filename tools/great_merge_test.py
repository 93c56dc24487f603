#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Merges ten thousand entities by mistake and undoes it.

    great_merge_test.py NEWLYN

Without --yes it is refused and says how many. With it one entity is left, whose id is one of
theirs; one command brings all of them back under the ids they had.
"""
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

from council import Council

PEOPLE = 10_000
SEED = 20261129
PARTS = ("dor", "vad", "zep", "nem", "tul", "rok", "sir", "fil", "hag", "wem", "bix", "yec", "muq")


def made_name(number):
    name = ""
    for _ in range(4):
        number, part = divmod(number, len(PARTS))
        name += PARTS[part]
    return name.capitalize()


def write_people(path):
    chance = random.Random(SEED)
    names = list(range(len(PARTS) ** 4))
    chance.shuffle(names)
    with open(path, "w", encoding="utf-8") as file:
        file.write("ref,first_name,last_name,dob,postcode\n")
        for number in range(PEOPLE):
            day = f"{chance.randrange(1930, 2005)}-{chance.randrange(1, 13):02d}-" \
                  f"{chance.randrange(1, 29):02d}"
            file.write(f"{number},{made_name(names[number])},{made_name(names[-number - 1])},{day},"
                       f"AC{chance.randrange(1, 99)} {chance.randrange(1, 9)}AB\n")


def expect(holds, words):
    if not holds:
        raise SystemExit(words)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        council = Council(pathlib.Path(sys.argv[1]).resolve(), folder / "council")
        write_people(folder / "people.csv")
        subprocess.run([council.program, "init", council.folder], check=True, capture_output=True)
        council.run("source", "add", "people", "--from", folder / "people.csv", "--key", "ref")
        council.run("map", "people")
        council.run("source", "read", "people")
        council.run("link")
        before = council.run("export", "crosswalk")
        ids = sorted({row.split(",")[0] for row in before.splitlines()[1:]})
        expect(len(ids) > PEOPLE * 0.99, f"{PEOPLE} people are {len(ids)} entities.")
        listed = "\n".join(ids) + "\n"
        refused = council.asked("entity", "merge", "-", "--reason", "all", text=listed)
        expect(refused.returncode == 2 and f"out of {len(ids)}" in refused.stderr.replace(",", ""),
               f"The merge was not refused as it should: {refused.stderr}")
        expect(council.run("export", "crosswalk") == before, "A refused merge changed something.")
        began = time.monotonic()
        merged = council.run("entity", "merge", "-", "--yes", "--reason", "all", text=listed)
        took = time.monotonic() - began
        after = {row.split(",")[0] for row in
                 council.run("export", "crosswalk").splitlines()[1:]}
        expect(len(after) == 1 and after < set(ids), f"{len(after)} entities after the merge.")
        undo = re.search(r"newlyn (judge withdraw \S+)", merged)
        expect(undo is not None, f"The answer does not say how to undo it: {merged[-300:]}")
        began = time.monotonic()
        council.run(*undo.group(1).split(), "--reason", "a mistake")
        back = time.monotonic() - began
        expect(council.run("export", "crosswalk") == before, "Undoing did not bring all back.")
        council.run("check")
    print(f"great_merge_test: {len(ids)} entities merged in {took:.1f} s, back in {back:.1f} s")


main()
