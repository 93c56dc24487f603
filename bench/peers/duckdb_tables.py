# SPDX-License-Identifier: MIT
"""What DuckDB alone takes: a CSV into a table of a file, or its columns summarised.

    duckdb_tables.py store|summarise FILE DATABASE THREADS    prints seconds, rows
"""
import sys
import time

import duckdb


def main() -> None:
    what, file, database, threads = sys.argv[1:]
    connection = duckdb.connect(database if what == "store" else ":memory:")
    connection.execute(f"SET threads = {int(threads)}")
    began = time.monotonic()
    if what == "store":
        connection.execute("CREATE TABLE people AS SELECT * FROM read_csv(?, all_varchar = true)",
                           [file])
        rows = connection.execute("SELECT count(*) FROM people").fetchone()[0]
        connection.close()
    else:
        rows = len(connection.execute("SUMMARIZE SELECT * FROM read_csv(?, all_varchar = true)",
                                      [file]).fetchall())
    print(f"{time.monotonic() - began:.3f} {rows}")


if __name__ == "__main__":
    main()
