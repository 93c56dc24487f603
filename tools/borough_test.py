#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""borough_test.py NEWLYN: the synthetic borough is the same for a seed, and real servers take it.

PostgreSQL and MariaDB are started from the distribution's packages on loopback, in a temporary
folder, and stopped at the end. Exit status 77 means that they are not installed.
"""
import contextlib
import csv
import glob
import hashlib
import json
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

PEOPLE = 2000
NOT_INSTALLED = 77
# What is compared by its rows and not by its bytes.
BY_ROWS = {".sqlite", ".xlsx", ".parquet"}


def create(newlyn: str, folder: Path, seed: int, threads: int, *words) -> dict:
    answer = subprocess.run([newlyn, "borough", "create", folder, "--people", str(PEOPLE), "--seed",
                             str(seed), "--threads", str(threads), "--json", *words],
                            check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def rows_hash(path: Path) -> str:
    """A hash of the rows of a database or workbook."""
    sums = hashlib.sha256()
    if path.suffix == ".sqlite":
        with contextlib.closing(sqlite3.connect(path)) as database:
            for line in database.iterdump():
                sums.update(line.encode())
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in sorted(book.namelist()):
                if name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml":
                    sums.update(book.read(name))
    else:  # a Parquet file of one writer is the same where its rows are
        sums.update(path.read_bytes())
    return sums.hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file under the folder, by its path there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            by_rows = path.suffix in BY_ROWS
            found[str(path.relative_to(folder))] = (
                rows_hash(path) if by_rows else hashlib.sha256(path.read_bytes()).hexdigest())
    return found


def check_same(newlyn: str, folder: Path) -> list[str]:
    first = create(newlyn, folder / "one", 5, 2)
    create(newlyn, folder / "two", 5, 1)
    create(newlyn, folder / "other", 6, 2)
    one, two, other = (hashes(folder / name) for name in ("one", "two", "other"))
    problems = [f"{name} differs between two runs of one seed" for name in one
                if one[name] != two.get(name)]
    same = [name for name in one if one[name] == other.get(name) and "layout" not in name
            and "process_" not in name and "bulky_waste_rounds" not in name]
    problems += [f"{name} is the same under another seed" for name in same]
    wanted = {"mistaken_share": 0.15, "stale_share": 0.10, "no_birth_date_share": 0.10}
    problems += [f"{key} is {first[key]:.3f}, at least {least} is promised"
                 for key, least in wanted.items() if first[key] < least]
    if first["residents"] != PEOPLE:
        problems.append(f"{first['residents']} residents instead of {PEOPLE}")
    return problems


def written(folder: Path, name: str, column: str) -> dict[tuple, str]:
    """A column of a file of the truth by source, record and role."""
    with open(folder / "truth" / name, encoding="utf-8", newline="") as file:
        return {(row["source"], row["record_id"], row["role"]): row[column]
                for row in csv.DictReader(file)}


def check_days(newlyn: str, folder: Path) -> list[str]:
    """The last day is the borough itself; on others a record is about the same person."""
    problems, days = [], ("2024-12-31", "2025-06-30", "2025-12-31")
    for day in days:
        create(newlyn, folder / day, 5, 2, "--as-of", day)
    default, last = hashes(folder / "one"), hashes(folder / days[-1])
    problems += [f"{name} is another one on the last day" for name in default
                 if default[name] != last.get(name) and name != "borough.csv"]
    people = [written(folder / day, "records.csv", "person_id") for day in days]
    contents = [written(folder / day, "written.csv", "content") for day in days]
    problems += [f"{' '.join(key)} is about another person on {day}"
                 for day, of_day in zip(days, people) for key, person in of_day.items()
                 if people[-1].get(key, person) != person]
    both = contents[0].keys() & contents[-1].keys()
    shares = {"came": len(contents[-1].keys() - both) / len(contents[-1]),
              "went": len(contents[0].keys() - both) / len(contents[0]),
              "changed": sum(contents[0][key] != contents[-1][key] for key in both) / len(both)}
    wanted = {"came": (0.05, 0.2), "went": (0.005, 0.05), "changed": (0.03, 0.1)}
    problems += [f"{share:.3f} of the records {what} in the year" for what, share in shares.items()
                 if not wanted[what][0] <= share <= wanted[what][1]]
    return problems


def check_truth(folder: Path) -> list[str]:
    """Every person record of a source has its line in the truth, about somebody who is there."""
    problems = []
    with open(folder / "truth" / "people.csv", encoding="utf-8", newline="") as file:
        people = {row["person_id"] for row in csv.DictReader(file)}
    records = {}
    with open(folder / "truth" / "records.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            records.setdefault(row["source"], set()).add(row["record_id"])
            if row["person_id"] and row["person_id"] not in people:
                problems.append(f"{row['record_id']} is about nobody")
    with open(folder / "sources" / "council_tax.csv", encoding="utf-8", newline="") as file:
        written = {row["LIABILITY_REF"] for row in csv.DictReader(file)}
    if written != records["council_tax"]:
        problems.append("council_tax: the records and their truth differ")
    with open(folder / "sources" / "contacts.csv", encoding="utf-8", newline="") as file:
        written = {row["contact_id"] for row in csv.DictReader(file)}
    if written != records["contacts"]:
        problems.append("contacts: the records and their truth differ")
    return problems


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_user(user: str) -> list[str]:
    """Words that run a server as a user who is not root, which both servers ask for."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if os.getuid() == 0 \
        else []


def user_for(name: str) -> str:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name).pw_name
    return "nobody"


def wait_until(works, server: subprocess.Popen) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"{server.args[-1]} ended with {server.returncode}")
        if works():
            return
        time.sleep(0.25)
    raise RuntimeError("a server did not answer within a minute")


def quiet(words: list[str]) -> bool:
    return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


@contextlib.contextmanager
def postgres(folder: Path):
    """A PostgreSQL server; yields what psql takes."""
    tools = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
    user, port, place = user_for("postgres"), free_port(), folder / "pg"
    place.mkdir()
    shutil.chown(place, user) if os.getuid() == 0 else None
    subprocess.run([*as_user(user), tools / "initdb", "--pgdata", place / "data", "--username",
                    "tester", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale",
                    "C.UTF-8"], check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*as_user(user), tools / "postgres", "-D", place / "data", "-p",
                               str(port), "-h", "127.0.0.1", "-k", place, "-F"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    words = f"host=127.0.0.1 port={port} user=tester dbname=postgres"
    try:
        wait_until(lambda: quiet(["psql", "-d", words, "-c", "select 1"]), server)
        yield words
    finally:
        server.terminate()
        server.wait(60)


@contextlib.contextmanager
def mariadb(folder: Path):
    """A MariaDB server; yields host, port, user and database."""
    user, port, place = user_for("mysql"), free_port(), folder / "maria"
    place.mkdir()
    shutil.chown(place, user) if os.getuid() == 0 else None
    subprocess.run([*as_user(user), "mariadb-install-db", "--no-defaults",
                    f"--datadir={place / 'data'}", "--auth-root-authentication-method=normal",
                    "--skip-test-db"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    server = subprocess.Popen([*as_user(user), shutil.which("mariadbd") or "/usr/sbin/mariadbd",
                               "--no-defaults", f"--datadir={place / 'data'}",
                               "--bind-address=127.0.0.1", f"--port={port}",
                               f"--socket={place / 'socket'}", f"--pid-file={place / 'pid'}"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = ["mariadb", "--no-defaults", "--host=127.0.0.1", f"--port={port}", "--user=root"]
    try:
        wait_until(lambda: quiet([*client, "--execute=create database if not exists town"]), server)
        yield f"host=127.0.0.1 port={port} user=root dbname=town"
    finally:
        server.terminate()
        server.wait(60)


def check_load(newlyn: str, folder: Path) -> list[str]:
    town = folder / "one"
    problems = []
    with postgres(folder) as pg, mariadb(folder) as maria:
        for time_of in ("first", "second"):
            run = subprocess.run([newlyn, "borough", "load", town, "--postgres", pg, "--mariadb",
                                  maria, "--json"], capture_output=True, text=True, check=False)
            if run.returncode != 0:
                return [f"the {time_of} load: {run.stderr.strip()}"]
        tables = json.loads(run.stdout)["tables"]
        names = {(table["server"], table["table"]) for table in tables}
        for wanted in (("PostgreSQL", "tenancies"), ("PostgreSQL", "tenancy_people"),
                       ("PostgreSQL", "applications"), ("MariaDB", "clients"),
                       ("MariaDB", "children")):
            if wanted not in names:
                problems.append(f"{wanted[1]} is not on {wanted[0]}")
        problems += [f"{table['table']} is empty" for table in tables if table["rows"] == 0]
        wrong = subprocess.run([newlyn, "borough", "load", town, "--postgres",
                                pg.replace("dbname=postgres", "dbname=nowhere")],
                               capture_output=True, text=True, check=False)
        if wrong.returncode != 8 or "nowhere" not in wrong.stderr:
            problems.append(f"a database that is not there: {wrong.returncode} {wrong.stderr}")
    return problems


def main() -> int:
    newlyn = str(Path(sys.argv[1]).resolve())
    servers = shutil.which("psql") and shutil.which("mariadb-install-db") and glob.glob(
        "/usr/lib/postgresql/*/bin/initdb")
    if not servers:
        print("PostgreSQL and MariaDB are not installed: ./dev setup test")
        return NOT_INSTALLED
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        problems = check_same(newlyn, folder)
        problems += check_days(newlyn, folder)
        problems += check_truth(folder / "one")
        problems += check_load(newlyn, folder)
    for problem in problems:
        print(problem)
    print(f"borough_test: {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
