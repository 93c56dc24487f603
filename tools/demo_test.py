#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""demo_test.py NEWLYN: the demonstration reads a borough from real servers, or says why not.

PostgreSQL and MariaDB are started on loopback by tools/test_server.sh, as for ./dev demo, and are
gone at the end. Exit status 77 means that they are not installed.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
NOT_INSTALLED = 77
QUESTION = ["--people", "600", "--question", "early_signs"]
# What lives on which server.
SERVED = {"housing_tenancies_tenancies": "PostgreSQL",
          "housing_tenancies_tenancy_people": "PostgreSQL",
          "adult_social_care_clients": "MariaDB", "adult_social_care_referrals": "MariaDB"}
PASSWORD = {"NEWLYN_DEMO_PASSWORD": "reader-password"}


def show(newlyn: str, folder: Path, **variables: str) -> subprocess.CompletedProcess:
    folder.mkdir()
    return subprocess.run(["bash", TOOLS / "show_borough.sh", newlyn, folder, *QUESTION], text=True,
                          capture_output=True, check=False, env=os.environ | variables)


def sources(newlyn: str, folder: Path) -> dict[str, str]:
    """The text of the definition of each source that the demonstration made."""
    return {path.stem: path.read_text(encoding="utf-8")
            for path in (folder / "demo_borough" / "council" / "sources").glob("*.toml")
            if not path.name.endswith(".map.toml")}


def rows_of(output: str) -> dict[str, tuple[str, int]]:
    """How each source was delivered and how many rows were read, as the story tells it."""
    told = {}
    for line in output.splitlines():
        found = re.match(r"\s+(\w+)\s+(\S.*?)\s{2,}([\d,]+)\b", line)
        if found:
            told.setdefault(found[1], (found[2], int(found[3].replace(",", ""))))
    return told


def check_served(newlyn: str, folder: Path) -> list[str]:
    done = show(newlyn, folder)
    if done.returncode != 0:
        return [f"with servers: {done.returncode}\n{done.stdout}\n{done.stderr}"]
    problems = [f"it does not say: {words}" for words in ("loading PostgreSQL", "loading MariaDB")
                if words not in done.stdout]
    if "is not installed here" in done.stdout:
        problems.append("it says that no server is there")
    told, defined = rows_of(done.stdout), sources(newlyn, folder)
    with open(folder / "town" / "borough.csv", encoding="utf-8") as file:
        made = [line.strip().split(",") for line in file if not line.startswith("#")]
    rows = {f"{source}_{table}": int(count) for source, _, _, table, count in made}
    for name, server in SERVED.items():
        if told.get(name) != (server, rows[name]):
            problems.append(f"{name}: {told.get(name)} instead of {rows[name]} rows of {server}")
        address = "postgres://reader@127.0.0.1" if server == "PostgreSQL" else "mysql://reader@127."
        if address not in defined[name]:
            problems.append(f"{name} is not read from {server}")
        if "reader-password" in defined[name]:
            problems.append(f"the password is in the definition of {name}")
    # The servers end with the demonstration, so what is read again is out of reach.
    for _ in range(30):
        again = subprocess.run([newlyn, "source", "read", "adult_social_care_clients",
                                "--workspace", folder / "demo_borough" / "council"], text=True,
                               capture_output=True, check=False, env=os.environ | PASSWORD)
        if again.returncode != 0:
            break
        time.sleep(1)
    if "does not answer" not in again.stderr:
        problems.append(f"the server still answers: {again.returncode} {again.stderr}")
    return problems


def check_files(newlyn: str, folder: Path) -> list[str]:
    done = show(newlyn, folder, NEWLYN_SERVERS="")
    if done.returncode != 0:
        return [f"without servers: {done.returncode}\n{done.stdout}\n{done.stderr}"]
    problems = []
    told = "PostgreSQL or MariaDB is not installed here: what would live on them is read from files"
    if told not in done.stdout:
        problems.append("it does not say that no server is there")
    rows = rows_of(done.stdout)
    problems += [f"{name}: {rows.get(name)} instead of an SQLite file" for name in SERVED
                 if rows.get(name, ("", 0))[0] != "SQLite" or rows[name][1] == 0]
    return problems


def main() -> int:
    newlyn = str(Path(sys.argv[1]).resolve())
    for kind in ("postgres", "mariadb"):
        if subprocess.run(["bash", TOOLS / "test_server.sh", "installed", kind],
                          check=False).returncode != 0:
            print("PostgreSQL and MariaDB are not installed: ./dev setup test")
            return NOT_INSTALLED
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        problems = check_files(newlyn, Path(name) / "files")
        problems += check_served(newlyn, Path(name) / "served")
    for problem in problems:
        print(problem)
    print(f"demo_test: {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
