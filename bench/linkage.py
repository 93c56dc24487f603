#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench linkage [ROW...] [--small]: speed and memory beside Splink 5 and GoldenMatch.

Every system works on the same Parquet files on this machine in this run. Seconds are taken inside
each process, from the file on disk to edges or clusters in memory: Newlyn's are the steps that its
own summary reports, without the writing of results (and without clustering where the other side
only predicts); the peers' are a clock around their calls, without imports. Peak memory is that of
the whole process. Of several runs the one with the median time counts; what takes a peer long runs
once. A peer that passes the time limit is called unfinished. Ends with status 1 when a bar is
missed or a row cannot be measured. Rows: predict, predict_lean, predict_one_core, predict_edges,
person, zero_100k, zero_1m, growth, threads.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench" / "peers"
WORK = ROOT / "build" / "bench"
F1_MIN = 0.93  # of a million people, zero configuration
sys.path.insert(0, str(ROOT / "tools"))
import peers  # noqa: E402  the folder is known only now


@dataclass
class Outcome:
    """What one system did in one row."""

    system: str
    seconds: float = 0.0
    steps: dict = field(default_factory=dict)
    megabytes: float = 0.0
    pairs: int = 0
    f1: float = -1.0
    f1_best: float = -1.0
    problem: str = ""


class Unfinished(Exception):
    """A process that passed the time limit or failed."""


def answer_in(text: str) -> dict:
    """The JSON object that a program printed, alone or as its last line."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return json.loads(text.strip().splitlines()[-1])


def measured(command: list, cores: int, limit: float):
    """Runs a command on so many cores; returns its JSON answer and its peak megabytes."""
    with open(WORK / "errors.log", "w+", encoding="utf-8") as errors, \
            open(WORK / "answer.json", "w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=output, stderr=errors, start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]))
        ends = time.monotonic() + limit
        done = (0, 0, None)
        while done[0] == 0:
            done = os.wait4(process.pid, os.WNOHANG)
            if done[0] == 0 and time.monotonic() > ends:
                process.kill()
                os.wait4(process.pid, 0)
                raise Unfinished(f"unfinished after {limit:.0f} s")
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(done[1])
        for file in (errors, output):
            file.seek(0)
        if process.returncode != 0:
            raise Unfinished(f"failed: {errors.read().strip()[-300:]}")
        return answer_in(output.read()), done[2].ru_maxrss / 1024


def middle(outcomes: list) -> Outcome:
    """The run with the median time."""
    wanted = statistics.median_low(outcome.seconds for outcome in outcomes)
    return next(outcome for outcome in outcomes if outcome.seconds == wanted)


class Bench:
    """The files, programs and limits of one run of the benchmark."""

    def __init__(self, given):
        self.given = given
        self.newlyn = given.build / "newlyn"
        self.cores = len(os.sched_getaffinity(0))
        self.missed = 0
        WORK.mkdir(parents=True, exist_ok=True)

    def people(self, rows: int):
        """Made-up people and their truth as Parquet, made once."""
        rows = rows // 100 if self.given.small else rows
        file, truth = WORK / f"people_{rows}.parquet", WORK / f"people_{rows}_truth.parquet"
        if not (file.is_file() and truth.is_file()):
            csv = WORK / "people.csv"
            subprocess.run([self.given.build / "make_people", "--rows", str(rows), "--seed", "1",
                            "--output", csv, "--quiet"], check=True)
            self.splink({"work": "parquet", "csv": str(csv), "file": str(file) + ".part",
                         "truth": str(truth)})
            csv.unlink()
            Path(str(file) + ".part").rename(file)
        return file, truth

    def historical(self):
        """The public file and its model."""
        folder = self.given.data
        return (folder / "historical_50k" / "historical_50k.parquet",
                folder / "splink_models" / "model_h50k.json")

    def splink(self, job: dict, cores: int = 0):
        """The answer of one Splink job and its peak megabytes."""
        cores = cores or self.cores
        command = [peers.peer_python("splink"), PEERS / "splink_run.py",
                   json.dumps({**job, "threads": cores})]
        return measured(command, cores, self.given.limit)

    def peer(self, system: str, run) -> Outcome:
        """A run of a peer; `run` returns (answer, megabytes)."""
        try:
            answer, megabytes = run()
            return Outcome(system, sum(answer["seconds"].values()), answer["seconds"], megabytes,
                           answer.get("pairs", 0), answer.get("f1", -1.0),
                           answer.get("f1_best", -1.0))
        except (Unfinished, peers.PeerLacking) as problem:
            return Outcome(system, problem=str(problem))

    def newlyn_run(self, arguments: list, without=("writing",), cores: int = 0) -> Outcome:
        """A run of Newlyn; the steps in `without` do not count."""
        cores = cores or self.cores
        command = [self.newlyn, *arguments, "--threads", cores, "--json"]
        try:
            answer, megabytes = measured(command, cores, self.given.limit)
            steps = answer["seconds"]
            total = answer.get("seconds_total", sum(steps.values()))
            left_out = sum(steps.get(step, 0.0) for step in without)
            return Outcome("Newlyn", total - left_out, steps, megabytes, answer.get("pairs", 0))
        except Unfinished as problem:
            return Outcome("Newlyn", problem=str(problem))

    def in_turns(self, repeat: int, *runs) -> list:
        """The median outcome of each, run in turns so that a noisy minute is everybody's."""
        rounds = [[run() for run in runs] for _ in range(1 if self.given.small else repeat)]
        outcomes = []
        for own in zip(*rounds):
            failed = [outcome for outcome in own if outcome.problem]
            outcomes.append(failed[0] if failed else middle(own))
        return outcomes

    def judged(self, outcome: Outcome, entities: Path, truth: Path) -> Outcome:
        """Adds the F1 of the entities that Newlyn wrote."""
        if not outcome.problem:
            answer, _ = measured([peers.peer_python("splink"), PEERS / "entities.py", entities,
                                  truth], self.cores, self.given.limit)
            outcome.f1 = answer["f1"]
        return outcome

    def show(self, title: str, outcomes: list, bars: dict) -> None:
        """Prints a row: every system, then Newlyn's ratio to each with the bar."""
        print(f"\n{title}")
        for each in outcomes:
            if each.problem:
                print(f"  {each.system:24} {each.problem}")
                continue
            f1 = f"  F1 {each.f1:.4f}" if each.f1 >= 0 else ""
            best = f" (best threshold {each.f1_best:.4f})" if each.f1_best >= 0 else ""
            pairs = f"  {each.pairs:,} pairs, {each.pairs / each.seconds / 1e6:.2f} M/s" \
                if each.pairs else ""
            print(f"  {each.system:24} {each.seconds:9.3f} s {each.megabytes:7.0f} MB{pairs}{f1}"
                  f"{best}")
            print("      " + ", ".join(f"{step} {seconds:.2f}"
                                       for step, seconds in each.steps.items()))
        ours = outcomes[0]
        for theirs in outcomes[1:]:
            if ours.problem or theirs.problem:
                if theirs.system in bars:
                    self.check(f"measured beside {theirs.system}", False)
                continue
            ratio, memory = theirs.seconds / ours.seconds, ours.megabytes / theirs.megabytes
            print(f"  -> {ratio:.2f} times as fast as {theirs.system}, {memory:.2f} of its memory")
            bar = bars.get(theirs.system)
            if bar:
                self.check(f"bar {bar[0]} times", ratio >= bar[0])
                self.check(f"bar {bar[1]:.2f} of the memory", memory <= bar[1])
        if ours.problem and bars:
            self.check("finished", False)
        sys.stdout.flush()

    def check(self, words: str, good: bool) -> None:
        """Says whether a bar is met; on small input a bar means nothing."""
        if self.given.small:
            return
        self.missed += not good
        print(f"     {words}: {'met' if good else 'MISSED'}")


def row_predict(bench: Bench, lean=False, cores=0, threshold=None, bar=8.0) -> None:
    """The trained model on historical_50k, one row of it or another."""
    file, model = bench.historical()
    edges = WORK / "edges.parquet"
    arguments = ["dedupe", file, "--model", model, "--edges", edges, "--threshold", threshold or 0]
    job = {"work": "predict", "file": str(file), "model": str(model), "lean": lean,
           "threshold": threshold}
    ours, theirs = bench.in_turns(
        5,
        lambda: bench.newlyn_run(arguments, ("writing", "clustering"), cores),
        lambda: bench.peer("Splink", lambda: bench.splink(job, cores)))
    bench.show(f"predict: model_h50k on historical_50k, {cores or bench.cores} cores, "
               f"{'all pairs' if threshold is None else f'edges from {threshold}'}"
               f"{', lean output' if lean else ''}", [ours, theirs], {"Splink": (bar, 1.0)})
    if not ours.problem:
        print(f"     {ours.pairs / ours.steps['scoring'] / (cores or bench.cores) / 1e6:.2f} "
              "million pairs a second and core in the scoring step")


def training(bench: Bench, file: Path) -> tuple[list, dict]:
    """The words of a run that trains the person model as Splink does, and its recipe."""
    start = WORK / "start.json"
    recipe, _ = bench.splink({"work": "start", "model": str(start)})
    words = ["dedupe", file, "--model", start, "--recall", recipe["recall"], "--random-pairs",
             recipe["random_pairs"], "--level-pairs", recipe["level_pairs"], "--max-pairs",
             recipe["pairs"], "--seed", 1]
    for option, rules in (("--deterministic-rule", "deterministic"), ("--em-rule", "em")):
        words += [part for rule in recipe[rules] for part in (option, rule)]
    return words, recipe


def row_person(bench: Bench) -> None:
    """The person model on a million people, trained by both sides."""
    file, truth = bench.people(1_000_000)
    made = WORK / "linked.parquet"
    words, recipe = training(bench, file)
    arguments = [*words, "--output", made, "--threshold", recipe["threshold"]]
    ours, = bench.in_turns(3, lambda: bench.newlyn_run(arguments))
    ours = bench.judged(ours, made, truth)
    theirs = bench.peer("Splink", lambda: bench.splink(
        {"work": "person", "file": str(file), "truth": str(truth), "best": True}))
    bench.show(f"person: train, predict and cluster, {file.stem}", [ours, theirs],
               {"Splink": (15.0, 1 / 3)})


def row_scored_pairs(bench: Bench) -> None:
    """Pairs that one core scores with the trained person model, Newlyn alone."""
    file, _ = bench.people(1_000_000)
    model = WORK / "person.json"
    bench.newlyn_run([*training(bench, file)[0], "--save-model", model])
    print(f"\nscored pairs: the person model on {file.stem}, one core, the scoring step")
    for name, threshold, bar in (("all levels", 0, 4.0), ("edges from 0.95", 0.95, 8.0)):
        ours, = bench.in_turns(3, lambda threshold=threshold: bench.newlyn_run(
            ["dedupe", file, "--model", model, "--threshold", threshold], cores=1))
        if ours.problem:
            print(f"  {name}: {ours.problem}")
            bench.check("finished", False)
            continue
        rate = ours.pairs / ours.steps["scoring"] / 1e6
        print(f"  {name}: {ours.pairs:,} pairs, {rate:.2f} million a second")
        bench.check(f"bar {bar:g} million", rate >= bar)


def row_zero(bench: Bench, rows: int) -> None:
    """Zero configuration beside GoldenMatch's, and Splink configured by hand."""
    file, truth = bench.people(rows)
    made = WORK / "linked.parquet"
    ours, = bench.in_turns(3, lambda: bench.newlyn_run(["dedupe", file, "--output", made]))
    ours = bench.judged(ours, made, truth)
    job = {"file": str(file), "truth": str(truth)}
    golden = [PEERS / "goldenmatch_run.py"]
    outcomes = [ours]
    for backend in (None, "bucket") if rows >= 1_000_000 else (None,):
        outcomes.append(bench.peer(
            "GoldenMatch" + (f" {backend}" if backend else ""),
            lambda backend=backend: measured(
                [peers.peer_python("goldenmatch"), *golden,
                 json.dumps({**job, "backend": backend})], bench.cores, bench.given.limit)))
    outcomes.append(bench.peer("Splink by hand", lambda: bench.splink(
        {"work": "person", **job, "best": True})))
    bars = {"GoldenMatch": (15.0, 10.0)} if rows < 1_000_000 else {"Splink by hand": (2.5, 10.0)}
    bench.show(f"zero configuration: {file.stem}", outcomes, bars)
    others = [outcome.f1 for outcome in outcomes[1:-1] if not outcome.problem]
    if others:
        bench.check("F1 above GoldenMatch's", ours.f1 > max(others))
    if rows >= 1_000_000:
        by_hand = outcomes[-1]
        bench.check("F1 not below Splink's best",
                    not by_hand.problem and ours.f1 >= by_hand.f1_best)
        bench.check(f"F1 at least {F1_MIN}", ours.f1 >= F1_MIN)
        bench.check("1.5 GB", ours.megabytes <= 1500)


def row_growth(bench: Bench) -> None:
    """Newlyn's time by size."""
    print("\ngrowth: zero configuration, Newlyn alone")
    for rows in (100_000, 1_000_000, 5_000_000):
        file, _ = bench.people(rows)
        ours = bench.newlyn_run(["dedupe", file])
        if ours.problem:
            print(f"  {file.stem:20} {ours.problem}")
            bench.check("finished", False)
            continue
        print(f"  {file.stem:20} {ours.seconds:8.2f} s {ours.megabytes:7.0f} MB {ours.pairs:13,} "
              f"pairs, {ours.seconds / ours.pairs * 1e6:.3f} s a million pairs")


def row_threads(bench: Bench) -> None:
    """One core and two."""
    historical, model = bench.historical()
    file, _ = bench.people(1_000_000)
    edges = WORK / "edges.parquet"
    print("\nthreads: from 1 to 2, Newlyn alone")
    for name, arguments in (
            ("predict", ["dedupe", historical, "--model", model, "--edges", edges, "--threshold",
                         0]),
            (f"zero configuration, {file.stem}", ["dedupe", file])):
        one, two = bench.in_turns(3, lambda: bench.newlyn_run(arguments, cores=1),
                                  lambda: bench.newlyn_run(arguments, cores=2))
        if one.problem or two.problem:
            print(f"  {name}: {one.problem or two.problem}")
            bench.check("finished", False)
            continue
        print(f"  {name}: {one.seconds:.3f} s, {two.seconds:.3f} s, "
              f"{one.seconds / two.seconds:.2f} times")
        for step, spent in one.steps.items():
            if spent > 0.01:
                print(f"      {step:22} {spent:8.3f} {two.steps[step]:8.3f}  "
                      f"{spent / max(two.steps[step], 1e-9):.2f}")
        bench.check("bar 1.8", one.seconds / two.seconds >= 1.8)


ROWS = {
    "predict": row_predict,
    "predict_lean": lambda bench: row_predict(bench, lean=True),
    "predict_one_core": lambda bench: row_predict(bench, cores=1),
    "predict_edges": lambda bench: row_predict(bench, threshold=0.95),
    "scored_pairs": row_scored_pairs,
    "person": row_person,
    "zero_100k": lambda bench: row_zero(bench, 100_000),
    "zero_1m": lambda bench: row_zero(bench, 1_000_000),
    "growth": row_growth,
    "threads": row_threads,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], help="rows of the table; all")
    parser.add_argument("--small", action="store_true",
                        help="a hundredth of the people, no bars: does everything run?")
    parser.add_argument("--limit", type=float, default=300, help="seconds a process may take")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release",
                        help="folder that holds newlyn and make_people")
    default = os.environ.get("NEWLYN_BENCH_DATA", ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default))
    bench = Bench(parser.parse_args())
    for name in bench.given.rows or ROWS:
        if name.startswith("predict") or name == "threads":
            if not bench.historical()[1].is_file():
                print(f"\n{name}: the public files are not in {bench.given.data}; bench/README.md "
                      "says where they come from")
                bench.missed += 1
                continue
        ROWS[name](bench)
    if bench.given.small:
        print("\nOn small input no bar is looked at.")
    else:
        print(f"\n{bench.missed} bars are missed or not measured." if bench.missed else
              "\nAll bars are met.")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
