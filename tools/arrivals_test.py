#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Streams records into a workspace while somebody backs it up, and kills it at many moments.

    arrivals_test.py NEWLYN

1. A backup that is asked for while `newlyn record add` has the workspace is made between two groups
   of records, and the stream goes on. What is restored is the workspace of one moment: its rows are
   the first lines of the stream and all that were acknowledged before it was asked for, its journal
   is the beginning of the one that went on, byte by byte, and its entities are those of a workspace
   that was given just these lines.
2. After a kill nothing that was acknowledged is missing, and the same lines again go on from there.
3. A link afterwards finds every record as it is: what came one by one is what a whole run gives.
4. A backup that is asked for while a link has the workspace waits and is made then.
"""
import collections
import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from council import Council

STORED = 3_000
ARRIVING = 6_000
KILLS = 6
SEED = 20261129


def made_record(number, chance):
    person = chance.randrange((STORED + ARRIVING) // 2)
    features = [{"RECORD_TYPE": "PERSON"},
                {"NAME_FIRST": "Amal" + "a" * (person % 7),
                 "NAME_LAST": f"Haddad{chr(97 + person % 26)}{chr(97 + person // 26 % 26)}"},
                {"DATE_OF_BIRTH": f"{1930 + person % 80}-{person % 12 + 1:02d}-"
                                  f"{person % 28 + 1:02d}"},
                {"ADDR_LINE1": f"{person % 90 + 1} West Close",
                 "ADDR_POSTAL_CODE": f"AC{person % 97} 2AB"}]
    if number % 3 == 0:
        features.append({"PHONE_NUMBER": f"07700 900{person % 1000:03d}"})
    return {"DATA_SOURCE": "DESK", "RECORD_ID": f"R{number}", "FEATURES": features}


class Desk(Council):
    """A workspace that records arrive in."""

    def entities(self):
        """The native ids of each entity."""
        rows = self.run("export", "crosswalk").splitlines()[1:]
        members = collections.defaultdict(list)
        for row in rows:
            entity, _, _, _, native_id = row.split(",")
            members[entity].append(native_id)
        return members

    def ids(self):
        return {one for group in self.entities().values() for one in group}

    def partition_hash(self):
        groups = sorted(",".join(sorted(group)) for group in self.entities().values())
        return hashlib.sha256("\n".join(groups).encode()).hexdigest()

    def journal(self):
        return (self.folder / "index" / "person.journal").read_bytes()


class Stream:
    """A `newlyn record add -` that is fed line by line."""

    def __init__(self, council):
        self.process = subprocess.Popen(council.command("record", "add", "-"),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.answers = []
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.answers.append(json.loads(line))

    def feed(self, lines, portion=20, pause=0.02):
        try:
            for at in range(0, len(lines), portion):
                self.process.stdin.write("".join(line + "\n" for line in lines[at:at + portion]))
                self.process.stdin.flush()
                time.sleep(pause)
            self.process.stdin.close()
        except (BrokenPipeError, ValueError):
            pass  # it was killed

    def wait_for(self, count):
        until = time.monotonic() + 300
        while len(self.answers) < count and self.process.poll() is None:
            if time.monotonic() > until:
                raise SystemExit(f"The stream answered {len(self.answers)} of {count} lines.")
            time.sleep(0.01)

    def end(self):
        self.process.wait(timeout=600)
        self.reader.join()
        return self.process.returncode


def expect(holds, words):
    if not holds:
        raise SystemExit(words)


def make(council, lines):
    (council.folder.parent / "desk.jsonl").write_text("".join(line + "\n" for line in lines))
    subprocess.run([council.program, "init", council.folder], check=True, capture_output=True)
    council.run("source", "add", "desk", "--from", council.folder.parent / "desk.jsonl")
    council.run("map", "desk")
    council.run("source", "read", "desk")
    council.run("link")


def back_up_meanwhile(council, lines):
    """Streams the lines; returns the restored workspace and how fast the stream was."""
    stream = Stream(council)
    began = time.monotonic()
    feeder = threading.Thread(target=stream.feed, args=(lines,))
    feeder.start()
    stream.wait_for(len(lines) // 4)
    before = len(stream.answers)
    council.run("backup", council.folder.parent / "copy", "--wait", "300")
    expect(stream.process.poll() is None, "The stream had ended before the backup was made.")
    after = len(stream.answers)
    feeder.join()
    expect(stream.end() == 0, "The stream failed: " + stream.process.stderr.read())
    took = time.monotonic() - began
    expect(len(stream.answers) == len(lines), "Not every line was answered.")
    expect(after < len(lines), "The stream was over when the backup was, so nothing was tried.")
    expect(all(one["OUTCOME"] == "added" for one in stream.answers), "A line was not added.")
    town = Desk(council.program, council.folder.parent / "town")
    subprocess.run([council.program, "restore", council.folder.parent / "copy", town.folder,
                    "--key", council.folder / "workspace.key"],
                   check=True, capture_output=True)
    return town, before, len(lines) / took


def check_restored(council, town, lines, before, kept):
    journal = town.journal()
    expect(council.journal()[:len(journal)] == journal,
           "The journal in the backup is not the beginning of the one that went on.")
    arrived = len(town.ids()) - STORED
    expect(arrived >= before, f"{before} lines were acknowledged, {arrived} are in the backup.")
    expect(arrived < len(lines), "The backup has the whole stream, so it was not made meanwhile.")
    first = {json.loads(line)["RECORD_ID"] for line in lines[:arrived]}
    stored = {f"R{number}" for number in range(STORED)}
    expect(town.ids() == stored | first, "The backup has other records than the first lines.")
    shutil.copytree(kept, council.folder.parent / "control")
    control = Desk(council.program, council.folder.parent / "control")
    (council.folder.parent / "first.jsonl").write_text("\n".join(lines[:arrived]) + "\n")
    control.run("record", "add", council.folder.parent / "first.jsonl")
    expect(town.partition_hash() == control.partition_hash(),
           "The restored entities are not those of a workspace that was given these lines.")
    expect(json.loads(town.run("check", "--full", "--json"))["findings"] == 0,
           "The restored workspace has findings.")
    return arrived


def expect_all_unchanged(council, count):
    people = json.loads(council.run("link", "--json"))["kinds"][0]
    expect(people["unchanged"] == count and people["added"] + people["changed"] == 0
           and people["removed"] == 0, f"A link found the records other than they are: {people}")


def kill_meanwhile(council, lines, chance):
    """Kills the stream again and again; returns how often it was at work then."""
    killed = 0
    acknowledged = set()
    for _ in range(KILLS):
        stream = Stream(council)
        feeder = threading.Thread(target=stream.feed, args=(lines, 50, 0))
        feeder.start()
        stream.wait_for(1)
        time.sleep(chance.uniform(0, 1.5))
        killed += stream.process.poll() is None
        stream.process.kill()
        stream.end()
        feeder.join()
        for one in stream.answers:
            expect(one["RECORD_ID"] not in acknowledged or one["OUTCOME"] == "unchanged",
                   f"An acknowledged line was done again: {one}")
        acknowledged |= {one["RECORD_ID"] for one in stream.answers}
        missing = acknowledged - council.ids()
        expect(not missing, f"{len(missing)} acknowledged records are missing.")
    stream = Stream(council)
    stream.feed(lines, 1000, 0)
    expect(stream.end() == 0, "The stream failed after the kills.")
    return killed


def back_up_behind_a_link(council):
    link = subprocess.Popen(council.command("link", "--refit"), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    note = council.folder / "index" / "link.begun"
    while link.poll() is None and not note.exists():
        time.sleep(0.01)
    waited = link.poll() is None
    council.run("backup", council.folder.parent / "later", "--wait", "300")
    expect(link.wait() == 0, "The link failed because somebody wanted a backup.")
    return waited


def main():
    chance = random.Random(SEED)
    made = [json.dumps(made_record(number, chance)) for number in range(STORED + ARRIVING)]
    lines = made[STORED:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        council = Desk(pathlib.Path(sys.argv[1]).resolve(), folder / "council")
        make(council, made[:STORED])
        kept = folder / "kept"
        shutil.copytree(council.folder, kept)
        town, before, rate = back_up_meanwhile(council, lines)
        arrived = check_restored(council, town, lines, before, kept)
        expect_all_unchanged(town, STORED + arrived)
        whole = council.partition_hash()
        shutil.rmtree(council.folder)
        shutil.copytree(kept, council.folder)
        killed = kill_meanwhile(council, lines, chance)
        expect(killed > 0, "No stream was killed while it was at work.")
        expect(council.partition_hash() == whole, "After the kills the entities are others.")
        expect_all_unchanged(council, STORED + ARRIVING)
        waited = back_up_behind_a_link(council)
    print(f"arrivals_test: {rate:.0f} lines a second with a backup of {arrived} of {ARRIVING} "
          f"meanwhile, {killed} of {KILLS} streams killed at work, a backup "
          f"{'waited for' if waited else 'after'} a link")


main()
