# SPDX-License-Identifier: MIT
"""How well entities agree with the known answer: F1 over the pairs that they imply.

entities.py ENTITIES TRUTH: prints it for a Parquet file of unique_id and cluster_id.
"""
import json
import sys

import duckdb

PAIRS = "coalesce(sum(n * (n - 1) / 2), 0)"


def pairwise_f1(connection, entities: str, truth: str) -> dict:
    """Precision, recall and F1 of a relation (unique_id, cluster_id) against (unique_id, cluster).

    A record that the entities do not name is alone.
    """
    def pairs(grouping: str) -> float:
        return float(connection.execute(
            f"SELECT {PAIRS} FROM (SELECT count(*) AS n FROM both_sides GROUP BY {grouping})"
        ).fetchone()[0])
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE both_sides AS
        SELECT coalesce(e.cluster_id::VARCHAR, 'alone ' || t.unique_id) AS entity, t.cluster
        FROM {truth} t LEFT JOIN {entities} e ON e.unique_id::VARCHAR = t.unique_id::VARCHAR""")
    found, wanted, right = pairs("entity"), pairs("cluster"), pairs("entity, cluster")
    precision = right / found if found else 1.0
    recall = right / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def main() -> None:
    entities, truth = sys.argv[1:3]
    print(json.dumps(pairwise_f1(duckdb.connect(), f"'{entities}'", f"'{truth}'")))


if __name__ == "__main__":
    main()
