#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Of two administrators who change one file at once the second is told, and nothing is lost.

    policy_race_test.py newlyn

Several processes put their own version of facts.toml after the same version, and add their own
version of a purpose, at the same moment. One of them succeeds; all others are told which version is
there now. Whoever was told brings their change in and tries again, until all changes are there.
"""
import json
import os
import subprocess
import sys
import tempfile

PEOPLE = 6
PURPOSE = """name = "debt"
reason = "To agree payments."
owner = "Revenues"
author = "a.haddad"
lawful_basis = "public_task"
sources = ["rents"]
roles = ["officer"]
retention_days = {}
start = 2020-01-01
end = 2999-11-30
dpia = {{ reference = "DPIA-18", date = 2020-01-01, review = 2999-10-01 }}
fields = {{ family_name = "show" }}
"""


def fail(message):
    sys.exit(f"policy_race_test: {message}")


class Council:
    """A workspace that several people change."""

    def __init__(self, newlyn, folder):
        self.newlyn = newlyn
        self.folder = folder
        self.environment = dict(os.environ, NEWLYN_WORKSPACE=os.path.join(folder, "council"))
        self.run("init", "council")

    def start(self, *words):
        return subprocess.Popen([self.newlyn, *words], cwd=self.folder, env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words):
        done = self.start(*words)
        out, err = done.communicate(timeout=120)
        if done.returncode != 0:
            fail(f"{' '.join(words)}: {err}")
        return out

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def race(self, commands):
        """Runs them at once. Returns those that succeeded and those that were told why not."""
        running = {name: self.start(*words) for name, words in commands.items()}
        done, told = [], []
        for name, process in running.items():
            _, err = process.communicate(timeout=120)
            if process.returncode == 0:
                done.append(name)
            elif process.returncode == 2 and "--after" in err:
                told.append(name)
            else:
                fail(f"{name}: status {process.returncode}: {err}")
        return done, told


def race_for_facts(council):
    """Everybody adds a team of their own to the facts."""
    waiting = [f"team_{person}" for person in range(PEOPLE)]
    told_count = 0
    while waiting:
        files = json.loads(council.run("policy", "list", "--json"))["files"]
        version = next(file["version"] for file in files if file["name"] == "facts.toml")
        text = council.read("council/policy/facts.toml") if version else ""
        commands = {}
        for team in waiting:
            council.write(team + ".toml", f"{text}[team.{team}]\nmembers = [\"{team}\"]\n")
            after = ["--after", version] if version else []
            commands[team] = ["policy", "put", team + ".toml", "--as", "facts.toml", *after]
        done, told = council.race(commands)
        if len(done) != 1:
            fail(f"{len(done)} people put a file after one version")
        told_count += len(told)
        waiting = told
    text = council.read("council/policy/facts.toml")
    for person in range(PEOPLE):
        if f"[team.team_{person}]" not in text:
            fail(f"the change of person {person} is lost")
    if text != council.read(f"council/policy/history/facts.toml/{PEOPLE}"):
        fail("the last version is not in the history")
    if told_count != PEOPLE * (PEOPLE - 1) // 2:
        fail(f"{told_count} were told")


def race_for_purpose(council):
    """Everybody adds a version of one purpose."""
    council.write("debt.toml", PURPOSE.format(1))
    council.run("purpose", "add", "debt.toml")
    waiting = list(range(2, PEOPLE + 2))
    while waiting:
        shown = json.loads(council.run("purpose", "show", "debt", "--json"))
        version = shown["versions"][-1]["version"]
        commands = {}
        for days in waiting:
            council.write(f"debt{days}.toml", PURPOSE.format(days))
            commands[days] = ["purpose", "add", f"debt{days}.toml", "--after", version]
        done, told = council.race(commands)
        if len(done) != 1:
            fail(f"{len(done)} people added a version after one")
        waiting = told
    kept = {council.read(f"council/purposes/debt/{number}.toml")
            for number in range(1, PEOPLE + 2)}
    if kept != {PURPOSE.format(days) for days in range(1, PEOPLE + 2)}:
        fail("a version of the purpose is lost")


def main():
    """Both races, then the log is whole."""
    newlyn = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="newlyn_race_") as folder:
        council = Council(newlyn, folder)
        race_for_facts(council)
        race_for_purpose(council)
        if "whole" not in council.run("audit", "verify"):
            fail("the audit log is not whole")
    print(f"{PEOPLE} people, {PEOPLE} changes of each file, none lost")


if __name__ == "__main__":
    main()
