#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""year_score.py JOB: how well people were linked month by month, and whose ids stayed.

JOB is JSON with `months`, each with the folder `town` as it stood and the file `crosswalk` of the
index then, and `judged`: the records, as "source|record|id", on which a person had a say.
Prints JSON. Nothing but this scoring, and the reviewers of the replay, reads the truth.
"""
import json
import sys

import borough_score
import duckdb

# Records may be in the index that the delivery of the month shows no more: they are gone after
# several deliveries without them. Whom they are about does not change.
WRITTEN = """CREATE OR REPLACE VIEW truth_of_records AS
    SELECT DISTINCT source, record_id, person_id, role FROM read_csv({files}, all_varchar=true)
    WHERE person_id IS NOT NULL"""


def load_month(db: duckdb.DuckDBPyConnection, number: int, month: dict) -> None:
    """Table held_N: id, person_id, source, cluster, and the content of the record where written."""
    db.sql(f"""CREATE TABLE held_{number} AS
        WITH linked AS (SELECT entity_id AS cluster, source AS tab, record AS rec,
            native_id AS native, concat_ws('|', source, record, native_id) AS id
          FROM read_csv('{month['crosswalk']}', all_varchar=true)),
        content AS (SELECT * FROM read_csv('{month['town']}/truth/written.csv', all_varchar=true))
        SELECT DISTINCT l.id, w.person_id, w.source, l.cluster, c.content
        FROM linked l LEFT JOIN role r ON l.tab = r.source AND l.rec = r.record
        JOIN truth_of_records w ON starts_with(l.tab, w.source) AND w.record_id = l.native
          AND (r.role IS NULL OR r.role = w.role)
        LEFT JOIN content c ON c.source = w.source AND c.record_id = w.record_id
          AND (r.role IS NULL OR c.role = r.role)""")


def score_month(db: duckdb.DuckDBPyConnection, number: int) -> dict:
    whole = borough_score.pair_sums(db, "'all'", f"held_{number}")[0]
    counted = db.sql(f"SELECT count(*), count(DISTINCT id), count(DISTINCT person_id), "
                     f"count(DISTINCT cluster) FROM held_{number}").fetchone()
    if counted[0] != counted[1]:
        sys.exit(f"{counted[0] - counted[1]} records have several people in the truth")
    return {"records": counted[0], "people": counted[2], "entities": counted[3],
            "precision": whole["precision"], "recall": whole["recall"]}


def find_touched(db: duckdb.DuckDBPyConnection, last: int, judged: list[str]) -> None:
    """Table touched: people of whom a record came, went or was written anew, or was judged."""
    db.sql("CREATE TABLE touched (person_id VARCHAR)")
    for number in range(1, last + 1):
        db.sql(f"""INSERT INTO touched
            SELECT coalesce(a.person_id, b.person_id) FROM held_{number - 1} a
            FULL JOIN held_{number} b ON a.id = b.id AND a.person_id = b.person_id
            WHERE a.id IS NULL OR b.id IS NULL OR a.content IS DISTINCT FROM b.content""")
    db.sql("CREATE TABLE judged (id VARCHAR)")
    if judged:
        db.executemany("INSERT INTO judged VALUES (?)", [(record,) for record in judged])
    for number in range(last + 1):
        db.sql(f"INSERT INTO touched SELECT person_id FROM held_{number} "
               "WHERE id IN (SELECT id FROM judged)")


def stability(db: duckdb.DuckDBPyConnection, last: int, judged: list[str]) -> dict:
    """Of people about whom nothing changed all year, those whose records kept their ids all year."""
    find_touched(db, last, judged)
    held = " UNION ALL ".join(f"SELECT id, person_id, cluster, {number} AS month FROM held_{number}"
                              for number in range(last + 1))
    db.sql(f"""CREATE TABLE moved AS
        SELECT DISTINCT person_id, id FROM (SELECT person_id, id FROM ({held})
          WHERE person_id NOT IN (SELECT person_id FROM touched)
          GROUP BY person_id, id HAVING count(DISTINCT cluster) > 1)""")
    people = db.sql("SELECT count(DISTINCT person_id) FROM held_0 "
                    "WHERE person_id NOT IN (SELECT person_id FROM touched)").fetchone()[0]
    moved = db.sql("SELECT count(DISTINCT person_id) FROM moved").fetchone()[0]
    examples = db.sql("SELECT id FROM moved ORDER BY id LIMIT 20").fetchall()
    return {"people": people, "moved": moved, "stable": 1 - moved / max(people, 1),
            "examples": [row[0] for row in examples]}


def score(job: dict) -> dict:
    db = duckdb.connect()
    months = job["months"]
    borough_score.load_people(db, months[-1]["town"])
    borough_score.load_roles(db)
    db.sql(WRITTEN.format(files=[f"{month['town']}/truth/records.csv" for month in months]))
    for number, month in enumerate(months):
        load_month(db, number, month)
    last = len(months) - 1
    return {"months": [score_month(db, number) for number in range(last + 1)],
            "sources": borough_score.pair_sums(db, "r.source", f"held_{last}"),
            **stability(db, last, job["judged"])}


if __name__ == "__main__":
    print(json.dumps(score(json.loads(sys.stdin.read()))))
