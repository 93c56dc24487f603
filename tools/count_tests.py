# SPDX-License-Identifier: MIT
"""Counts the single tests of one ctest run; prints "passed failed", and what failed on stderr.

A GoogleTest program leaves one XML file with its tests. Any other test counts by the last line
"N passed, N failed" of its output, or as one test where it has no such line. A test that says it
cannot run here, by the status 77, counts as neither.
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


def failed_parts(output):
    """Returns what a GoogleTest program printed while the tests that failed were running."""
    parts, part = [], []
    for line in output.splitlines():
        part = [line] if line.startswith("[ RUN      ]") else part + [line]
        if part[0].startswith("[ RUN") and line.startswith("[  FAILED  ] " + part[0][13:]):
            parts += part
            part = []
    return "\n".join(parts) or output


def read_one(case, folder):
    """Returns (passed, failed, what to show) of one test known to ctest."""
    output = case.findtext("system-out") or ""
    succeeded = case.get("status") == "run"
    report = folder / (case.get("name") + ".xml")
    tallies = TALLY.findall(output)
    if case.find("skipped[@message='SKIP_RETURN_CODE=77']") is not None:
        print(f"{case.get('name')} was skipped: {output.strip()}", file=sys.stderr)
        return 0, 0, output
    if report.exists():
        passed, failed = count_unit_tests(report)
        output = failed_parts(output)
    elif tallies:
        passed, failed = (int(number) for number in tallies[-1])
    else:
        passed, failed = (1, 0) if succeeded else (0, 1)
    if not succeeded:
        failed = max(failed, 1)
    return passed, failed, output


def main(folder):
    passed, failed = 0, 0
    for case in ElementTree.parse(folder / "ctest.junit").getroot().iter("testcase"):
        case_passed, case_failed, said = read_one(case, folder)
        passed += case_passed
        failed += case_failed
        if case_failed:
            print(f"\n{case.get('name')}: {case_failed} failed", file=sys.stderr)
            print("\n".join(said.splitlines()[-OUTPUT_LINES_MAX:]), file=sys.stderr)
    print(passed, failed)


main(pathlib.Path(sys.argv[1]))
