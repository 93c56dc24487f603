# SPDX-License-Identifier: MIT
"""One job of Splink 5 on DuckDB, timed in process; run by the benchmarks in Splink's environment.

splink_run.py JOB, a JSON object: `work` is predict, person, one_record, start or parquet; the rest
as used below. Prints one JSON object with the seconds of each step. Imports are not timed; what
judges the answer is done after the clock has stopped.
"""
import json
import logging
import sys
import time
import warnings

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from entities import pairwise_f1
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.realtime import compare_records

# The person model that both sides train: one location column, the postcode.
RULES = [("first_name", "last_name"), ("dob", "last_name"), ("dob", "first_name"),
         ("postcode", "first_name"), ("email",), ("phone",)]
COLUMNS = ("first_name", "last_name", "postcode", "email", "phone", "dob")
DETERMINISTIC = [("first_name", "last_name", "dob"), ("first_name", "email")]
RECALL = 0.7
EM_RULES = [("first_name", "last_name"), ("dob",)]
U_PAIRS, LEVEL_PAIRS, EM_PAIRS = 10_000_000, 100, 5_000_000
THRESHOLD = 0.95
THRESHOLDS = [0.5, 0.7, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999]


class Clock:
    """Seconds by step."""

    def __init__(self):
        self.seconds, self.began = {}, time.perf_counter()

    def step(self, name: str) -> None:
        """Ends a step that began when the last one ended."""
        now = time.perf_counter()
        self.seconds[name] = now - self.began
        self.began = now


def person_settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"), cl.NameComparison("last_name"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"), cl.EmailComparison("email"),
            cl.ExactMatch("phone")],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        retain_matching_columns=False, retain_intermediate_calculation_columns=False)


def sql(rule) -> str:
    return " AND ".join(f'l."{column}" = r."{column}"' for column in rule)


def connect(job: dict):
    connection = duckdb.connect()
    connection.execute(f"SET threads = {job['threads']}")
    return connection


def loaded(connection, job: dict):
    connection.execute(f"CREATE TABLE people AS FROM '{job['file']}'")
    return DuckDBAPI(connection).register("people")


def count_of(frame) -> int:
    return frame.as_duckdbpyrelation().count("*").fetchone()[0]


def predict(job: dict) -> dict:
    """Pairs scored with a trained model."""
    with open(job["model"], encoding="utf-8") as file:
        settings = json.load(file)
    if job.get("lean"):
        settings |= {"retain_matching_columns": False,
                     "retain_intermediate_calculation_columns": False}
    clock, connection = Clock(), connect(job)
    linker = Linker(loaded(connection, job), settings, log_level=logging.ERROR)
    clock.step("load")
    edges = linker.inference.predict(threshold_match_probability=job.get("threshold"))
    clock.step("predict")
    if job.get("threshold"):
        return {"seconds": clock.seconds}
    return {"seconds": clock.seconds, "pairs": count_of(edges)}


def train(linker, clock: Clock) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in DETERMINISTIC], recall=RECALL)
    clock.step("prior")
    training.estimate_u_using_random_sampling(max_pairs=U_PAIRS,
                                              min_count_per_level=LEVEL_PAIRS)
    clock.step("u")
    for rule in EM_RULES:
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), max_pairs=EM_PAIRS)
    clock.step("EM")


def person(job: dict) -> dict:
    """The person model: train, predict, cluster; then judged, also at the best threshold."""
    clock, connection = Clock(), connect(job)
    linker = Linker(loaded(connection, job), person_settings(), log_level=logging.ERROR)
    clock.step("load")
    train(linker, clock)
    edges = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    clock.step("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(edges, THRESHOLD)
    clock.step("cluster")
    truth = f"'{job['truth']}'"
    answer = {"seconds": clock.seconds,
              "f1": pairwise_f1(connection, clusters.physical_name, truth)["f1"]}
    judged = {}
    for threshold in THRESHOLDS if job.get("best") else ():
        made = linker.clustering.cluster_pairwise_predictions_at_threshold(edges, threshold)
        judged[threshold] = pairwise_f1(connection, made.physical_name, truth)["f1"]
    if judged:
        answer["f1_best"] = max(judged.values())
    return answer


def one_record(job: dict) -> dict:
    """Matches of records that come one at a time, and one given pair compared again and again."""
    clock, connection = Clock(), connect(job)
    people = loaded(connection, job)
    linker = Linker(people, person_settings(), log_level=logging.ERROR)
    train(linker, clock)
    for column in COLUMNS:
        linker.table_management.compute_tf_table(column)
    clock.step("frequencies")
    asked = [{**record, "unique_id": f"new{number}"} for number, record in
             enumerate(job["asked"])]
    between, pair = [], []
    for record in asked:
        frame = pa.Table.from_pylist([record], schema=pa.schema(
            [(name, pa.string()) for name in record]))
        began = time.perf_counter()
        new = linker._db_api.register(frame)
        linker.inference.predict_between(people, new).as_record_list()
        between.append(time.perf_counter() - began)
    settings = linker.misc.save_model_to_json()
    api = DuckDBAPI(connection)
    # It wants the frequencies of values beside them.
    known = [{**record, **{f"tf_{column}": 0.001 for column in COLUMNS}} for record in asked]
    for left, right in zip(known, known[1:]):
        began = time.perf_counter()
        compare_records(left, right, settings, api, sql_cache_key="pair").as_record_list()
        pair.append(time.perf_counter() - began)
    return {"seconds": clock.seconds, "each": between, "pair": pair}


def start(job: dict) -> dict:
    """Writes the untrained person model and returns how it is trained."""
    with open(job["model"], "w", encoding="utf-8") as file:
        json.dump(person_settings().get_settings("duckdb").as_dict(), file)
    return {"deterministic": [sql(rule) for rule in DETERMINISTIC], "recall": RECALL,
            "em": [sql(rule) for rule in EM_RULES], "random_pairs": U_PAIRS,
            "level_pairs": LEVEL_PAIRS, "pairs": EM_PAIRS, "threshold": THRESHOLD}


def parquet(job: dict) -> dict:
    """People and truth as two Parquet files, from the CSV of make_people."""
    made = f"(SELECT row_number() OVER () AS unique_id, * FROM read_csv('{job['csv']}', " \
           "all_varchar = true, parallel = false))"
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE made AS FROM {made}")
    for columns, file in (("unique_id, cluster", job["truth"]),
                          ("* EXCLUDE (record_id, cluster)", job["file"])):
        connection.execute(f"COPY (SELECT {columns} FROM made) TO '{file}' (FORMAT parquet)")
    return {}


def main() -> None:
    warnings.simplefilter("ignore")
    job = json.loads(sys.argv[1])
    works = {"predict": predict, "person": person, "start": start, "parquet": parquet,
             "one_record": one_record}
    print(json.dumps(works[job["work"]](job)))


if __name__ == "__main__":
    main()
