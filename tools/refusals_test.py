#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""refusals_test.py ROOT: every refusal of the rooms below has its words in a case or a test.

A refusal is a text that becomes an Error or an answer of "no". Its longest stretch without a gap
must stand in a case or a test, so that nobody changes or adds one without saying what a person
reads. What no person can bring about is listed in refusals_untried.txt with the reason; a line
there that is tried after all, or is of nothing, is a finding too.
"""
import re
import sys
from pathlib import Path

ROOMS = ("src/governance", "src/workspace/governance", "src/workspace/rights",
         "src/workspace/keeping", "src/workspace/sources", "src/source/define", "src/index",
         "src/workspace/index", "src/workspace/records", "src/workspace/review")
REFUSAL = re.compile(r"\bError\(|\brefuse\w*\(|\brefused\(")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
GAP = re.compile(r"\{[^{}]*\}")
WORDS_COMPARED = 7
LETTERS_MIN = 25  # shorter texts are parts of others


def one_line(text: str) -> str:
    """Texts that go on over lines joined, and white space alike."""
    return re.sub(r"\s+", " ", re.sub(r'"\s*\n\s*"', "", text))


def call_at(code: str, begin: int) -> str:
    """What stands from a call's name to its closing bracket."""
    depth = 0
    for place in range(begin, len(code)):
        depth += {"(": 1, ")": -1}.get(code[place], 0)
        if code[place] == ")" and depth == 0:
            return code[begin:place]
    return code[begin:]


def probe_of(text: str) -> str:
    """The first words of the longest stretch of a text that has no gap."""
    stretch = max(GAP.split(text.replace('\\"', '"').replace("\\\\", "\\")), key=len)
    return " ".join(one_line(stretch).split()[:WORDS_COMPARED])


def refusals_of(path: Path) -> dict:
    """By the words to look for: the line of a file's refusal."""
    code = path.read_text(encoding="utf-8")
    found = {}
    for match in REFUSAL.finditer(code):
        texts = TEXT.findall(re.sub(r'"\s*\n\s*"', "", call_at(code, match.start())))
        text = max(texts, key=len, default="")
        if len(text) >= LETTERS_MIN:
            found[probe_of(text)] = code[:match.start()].count("\n") + 1
    return found


def is_of_tests(path: Path) -> bool:
    """Whether a file of src or tools holds what is tried."""
    return "_test." in path.name or "testing" in path.parts


def tried_words(root: Path) -> str:
    """All cases and tests as one line."""
    files = [path for path in (root / "cases").rglob("*") if path.is_file()]
    for room in ("src", "tools"):
        files += [path for path in (root / room).rglob("*")
                  if path.is_file() and path.name != Path(__file__).name and is_of_tests(path)]
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in files)
    return " ".join(one_line(text).replace('\\"', '"') for text in texts)


def main(arguments: list) -> int:
    """Compares and tells."""
    root = Path(arguments[0])
    tried = tried_words(root)
    listed = (root / "tools/refusals_untried.txt").read_text(encoding="utf-8").splitlines()
    untried = {line.split("  ", 1)[0] for line in listed if line and not line.startswith("#")}
    findings, count, met = [], 0, set()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.cpp")):
            if is_of_tests(path) or "_fuzz" in path.name:
                continue
            for probe, line in refusals_of(path).items():
                count += 1
                place = f"{path.relative_to(root)}:{line}"
                if probe in untried:
                    met.add(probe)
                if (probe in tried) == (probe in untried):
                    findings.append(f"{place}: {probe}")
    findings += [f"tools/refusals_untried.txt: nothing refuses so: {probe}"
                 for probe in sorted(untried - met)]
    for finding in findings:
        print(finding)
    print(f"{count} refusals, {len(untried)} that no case can bring about, {len(findings)} "
          "findings. A refusal needs its words in a case or a test, or in refusals_untried.txt "
          "why not.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
