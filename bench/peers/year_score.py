# SPDX-License-Identifier: MIT
"""Whom records are about, how well people were linked month by month, and whose ids stayed."""
import csv
from collections import Counter
from pathlib import Path

from borough_roles import ROLES


def rows_of(path: Path):
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


class Truth:
    """The truth of all months; only scoring and the reviewers of a replay read it."""

    def __init__(self):
        self.people, self.born, self.known = {}, {}, {}

    def add(self, town: Path) -> None:
        """Learns of a month's records and people."""
        for row in rows_of(town / "truth" / "records.csv"):
            if row["person_id"]:
                roles = self.people.setdefault((row["source"], row["record_id"]), {})
                roles[row["role"]] = row["person_id"]
        self.born.update((row["person_id"], row["born"])
                         for row in rows_of(town / "truth" / "people.csv"))

    def about(self, row: dict) -> tuple[str, str, str]:
        """Of a row of a crosswalk: the source and the role in the truth, and the person."""
        name = (row["source"], row["record"], row["native_id"])
        if name not in self.known:
            source = row["source"]
            while source and (source, row["native_id"]) not in self.people:
                source = source.rpartition("_")[0]
            roles = self.people.get((source, row["native_id"]), {})
            role = ROLES.get((row["source"], row["record"]))
            person = roles.get(role, "") if role else next(iter(roles.values()), "")
            self.known[name] = (source, role or "", person)
        return self.known[name]

    def person_of(self, name: str) -> str:
        """The person of a record as reviews name it, SOURCE/RECORD:ID."""
        place, _, native_id = name.partition(":")
        source, _, record = place.partition("/")
        return self.about({"source": source, "record": record, "native_id": native_id})[2]


class Month:
    """What an index held at the end of a month."""

    def __init__(self, town: Path, crosswalk: Path):
        self.crosswalk = list(rows_of(crosswalk))
        self.content = {}
        for row in rows_of(town / "truth" / "written.csv"):
            key = (row["source"], row["record_id"])
            self.content[*key, row["role"]] = self.content[*key, ""] = row["content"]

    def held(self, truth: Truth) -> dict:
        """Record -> person, entity, source and what the record says, where it is delivered."""
        found = {}
        for row in self.crosswalk:
            source, role, person = truth.about(row)
            if person:
                found[f"{row['source']}/{row['record']}:{row['native_id']}"] = (
                    person, row["entity_id"], source,
                    self.content.get((source, row["native_id"], role)))
        return found


    def lacking(self, truth: Truth) -> int:
        """How many records of people the delivery has and the index has not."""
        held = {(source, row["native_id"], person) for row in self.crosswalk
                for source, _, person in (truth.about(row),)}
        return sum((source, record, person) not in held
                   for source, record, role in self.content
                   if (person := truth.people.get((source, record), {}).get(role)))


def pairs_in(groups) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())


def accuracy(held: dict) -> dict:
    """Precision and recall over pairs of records."""
    true = pairs_in(person for person, *_ in held.values())
    found = pairs_in(entity for _, entity, *_ in held.values())
    right = pairs_in((person, entity) for person, entity, *_ in held.values())
    return {"records": len(held), "people": len({person for person, *_ in held.values()}),
            "entities": len({entity for _, entity, *_ in held.values()}),
            "precision": right / max(found, 1), "recall": right / max(true, 1)}


def recall_by_source(held: dict) -> list[dict]:
    """Of the pairs that records of a source are in, how many were found; largest first."""
    of_person = Counter(person for person, *_ in held.values())
    of_both = Counter((person, entity) for person, entity, *_ in held.values())
    pairs, found = Counter(), Counter()
    for person, entity, source, _ in held.values():
        pairs[source] += of_person[person] - 1
        found[source] += of_both[person, entity] - 1
    return [{"name": source, "pairs": count, "recall": found[source] / max(count, 1)}
            for source, count in pairs.most_common()]


def touched_people(months: list[dict], judged: set[str]) -> set[str]:
    """People of whom a record came, went, was written anew, or was judged."""
    touched = set()
    for before, after in zip(months, months[1:]):
        touched |= {(before.get(name) or after[name])[0] for name in before.keys() ^ after.keys()}
        touched |= {after[name][0] for name in before.keys() & after.keys()
                    if before[name][3] != after[name][3]}
    for month in months:
        touched |= {month[name][0] for name in judged & month.keys()}
    return touched


def ids_of(held: dict, people: set[str]) -> dict[str, tuple]:
    """The id of each person: the entity with most of their records; where several have, all."""
    counts = {}
    for person, entity, *_ in held.values():
        if person in people:
            counts.setdefault(person, Counter())[entity] += 1
    return {person: tuple(sorted(entity for entity, count in of.items()
                                 if count == max(of.values()))) for person, of in counts.items()}


def stability(months: list[dict], judged: set[str]) -> dict:
    """Of people about whom nothing changed all year, those whose id stayed, and records that did
    not stay with them."""
    quiet = {person for person, *_ in months[0].values()} - touched_people(months, judged)
    ids = [ids_of(month, quiet) for month in months]
    moved = {person for before, after in zip(ids, ids[1:]) for person in quiet
             if before[person] != after[person]}
    records = {f"{name} from {entity} to {after[name][1]}"
               for before, after in zip(months, months[1:])
               for name, (person, entity, *_) in before.items()
               if person in quiet and after[name][1] != entity}
    return {"people": len(quiet), "moved": len(moved), "records": sorted(records),
            "stable": 1 - len(moved) / max(len(quiet), 1)}


def not_gone_by_rule(months: list[dict], sources: set[str], after: int) -> list[str]:
    """Records of sources delivered each month that are not gone after just so many without them."""
    wrong, lacking = [], Counter()
    for before, now in zip(months, months[1:]):
        for name, (_, _, source, _) in before.items():
            if source not in sources:
                continue
            delivered = name in now and now[name][3] is not None
            lacking[name] = 0 if delivered else lacking[name] + 1
            if (name in now) != (lacking[name] < after):
                wrong.append(f"{name} after {lacking[name]} deliveries without it")
    return wrong
