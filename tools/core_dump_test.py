#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""core_dump_test.py NEWLYN: a crash writes no core file, whatever the shell allows.

The memory of a run holds records, keys and passwords. A command that waits for a secret is looked
at while it waits.
"""
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS_MAX = 20


def allow_cores() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def limit_of(process: int) -> str:
    for line in Path(f"/proc/{process}/limits").read_text().splitlines():
        if line.startswith("Max core file size"):
            return " ".join(line.split()[4:6])
    return "not said"


def main() -> int:
    newlyn = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "council"
        subprocess.run([newlyn, "init", home], check=True, stdout=subprocess.DEVNULL)
        run = subprocess.Popen([newlyn, "key", "secret", "housing", "--workspace", home],
                               stdin=subprocess.PIPE, preexec_fn=allow_cores)
        until = time.monotonic() + SECONDS_MAX
        while limit_of(run.pid) != "0 0" and time.monotonic() < until:
            time.sleep(0.05)
        limit = limit_of(run.pid)
        run.communicate(b"a password")
    if limit != "0 0" or run.returncode != 0:
        print(f"failed: core files of {limit} bytes are allowed, exit status {run.returncode}")
        return 1
    print("passed: no core file is allowed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
