#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A store is encrypted under the workspace's key, through rotations, kills and earlier versions.

    key_test.py newlyn

1. No value of a record stands in a file of the store; newlyn.toml can leave it in clear, and the
   same search finds the value then. A rotation turns one into the other and loses nothing.
2. A rotation that was killed at any moment leaves a workspace that answers, and the next rotation
   finishes it.
3. What the former key opened, the new one does not.
4. A backup in clear, as earlier versions made them, is restored.
"""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 3000
KILLS = 12
VALUE = b"Qzyxhaddad"


def expect(holds, message):
    if not holds:
        sys.exit(f"key_test: {message}")


class Council:
    """A workspace with one source of many rows."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.run("init", folder)
        rows = "".join(f"{number},{VALUE.decode()}{number},Amal,2001-04-09\n"
                       for number in range(ROWS))
        table = folder.parent / "people.csv"
        table.write_text("ref,last_name,first_name,dob\n" + rows, encoding="utf-8")
        self.run("source", "add", "people", "--from", table, "--key", "ref")
        self.run("map", "people")
        self.run("source", "read", "people")
        table.unlink()

    def start(self, *words):
        return subprocess.Popen([str(word) for word in (self.program, *words)],
                                env=dict(os.environ, NEWLYN_WORKSPACE=str(self.folder)),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ask(self, *words):
        process = self.start(*words)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def run(self, *words):
        status, out, err = self.ask(*words)
        expect(status == 0, f"newlyn {' '.join(map(str, words))}: {err}")
        return out

    def records(self):
        """The hash of the records as a check counts them, and how many the source has."""
        parts = json.loads(self.run("check", "--json"))
        expect(parts["findings"] == 0, f"The workspace has findings: {parts}")
        return self.run("source", "list")

    def has_value(self):
        return any(VALUE in path.read_bytes() for path in self.folder.glob("store.duckdb*"))

    def settings(self, text):
        (self.folder / "newlyn.toml").write_text(text, encoding="utf-8")


def try_clear_and_back(council):
    expect(not council.has_value(), "A value stands in the encrypted store.")
    before = council.records()
    council.settings('[store]\nencryption = "none"\ncompression = "none"\n')
    council.run("key", "rotate")
    expect(council.has_value(), "The search does not find a value in a store that is in clear.")
    expect(council.records() == before, "Records differ in the store in clear.")
    council.settings('[store]\nencryption = "rot13"\n')
    status, _, err = council.ask("key", "rotate")
    expect(status == 2 and 'encryption = "rot13" under [store] is not known. Write "none"' in err,
           f"An unknown setting is not refused plainly: {status} {err}")
    council.settings("")
    council.run("key", "rotate")
    expect(not council.has_value(), "A value stands in the store that was encrypted again.")
    expect(council.records() == before, "Records differ in the store that was encrypted again.")


def try_kills(council):
    before = council.records()
    began = time.monotonic()
    council.run("key", "rotate")
    whole = time.monotonic() - began
    killed = 0
    for kill in range(KILLS):
        process = council.start("key", "rotate")
        time.sleep(whole * (kill + 0.5) / KILLS)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        expect(council.records() == before, "After a killed rotation the records differ.")
    expect(killed > 0, "No rotation was killed at work.")
    council.run("key", "rotate")
    expect(len((council.folder / "workspace.key").read_text().splitlines()) == 1,
           "A rotation that came to its end leaves former keys.")
    expect(council.records() == before, "After the last rotation the records differ.")
    return killed


def try_former_key(council):
    former = (council.folder / "store.duckdb").read_bytes()
    council.run("key", "rotate")
    now = (council.folder / "store.duckdb").read_bytes()
    (council.folder / "store.duckdb").write_bytes(former)
    status, _, err = council.ask("check")
    expect(status == 5 and "is encrypted with another key" in err,
           f"The former store is not refused plainly: {status} {err}")
    (council.folder / "store.duckdb").write_bytes(now)
    council.records()


def try_backup_in_clear(council):
    copy = council.folder.parent / "copy"
    shutil.copytree(council.folder, copy)
    shutil.rmtree(copy / "temporary")
    (copy / "status.json").unlink(missing_ok=True)
    files = [{"path": str(path.relative_to(copy)), "bytes": path.stat().st_size,
              "blake2b_256": hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest()}
             for path in sorted(copy.rglob("*")) if path.is_file()]
    (copy / "backup.json").write_text(json.dumps(
        {"newlyn_backup": 1, "made": "2026-01-01T12:00:00Z", "files": files}))
    before = council.records()
    council.run("restore", copy, council.folder.parent / "town")
    council.folder = council.folder.parent / "town"
    expect(council.records() == before, "The restored records differ.")
    with open(copy / "newlyn.toml", "a", encoding="utf-8") as settings:
        settings.write("# changed\n")
    expect(council.ask("restore", copy, council.folder.parent / "other")[0] != 0,
           "A changed backup is restored.")


def main():
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        council = Council(program, Path(folder) / "council")
        try_clear_and_back(council)
        killed = try_kills(council)
        try_former_key(council)
        try_backup_in_clear(council)
    print(f"key_test: {ROWS} rows, {killed} of {KILLS} rotations killed at work")


main()
