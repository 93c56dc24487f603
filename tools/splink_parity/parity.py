#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""parity.py [--newlyn PROGRAM] [--keep FOLDER] [NAME...]: Newlyn scores as Splink does, exactly.

Runs Splink's predict and Newlyn's dedupe with every model of models.py (or those named), on the
rows of people.py and with every candidate pair kept, and compares the pairs with their sides, the
match key, each gamma, the match weight and the probability, and that the model is written back
without loss. The public models are compared too where ../shared/data, or NEWLYN_BENCH_DATA, holds
them. Ends with status 1 on any difference, 77 without Splink.
"""
import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import peers  # noqa: E402  the folder is known only now

SKIPPED = 77
TOLERANCE = 1e-6
SECONDS_MAX = 120
EXAMPLES = 3
KEY = ("source_l", "id_l", "source_r", "id_r")
# Distinct pairs found up to and including each rule of the public model on its own file.
KNOWN_COUNTS = {"model_h50k": [310326, 326531, 353746, 360048, 372393, 387327, 392623, 435032,
                               442245, 450741]}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def splink_pairs(connection, model_path: Path, files: list) -> list:
    """Fills the table `theirs` with Splink's pairs; returns the names of its comparisons."""
    from splink import DuckDBAPI, Linker  # here, so that --help needs no environment
    database = DuckDBAPI(connection)
    for file in files:
        reader = "read_csv_auto" if file.suffix == ".csv" else "read_parquet"
        connection.execute(f"CREATE TABLE {quoted('input_' + file.stem)} AS "
                           f"FROM {reader}('{file}')")
    inputs = [database.register("input_" + file.stem, dataset_display_name=file.stem)
              for file in files]
    linker = Linker(inputs, model_path, log_level=logging.ERROR)
    made = linker.inference.predict(warning_mode="never").physical_name
    settings = linker._settings_obj
    key = settings.column_info_settings.unique_id_column_name
    gammas = [comparison._gamma_column_name for comparison in settings.comparisons]
    sources = [f"source_dataset_{side}" if settings._link_type != "dedupe_only" else "NULL"
               for side in "lr"]
    connection.execute(f"""
        CREATE TABLE theirs AS
        SELECT {sources[0]} AS source_l, {quoted(key + '_l')}::VARCHAR AS id_l,
               {sources[1]} AS source_r, {quoted(key + '_r')}::VARCHAR AS id_r,
               match_key::VARCHAR AS match_key, match_weight, match_probability,
               {', '.join(quoted(gamma) for gamma in gammas)}
        FROM {made}""")
    return gammas


def newlyn_pairs(connection, command: list, model_path: Path, files: list) -> str:
    """Fills the table `ours` with Newlyn's pairs; returns what went wrong, or nothing."""
    edges, written = model_path.parent / "edges.parquet", written_back(model_path)
    edges.unlink(missing_ok=True)
    written.unlink(missing_ok=True)
    command = [*command, *files, "--model", model_path, "--edges", edges, "--threshold", "0",
               "--save-model", written, "--json"]
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                              timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return f"unfinished after {SECONDS_MAX} s"
    if done.returncode != 0:
        return f"exit status {done.returncode}: {done.stderr.strip()}"
    names = [row[0] for row in connection.execute(f"DESCRIBE FROM '{edges}'").fetchall()]
    named = connection.execute("SELECT count(source_l) FROM theirs").fetchone()[0]
    sources = [f"source_dataset_{side}" if named else "NULL" for side in "lr"]
    key = next((name[:-2] for name in names
                if name.endswith("_l") and not name.startswith("source_dataset")), "unique_id")
    connection.execute(f"""
        CREATE TABLE ours AS
        SELECT {sources[0]} AS source_l, {quoted(key + '_l')}::VARCHAR AS id_l,
               {sources[1]} AS source_r, {quoted(key + '_r')}::VARCHAR AS id_r,
               match_key::VARCHAR AS match_key, match_weight, match_probability,
               COLUMNS('^gamma_')
        FROM '{edges}'""")
    return ""


def written_back(model_path: Path) -> Path:
    """Where Newlyn writes the model that it was given."""
    return model_path.parent / "written" / model_path.name


def lost(given, written, place: str = "model") -> list:
    """What of a model was not written back; a plain rule may come back as an object."""
    if isinstance(given, str) and isinstance(written, dict):
        written = written.get("blocking_rule")
    if isinstance(given, dict) and isinstance(written, dict):
        gone = [f"{place}.{key}" for key in given if key not in written]
        return gone + [line for key in given if key in written
                       for line in lost(given[key], written[key], f"{place}.{key}")]
    if isinstance(given, list) and isinstance(written, list) and len(given) == len(written):
        return [line for number, (one, other) in enumerate(zip(given, written))
                for line in lost(one, other, f"{place}[{number}]")]
    return [] if given == written else [f"{place}: {given!r} became {written!r}"]


def compare_models(model_path: Path) -> list:
    """Differences between the model given and the model that Newlyn wrote."""
    given, written = (json.loads(path.read_text(encoding="utf-8"))
                      for path in (model_path, written_back(model_path)))
    gone = lost(given, written)
    if not gone:
        return []
    return [f"written back with {len(gone)} differences: " + "; ".join(gone[:EXAMPLES])]


def count_of(connection, sql: str) -> int:
    return connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]


def compare_sets(connection) -> list:
    """Differences in which pairs there are and which record is l."""
    found = []
    same = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in KEY)
    swapped = ("a.id_l = b.id_r AND a.id_r = b.id_l AND a.source_l IS NOT DISTINCT FROM "
               "b.source_r AND a.source_r IS NOT DISTINCT FROM b.source_l")
    for table, words in (("ours", "Newlyn"), ("theirs", "Splink")):
        twice = count_of(connection, f"{table}") - count_of(
            connection, f"(SELECT DISTINCT {', '.join(KEY)} FROM {table})")
        if twice:
            found.append(f"{twice} pairs are given more than once by {words}")
    turned = count_of(connection, f"ours a SEMI JOIN theirs b ON {swapped}")
    if turned:
        found.append(f"{turned} pairs have l and r the other way round")
    for one, other, words in (("theirs", "ours", "Splink"), ("ours", "theirs", "Newlyn")):
        alone = (f"{one} a WHERE NOT EXISTS (FROM {other} b WHERE {same}) "
                 f"AND NOT EXISTS (FROM {other} b WHERE {swapped})")
        count = count_of(connection, alone)
        if count:
            rows = connection.execute(
                f"SELECT {', '.join(KEY)} FROM {alone} ORDER BY ALL LIMIT {EXAMPLES}").fetchall()
            keys = connection.execute(
                f"SELECT match_key, count(*) FROM {alone} GROUP BY 1 ORDER BY 1").fetchall()
            found.append(f"{count} pairs only in {words}, by match key {dict(keys)}, as "
                         + "; ".join(str(row) for row in rows))
    return found


def compare_values(connection, gammas: list) -> list:
    """Differences in what is said of the pairs that both have."""
    found = []
    joined = "ours a JOIN theirs b ON " + " AND ".join(
        f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in KEY)
    known = {row[0] for row in connection.execute("DESCRIBE ours").fetchall()}
    for name in ["match_key", *gammas, "match_weight", "match_probability"]:
        if name not in known:
            found.append(f"{name} is not among Newlyn's columns")
            continue
        ours, theirs = f"a.{quoted(name)}", f"b.{quoted(name)}"
        differ = f"{ours} IS DISTINCT FROM {theirs}"
        if name in ("match_weight", "match_probability"):
            differ += f" AND coalesce(abs({ours} - {theirs}) > {TOLERANCE}, true)"
        count = count_of(connection, f"{joined} WHERE {differ}")
        if count:
            kinds = connection.execute(
                f"SELECT {ours}, {theirs}, count(*) AS n, arg_min(a.id_l || ' with ' || a.id_r, "
                f"a.id_l || ' ' || a.id_r) FROM {joined} WHERE {differ} GROUP BY 1, 2 "
                f"ORDER BY n DESC, 1, 2 LIMIT {EXAMPLES}").fetchall()
            found.append(f"{name}: {count} pairs differ: " + "; ".join(
                f"Newlyn {mine}, Splink {yours} ({n} times, as {example})"
                for mine, yours, n, example in kinds))
    return found


def known_counts(connection, name: str) -> list:
    """What is wrong with the cumulative counts by rule, where they are known."""
    if name not in KNOWN_COUNTS:
        return []
    found = []
    for table in ("ours", "theirs"):
        counts = [row[0] for row in connection.execute(
            f"SELECT sum(count(*)) OVER (ORDER BY match_key::INTEGER)::BIGINT FROM {table} "
            "GROUP BY match_key ORDER BY match_key::INTEGER").fetchall()]
        if counts != KNOWN_COUNTS[name]:
            found.append(f"cumulative counts of {table}: {counts}, known: {KNOWN_COUNTS[name]}")
    return found


def compare(name: str, command: list, model_path: Path, files: list) -> bool:
    """Compares one model and prints the outcome."""
    import duckdb
    with duckdb.connect() as connection:
        try:
            gammas = splink_pairs(connection, model_path, files)
        except Exception as error:  # whatever Splink throws is a fault of the model, and shown
            print(f"FAILED {name}: Splink: {type(error).__name__}: {str(error).strip()[-600:]}")
            return False
        began = time.monotonic()
        problem = newlyn_pairs(connection, command, model_path, files)
        seconds = time.monotonic() - began
        if problem:
            print(f"FAILED {name}: Newlyn: {problem}")
            return False
        found = (compare_sets(connection) + compare_values(connection, gammas)
                 + known_counts(connection, name) + compare_models(model_path))
        pairs = count_of(connection, "theirs")
        if pairs == 0:
            found.append("Splink found no pair, so nothing was compared")
    print(f"{'DIFFERENT' if found else 'ok'} {name}: {pairs:,} pairs, {len(gammas)} comparisons, "
          f"{seconds:.1f} s")
    for line in found:
        print(f"    {line}")
    return not found


def public_models() -> dict:
    """The public models with their files, where this machine has them."""
    data = Path(os.environ.get("NEWLYN_BENCH_DATA", ROOT.parent / "shared" / "data"))
    folder = data / "splink_models"
    if not folder.is_dir():
        return {}
    fake = data / "fake_1000" / "fake_1000.csv"
    return {"model_h50k": (folder / "model_h50k.json",
                           [data / "historical_50k" / "historical_50k.parquet"]),
            "saved_model_from_demo": (folder / "saved_model_from_demo.json", [fake]),
            "real_time_settings": (folder / "real_time_settings.json", [fake])}


def run(names: list, program: Path, folder: Path) -> int:
    """Compares the models named, or all; returns how many failed."""
    import models
    import people
    people.make_files(folder)
    (folder / "written").mkdir(exist_ok=True)
    public = public_models()
    if not public:
        print("The public models are not on this machine; NEWLYN_BENCH_DATA can name their folder.")
    unknown = [name for name in names if name not in models.MODELS and name not in public]
    if unknown:
        print(f"There is no model {', '.join(unknown)}. There are: "
              f"{', '.join([*models.MODELS, *public])}", file=sys.stderr)
        return len(unknown)
    chosen = names or [*models.MODELS, *public]
    failed = 0
    for name in chosen:
        path, verb = folder / f"{name}.json", "dedupe"
        if name in public:
            source, files = public[name]
            path.write_bytes(source.read_bytes())
        else:
            model = models.MODELS[name]
            model.write(path)
            files, verb = [folder / file for file in model.files], model.verb
        failed += not compare(name, [program, verb], path, files)
        sys.stdout.flush()
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newlyn", type=Path, default=ROOT / "build" / "release" / "newlyn")
    parser.add_argument("--keep", type=Path, help="leave input files, models and edges here")
    parser.add_argument("names", nargs="*", help="models; all without")
    given = parser.parse_args()
    try:
        peers.run_again_in("splink")
    except peers.PeerLacking as lacking:
        print(f"Not compared: {lacking}")
        return SKIPPED
    if not given.newlyn.is_file():
        parser.error(f"there is no program {given.newlyn}; name it with --newlyn")
    warnings.simplefilter("ignore")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        return 1 if run(given.names, given.newlyn, given.keep) else 0
    with tempfile.TemporaryDirectory() as folder:
        return 1 if run(given.names, given.newlyn, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
