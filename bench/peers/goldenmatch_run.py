# SPDX-License-Identifier: MIT
"""One zero-configuration run of GoldenMatch, timed in process; run by bench/linkage.py.

goldenmatch_run.py JOB, a JSON object with file, truth and, when wanted, backend. Its own refusal
of a doubtful configuration is overruled, since there would be nothing to compare otherwise. Prints
one JSON object with the seconds of each step.
"""
import json
import os
import sys
import time

# Runs must not learn from each other.
os.environ["GOLDENMATCH_AUTOCONFIG_MEMORY"] = "0"

import duckdb  # noqa: E402
import goldenmatch  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet  # noqa: E402
from entities import pairwise_f1  # noqa: E402


def main() -> None:
    job = json.loads(sys.argv[1])
    began = time.perf_counter()
    people = pa.parquet.read_table(job["file"])
    ids = people.column("unique_id").to_pylist()
    people = people.drop_columns(["unique_id"])
    loaded = time.perf_counter()
    result = goldenmatch.dedupe_df(people, backend=job.get("backend"), confidence_required=False,
                                   allow_red_config=True)
    clusters = [(number, cluster["members"]) for number, cluster in result.clusters.items()]
    ended = time.perf_counter()
    rows = [(ids[member], number) for number, members in clusters for member in members]
    entities = pa.table({"unique_id": [row[0] for row in rows],
                         "cluster_id": [row[1] for row in rows]})
    connection = duckdb.connect()
    connection.register("entities", entities)
    answer = pairwise_f1(connection, "entities", f"'{job['truth']}'")
    print(json.dumps({"seconds": {"load": loaded - began, "dedupe": ended - loaded},
                      "f1": answer["f1"]}))


if __name__ == "__main__":
    main()
