# SPDX-License-Identifier: MIT
"""Other people's programs, each in its own Python environment under build/peers.

They are compared with, or judge what Newlyn writes; they are never linked or shipped. Fetched once
through pip, then left alone.
"""
import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "peers"
PACKAGES = {
    "splink": ["splink==5.0.0", "duckdb==1.5.5", "pyarrow==26.0.1", "sqlglot==30.30.0"],
    "rapidfuzz": ["rapidfuzz==3.14.6", "numpy==2.3.5"],
    "goldenmatch": ["goldenmatch==3.22.0", "goldenmatch-native==0.2.3", "pyarrow==26.0.1",
                    "polars==1.44.2"],
    "rdf": ["rdflib==7.6.0", "pyshacl==0.40.1"],
}


class PeerLacking(Exception):
    """The environment could not be made: no network, or no venv module."""


def peer_python(name: str) -> Path:
    """The interpreter of a peer's environment, which is made when it is not there yet."""
    folder, packages = FOLDER / name, PACKAGES[name]
    python, stamp = folder / "bin" / "python", folder / "packages.txt"
    wanted = "\n".join(packages)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return python
        for command in ([sys.executable, "-m", "venv", "--clear", folder],
                        [python, "-m", "pip", "install", "--quiet",
                         "--disable-pip-version-check", *packages]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise PeerLacking(f"{name} could not be installed through pip into {folder}: "
                                  f"{(done.stderr or done.stdout).strip()[-400:]}")
        stamp.write_text(wanted, encoding="utf-8")
    return python


def run_again_in(name: str) -> None:
    """Starts the running script again under a peer's interpreter, unless it runs there already."""
    if Path(sys.prefix).resolve() == (FOLDER / name).resolve():
        return
    python = peer_python(name)
    sys.stdout.flush()
    os.execv(python, [str(python), *sys.argv])
