# SPDX-License-Identifier: MIT
"""GoldenMatch's durable identity index, filled and asked one record at a time.

Run by bench/index.py as goldenmatch_index.py JOB, a JSON object with file (Parquet of the people),
asked (a list of records) and folder. Its identity store on SQLite with the persisted index of block
keys, which is its path that does not go over all records. Prints one JSON object: seconds to fill,
and of each record.
"""
import json
import os
import sys
import time

os.environ["GOLDENMATCH_AUTOCONFIG_MEMORY"] = "0"

import polars  # noqa: E402
from goldenmatch.config.schemas import (BlockingConfig, BlockingKeyConfig,  # noqa: E402
                                        MatchkeyConfig, MatchkeyField)
from goldenmatch.identity import IdentityStore, resolve_clusters  # noqa: E402
from goldenmatch.identity import resolve_record_incremental  # noqa: E402
from goldenmatch.identity.block_index import backfill_block_index  # noqa: E402

# The blocking rules and columns of the person model that Splink gets (splink_run.py).
BLOCKS = [["first_name", "last_name"], ["dob", "last_name"], ["dob", "first_name"],
          ["postcode", "first_name"], ["email"], ["phone"]]
WEIGHED = [("first_name", "jaro_winkler", 1.0), ("last_name", "jaro_winkler", 1.0),
           ("dob", "levenshtein", 1.0), ("postcode", "exact", 1.0), ("email", "exact", 0.5),
           ("phone", "exact", 0.5)]
THRESHOLD = 0.75


def main() -> None:
    job = json.loads(sys.argv[1])
    blocking = BlockingConfig(keys=[BlockingKeyConfig(fields=fields) for fields in BLOCKS])
    key = MatchkeyConfig(name="person", type="weighted", threshold=THRESHOLD, fields=[
        MatchkeyField(field=field, scorer=scorer, weight=weight)
        for field, scorer, weight in WEIGHED])
    people = polars.read_parquet(job["file"]).cast(polars.Utf8).with_row_index("__row_id__").cast(
        {"__row_id__": polars.Int64})
    people = people.with_columns(polars.lit("people").alias("__source__"))
    store = IdentityStore(path=os.path.join(job["folder"], "identity.db"))
    began = time.perf_counter()
    alone = {row: {"members": [row], "size": 1, "pair_scores": {}, "confidence": None}
             for row in range(people.height)}
    resolve_clusters(alone, people, [], "person", store, "first", source_pk_col="unique_id",
                     emit_singletons=True)
    backfill_block_index(store, people, blocking, source="people", source_pk_col="unique_id")
    filled = time.perf_counter() - began
    seconds = []
    for number, record in enumerate(job["asked"]):
        record = {**record, "unique_id": f"new{number}"}
        began = time.perf_counter()
        resolve_record_incremental(record, None, [key], store, f"run{number}", source="people",
                                   source_pk_col="unique_id", blocking=blocking)
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": {"fill": filled}, "each": seconds}))


if __name__ == "__main__":
    main()
