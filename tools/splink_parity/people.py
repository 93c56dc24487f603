# SPDX-License-Identifier: MIT
"""Made-up people for the comparison with Splink: seeded, typed, with gaps and hostile strings."""
import datetime
import random

import duckdb
import pyarrow

FIRST_NAMES = ("Zoë Zoe José Jose Anne-Marie Annemarie Siân Sian Bronwen Mohammed Muhammad Mohamed "
               "Robert Rob Bob Roberta Łukasz Lukasz Chloe Cloe Ngozi Ingrid Sean Shaun O'Neil "
               "Li Al Jo").split()
SURNAMES = ("Smith Smyth Smithe Jones O'Neil ONeill Núñez Nunez García Garcia Ahmed Ahmad Okafor "
            "Müller Muller Mueller Robert Jose van-Dyke Vandyke Davies Davis").split()
CITIES = "London Lodnon Cardiff Caerdydd Leeds Bath St-Ives".split()
POSTCODES = ["QQ1 1AA", "QQ1 1AB", "QQ1 2AA", "QQ12 3CD", "ZZ9 9ZZ", "ZZ99 9ZZ", "Q1A 1AA", "bad",
             "QQ1"]
ALIASES = "bob rob robbie bobby liz beth lizzie ali aly".split()
PEOPLE_COLUMNS = {
    "unique_id": "BIGINT", "first_name": "VARCHAR", "surname": "VARCHAR", "dob": "VARCHAR",
    "birth_date": "DATE", "seen": "VARCHAR", "seen_at": "TIMESTAMP", "email": "VARCHAR",
    "postcode": "VARCHAR", "city": "VARCHAR", "sex": "VARCHAR", "age": "INTEGER",
    "income": "DOUBLE", "balance": "BIGINT", "lat": "DOUBLE", "lng": "DOUBLE",
    "aliases": "VARCHAR[]", "sounds": "VARCHAR[]", "vector": "DOUBLE[]", "full_name": "VARCHAR",
}
HOSTILE = ["", " ", "  a", "a  ", "ab", "ba", "abc", "ABC", "e\u0301clair", "\u00e9clair", "eclair",
           "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468", "a\u0300\u0301\u0302\u0303",
           "\u202eabc", "\u0130stanbul", "istanbul", "stra\u00dfe", "strasse", "quote'quote",
           'double"quote', "back\\slash", "line\nbreak", "tab\tstop", "nul\x00inside", "nul",
           "\ufeffabc", "\ufffd", "\u00e4" * 40, "a" * 300, "a" * 299 + "b", "b" + "a" * 299,
           "ab" * 700, "ba" * 700, "%_", "NULL", "null", "nan", "-1", "1e9", "0", "00"]


def misspelt(chance: random.Random, text: str) -> str:
    """One slip of the keyboard: a letter lost, doubled, changed or swapped with its neighbour."""
    if not text:
        return text
    at = chance.randrange(len(text))
    return chance.choice([text[:at] + text[at + 1:], text[:at] + text[at] + text[at:],
                          text[:at] + "x" + text[at + 1:],
                          text[:at] + text[at + 1:at + 2] + text[at] + text[at + 2:]])


def one_person(chance: random.Random) -> dict:
    """A person without gaps."""
    first_name, surname = chance.choice(FIRST_NAMES), chance.choice(SURNAMES)
    born = datetime.date(1950, 1, 1) + datetime.timedelta(days=chance.randrange(20000))
    seen = datetime.datetime(2023, 1, 1) + datetime.timedelta(seconds=chance.randrange(3 * 10**7))
    return {
        "first_name": first_name, "surname": surname, "dob": born.isoformat(), "birth_date": born,
        "seen": seen.strftime("%Y-%m-%dT%H:%M:%SZ"), "seen_at": seen,
        "email": f"{first_name}.{surname}{chance.randrange(3)}@{chance.choice('abc')}.example.org",
        "postcode": chance.choice(POSTCODES), "city": chance.choice(CITIES),
        "sex": chance.choice("FM"), "age": chance.randrange(90),
        "income": chance.choice([0.0, -5.0, 900.0, round(chance.uniform(1, 90000), 2)]),
        "balance": chance.choice([0, -1, 10, chance.randrange(10**6)]),
        "lat": chance.choice([51.5, 51.501, 52.0, 51.5 + chance.random()]),
        "lng": chance.choice([-3.1, -3.101, -3.0, -3.1 + chance.random()]),
        "aliases": chance.sample(ALIASES, chance.randrange(4)),
        "sounds": chance.sample(["SM", "JN", "RP", "MLR"], chance.randrange(1, 3)),
        "vector": [round(chance.uniform(-1, 1), 3) for _ in range(4)],
        "full_name": f"{first_name} {surname}",
    }


def copy_of(chance: random.Random, person: dict) -> dict:
    """The same person once more, with slips, other days and swapped names."""
    again = dict(person)
    for column in ("first_name", "surname", "email", "dob", "city", "full_name"):
        if chance.random() < 0.3:
            again[column] = misspelt(chance, again[column])
    if chance.random() < 0.1:
        again["first_name"], again["surname"] = again["surname"], again["first_name"]
    if chance.random() < 0.4:
        again["birth_date"] += datetime.timedelta(days=chance.choice([1, 27, 31, 300, 366, 3000]))
        again["dob"] = again["birth_date"].isoformat()
    if chance.random() < 0.4:
        again["seen_at"] += datetime.timedelta(
            seconds=chance.choice([1, 59, 60, 3600, 86400, 9**7]))
        again["seen"] = again["seen_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
    if chance.random() < 0.4:
        again["income"] *= chance.choice([1.0, 1.01, 1.1, 1.5])
        again["balance"] += chance.choice([0, 1, 100])
        again["lat"] += chance.choice([0.001, 0.05, 1.0])
        again["vector"] = [value * 2 for value in again["vector"]]
        again["aliases"] = list(reversed(again["aliases"])) + again["aliases"][:1]
    return again


def people(seed: int, count: int) -> list:
    """Rows in the order of PEOPLE_COLUMNS; about every second one has a copy."""
    chance, rows = random.Random(seed), []
    while len(rows) < count:
        person = one_person(chance)
        rows.append(person)
        for _ in range(chance.choice([0, 0, 1, 1, 2])):
            rows.append(copy_of(chance, person))
    rows = rows[:count]
    for row in rows:
        for column in row:
            if chance.random() < 0.12:
                row[column] = None
            elif isinstance(row[column], str) and chance.random() < 0.03:
                row[column] = ""
        if chance.random() < 0.05:
            row["dob"] = chance.choice(["1970-02-30", "unknown", "01/02/1970", "1970-2-3"])
    ids = list(range(count))
    chance.shuffle(ids)
    return [[number, *row.values()] for number, row in zip(ids, rows)]


def write_table(connection, path, columns: dict, rows: list, select: str = "*") -> None:
    """Writes rows as Parquet or CSV, by the ending; `select` says what of them."""
    typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE made ({typed})")
    values = [list(column) for column in zip(*rows)]
    connection.register("rows_made", pyarrow.table(values, names=list(columns)))
    connection.execute("INSERT INTO made FROM rows_made")
    form = "HEADER" if path.suffix == ".csv" else "FORMAT parquet"
    connection.execute(f"COPY (SELECT {select} FROM made) TO '{path}' ({form})")


def make_files(folder) -> None:
    """All input files of the models, made anew from their seeds."""
    connection = duckdb.connect()
    rows = people(1, 500)
    write_table(connection, folder / "people.parquet", PEOPLE_COLUMNS, rows)
    write_table(connection, folder / "few.parquet", PEOPLE_COLUMNS, rows[:90])
    write_table(connection, folder / "text_ids.parquet", PEOPLE_COLUMNS, rows,
                "* REPLACE (unique_id::VARCHAR AS unique_id)")
    write_table(connection, folder / "typed.parquet", PEOPLE_COLUMNS, rows,
                "unique_id, sex, postcode, city, surname, CASE age % 7 WHEN 0 THEN 'nan'::DOUBLE "
                "WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE WHEN 3 THEN -0.0::DOUBLE "
                "WHEN 4 THEN 0.0::DOUBLE ELSE income END AS strange, "
                "balance::DECIMAL(12, 2) / 8 AS money, sex = 'F' AS flag, age::UTINYINT AS tiny, "
                "md5(surname)::UUID AS token, seen_at::TIME AS clock, encode(surname) AS bytes, "
                "{'town': city, 'old': age} AS place, map([coalesce(city, '')], [age]) AS ages, "
                "balance::HUGEINT * 10000000000 AS huge, CASE age % 5 WHEN 0 THEN "
                "['nan'::DOUBLE, income] WHEN 1 THEN ['inf'::DOUBLE, NULL, -0.0] WHEN 2 THEN "
                "[0.0, '-inf'::DOUBLE, 'nan'::DOUBLE] ELSE [income, 1.0] END AS several")
    for name, kind in (("real", "unique_id::DOUBLE * 0.5"), ("money", "unique_id::DECIMAL(9, 2)"),
                       ("wide", "unique_id::HUGEINT * 100000000000000000000"),
                       ("whole", "(unique_id::HUGEINT + 9223372036854775700)::UBIGINT")):
        write_table(connection, folder / f"{name}_ids.parquet", PEOPLE_COLUMNS, rows,
                    f"* REPLACE ({kind} AS unique_id)")
    write_table(connection, folder / "sourced.parquet", PEOPLE_COLUMNS, rows,
                "*, 'source ' || (unique_id % 3) AS source_dataset")
    flat = "* EXCLUDE (aliases, sounds, vector)"
    write_table(connection, folder / "people.csv", PEOPLE_COLUMNS, rows, flat)
    write_table(connection, folder / "lettered.csv", PEOPLE_COLUMNS, rows,
                f"{flat} REPLACE ('P' || unique_id AS unique_id)")
    write_table(connection, folder / "spaced.parquet", PEOPLE_COLUMNS, rows,
                'unique_id AS "Person Id", first_name AS "First Name", surname AS "SURNAME", '
                'city AS "the city", dob AS "date-of-birth", age AS "order"')
    write_table(connection, folder / "trained.csv", PEOPLE_COLUMNS, people(21, 1500),
                "unique_id, first_name, surname, birth_date AS dob, city, email")
    for name, seed, count in (("anna", 11, 300), ("bert", 12, 260), ("carl", 13, 220)):
        # Half of each source are people of the first one.
        mixed = people(seed, count // 2) + people(11, count - count // 2)
        mixed = [[number, *row[1:]] for number, row in enumerate(mixed)]
        write_table(connection, folder / f"{name}.parquet", PEOPLE_COLUMNS, mixed)
        write_table(connection, folder / f"{name}_flat.csv", PEOPLE_COLUMNS, mixed, flat)
    chance = random.Random(5)
    strange = [[f"h{number}", chance.choice(HOSTILE), chance.choice(HOSTILE),
                chance.choice([*HOSTILE, None]), chance.sample(HOSTILE, chance.randrange(4))]
               for number in range(150)]
    write_table(connection, folder / "hostile.parquet",
                {"unique_id": "VARCHAR", "one": "VARCHAR", "two": "VARCHAR", "three": "VARCHAR",
                 "many": "VARCHAR[]"}, strange)
    connection.close()
