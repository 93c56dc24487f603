# SPDX-License-Identifier: MIT
"""Checks the rules of the house over the whole tree: python3 tools/tidy ROOT [FILE...].

Prints one line per finding, "file:line: what; what to do", and exits with 1 when there is any.
Findings are sorted by file and line. Each module beside this one holds one family of rules.
"""
import sys
import time

from rules import findings_of


def main(arguments):
    begin = time.monotonic()
    root, wanted = arguments[0] if arguments else ".", set(arguments[1:])
    findings, count = findings_of(root)
    shown = [finding for finding in findings if not wanted or finding[0] in wanted]
    for path, line, what, do in shown:
        print(f"{path}:{line}: {what}; {do}")
    seconds = time.monotonic() - begin
    number = len(shown) or "no"
    print(f"tidy: {count} files, {number} finding{'' if number == 1 else 's'}, {seconds:.1f} s")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
