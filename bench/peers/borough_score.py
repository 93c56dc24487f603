#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""borough_score.py JOB: how well the people of a workspace were linked.

Compares the crosswalk of people with the truth of the borough and prints JSON. JOB is JSON with the
folder `town` and the file `crosswalk`.
"""
import json
import sys

import duckdb
from borough_roles import ROLES

TWINS = """SELECT a.person_id AS a, b.person_id AS b FROM person a JOIN person b
    ON a.mother = b.mother AND a.born = b.born AND a.person_id < b.person_id
    WHERE a.mother IS NOT NULL"""
NAMESAKES = """SELECT a.person_id AS a, b.person_id AS b FROM person a JOIN person b
    ON (a.father = b.person_id OR a.mother = b.person_id)
    AND lower(a.given) = lower(b.given) AND lower(a.family) = lower(b.family)"""


def load(job: dict) -> duckdb.DuckDBPyConnection:
    """Tables: person (truth), record (id, person_id, source, cluster)."""
    db = duckdb.connect()
    truth = f"{job['town']}/truth"
    db.sql(f"CREATE TABLE person AS SELECT * FROM read_csv('{truth}/people.csv', all_varchar=true)")
    db.sql(f"CREATE TABLE written AS SELECT * FROM read_csv('{truth}/records.csv', "
           "all_varchar=true) WHERE person_id IS NOT NULL")
    db.sql("CREATE TABLE role (source VARCHAR, record VARCHAR, role VARCHAR)")
    db.executemany("INSERT INTO role VALUES (?, ?, ?)",
                   [(source, record, role) for (source, record), role in ROLES.items()])
    db.sql(f"""CREATE TABLE linked AS SELECT entity_id AS cluster_id, source AS tab, record AS rec,
        native_id AS native, concat_ws('|', source, record, native_id) AS id
        FROM '{job['crosswalk']}'""")
    db.sql("""CREATE TABLE record AS SELECT l.id, w.person_id, w.source, l.cluster_id AS cluster
        FROM linked l LEFT JOIN role r ON l.tab = r.source AND l.rec = r.record
        JOIN written w ON starts_with(l.tab, w.source) AND w.record_id = l.native
        AND (r.role IS NULL OR r.role = w.role)""")
    counted = db.sql("SELECT count(*), count(DISTINCT id) FROM record").fetchone()
    linked = db.sql("SELECT count(*) FROM linked").fetchone()[0]
    written = db.sql("SELECT count(*) FROM written").fetchone()[0]
    if counted[0] != counted[1]:
        sys.exit(f"{counted[0] - counted[1]} records have several people in the truth")
    print(f"{written:,} person records in the truth, {linked:,} linked, {counted[0]:,} of them "
          "known", file=sys.stderr)
    return db


def pair_sums(db: duckdb.DuckDBPyConnection, group: str) -> list[dict]:
    """Precision and recall of pairs by a group of the record: each pair counts for both ends."""
    rows = db.sql(f"""
        WITH grouped AS (SELECT r.*, {group} AS name FROM record r JOIN person p USING (person_id)),
        ends AS (SELECT name, person_id, cluster,
                   count(*) OVER (PARTITION BY person_id) - 1 AS of_person,
                   count(*) OVER (PARTITION BY cluster) - 1 AS of_cluster,
                   count(*) OVER (PARTITION BY cluster, person_id) - 1 AS of_both
                 FROM grouped)
        SELECT name, sum(of_person) / 2, sum(of_cluster) / 2, sum(of_both) / 2 FROM ends
        GROUP BY name ORDER BY sum(of_person) DESC""").fetchall()
    return [{"name": str(name), "pairs": int(true), "precision": right / max(found, 1),
             "recall": right / max(true, 1)} for name, true, found, right in rows]


def together(db: duckdb.DuckDBPyConnection, pairs: str) -> dict:
    """Of pairs of different people with records each: how many have an entity in common."""
    row = db.sql(f"""
        WITH two AS ({pairs}), held AS (SELECT DISTINCT person_id, cluster FROM record)
        SELECT count(*), count(*) FILTER (EXISTS (SELECT 1 FROM held x JOIN held y USING (cluster)
          WHERE x.person_id = two.a AND y.person_id = two.b)) FROM two
        WHERE a IN (SELECT person_id FROM held) AND b IN (SELECT person_id FROM held)""").fetchone()
    merged = db.sql(f"""
        WITH two AS ({pairs}),
        most AS (SELECT person_id, cluster FROM record GROUP BY person_id, cluster
          QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY count(*) DESC, cluster) = 1)
        SELECT count(*) FROM two JOIN most x ON x.person_id = two.a JOIN most y
          ON y.person_id = two.b AND x.cluster = y.cluster""").fetchone()[0]
    return {"pairs": row[0], "together": row[1], "merged": merged}


def score(job: dict) -> dict:
    db = load(job)
    whole = pair_sums(db, "'all'")[0]
    return {
        "records": db.sql("SELECT count(*) FROM record").fetchone()[0],
        "people": db.sql("SELECT count(DISTINCT person_id) FROM record").fetchone()[0],
        "entities": db.sql("SELECT count(DISTINCT cluster) FROM record").fetchone()[0],
        "precision": whole["precision"], "recall": whole["recall"],
        "f1": 2 * whole["precision"] * whole["recall"] / (whole["precision"] + whole["recall"]),
        "twins": together(db, TWINS), "namesakes": together(db, NAMESAKES),
        "tradition": pair_sums(db, "p.tradition"),
        "age": pair_sums(db, "CASE WHEN CAST(p.born AS DATE) >= DATE '2008-01-01' THEN 'under 18' "
                             "WHEN CAST(p.born AS DATE) >= DATE '1990-01-01' THEN '18 to 35' "
                             "WHEN CAST(p.born AS DATE) >= DATE '1960-01-01' THEN '36 to 65' "
                             "ELSE 'over 65' END"),
        "sources": pair_sums(db, "r.source"),
    }


if __name__ == "__main__":
    print(json.dumps(score(json.loads(sys.argv[1]))))
