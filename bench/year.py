#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev bench year [--people N] [--seed S] [--months M] [--keep DIR]: a borough's year, replayed.

The borough is delivered as it stood at the end of each month: people move, marry, die and are born,
records come, are corrected and go, two sources are added on the way. A workspace reads and links
each delivery as an administrator would, with the models of the first month; reviewers answer a
share of what is asked, by the truth, and set some values right by hand. At the end people are
scored against the truth. Ends with status 1 when a figure is missed.
"""
import argparse
import filecmp
import json
import shutil
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import borough
from borough import ROOT, Borough

sys.path.insert(0, str(ROOT / "bench" / "peers"))
from year_score import (Month, Truth, accuracy, not_gone_by_rule, recall_by_source,  # noqa: E402
                        rows_of, stability)

PRECISION_MIN, RECALL_MIN, STABLE_MIN, ASKED_MAX = 0.995, 0.95, 0.999, 0.02
LAST = date(2025, 12, 31)  # where the story of a borough ends
LATE = {"permits": 4, "library_members": 8}  # source -> the month in which it is added
REVIEWED_A_YEAR = 0.018  # of the records of people
CORRECTED_A_MONTH = 5
ANSWERS_AT_ONCE = 100
GONE_AFTER = 3  # what a source is added with


def month_ends(months: int) -> list[date]:
    """The last days of so many months and of the one before them."""
    ends = [LAST]
    while len(ends) <= months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


class Year(Borough):
    """A borough, its deliveries by month, and a workspace that reads one after the other."""

    def __init__(self, given):
        super().__init__(given)
        self.ends = month_ends(given.months)
        self.truth, self.months = Truth(), []
        self.judged, self.corrected = set(), {}
        self.answered = self.left = self.refused = self.beyond = 0
        self.each_month = None  # sources whose delivery is another one every month
        self.late = {}

    def newlyn(self, step: str, *words) -> dict:
        """Runs a command of the workspace; returns its answer."""
        return json.loads(self.run(step, *words, "--workspace", self.home, "--json").stdout)

    def deliver(self, month: int) -> Path:
        """Makes the delivery of a month and puts it in place of the one before."""
        town = self.work / f"month_{month:02}"
        self.run("creating (not counted)", "borough", "create", town, "--people",
                 self.given.people, "--seed", self.given.seed, "--without-servers", "--as-of",
                 self.ends[month].isoformat())
        (self.town / "sources").mkdir(parents=True, exist_ok=True)
        delivered = set()
        for path in (town / "sources").iterdir():
            # A delivery that repeats the last one byte for byte is none.
            held = self.town / "sources" / path.name
            if not held.exists() or not filecmp.cmp(path, held, shallow=False):
                shutil.copy(path, held)
                delivered.add(path.stem)
        self.each_month = delivered if self.each_month is None else self.each_month & delivered
        shutil.copy(town / "borough.csv", self.town)
        shutil.rmtree(town / "sources")
        self.truth.add(town)
        return town

    def begin(self) -> None:
        """Makes the workspace. Nobody here needs a purpose."""
        self.run("adding", "init", self.home)
        settings = self.home / "newlyn.toml"
        settings.write_text(settings.read_text().replace('demanded = "across_sources"',
                                                         'demanded = "never"'))
        for name, words in self.sources():
            month = LATE.get(name, 0)
            self.late.setdefault(month if month < len(self.ends) else 0, []).append((name, words))

    def read(self, month: int) -> list[dict]:
        """Adds the sources of the month and reads all; returns what became of rows by source."""
        for name, words in self.late.get(month, []):
            self.run("adding", "source", "add", name, *words, "--workspace", self.home)
            self.run("adding", "map", name, "--workspace", self.home)
        return self.newlyn("reading", "source", "read", "--all")["sources"]

    def link(self, *words) -> dict:
        """Links; returns what is told of people."""
        kinds = self.newlyn("linking", "link", *words)["kinds"]
        return next(kind for kind in kinds if kind["kind"] == "person")

    def note(self, town: Path) -> Month:
        """What the index holds now."""
        path = self.work / f"{town.name}.csv"
        self.run("crosswalks (not counted)", "export", "crosswalk", "--kind", "person", "--output",
                 path, "--workspace", self.home)
        return Month(town, path)

    def review(self, count: int) -> None:
        """Answers so many of the items that are asked, those of most value first."""
        queue = self.newlyn("listing reviews", "review", "list", "--count", 1_000_000)
        listed, self.beyond = queue["items"], queue["beyond_share"]
        answers = []
        for item in listed[:count]:
            left, right = item["left"]["record"], item["right"]["record"]
            same = self.truth.person_of(left) == self.truth.person_of(right)
            answers.append(f"{item['item']} {'same' if same else 'different'}\n")
            self.judged |= {left, right}
        refused = 0
        for begin in range(0, len(answers), ANSWERS_AT_ONCE):
            refused += self.answer(answers[begin:begin + ANSWERS_AT_ONCE])
        # What was refused stays in the queue and is counted there.
        self.refused += refused
        self.answered += len(answers) - refused
        self.left = len(listed) - len(answers) + refused

    def answer(self, answers: list[str]) -> int:
        """Gives answers in one step; how many were refused, as they contradict others."""
        path = self.work / "answers.txt"
        path.write_text("".join(answers))
        with path.open() as file:
            done = self.run("reviewing", "review", "decide", "-", "--keep-others", "--reason",
                            "known in person", "--workspace", self.home, "--json", given=file,
                            check=False)
        if not done.stdout:
            sys.exit(f"{len(answers)} answers were not taken: {done.stderr}")
        told = json.loads(done.stdout)
        if told["read"] != len(answers) or told["read"] != told["kept"] + len(told["refused"]):
            sys.exit(f"answers do not add up: {done.stdout}")
        return len(told["refused"])

    def correct(self, town: Path, month: Month) -> None:
        """Sets a handful of birth dates right that a record of the month has wrong."""
        wrong = {(row["source"], row["record_id"]) for row in rows_of(town / "truth" / "errors.csv")
                 if row["field"] == "birth_date" and row["error"] == "default_value"}
        made = 0
        for row in month.crosswalk:
            entity = row["entity_id"]
            if made == CORRECTED_A_MONTH:
                return
            if (row["source"], row["native_id"]) not in wrong or entity in self.corrected:
                continue
            born = self.truth.born[self.truth.about(row)[2]]
            self.newlyn("correcting", "entity", "correct", entity, "--field", "birth_date",
                        "--value", born, "--reason", "passport seen")
            self.corrected[entity] = born
            made += 1

    def corrections_kept(self) -> int:
        """How many values that were set right by hand are still shown."""
        return sum(self.birth_date_of(entity) == born for entity, born in self.corrected.items())

    def birth_date_of(self, entity: str) -> str:
        """The birth date that the golden record of an entity shows."""
        values = self.newlyn("looking (not counted)", "entity", "show", entity)["values"]
        return next((one["value"] for one in values if one["field"] == "birth_date"), "")


def unbalanced(kind: dict, before: int) -> str:
    """What does not add up in a month's link, or nothing."""
    after = before + kind["added"] - kind["removed"]
    if kind["records"] != after:
        return f"{before:,} + {kind['added']:,} - {kind['removed']:,} is not {kind['records']:,}"
    told = kind["added"] + kind["changed"] + kind["unchanged"]
    return "" if told == kind["records"] else f"{told:,} of {kind['records']:,} are told of"


def unread(answers: list[dict]) -> list[str]:
    """What does not add up in a month's readings, or is held."""
    wrong = []
    for told in answers:
        rows = told["kept"] + told["rejected"] + told["filtered"]
        kept = told["added"] + told["changed"] + told["returned"] + told["unchanged"]
        if told["state"] not in ("complete", "nothing new"):
            wrong.append(f"{told['source']} is {told['state']}: {told['message']}")
        elif told["read"] != rows or (told["state"] == "complete" and told["kept"] != kept):
            wrong.append(f"{told['source']}: {told['read']:,} read, {told['kept']:,} kept")
    return wrong


def live(year: Year) -> list[str]:
    """Replays all months, printing a line for each; returns what did not add up."""
    problems, before = [], 0
    print(f"{'as of':12}{'records':>9}{'new':>7}{'changed':>8}{'gone':>6}{'entities':>9}"
          f"{'merged':>7}{'ended':>6}{'answered':>9}{'left':>6}{'read s':>8}{'link s':>8}")
    for month, day in enumerate(year.ends):
        town = year.deliver(month)
        if month == 0:
            year.begin()
        spent = dict(year.seconds)
        problems += [f"{day}: {wrong}" for wrong in unread(year.read(month))]
        kind = year.link(*(["--refit"] if month in year.given.refit else []))
        reading, linking = (year.seconds[step] - spent.get(step, 0)
                            for step in ("reading", "linking"))
        wrong = unbalanced(kind, before)
        problems += [f"{day}: {wrong}"] if wrong else []
        before = kind["records"]
        year.correct(town, year.note(town))
        answers = round(REVIEWED_A_YEAR * before / len(year.ends))
        year.review(0 if year.given.no_reviews else answers)
        year.months.append(year.note(town))
        print(f"{day}  {before:9,}{kind['added']:7,}{kind['changed']:8,}{kind['removed']:6,}"
              f"{kind['entities']:9,}{kind['merged']:7,}{kind['ended']:6,}{year.answered:9,}"
              f"{year.left:6,}{reading:8.1f}{linking:8.1f}", flush=True)
    return problems


def report(year: Year, problems: list[str]) -> int:
    """Prints what came out and counts the bars that were missed."""
    months = [month.held(year.truth) for month in year.months]
    scored, ids = [accuracy(month) for month in months], stability(months, year.judged)
    missed = 0

    def check(words: str, good: bool) -> None:
        nonlocal missed
        missed += not good
        print(f"  {words}: {'met' if good else 'MISSED'}")

    print(f"\n{'as of':12}{'records':>9}{'people':>9}{'entities':>9}{'precision':>11}{'recall':>9}")
    for day, month in zip(year.ends, scored):
        print(f"{day}  {month['records']:9,}{month['people']:9,}{month['entities']:9,}"
              f"{month['precision']:11.4f}{month['recall']:9.4f}")
    print(f"\n  {'source':30}{'pairs':>9}{'recall':>9}")
    for group in recall_by_source(months[-1]):
        print(f"  {group['name']:30}{group['pairs']:9,}{group['recall']:9.4f}")
    print()
    for step, seconds in year.seconds.items():
        print(f"  {step:28} {seconds:8.1f} s")
    end = scored[-1]
    asked = (year.answered + year.left) / end["records"]
    print(f"\n  {ids['moved']} of {ids['people']:,} people about whom nothing changed have "
          f"another id; {len(ids['records'])} records of theirs have another entity")
    for record in ids["records"][:10]:
        print(f"    {record}")
    print(f"  {year.answered:,} reviews answered, {year.refused:,} refused as contradictions, "
          f"{year.left:,} left, of {end['records']:,} records; {year.beyond:,} of less value are "
          "not asked about in a year\n")
    for problem in problems:
        print(f"  {problem}")
    check("counts add up each month", not problems)
    wrong = not_gone_by_rule(months, year.each_month, GONE_AFTER)
    for name in wrong[:10]:
        print(f"  {name}")
    check(f"records that deliveries lack are gone after {GONE_AFTER}", not wrong)
    lacking = year.months[-1].lacking(year.truth)
    check(f"records of people that were delivered and are not linked: {lacking}", lacking == 0)
    kept = year.corrections_kept()
    check(f"values set right by hand, {kept} of {len(year.corrected)} shown",
          kept == len(year.corrected))
    check(f"precision {end['precision']:.4f}, at least {year.given.precision}",
          end["precision"] >= year.given.precision)
    check(f"recall {end['recall']:.4f}, at least {year.given.recall}",
          end["recall"] >= year.given.recall)
    check(f"ids stayed {ids['stable']:.5f}, at least {STABLE_MIN}",
          ids["stable"] >= STABLE_MIN)
    check(f"reviews asked {asked:.4f}, at most {ASKED_MAX}", asked <= ASKED_MAX)
    print(f"{missed} bars are missed." if missed else "All bars are met.")
    return 1 if missed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=12, choices=range(1, 13))
    parser.add_argument("--newlyn", type=Path, help="the program; default that of the release")
    parser.add_argument("--recall", type=float, default=RECALL_MIN, help="at least; default 0.95")
    parser.add_argument("--precision", type=float, default=PRECISION_MIN,
                        help="at least; default 0.995")
    parser.add_argument("--refit", type=int, nargs="*", default=[],
                        help="months in which the models are fitted anew; default none")
    parser.add_argument("--no-reviews", action="store_true", help="nobody answers anything")
    parser.add_argument("--keep", type=Path, help="a new folder to keep everything in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        given.work = given.keep or Path(folder)
        Path(given.work).mkdir(parents=True, exist_ok=True)
        if given.newlyn:
            borough.NEWLYN = given.newlyn
        year = Year(given)
        problems = live(year)
        return report(year, problems)


if __name__ == "__main__":
    sys.exit(main())
