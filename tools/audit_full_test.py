#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""On a full disk of the audit log nothing is shown, nothing is changed and nothing is half written.

    audit_full_test.py newlyn libdisk_faults.so

Verbs that look, hand out and change are run while the disk under council/audit is full
(tools/disk_faults), from its first write on and from each later one. Where the entry could not be
written the verb is refused in these words, prints nothing and leaves no file; afterwards, with room
again, the log is whole and says no less than what was answered, and the workspace is as it was.
"""
import hashlib
import os
import re
import subprocess
import sys
import tempfile

PEOPLE = """id,first_name,last_name,dob,postcode
1,Qzyxamal,Qzyxhaddad,2001-04-09,AC1 2AB
2,Qzyxkarim,Qzyxhaddad,1998-11-30,AC1 2AB
3,Qzyxedith,Qzyxmaynard,1981-12-21,AC1 3HN
"""
WORDS = re.compile(r"newlyn: .* cannot be written \(No space left on device\), so the answer is "
                   r"refused: what is not in the audit log may not be done\. Free room on this "
                   r"disk and try again\.")
CHANGES = "judge people:1 people:2 different --reason test"
LOOKS = ("entity show {id}", "search qzyxhaddad", "entity export {id}", "audit list",
         "export crosswalk --output out.csv", "rights access {id} --output pack")


def fail(message):
    sys.exit(f"audit_full_test: {message}")


class Council:
    """A workspace whose audit log's disk may be full."""

    def __init__(self, newlyn, library, folder):
        self.newlyn = newlyn
        self.library = library
        self.folder = folder
        self.home = os.path.join(folder, "council")
        self.environment = dict(os.environ, NEWLYN_WORKSPACE=self.home)
        with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8") as file:
            file.write(PEOPLE)
        for line in ("init council", "source add people --from people.csv --key id", "map people",
                     "source read people", "link"):
            self.run(line)
        rows = self.run("export crosswalk").splitlines()
        self.id = next(row.split(",")[0] for row in rows if row.endswith(",1"))

    def call(self, line, full_from=None):
        environment = dict(self.environment)
        if full_from is not None:
            listed = subprocess.run(["ldd", self.newlyn], capture_output=True, text=True,
                                    check=True)
            runtimes = re.findall(r"=> (\S*/lib(?:asan|ubsan|tsan)\S*)", listed.stdout)
            environment.update(LD_PRELOAD=" ".join([*runtimes, self.library]),
                               NEWLYN_FAULT_KIND="full", NEWLYN_FAULT_AFTER=str(full_from),
                               NEWLYN_FAULT_FOLDER=os.path.join(self.home, "audit"))
        return subprocess.run([self.newlyn, *line.split()], cwd=self.folder, env=environment,
                              capture_output=True, text=True, timeout=120)

    def run(self, line):
        done = self.call(line)
        if done.returncode != 0:
            fail(f"{line}: {done.stderr}")
        return done.stdout

    def entries(self):
        verified = self.run("audit verify")
        if "whole" not in verified:
            fail(f"the log is not whole: {verified}")
        return int(re.search(r"(\d+) entries", verified).group(1))

    def files(self):
        """What lies beside the workspace, and the workspace without its log and its store."""
        found = {}
        for place, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.relpath(os.path.join(place, name), self.folder)
                if path.startswith(("council/audit/", "council/store.duckdb", "council/status.json",
                                    "council/index/")):
                    continue
                with open(os.path.join(self.folder, path), "rb") as file:
                    found[path] = hashlib.sha256(file.read()).hexdigest()
        return found


def try_full(council, line, full_from):
    """Runs a verb on the full disk. Returns whether the disk was full too late for it."""
    before = council.files()
    entries = council.entries()
    judgements = council.run("judge list")
    done = council.call(line, full_from)
    if done.returncode == 0:
        if council.entries() <= entries:
            fail(f"{line}, full from {full_from}: answered without an entry")
        return True
    if not WORDS.match(done.stderr):
        fail(f"{line}, full from {full_from}: status {done.returncode}: {done.stderr}")
    if done.stdout:
        fail(f"{line}, full from {full_from}: it said {done.stdout}")
    if council.files() != before:
        fail(f"{line}, full from {full_from}: {set(council.files()) ^ set(before)} are there")
    if line == CHANGES and full_from == 1 and council.run("judge list") != judgements:
        fail("it was judged although the intent could not be written")
    council.entries()
    return False


def main():
    """Every verb, the disk full from each of its writes on."""
    newlyn, library = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="newlyn_full_") as folder:
        council = Council(newlyn, library, folder)
        refused = 0
        for line in (*LOOKS, CHANGES):
            line = line.format(id=council.id)
            full_from = 1
            while not try_full(council, line, full_from):
                refused += 1
                full_from += 1
                if full_from > 40:
                    fail(f"{line} never gets through")
            for name in ("out.csv", "pack/pack.json", "pack/pack.html"):
                path = os.path.join(folder, name)
                if os.path.exists(path):
                    os.remove(path)
        print(f"{len(LOOKS) + 1} verbs, {refused} refusals")


if __name__ == "__main__":
    main()
