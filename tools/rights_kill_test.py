#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills `newlyn rights erase` and `newlyn retain --execute` at many moments, and finishes them.

    rights_kill_test.py NEWLYN

Each is killed after its note was written. Where the note is still there no other one begins, and
--finish takes away what the first one would have. Whatever the moment, in the end no
byte of any file holds what was to go, everybody else is there, and reading the source again brings
nobody back.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from council import Council

ROWS = 3_000
GOING = 600  # of them are due by the rule
KILLS = 8
MARK = b"qzyx"
RULES = """[[rule]]
source = "people"
trigger = "column closed"
months = 12
reason = "schedule 4"
"""


class Marked(Council):
    """A workspace some of whose people are to go."""

    def marked_files(self):
        """Files that still hold what was to go; reasons and rules are no records."""
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*")
                if path.is_file() and MARK in path.read_bytes().lower()]


def write_people(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("ref,first_name,surname,dob,postcode,closed\n")
        for number in range(ROWS):
            goes = number < GOING
            name = f"Qzyx{number}" if goes else f"Haddad{chr(97 + number % 26)}"
            given = "Qzyxamal" if goes else "Amal" + chr(97 + number // 26 % 26)
            day = f"{1930 + number % 80}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            closed = "2019-03-31" if goes else ""
            file.write(f"{number},{given},{name},{day},AC{number % 97} 2AB,{closed}\n")


def make(council, people):
    subprocess.run([council.program, "init", council.folder], check=True, capture_output=True)
    settings = council.folder / "newlyn.toml"
    settings.write_text('[store]\ncompression = "none"\nencryption = "none"\n\n'
                        '[purposes]\ndemanded = "never"\n', encoding="utf-8")
    council.run("key", "rotate")
    council.run("source", "add", "people", "--from", people, "--key", "ref")
    council.run("map", "people")
    council.run("source", "read", "people")
    council.run("link")
    (council.folder / "retention").mkdir(exist_ok=True)
    (council.folder / "retention" / "1.toml").write_text(RULES, encoding="utf-8")


class Trial:
    """One of the two verbs, and what must have become of the workspace."""

    def __init__(self, council, note, words):
        self.council = council
        self.note = council.folder / "rights" / note
        self.words = words

    def finish(self):
        verb = self.words[:2] if self.words[0] == "rights" else self.words[:1]
        return verb + ["--finish"]

    def kill(self, delay):
        """Runs it and kills it so long after its note appeared. Returns whether it was at work."""
        work = subprocess.Popen(self.council.command(*self.words), stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        while work.poll() is None and not self.note.exists():
            time.sleep(0.002)
        time.sleep(delay)
        running = work.poll() is None
        work.kill()
        work.wait()
        return running

    def settle(self):
        """Ends what was begun. Returns whether there was something to finish."""
        if not self.note.exists():
            return False
        again = self.council.asked(*self.words)
        if again.returncode == 0 or "--finish" not in again.stderr:
            raise SystemExit(f"Another one began over one that was cut off: {again.stderr}")
        self.council.run(*self.finish())
        if self.note.exists():
            raise SystemExit(f"{self.note} is still there after --finish.")
        return True


def count_of(council):
    return council.run("export", "crosswalk").count("\n") - 1


def check_retained(council):
    if council.marked_files():
        raise SystemExit(f"What was to go is still in {council.marked_files()}.")
    if count_of(council) != ROWS - GOING:
        raise SystemExit(f"{count_of(council)} records are linked, expected {ROWS - GOING}.")
    if not (council.folder / "retention" / "certificates" / "1.json").exists():
        raise SystemExit("There is no certificate.")
    council.run("check", "--full")
    read = council.run("source", "read", "people", "--accept")
    if f"{ROWS - GOING:,} kept" not in read or council.marked_files():
        raise SystemExit(f"A reading brought somebody back: {read}")


def check_erased(council):
    gone = b"qzyx599"
    found = [path for path in council.folder.rglob("*")
             if path.is_file() and gone in path.read_bytes().lower()]
    if found:
        raise SystemExit(f"What was to go is still in {found}.")
    if count_of(council) != ROWS - 1:
        raise SystemExit(f"{count_of(council)} records are linked, expected {ROWS - 1}.")
    council.run("check", "--full")


def try_kills(kept, trial, check):
    """Kills it at moments spread over its work. Returns how many were at work and were finished."""
    def put_back():
        shutil.rmtree(trial.council.folder)
        shutil.copytree(kept, trial.council.folder)

    began = time.monotonic()
    whole = trial.council.run(*trial.words)
    takes = time.monotonic() - began
    check(trial.council)
    killed = finished = 0
    for number in range(KILLS):
        put_back()
        killed += trial.kill(takes * 0.9 * number / KILLS)
        if trial.settle():
            finished += 1
        check(trial.council)
    put_back()
    if not whole or finished == 0:
        raise SystemExit(f"No {' '.join(trial.words)} was cut off between its note and its end.")
    return killed, finished


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        council = Marked(pathlib.Path(sys.argv[1]).resolve(), folder / "council")
        write_people(folder / "people.csv")
        make(council, folder / "people.csv")
        kept = folder / "kept"
        shutil.copytree(council.folder, kept)
        deletion = Trial(council, "retain.begun", ["retain", "--execute"])
        deletions = try_kills(kept, deletion, check_retained)
        entity = json.loads(council.run("search", "qzyx599", "--json"))["found"][0]["entity"]
        erasure = Trial(council, "erase.begun",
                        ["rights", "erase", entity, "--yes", "--reason", "request"])
        erasures = try_kills(kept, erasure, check_erased)
    print(f"rights_kill_test: of {KILLS} deletions {deletions[0]} were killed at work, "
          f"{deletions[1]} finished from their note; of {KILLS} erasures {erasures[0]} and "
          f"{erasures[1]}")


main()
