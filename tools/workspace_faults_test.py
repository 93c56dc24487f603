#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a workspace acknowledged is there after the power went, whatever was being done.

    workspace_faults_test.py newlyn libdisk_faults.so [rounds]

Each round copies a workspace, does one thing to it on a disk that fails at an operation chosen by
chance (tools/disk_faults): records arrive, somebody judges, corrects, answers a review, merges or
links. Then it is asked on a good disk: what was acknowledged is there, nothing is there by half,
and the index, the store and the audit log hold, without a repair by hand.
"""
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from disk_faults_test import sanitizer_runtimes

KINDS = ("power", "power", "power", "full", "sync", "error")
PEOPLE, ARRIVALS = 120, 12


def fail(message):
    sys.exit(f"workspace_faults_test: {message}")


def person(number):
    """A record in Senzing's form; two of one person come one after the other."""
    who = number // 2
    return json.dumps({
        "DATA_SOURCE": "DESK", "RECORD_ID": f"R{number}",
        "FEATURES": [
            {"RECORD_TYPE": "PERSON"},
            {"NAME_FIRST": ("Amal", "Karim", "Layla", "Omar", "Sana")[who % 5],
             "NAME_LAST": f"Haddad{chr(97 + who % 26)}{chr(97 + who // 26)}"},
            {"DATE_OF_BIRTH": f"{1930 + who % 70}-{who % 12 + 1:02}-{who % 28 + 1:02}"},
            {"ADDR_LINE1": f"{who % 90 + 1} West Close", "ADDR_POSTAL_CODE": "AC1 2AB"}]})


class Trial:
    """A workspace that is copied for each round, and what is done to the copies."""

    def __init__(self, newlyn, library, folder):
        self.newlyn, self.folder = newlyn, folder
        self.preloaded = " ".join([*sanitizer_runtimes(newlyn), library])
        self.kept, self.home = folder / "kept", folder / "council"
        self.ends = {}
        (folder / "desk.jsonl").write_text("\n".join(map(person, range(PEOPLE))) + "\n")
        subprocess.run([newlyn, "init", self.kept], check=True, capture_output=True)
        self.home.symlink_to(self.kept)
        self.run("source", "add", "desk", "--from", folder / "desk.jsonl")
        self.run("map", "desk")
        self.run("source", "read", "desk")
        self.run("link")
        self.entities = self.crosswalk()
        self.home.unlink()

    def run(self, *words, given=None, disk=None, good=True):
        done = subprocess.run([self.newlyn, *map(str, words), "--workspace", self.home],
                              input=given, capture_output=True, text=True, env=disk, timeout=120)
        if good and done.returncode != 0:
            fail(f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
        return done

    def crosswalk(self):
        """Native id -> entity."""
        path = self.folder / "crosswalk.csv"
        path.unlink(missing_ok=True)
        self.run("export", "crosswalk", "--output", path)
        with path.open(newline="", encoding="utf-8") as file:
            return {row["native_id"]: row["entity_id"] for row in csv.DictReader(file)}

    def round(self, chance, kind):
        """One thing is done on a failing disk and looked at on a good one."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.kept, self.home)
        work = chance.choice((self.arrive, self.judge, self.correct, self.merge, self.link))
        after = chance.randrange(1, 40 if chance.random() < 0.4 else 250)
        disk = dict(os.environ, LD_PRELOAD=self.preloaded, NEWLYN_FAULT_KIND=kind,
                    NEWLYN_FAULT_FOLDER=str(self.home), NEWLYN_FAULT_AFTER=str(after),
                    NEWLYN_FAULT_SEED=str(chance.randrange(1 << 30)))
        done, missing = work(chance, disk)
        what = f"{work.__name__}, {kind} after {after}"
        self.ends[kind, done.returncode] = self.ends.get((kind, done.returncode), 0) + 1
        if done.returncode not in ((0, -9) if kind == "power" else (0, 5, 6, 8)):
            fail(f"{what}: ended with {done.returncode}: {done.stderr}")
        for path in list(self.home.rglob("*.lost.*")):
            path.unlink()
        for lost in missing():
            fail(f"{what}: {lost} was acknowledged and is not there")
        for words in (("check", "--full"), ("audit", "verify")):
            looked = self.run(*words, good=False)
            if looked.returncode != 0:
                fail(f"{what}: {' '.join(words)}: {looked.stdout}{looked.stderr}")

    def arrive(self, _, disk):
        """Records come one by one; an answer is their acknowledgement."""
        given = "".join(person(PEOPLE + n) + "\n" for n in range(ARRIVALS))
        done = self.run("record", "add", "-", given=given, disk=disk, good=False)
        told = [json.loads(line)["RECORD_ID"] for line in done.stdout.splitlines(keepends=True)
                if line.endswith("\n")]
        return done, lambda: set(told) - self.crosswalk().keys()

    def pair(self, chance):
        left, right = chance.sample(range(PEOPLE // 2), 2)
        return f"desk:R{left * 2}", f"desk:R{right * 2}"

    def judge(self, chance, disk):
        left, right = self.pair(chance)
        done = self.run("judge", left, right, "different", "--reason", "seen", disk=disk,
                        good=False)
        return done, lambda: [] if done.returncode or self.listed() else ["a judgement"]

    def listed(self):
        return json.loads(self.run("judge", "list", "--json").stdout)["judgements"]

    def correct(self, chance, disk):
        entity = self.entities[f"R{chance.randrange(PEOPLE)}"]
        done = self.run("entity", "correct", entity, "--field", "birth_date", "--value",
                        "1999-09-09", "--reason", "passport seen", disk=disk, good=False)
        return done, lambda: [] if done.returncode or self.says(entity) else ["a correction"]

    def says(self, entity):
        shown = json.loads(self.run("entity", "show", entity, "--json").stdout)["values"]
        return any(one["field"] == "birth_date" and one["value"] == "1999-09-09" for one in shown)

    def merge(self, chance, disk):
        left, right = (self.entities[name.partition(":")[2]] for name in self.pair(chance))
        done = self.run("entity", "merge", left, right, "--reason", "seen", "--yes", disk=disk,
                        good=False)

        def missing():
            now = self.crosswalk()
            both = {now[name] for name, entity in self.entities.items() if entity in (left, right)}
            told = self.listed()
            if len(both) > 1 and told:
                return ["half of a merge"]
            return ["a merge"] if done.returncode == 0 and len(both) > 1 else []
        return done, missing

    def link(self, chance, disk):
        """A delivery with more people is read, and linked on the failing disk."""
        gone = chance.randrange(PEOPLE)
        people = [person(n) for n in range(PEOPLE + ARRIVALS) if n != gone]
        (self.folder / "desk.jsonl").write_text("\n".join(people) + "\n")
        self.run("source", "read", "desk")
        done = self.run("link", disk=disk, good=False)

        def missing():
            if done.returncode != 0:
                self.run("link")
            return {f"R{PEOPLE + n}" for n in range(ARRIVALS)} - self.crosswalk().keys()
        return done, missing


def main():
    newlyn, library = (os.path.abspath(path) for path in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    chance = random.Random(int(os.environ.get("NEWLYN_FAULT_SEED", "20261130")))
    with tempfile.TemporaryDirectory(prefix="newlyn_power_") as folder:
        trial = Trial(newlyn, library, Path(folder))
        for number in range(rounds):
            trial.round(chance, KINDS[number % len(KINDS)])
    for (kind, status), count in sorted(trial.ends.items()):
        print(f"{kind}: status {status}: {count}")
    if rounds >= 24 and not trial.ends.get(("power", -9)):
        fail("the power never went")


if __name__ == "__main__":
    main()
