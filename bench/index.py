#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench index [MILLIONS...] [--peers]: the index in memory at 0.1, 1.5 and 5 million records.

People of a made town are linked into an index; other processes open it, ask, and add. With --peers
Splink 5 and GoldenMatch's durable identity index find the matches of single records among a
twentieth of the people in the same run. Ends with status 1 when a bar is missed; bars are those of
1.5 million.
"""
import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from linkage import PEERS, ROOT, WORK, Bench, Unfinished, measured, peers

BARS_AT = 1.5
ASKED = 40
FIGURE = re.compile(r"^(.*?)\s+p50\s+([\d.]+)\s+p99\s+([\d.]+)\s+most\s+([\d.]+) ms")
# The line, the figure of it, and what it may be at most: seconds, megabytes, milliseconds.
MOST = [("open", "seconds", 6.0), ("opened VmHWM", "megabytes", 2500.0),
        ("search, everything", "p50", 2.0), ("search, everything", "p99", 20.0),
        ("search, half the sources hidden", "p50", 2.0),
        ("search, half the sources hidden", "p99", 20.0),
        ("show an entity, everything", "p99", 2.0),
        ("show an entity, half the sources hidden", "p99", 2.0),
        ("matches of one record, everything", "p50", 1.0),
        ("matches of one record, everything", "p99", 5.0),
        ("two hops of network, everything", "p99", 20.0),
        ("two hops of network, half the sources hidden", "p99", 20.0),
        ("one record added, durable", "p50", 8.0), ("one record added, durable", "p99", 40.0),
        ("load", "seconds", 90.0), ("relink, ids carried over", "seconds", 90.0),
        ("one record of a hundred changed", "seconds", 20.0)]
LEAST = [("searches at once, everything", 2000.0),
         ("searches at once, half the sources hidden", 2000.0),
         ("arrivals of 64 threads, durable", 2000.0)]
TWENTIETH = 20  # the share of the records that others are given
TIMES = {"Splink predict_between": 100, "GoldenMatch's identity index": 10}


def index_bench(bench, *arguments) -> dict:
    """Figures by line of one run of index_bench, as it printed them."""
    done = subprocess.run([bench.given.build / "index_bench", *map(str, arguments)], check=True,
                          capture_output=True, text=True)
    figures = {}
    for line in done.stdout.splitlines():
        print("  " + line)
        if line.startswith("refused:"):
            bench.check("every change is taken", False)
        found = FIGURE.match(line)
        if found:
            figures[found[1].strip()] = {"p50": float(found[2]), "p99": float(found[3])}
        elif found := re.match(r"^(.*?)\s+([\d.]+) s  processors", line):
            figures[found[1].strip()] = {"seconds": float(found[2])}
        elif found := re.match(r"^(.*?)\s+(VmHWM):\s+(\d+) kB", line):
            figures[f"{found[1].strip()} {found[2]}"] = {"megabytes": int(found[3]) / 1024}
        elif found := re.match(r"^(.*?)\s+(\d+) a second", line):
            figures[found[1].strip()] = {"rate": float(found[2])}
    sys.stdout.flush()
    return figures


def slipped(file: Path) -> list:
    """Records of the people with a letter changed: somebody known who comes again."""
    code = ("import duckdb, json, sys; print(json.dumps(duckdb.sql(f\"SELECT first_name, last_name,"
            " dob::VARCHAR dob, postcode, email, phone::VARCHAR phone FROM '{sys.argv[1]}' USING "
            "SAMPLE reservoir({sys.argv[2]} ROWS) REPEATABLE (1)\").fetchall()))")
    done = subprocess.run([peers.peer_python("splink"), "-c", code, file, str(ASKED)], check=True,
                          capture_output=True, text=True)
    drawn = random.Random(1)
    names = ("first_name", "last_name", "dob", "postcode", "email", "phone")
    asked = []
    for row in json.loads(done.stdout):
        record = dict(zip(names, (value or "" for value in row)))
        name = drawn.choice(names)
        place = drawn.randrange(len(record[name])) if record[name] else 0
        if record[name]:
            record[name] = record[name][:place] + "x" + record[name][place + 1:]
        asked.append({key: value or None for key, value in record.items()})
    return asked


def milliseconds(seconds: list) -> str:
    """Median and the highest of some times."""
    return f"p50 {statistics.median(seconds) * 1e3:.1f} ms, most {max(seconds) * 1e3:.1f} ms"


def row_peers(bench, count: int, ours: float) -> None:
    """Single records among a twentieth of the people, by others."""
    file, _ = bench.people(count // TWENTIETH)
    asked = slipped(file)
    folder = WORK / "identity"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    jobs = {
        "Splink predict_between": lambda: bench.splink(
            {"work": "one_record", "file": str(file), "asked": asked}),
        "GoldenMatch's identity index": lambda: measured(
            [peers.peer_python("goldenmatch"), PEERS / "goldenmatch_index.py",
             json.dumps({"file": str(file), "asked": asked, "folder": str(folder)})],
            bench.cores, bench.given.limit)}
    for name, job in jobs.items():
        try:
            answer, megabytes = job()
        except (Unfinished, peers.PeerLacking) as problem:
            print(f"  {name}: {problem}")
            bench.check(f"measured beside {name}", False)
            continue
        ratio = statistics.median(answer["each"]) * 1e3 / ours
        print(f"  {name}, {count // TWENTIETH:,} records: {milliseconds(answer['each'])}, "
              f"{megabytes:.0f} MB; before that {json.dumps(answer['seconds'])}")
        bench.check(f"{ratio:.0f} times as long as Newlyn among {count:,}, bar {TIMES[name]}",
                    ratio >= TIMES[name])
        if "pair" in answer:
            print(f"    one given pair by compare_records: {milliseconds(answer['pair'])}")
    shutil.rmtree(folder)


def row(bench, millions: float) -> None:
    """One size."""
    count = int(millions * 1e6)
    file, _ = bench.people(count)
    folder = WORK / "index"
    print(f"\n{count:,} records" + (" (a hundredth)" if bench.given.small else ""))
    figures = index_bench(bench, "load", file, folder)
    figures |= index_bench(bench, "ask", folder)
    figures |= index_bench(bench, "add", folder)
    figures |= index_bench(bench, "relink", folder)
    figures["open"]["seconds"] += figures["read the fitted model"]["seconds"]
    shutil.rmtree(folder)
    if millions == BARS_AT:
        for line, figure, bar in MOST:
            bench.check(f"{line}: {figures[line][figure]:.2f} {figure}, bar {bar:g}",
                        figures[line][figure] <= bar)
        for line, bar in LEAST:
            bench.check(f"{line}: {figures[line]['rate']:.0f} a second, bar {bar:.0f}",
                        figures[line]["rate"] >= bar)
    if bench.given.peers:
        row_peers(bench, count, figures["matches of one record, everything"]["p50"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("millions", nargs="*", type=float, default=[0.1, 1.5, 5.0],
                        help="sizes; 0.1, 1.5 and 5")
    parser.add_argument("--peers", action="store_true",
                        help="Splink and GoldenMatch beside it, through pip")
    parser.add_argument("--small", action="store_true",
                        help="a hundredth of the people, no bars: does everything run?")
    parser.add_argument("--limit", type=float, default=600, help="seconds a peer may take")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release",
                        help="folder that holds index_bench and make_people")
    bench = Bench(parser.parse_args())
    subprocess.run(["ninja", "-C", bench.given.build, "index_bench", "make_people"], check=True,
                   stdout=subprocess.DEVNULL)
    for millions in bench.given.millions:
        row(bench, millions)
    print("\nOn small input no bar is looked at." if bench.given.small
          else f"\n{bench.missed} bars missed.")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
