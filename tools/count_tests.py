# SPDX-License-Identifier: MIT
"""Counts the single tests of one ctest run; prints "passed failed", and what failed on stderr.

A GoogleTest program leaves one XML file with its tests. Any other test counts by the last line
"N passed, N failed" of its output, or as one test where it has no such line.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

TALLY = re.compile(r"^(\d+) passed, (\d+) failed", re.MULTILINE)
OUTPUT_LINES_MAX = 200


def count_unit_tests(path):
    """Returns (passed, failed) of one GoogleTest XML file."""
    suites = ElementTree.parse(path).getroot()
    failed = int(suites.get("failures", 0)) + int(suites.get("errors", 0))
    skipped = sum(1 for case in suites.iter("testcase")
                  if case.get("result") in ("skipped", "suppressed"))
    return int(suites.get("tests", 0)) - failed - skipped, failed


def count_one(case, folder):
    """Returns (passed, failed, output) of one test known to ctest."""
    output = case.findtext("system-out") or ""
    succeeded = case.get("status") == "run"
    report = folder / (case.get("name") + ".xml")
    passed, failed = (1, 0) if succeeded else (0, 1)
    tallies = TALLY.findall(output)
    if report.exists():
        passed, failed = count_unit_tests(report)
    elif tallies:
        passed, failed = (int(number) for number in tallies[-1])
    if not succeeded:
        failed = max(failed, 1)
    return passed, failed, output


def main(folder):
    passed, failed = 0, 0
    for case in ElementTree.parse(folder / "ctest.junit").getroot().iter("testcase"):
        case_passed, case_failed, output = count_one(case, folder)
        passed += case_passed
        failed += case_failed
        if case_failed:
            lines = output.splitlines()
            print(f"\n{case.get('name')}: {case_failed} failed", file=sys.stderr)
            print("\n".join(lines[-OUTPUT_LINES_MAX:]), file=sys.stderr)
    print(passed, failed)


main(pathlib.Path(sys.argv[1]))
