#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench reading [ROWS] [--no-server]: how long a long table takes to read and to profile.

A CSV of made-up people (twelve columns: names, dates, addresses, contacts, an identifier) is read
as a source, standardised under the mapping that is proposed, and stored; then the same table out
of a real PostgreSQL; then a file of thirty columns is profiled. Each figure is that of the whole
command, with its peak memory, and stands beside a peer in the same run: DuckDB's CREATE TABLE AS
over read_csv into a file and its SUMMARIZE, and psql's COPY TO STDOUT. Counts are checked, and so
is that a second reading changes nothing. Ends with status 1 when a bar is missed; the bars are for
a million rows, and shorter tables only show their figures.
"""
import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build" / "release"
WORK = ROOT / "build" / "bench"
SERVER = ROOT / "tools" / "test_server.sh"
sys.path.insert(0, str(ROOT / "tools"))
import peers  # noqa: E402  the folder is known only now

CORES = 2
BAR_ROWS = 1_000_000
CSV_SECONDS_MAX, MEGABYTES_MAX = 15.0, 1024.0
POSTGRES_SECONDS_MAX, PROFILE_SECONDS_MAX = 30.0, 20.0
PASSWORD = "reader-password"  # of the test server's only user


@dataclass
class Cost:
    """What a command took."""

    seconds: float
    processor: float  # seconds of all cores together
    megabytes: float
    output: str


def run(command: list, stdin=None) -> Cost:
    """Runs a command on so many cores, and ends the benchmark when it fails."""
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.monotonic()
        child = subprocess.Popen([str(part) for part in command], stdin=stdin, stdout=out,
                                 stderr=err, env={**os.environ, "READER_PASSWORD": PASSWORD},
                                 preexec_fn=lambda: os.sched_setaffinity(0, cores))
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        for file in (out, err):
            file.seek(0)
        if child.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {child.returncode}: {err.read()}")
        return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


class Board:
    """The figures, and whether every bar was met."""

    def __init__(self, rows: int):
        self.barred, self.met = rows >= BAR_ROWS, True

    def show(self, what: str, cost: Cost, peer: tuple[str, float], seconds_max=None,
             megabytes_max=None) -> None:
        missed = []
        if seconds_max and cost.seconds > seconds_max:
            missed.append(f"more than {seconds_max:.0f} s")
        if megabytes_max and cost.megabytes > megabytes_max:
            missed.append(f"more than {megabytes_max:.0f} MB")
        verdict = f"   MISSED: {', '.join(missed)}" if self.barred and missed else ""
        self.met = self.met and not verdict
        print(f"{what:34}{cost.seconds:7.1f} s {cost.processor:7.1f} s of cores "
              f"{cost.megabytes:6.0f} MB   {cost.seconds / peer[1]:5.1f} x {peer[0]} "
              f"({peer[1]:.1f} s){verdict}", flush=True)


def make_people(rows: int) -> Path:
    """Twelve columns: those of make_people and a number of a kind that is never issued."""
    path, key = WORK / f"reading_{rows}.csv", WORK / f"reading_{rows}_truth.csv"
    if path.exists():
        return path
    part = path.with_suffix(".part")
    subprocess.run([RELEASE / "make_people", "--rows", str(rows), "--seed", "1", "--output", part,
                    "--key-file", key], check=True, capture_output=True)
    with key.open(newline="") as file:
        cluster = {row["record_id"]: row["cluster"] for row in csv.DictReader(file)}
    numbers: dict[str, int] = {}
    made = path.with_suffix(".made")
    with part.open(newline="") as source, made.open("w", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
        writer.writerow([*next(reader), "ni_number"])
        for row in reader:
            number = numbers.setdefault(cluster[row[0]], len(numbers))
            writer.writerow([*row, f"QQ{number:06}A" if number % 5 < 3 else ""])
    part.unlink()
    made.rename(path)
    return path


def make_wide(people: Path, rows: int) -> Path:
    """Thirty columns: the twelve, and what systems keep besides: states, dates, sums, codes."""
    path = WORK / f"reading_wide_{rows}.csv"
    if path.exists():
        return path
    made = path.with_suffix(".made")
    states = ["open", "closed", "pending", "Pending ", "n/a"]
    with people.open(newline="") as source, made.open("w", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
        names = ["status", "opened", "closed", "amount", "balance", "band", "ward", "officer",
                 "visits", "score", "flag", "reference", "uprn", "changed", "channel", "team",
                 "rate", "note"]
        writer.writerow([*next(reader), *names])
        for i, row in enumerate(reader):
            mixed = i * 2_654_435_761 % 2**32
            year, month, day = 2000 + mixed % 25, f"{mixed % 12 + 1:02}", f"{mixed % 28 + 1:02}"
            writer.writerow([
                *row, states[mixed % 5], f"{year}-{month}-{day}",
                f"{day}/{month}/{year}" if i % 3 else "",
                f"{mixed % 100_000 / 100:.2f}", mixed % 7919 - 4000, "ABCDEFGH"[mixed % 8],
                f"Ward {mixed % 40}", f"officer{mixed % 300}", mixed % 30,
                f"{mixed % 997 / 997:.6f}",
                "YN"[mixed % 2], f"REF/{i:08}", 990_000_000_000 + mixed % 10**9,
                f"2024-01-{day}T{mixed % 24:02}:{mixed % 60:02}:00", mixed % 4,
                f"team {mixed % 12}", f"{mixed % 50 / 10} %", "left a note" if i % 9 == 0 else ""])
    made.rename(path)
    return path


def duckdb_seconds(what: str, file: Path) -> float:
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        done = run([peers.peer_python("splink"), ROOT / "bench" / "peers" / "duckdb_tables.py",
                    what, file, Path(folder) / "people.duckdb", CORES])
    return float(done.output.split()[0])


def newlyn(home: Path, *words) -> Cost:
    return run([RELEASE / "newlyn", *words, "--workspace", home])


def read_source(home: Path, rows: int, *origin) -> Cost:
    """Adds, maps and reads a source; checks what was stored and that it is the same once more."""
    run([RELEASE / "newlyn", "init", home])
    newlyn(home, "source", "add", "people", *origin, "--key", "record_id")
    newlyn(home, "map", "people")
    cost = newlyn(home, "source", "read", "people", "--json")
    first = json.loads(cost.output)
    again = json.loads(newlyn(home, "source", "read", "people", "--json", "--accept").output)
    found = [first[word] for word in ("read", "kept", "added")] + [again["unchanged"]]
    if found != [rows] * 4:
        sys.exit(f"of {rows} rows were read, kept, added and unchanged: {found}")
    return cost


class Postgres:
    """A real server that goes with this process, holding the table people."""

    def __init__(self, people: Path):
        started = subprocess.run(["bash", SERVER, "start", "postgres", str(os.getpid())],
                                 stdout=subprocess.PIPE, text=True, check=False)
        if started.returncode == 77:
            sys.exit("PostgreSQL is not installed here: --no-server leaves it out.")
        self.folder, self.port = started.stdout.split()
        with people.open() as file:
            columns = ", ".join(f"{name} text" for name in file.readline().strip().split(","))
            script = subprocess.Popen(["bash", SERVER, "sql", "postgres", self.folder],
                                      stdin=subprocess.PIPE, text=True)
            script.stdin.write(f"CREATE TABLE people ({columns}, PRIMARY KEY (record_id));\n"
                               "COPY people FROM STDIN (FORMAT csv);\n")
            shutil.copyfileobj(file, script.stdin)
            script.stdin.write("\\.\nANALYZE people;\n")
            script.stdin.close()
            if script.wait() != 0:
                sys.exit("The table could not be made.")

    def copy_seconds(self) -> float:
        with tempfile.NamedTemporaryFile("w+") as words:
            words.write("COPY (SELECT * FROM people) TO STDOUT;\n")
            words.seek(0)
            return run(["bash", SERVER, "sql", "postgres", self.folder], stdin=words).seconds

    def address(self) -> list[str]:
        return ["--from", f"postgres://reader@127.0.0.1:{self.port}/council", "--table", "people",
                "--secret", "env:READER_PASSWORD"]

    def remove(self) -> None:
        subprocess.run(["bash", SERVER, "remove", "postgres", self.folder], check=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", nargs="?", type=int, default=BAR_ROWS)
    options.add_argument("--no-server", action="store_true")
    given = options.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    people = make_people(given.rows)
    wide = make_wide(people, given.rows)
    board = Board(given.rows)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        peer = ("DuckDB", duckdb_seconds("store", people))
        cost = read_source(Path(folder) / "csv", given.rows, "--from", people)
        board.show("CSV read, standardised, stored", cost, peer, CSV_SECONDS_MAX, MEGABYTES_MAX)
        if not given.no_server:
            server = Postgres(people)
            peer = ("COPY TO STDOUT", server.copy_seconds())
            cost = read_source(Path(folder) / "server", given.rows, *server.address())
            server.remove()
            board.show("PostgreSQL the same", cost, peer, POSTGRES_SECONDS_MAX, MEGABYTES_MAX)
        peer = ("SUMMARIZE", duckdb_seconds("summarise", wide))
        cost = run([RELEASE / "newlyn", "profile", wide, "--json"])
        board.show("profile of 30 columns", cost, peer, PROFILE_SECONDS_MAX)
    return 0 if board.met else 1


if __name__ == "__main__":
    sys.exit(main())
