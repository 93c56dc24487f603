#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""training.py [--newlyn PROGRAM] [--keep FOLDER]: Newlyn trains what Splink trains.

The tutorial recipe (prior from deterministic rules with a recall of 0.7, u from random pairs, m by
EM under two rules and the mean of both) is run by both on fake_1000.csv, where ../shared/data or
NEWLYN_BENCH_DATA holds it, and on made-up people. The prior has to be equal, every u and m within
one standard error of a sample of that size. Ends with status 1 otherwise, 77 without Splink.
"""
import argparse
import json
import logging
import math
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import peers  # noqa: E402  the folder is known only now

SKIPPED = 77
ERRORS_MAX = 1.0
RECALL = 0.7
PAIRS_MAX = 2_000_000  # more than the pairs of either file, so that u has no sampling error
DETERMINISTIC = ['l."first_name" = r."first_name" AND l."dob" = r."dob"',
                 "l.first_name = r.first_name AND levenshtein(r.surname, l.surname) <= 2",
                 'l."email" = r."email"']
EM_RULES = ['l."first_name" = r."first_name" AND l."surname" = r."surname"', 'l."dob" = r."dob"']


def start_model(path: Path) -> None:
    """Writes the tutorial's settings, untrained."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"), cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=False),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email")],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "city"), block_on("surname"), block_on("dob")])
    path.write_text(json.dumps(settings.get_settings("duckdb").as_dict(), indent=1),
                    encoding="utf-8")


def train_splink(file: Path, start: Path) -> dict:
    """Splink's model after the recipe."""
    import duckdb
    from splink import DuckDBAPI, Linker
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE people AS FROM read_csv_auto('{file}')")
    linker = Linker(DuckDBAPI(connection).register("people"), start, log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match(DETERMINISTIC, recall=RECALL)
    training.estimate_u_using_random_sampling(max_pairs=PAIRS_MAX, seed=1,
                                              min_count_per_level=None)
    for rule in EM_RULES:
        training.estimate_parameters_using_expectation_maximisation(rule)
    return linker.misc.save_model_to_json()


def train_newlyn(program: Path, file: Path, start: Path, made: Path) -> dict:
    """Newlyn's model after the recipe."""
    command = [program, "train", file, "--model", start, "--save-model", made, "--recall", RECALL,
               "--random-pairs", PAIRS_MAX, "--level-pairs", PAIRS_MAX, "--seed", 1]
    for rule in DETERMINISTIC:
        command += ["--deterministic-rule", rule]
    for rule in EM_RULES:
        command += ["--em-rule", rule]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=600, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"newlyn train ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(made.read_text(encoding="utf-8"))


def distance(one: float, other: float, sample: float) -> float:
    """How many standard errors of a share in a sample lie between two shares; at least one case of
    the sample is always allowed."""
    share = min(max(one, other, 1 / sample), 1 - 1 / sample)
    return abs(one - other) / math.sqrt(share * (1 - share) / sample)


def levels_of(model: dict) -> dict:
    """The levels but the null ones by comparison and place."""
    return {(comparison["output_column_name"], place): level
            for comparison in model["comparisons"]
            for place, level in enumerate(comparison["comparison_levels"])
            if not level.get("is_null_level")}


def compare(name: str, ours: dict, theirs: dict, records: int) -> int:
    """Prints what lies too far apart; returns how much does."""
    prior = "probability_two_random_records_match"
    pairs = records * (records - 1) / 2
    sizes = {"u_probability": min(PAIRS_MAX, pairs), "m_probability": theirs[prior] * pairs}
    found, widest = [], 0.0
    if not math.isclose(ours[prior], theirs[prior], rel_tol=1e-9):
        found.append(f"prior: Newlyn {ours[prior]}, Splink {theirs[prior]}")
    mine = levels_of(ours)
    for place, level in levels_of(theirs).items():
        for what, sample in sizes.items():
            value, wanted = mine.get(place, {}).get(what), level.get(what)
            if wanted is None:  # Splink saw no such pair and leaves the level untrained
                continue
            if value is None:
                found.append(f"{place} {what}: Newlyn has none, Splink {wanted:.6g}")
                continue
            errors = distance(value, wanted, sample)
            widest = max(widest, errors)
            if errors > ERRORS_MAX:
                found.append(f"{place} {what}: Newlyn {value:.6g}, Splink {wanted:.6g}, "
                             f"{errors:.1f} standard errors")
    print(f"{'DIFFERENT' if found else 'ok'} {name}: {len(mine)} levels, at most {widest:.2f} "
          "standard errors apart")
    for line in found:
        print(f"    {line}")
    return len(found)


def run(program: Path, folder: Path) -> int:
    """Trains on every file; returns how many differ."""
    import people
    people.make_files(folder)
    data = Path(os.environ.get("NEWLYN_BENCH_DATA", ROOT.parent / "shared" / "data"))
    files = [folder / "trained.csv", data / "fake_1000" / "fake_1000.csv"]
    start = folder / "start.json"
    start_model(start)
    failed, there = 0, [file for file in files if file.is_file()]
    for file in there:
        records = file.read_text(encoding="utf-8").count("\n") - 1
        theirs = train_splink(file, start)
        (folder / f"{file.stem}_splink.json").write_text(json.dumps(theirs), encoding="utf-8")
        try:
            ours = train_newlyn(program, file, start, folder / f"{file.stem}_newlyn.json")
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            print(f"FAILED {file.stem}: {error}")
            failed += 1
            continue
        failed += bool(compare(file.stem, ours, theirs, records))
    print(f"{len(there) - failed} passed, {failed} failed")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newlyn", type=Path, default=ROOT / "build" / "release" / "newlyn")
    parser.add_argument("--keep", type=Path, help="leave input files and models here")
    given = parser.parse_args()
    if not given.newlyn.is_file():
        parser.error(f"there is no program {given.newlyn}; name it with --newlyn")
    try:
        peers.run_again_in("splink")
    except peers.PeerLacking as lacking:
        print(f"Not compared: {lacking}")
        return SKIPPED
    warnings.simplefilter("ignore")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        return 1 if run(given.newlyn, given.keep) else 0
    with tempfile.TemporaryDirectory() as folder:
        return 1 if run(given.newlyn, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
