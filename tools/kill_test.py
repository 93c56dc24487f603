#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills a run of `newlyn source read` at many moments, as a power cut would.

    kill_test.py NEWLYN [csv|sqlite|parquet]

After each kill the store opens and holds either all of the run or nothing of it. The next run
over the same file goes on after what was kept, or begins anew; either way every record has one
version of each delivery, and the counts add up. Some of the runs must have been gone on from.
"""
import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

ROWS = 200_000
KILLS = 8
SEED = 20261128


def newlyn(program, folder, *arguments, check=True):
    done = subprocess.run([program, "source", *arguments, "--workspace", folder / "council"],
                          capture_output=True, text=True, timeout=300)
    if check and done.returncode != 0:
        raise SystemExit(f"newlyn source {' '.join(arguments)}: {done.stderr}")
    return done


def people(version):
    for number in range(ROWS):
        yield number, f"Haddad{number % 977}", f"Amal{version}", f"AC{number % 89} 2AB"


def write_csv(path, version):
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,surname,first_name,postcode\n")
        for row in people(version):
            file.write(",".join(map(str, row)) + "\n")


def write_sqlite(path, version):
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    with database:
        database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, surname TEXT, "
                         "first_name TEXT, postcode TEXT)")
        database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", people(version))
    database.close()


class Delivery:
    """A file of people in one form, written anew for each version."""

    def __init__(self, program, folder, form):
        self.program, self.form, self.path = program, form, folder / f"people.{form}"
        self.table = ["--table", "people"] if form == "sqlite" else []

    def write(self, version):
        if self.form == "csv":
            write_csv(self.path, version)
        elif self.form == "sqlite":
            write_sqlite(self.path, version)
        else:
            # The program writes Parquet: every person of the file as it stands there.
            text = self.path.with_suffix(".csv")
            write_csv(text, version)
            subprocess.run([self.program, "dedupe", text, "--id", "id", "--output", self.path],
                           check=True, capture_output=True)


def status(program, folder):
    done = newlyn(program, folder, "status", "people", "--json", check=False)
    return json.loads(done.stdout)[0]


def records(program, folder):
    return status(program, folder)["records"]


def last_ended(program, folder):
    return status(program, folder)["runs"][0]["run"]


def kill_once(program, folder, delay):
    """Starts a run and kills it after `delay` seconds. Returns whether it was still running."""
    run = subprocess.Popen([program, "source", "read", "people", "--workspace", folder / "council"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    running = run.poll() is None
    run.kill()
    run.wait()
    return running


def check_next_run(program, folder, version, before):
    """Reads the same file again after a kill. Returns whether that went on from what was kept.
    `before` is the run that had ended last before the one that was killed."""
    stored = last_ended(program, folder) != before  # killed after it had stored
    done = newlyn(program, folder, "read", "people", "--json")
    run = json.loads(done.stdout)
    counts = (run["read"], run["kept"], run["changed"], run["unchanged"])
    expected = (ROWS, ROWS, 0, ROWS) if stored else (ROWS, ROWS, ROWS, 0)
    if counts != expected and not (stored and run["state"] == "nothing new"):
        raise SystemExit(f"after kill {version} the next run did not change every record: {run}")
    if records(program, folder) != ROWS:
        raise SystemExit(f"after kill {version} the store does not hold {ROWS} records")
    return "resumed" in run


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    form = sys.argv[2] if len(sys.argv) > 2 else "csv"
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        delivery = Delivery(program, folder, form)
        delivery.write(0)
        subprocess.run([program, "init", folder / "council"], check=True, capture_output=True)
        newlyn(program, folder, "add", "people", "--from", str(delivery.path), *delivery.table,
               "--key", "id", "--column", "given_name=first_name", "--column",
               "family_name=surname")
        began = time.monotonic()
        newlyn(program, folder, "read", "people")
        length = time.monotonic() - began
        killed = resumed = 0
        for version in range(1, KILLS + 1):
            delivery.write(version)
            before = last_ended(program, folder)
            killed += kill_once(program, folder, length * chance.uniform(0.1, 1.0))
            if records(program, folder) != ROWS:
                raise SystemExit(f"after kill {version} the store does not hold {ROWS} records")
            resumed += check_next_run(program, folder, version, before)
        delivery.write(KILLS + 1)
        done = newlyn(program, folder, "read", "people")
        if f"{ROWS:,} changed" not in done.stdout:
            raise SystemExit(f"the clean run did not change every record: {done.stdout}")
        print(f"{form}: killed {killed} of {KILLS} runs (seed {SEED}), {resumed} gone on from: "
              "nothing lost, nothing half stored, nothing twice")
        return 0 if killed > 0 and resumed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
