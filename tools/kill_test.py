#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills a run of `newlyn source read` at many moments, as a power cut would.

    kill_test.py NEWLYN

After each kill the store opens and holds either all of the run or nothing of it. The next run
over the same file goes on after what was kept, or begins anew; either way every record has one
version of each delivery, and the counts add up. Some of the runs must have been gone on from.
"""
import json
import pathlib
import random
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


def write_people(path, version):
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,surname,first_name,postcode\n")
        for number in range(ROWS):
            file.write(f"{number},Haddad{number % 977},Amal{version},AC{number % 89} 2AB\n")


def records(program, folder):
    done = newlyn(program, folder, "status", "people", "--json", check=False)
    return json.loads(done.stdout)[0]["records"]


def kill_once(program, folder, delay):
    """Starts a run and kills it after `delay` seconds. Returns whether it was still running."""
    run = subprocess.Popen([program, "source", "read", "people", "--workspace", folder / "council"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    running = run.poll() is None
    run.kill()
    run.wait()
    return running


def check_next_run(program, folder, version):
    """Reads the same file again after a kill. Returns whether that went on from what was kept."""
    done = newlyn(program, folder, "read", "people", "--json")
    run = json.loads(done.stdout)
    if run["state"] != "nothing new" and (run["read"], run["kept"], run["changed"]) != (ROWS,) * 3:
        raise SystemExit(f"after kill {version} the next run did not change every record: {run}")
    if records(program, folder) != ROWS:
        raise SystemExit(f"after kill {version} the store does not hold {ROWS} records")
    return "resumed" in run


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_people(folder / "people.csv", 0)
        subprocess.run([program, "init", folder / "council"], check=True, capture_output=True)
        newlyn(program, folder, "add", "people", "--from", str(folder / "people.csv"),
               "--key", "id", "--column", "given_name=first_name", "--column",
               "family_name=surname")
        began = time.monotonic()
        newlyn(program, folder, "read", "people")
        length = time.monotonic() - began
        killed = resumed = 0
        for version in range(1, KILLS + 1):
            write_people(folder / "people.csv", version)
            killed += kill_once(program, folder, length * chance.uniform(0.1, 1.0))
            if records(program, folder) != ROWS:
                raise SystemExit(f"after kill {version} the store does not hold {ROWS} records")
            resumed += check_next_run(program, folder, version)
        write_people(folder / "people.csv", KILLS + 1)
        done = newlyn(program, folder, "read", "people")
        if f"{ROWS:,} changed" not in done.stdout:
            raise SystemExit(f"the clean run did not change every record: {done.stdout}")
        print(f"killed {killed} of {KILLS} runs (seed {SEED}), {resumed} gone on from: nothing "
              "lost, nothing half stored, nothing twice")
        return 0 if killed > 0 and resumed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
