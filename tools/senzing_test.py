#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Loads the public truth set of Senzing records as it is, and compares the entities with its key.

    senzing_test.py NEWLYN [--data FOLDER]

The files are looked for in ../shared/data/senzing beside the checkout, in NEWLYN_BENCH_DATA, or in
--data FOLDER; without them the test is skipped. Nothing is mapped by hand: source add, map, source
read and link take the files as they are. Then every record is given once more, which changes
nothing; one is taken out and put back; and each question is asked in Senzing's JSON.
"""
import argparse
import csv
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from council import Council

SOURCES = ("customers", "reference", "watchlist")
SKIPPED = 77
# Pairs of the key that must be found, and pairs found that must be in the key.
RECALL_MIN = 0.90
PRECISION_MIN = 0.80


def expect(holds, words):
    if not holds:
        raise SystemExit(words)


def find_data(named):
    here = pathlib.Path(__file__).resolve().parent.parent
    bench = os.environ.get("NEWLYN_BENCH_DATA")
    for folder in (named, bench and pathlib.Path(bench) / "senzing",
                   here.parent / "shared" / "data" / "senzing",
                   here.parent.parent / "shared" / "data" / "senzing"):
        if folder and (pathlib.Path(folder) / "actual_truthset_key.csv").exists():
            return pathlib.Path(folder)
    return None


class TruthSet(Council):
    """A workspace that holds the truth set."""

    def ask(self, verb, question):
        return json.loads(self.run("record", verb, "-", text=json.dumps(question)))

    def entity_of(self):
        rows = csv.DictReader(self.run("export", "crosswalk").splitlines())
        return {(row["source"], row["native_id"]): row["entity_id"] for row in rows}


def pairs_of(groups):
    pairs = set()
    for members in groups.values():
        pairs |= set(itertools.combinations(sorted(members), 2))
    return pairs


def grouped(items):
    groups = {}
    for record, group in items:
        groups.setdefault(group, []).append(record)
    return groups


def load(council, data):
    subprocess.run([council.program, "init", council.folder], check=True, capture_output=True)
    settings = council.folder / "newlyn.toml"
    settings.write_text(settings.read_text().replace('demanded = "across_sources"',
                                                     'demanded = "never"'))
    for name in SOURCES:
        council.run("source", "add", name, "--from", data / f"{name}.jsonl")
        council.run("map", name)
        check = json.loads(council.run("map", name, "--check", "--json"))
        expect(not check["mistakes"], f"The proposed mapping has mistakes: {check['mistakes']}")
        council.run("source", "read", name)
    return json.loads(council.run("link", "--json"))


def compare(council, data):
    key = csv.DictReader((data / "actual_truthset_key.csv").read_text().splitlines())
    truth = [((row["DATA_SOURCE"].lower(), row["RECORD_ID"]), row["CLUSTER_ID"]) for row in key]
    found = council.entity_of()
    expect(len(found) == len(truth), f"{len(truth)} records are in the key, {len(found)} linked.")
    true_pairs = pairs_of(grouped(truth))
    found_pairs = pairs_of(grouped(found.items()))
    both = len(true_pairs & found_pairs)
    return both / len(found_pairs), both / len(true_pairs), len(true_pairs)


def give_again(council, data):
    before = council.entity_of()
    for name in SOURCES:
        answers = council.run("record", "add", data / f"{name}.jsonl").splitlines()
        outcomes = {json.loads(line)["OUTCOME"] for line in answers}
        expect(outcomes == {"unchanged"}, f"Records given again were {outcomes}.")
    expect(council.entity_of() == before, "Records given again changed entities.")
    record = (data / "customers.jsonl").read_text().splitlines()[0]
    named = {"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": json.loads(record)["RECORD_ID"]}
    gone = council.ask("delete", named)
    expect(gone["OUTCOME"] == "deleted" and gone["AFFECTED_ENTITIES"], f"Deleted: {gone}")
    back = json.loads(council.run("record", "add", "-", text=record))
    expect(back["OUTCOME"] == "returned" and back["AFFECTED_ENTITIES"], f"Put back: {back}")
    expect(council.entity_of() == before, "A record that came back is with others.")
    linked = json.loads(council.run("link", "--json"))
    for kind in linked["kinds"][:2]:
        expect(kind["added"] + kind["changed"] + kind["removed"] == 0,
               f"A link after single records found others: {kind}")


def ask_all(council):
    one = {"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": "1001"}
    two = {"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": "1002"}
    entity = council.ask("get", one)
    name = entity["RESOLVED_ENTITY"]["ENTITY_NAME"]
    number = entity["RESOLVED_ENTITY"]["ENTITY_ID"]
    expect("smith" in name, f"Robert Smith is shown as {name}.")
    expect({"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": "1001"}.items()
           <= entity["RESOLVED_ENTITY"]["RECORDS"][0].items(), "The entity lacks its record.")
    why = council.ask("why", {"RECORDS": [one, two]})["WHY_RESULTS"][0]
    expect(why["MATCH_INFO"]["WHY_KEY"] and why["MATCH_INFO"]["FEATURE_SCORES"], f"Why: {why}")
    why = council.ask("why", {"ENTITY_ID": number, "ATTRIBUTES": {
        "NAME_FULL": "Robert Smith", "DATE_OF_BIRTH": "1978-12-11",
        "PHONE_NUMBER": "702-919-1300"}})["WHY_RESULTS"][0]
    expect(why["MATCH_INFO"]["MATCH_GRADE"] in ("certain", "probable"), f"Why: {why}")
    how = council.ask("how", {"ENTITY_ID": number})["HOW_RESULTS"]
    expect(len(how["RESOLUTION_STEPS"]) + 1 == len(entity["RESOLVED_ENTITY"]["RECORDS"]),
           f"How: {how}")
    found = council.ask("search", {"NAME_FULL": "Robert Smith", "DATE_OF_BIRTH": "1978-12-11",
                                   "PHONE_NUMBER": "702-919-1300"})["RESOLVED_ENTITIES"]
    expect(found[0]["ENTITY"]["RESOLVED_ENTITY"]["ENTITY_ID"] == number, f"Found: {found}")
    expect(number in council.run("search", "robert smith"), "Search does not find Robert Smith.")
    expect(number in council.run("entity", "show", number), "The entity is not shown.")


def disclosed_in(data):
    """Who points at whom by the files: pairs of records, with the role."""
    records = [json.loads(line) for name in SOURCES
               for line in (data / f"{name}.jsonl").read_text().splitlines()]
    ends = [((record["DATA_SOURCE"], record["RECORD_ID"]), feature)
            for record in records for feature in record["FEATURES"]]
    anchors = {(feature["REL_ANCHOR_DOMAIN"], feature["REL_ANCHOR_KEY"]): key
               for key, feature in ends if "REL_ANCHOR_KEY" in feature}
    return [(key, anchors[name], feature.get("REL_POINTER_ROLE", ""))
            for key, feature in ends if "REL_POINTER_KEY" in feature
            for name in [(feature["REL_POINTER_DOMAIN"], feature["REL_POINTER_KEY"])]
            if name in anchors]


def check_disclosed(council, data):
    """Every relation that the files disclose is shown, from both ends."""
    relations = disclosed_in(data)
    for left, right, role in relations:
        entities = [council.ask("get", {"DATA_SOURCE": key[0], "RECORD_ID": key[1]})
                    for key in (left, right)]
        ids = [entity["RESOLVED_ENTITY"]["ENTITY_ID"] for entity in entities]
        for entity, other in zip(entities, reversed(ids)):
            shown = {(one["ENTITY_ID"], one["REL_POINTER_ROLE"])
                     for one in entity["RELATED_ENTITIES"] if one.get("IS_DISCLOSED")}
            expect((other, role) in shown,
                   f"{left} points at {right} as {role}, and {other} is not among {shown}.")
    return len(relations)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("newlyn", type=pathlib.Path)
    parser.add_argument("--data")
    options = parser.parse_args()
    data = find_data(options.data)
    if data is None:
        print("senzing_test: skipped, the truth set is not here")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as name:
        council = TruthSet(options.newlyn.resolve(), pathlib.Path(name) / "council")
        linked = load(council, data)
        counts = {kind["kind"]: kind["records"] for kind in linked["kinds"] if not
                  kind["left_out"]}
        precision, recall, pairs = compare(council, data)
        give_again(council, data)
        ask_all(council)
        relations = check_disclosed(council, data)
    print(f"senzing_test: {counts}; precision {precision:.3f}, recall {recall:.3f} of {pairs} "
          f"pairs; {relations} disclosed relations")
    expect(relations > 0, "The truth set discloses no relation.")
    expect(precision >= PRECISION_MIN and recall >= RECALL_MIN, "The figures are too low.")


main()
