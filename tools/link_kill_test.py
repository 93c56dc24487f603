#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills `newlyn link` at many moments, as a power cut would, and asks for the workspace twice.

    link_kill_test.py NEWLYN

After each kill every record has the entity it had before the link, or the one it has after it, and
nothing has to be repaired by hand. While a link is at work a second command says which process has
the workspace.
"""
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from council import Council

ROWS = 12_000
KILLS = 8
SEED = 20261129



def write_people(path, version):
    chance = random.Random(SEED)
    with open(path, "w", encoding="utf-8") as file:
        file.write("ref,first_name,surname,dob,postcode\n")
        for number in range(ROWS):
            person = chance.randrange(ROWS // 2)
            if version == 1 and number % 5 == 0:  # turns out to be somebody else
                person = (person + 1) % (ROWS // 2)
            day = f"{1930 + person % 80}-{person % 12 + 1:02d}-{person % 28 + 1:02d}"
            file.write(f"{number},Amal{person % 7 * 'a'},Haddad{chr(97 + person % 26)}"
                       f"{chr(97 + person // 26 % 26)},{day},AC{person % 97} 2AB\n")


def make(council, people):
    subprocess.run([council.program, "init", council.folder], check=True, capture_output=True)
    council.run("source", "add", "people", "--from", people, "--key", "ref")
    council.run("map", "people")
    council.run("source", "read", "people")


def second_command(council):
    """Asks while a link is at work. Returns what was said and by which process the workspace is."""
    link = subprocess.Popen(council.command("link"), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    note = council.folder / "index" / "link.begun"
    while link.poll() is None and not note.exists():
        time.sleep(0.01)
    asked = subprocess.run(council.command("search", "haddad"), capture_output=True, text=True,
                           timeout=600)
    if link.wait() != 0:
        raise SystemExit("A link failed because somebody asked meanwhile.")
    return asked.stderr, link.pid


def kill_once(council, delay):
    link = subprocess.Popen(council.command("link"), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    time.sleep(delay)
    running = link.poll() is None
    link.kill()
    link.wait()
    return running


def main():
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        council = Council(pathlib.Path(sys.argv[1]).resolve(), folder / "council")
        write_people(folder / "people.csv", 0)
        make(council, folder / "people.csv")
        council.run("link")
        before = council.run("export", "crosswalk")
        write_people(folder / "people.csv", 1)
        council.run("source", "read", "people")
        shutil.copytree(council.folder, folder / "kept")
        began = time.monotonic()
        said, process = second_command(council)
        takes = time.monotonic() - began
        if f"in use by process {process}" not in said:
            raise SystemExit(f"A second command did not say who has the workspace: {said}")
        after = council.run("export", "crosswalk")
        if after == before:
            raise SystemExit("The second link changed nothing, so nothing would be tried.")
        killed = 0
        for _ in range(KILLS):
            shutil.rmtree(council.folder)
            shutil.copytree(folder / "kept", council.folder)
            killed += kill_once(council, chance.uniform(0, takes))
            if council.run("export", "crosswalk") not in (before, after):
                raise SystemExit("A killed link left something in between.")
            council.run("link")
            if council.run("export", "crosswalk") != after:
                raise SystemExit("A link after a killed one gave other ids.")
        if killed == 0:
            raise SystemExit("No link was killed while it was at work.")
    print(f"link_kill_test: {KILLS} links, {killed} killed at work, each before or after")


main()
