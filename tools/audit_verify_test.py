#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The small program that verifies an audit log from its files and the public key alone finds every
change of a log that the product wrote.

    audit_verify_test.py newlyn newlyn_audit_verify

Each byte of a small log's files is changed, each file is cut at each of its lengths, taken away and
added to; of a larger log whose entries are in tiles it is one byte in some hundreds. Entries are
exchanged and taken out, in the journal and in a tile; the folder is put back to an earlier day; a
proof of how the log grew is changed at each byte of it.
Every one of these is told with exit status 1 and a sentence. The whole log, also one that went on
since a checkpoint was kept, is told as whole with status 0.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

# Files that are no evidence: keys, and the lock that says who is writing.
NO_EVIDENCE = {"log.key", "log.pub", "log.lock", "subjects.keys", "typed.keys"}
JOURNAL_GROUPS = 1536  # where the groups of a journal begin
LENGTH_OF_ENTRY = 2    # bytes before each entry of a bundle, and of a journal's group
LENGTH_OF_SEALED = 4   # the same of what lies beside the entries
TAKEN_OUT = "taken out"
IN_TILES = 300         # entries, of which the first 256 fill a tile
ONE_BYTE_IN = 499      # of the files of a log that is so large
PEOPLE = "id,first_name,last_name,dob\n1,Amal,Haddad,2001-04-09\n2,Karim,Haddad,1998-11-30\n"


def fail(message):
    sys.exit(f"audit_verify_test: {message}")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


class Log:
    """A log's folder, and the program that looks at it."""

    def __init__(self, program, folder, key):
        self.program = program
        self.folder = folder
        self.key = key

    def verify(self, *further):
        done = subprocess.run([self.program, self.folder, self.key, *further],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def expect_whole(self, *further):
        status, said = self.verify(*further)
        if status != 0 or ", whole." not in said:
            fail(f"a whole log is told as not whole, status {status}: {said}")

    def expect_broken(self, what, *further):
        status, said = self.verify(*further)
        if status != 1 or "NOT whole" not in said or len(said.splitlines()) < 2:
            fail(f"{what}: not found, or not said. Status {status}: {said}")

    def files(self):
        found = []
        for folder, _, names in os.walk(self.folder):
            found += [os.path.join(folder, name) for name in names if name not in NO_EVIDENCE]
        return sorted(found)

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        return Log(self.program, folder, self.key)


class Council:
    """A workspace of the product, whose log is looked at."""

    def __init__(self, newlyn, folder):
        self.newlyn = newlyn
        self.folder = folder
        self.home = os.path.join(folder, "council")
        self.audit = os.path.join(self.home, "audit")
        with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8") as file:
            file.write(PEOPLE)
        for line in ("init council",
                     "source add people --from people.csv --key id --link https://example.org/{id}",
                     "source read people", "source link people 1"):
            self.run(line)
        self.key = os.path.join(folder, "kept.pub")
        shutil.copy(os.path.join(self.audit, "log.pub"), self.key)

    def run(self, line):
        environment = dict(os.environ, NEWLYN_WORKSPACE=self.home)
        subprocess.run([self.newlyn, *line.split()], cwd=self.folder, env=environment, check=True,
                       capture_output=True)

    def keep_checkpoint(self, name):
        path = os.path.join(self.folder, name)
        self.run(f"audit checkpoint --output {path}")
        return path

    def fill_tiles(self):
        """Makes so many entries that some are in tiles, and a few more."""
        for line in ("map people", "map people --apply", "link"):
            self.run(line)
        with open(os.path.join(self.folder, "many.jsonl"), "w", encoding="utf-8") as file:
            file.write('{"DATA_SOURCE":"PEOPLE","RECORD_ID":"1"}\n' * IN_TILES)
        self.run("record get many.jsonl")
        self.run("source list")
        self.run("source list")


def parts(data, size_of_length):
    """The parts of a bundle: each with its length before it."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at:at + size_of_length], "big") + size_of_length
        yield data[at:at + size]
        at += size


def records_of(journal):
    """The records of a journal's first group, and what comes after them."""
    at = JOURNAL_GROUPS
    count = int.from_bytes(journal[at:at + 4], "big")
    at += 4
    found = []
    for _ in range(count):
        end = at + LENGTH_OF_ENTRY + int.from_bytes(journal[at:at + LENGTH_OF_ENTRY], "big")
        end += LENGTH_OF_SEALED + int.from_bytes(journal[end:end + LENGTH_OF_SEALED], "big")
        found.append(journal[at:end])
        at = end
    return found, journal[at:]


def try_bytes(log, path, step=1):
    """Every byte changed, every length cut to, a byte more, and none of the file; of a large file
    one byte in `step`."""
    data = read(path)
    name = os.path.relpath(path, log.folder)
    for at in range(0, len(data), step):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        write(path, bytes(changed))
        log.expect_broken(f"{name} changed at {at}")
        write(path, data[:at])
        log.expect_broken(f"{name} cut at {at}")
    write(path, data + b"x")
    log.expect_broken(f"{name} with a byte more")
    os.remove(path)
    log.expect_broken(f"{name} {TAKEN_OUT}")
    write(path, data)
    log.expect_whole()
    return 2 * len(range(0, len(data), step)) + 2


def try_orders(log, parted, put):
    """Two neighbours exchanged and one taken out, of the parts that `put` writes back."""
    tried = 0
    for at in range(len(parted)):
        if at > 0:
            put([*parted[:at - 1], parted[at], parted[at - 1], *parted[at + 1:]])
            log.expect_broken(f"entries {at - 1} and {at} exchanged")
            tried += 1
        put([*parted[:at], *parted[at + 1:]])
        log.expect_broken(f"entry {at} {TAKEN_OUT}")
        tried += 1
    put(parted)
    log.expect_whole()
    return tried


def try_journal_orders(log):
    path = os.path.join(log.folder, "journal")
    journal = read(path)
    records, rest = records_of(journal)
    if len(records) < 2:
        fail("the journal should have two entries")

    def put(changed):
        write(path, journal[:JOURNAL_GROUPS] + len(changed).to_bytes(4, "big") + b"".join(changed) +
              rest)

    return try_orders(log, records, put)


def try_tile_orders(log):
    paths = [os.path.join(log.folder, "tile", "entries", "000"),
             os.path.join(log.folder, "sealed", "000")]
    entries = list(parts(read(paths[0]), LENGTH_OF_ENTRY))
    sealed = list(parts(read(paths[1]), LENGTH_OF_SEALED))

    def put(changed):
        for side, path in enumerate(paths):
            write(path, b"".join(pair[side] for pair in changed))

    return try_orders(log, list(zip(entries, sealed)), put)


def try_kept(council, program, folder):
    """A log that went on since a checkpoint was kept, and one that was put back."""
    log = Log(program, council.audit, council.key)
    early = council.keep_checkpoint("early")
    earlier = log.copy(os.path.join(folder, "earlier"))
    council.run("source link people 2")
    council.run("source list")
    late = council.keep_checkpoint("late")
    log.expect_whole()
    log.expect_whole(early)
    log.expect_whole(late)
    earlier.expect_whole(early)
    earlier.expect_broken("the log of an earlier day, with a later checkpoint", late)
    return log


def try_growth(council, program, folder):
    """The proof that the log goes on from a checkpoint, from the proof and the key alone; each byte
    of what it proves by is changed once."""
    path = os.path.join(folder, "growth.json")
    early = os.path.join(folder, "early")

    def verify(*words):
        done = subprocess.run([program, "--proof", path, council.key, *words],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    council.run(f"audit prove --since {early} --output {path}")
    for words in ((early,), ()):
        status, said = verify(*words)
        if status != 0 or "none of the first was changed or taken out" not in said:
            fail(f"a proof of how the log grew is not believed, status {status}: {said}")
    status, said = verify(os.path.join(folder, "late"))
    if status != 1 or "NOT proved" not in said:
        fail(f"a proof from another checkpoint is believed, status {status}: {said}")
    data = read(path)
    tried = 0
    for begin in (data.index(b'"path"') + 9, data.index(b'"checkpoint"') + 15):
        for at in range(begin, data.index(b'"', begin + 20)):
            if not chr(data[at]).isalnum():
                continue
            write(path, data[:at] + (b"A" if data[at:at + 1] != b"A" else b"B") + data[at + 1:])
            status, said = verify(early)
            if status != 1 or "NOT proved" not in said:
                fail(f"a proof changed at {at} is believed, status {status}: {said}")
            tried += 1
    council.run(f"audit prove 1 --output {path}")
    status, said = verify()
    if status != 0 or "The entry is in the log" not in said:
        fail(f"the proof of an entry is not believed, status {status}: {said}")
    return tried


def try_calls(log, folder):
    """Another key, and calls that are wrong."""
    other = os.path.join(folder, "other.pub")
    key = read(log.key).decode()
    write(other, (key[:-6] + ("A" if key[-6] != "A" else "B") + key[-5:]).encode())
    status, said = Log(log.program, log.folder, other).verify()
    if status == 0 or not said:
        fail(f"a log is whole under a key that is not its own: {said}")
    for words in ([], [log.folder], [log.folder, os.path.join(folder, "nowhere")],
                  [log.folder, log.key, os.path.join(folder, "nowhere")]):
        done = subprocess.run([log.program, *words], capture_output=True, text=True, check=False)
        if done.returncode != 2 or not done.stderr:
            fail(f"the call with {words} ends with {done.returncode}: {done.stdout}{done.stderr}")


def try_files(log, folder, step):
    """All files of a log, side by side, each in a copy of its own."""
    def try_file(number, path):
        own = log.copy(os.path.join(folder, f"{step}_{number}"))
        return try_bytes(own, os.path.join(own.folder, os.path.relpath(path, log.folder)), step)

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return sum(pool.map(try_file, *zip(*enumerate(log.files()))))


def main():
    newlyn, program = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        council = Council(newlyn, folder)
        log = try_kept(council, program, folder)
        try_calls(log, folder)
        tried = try_journal_orders(log.copy(os.path.join(folder, "journal")))
        tried += try_files(log, folder, 1)
        # Proving puts the entries into tiles, so what is tried of the journal comes before.
        tried += try_growth(council, program, folder)
        council.fill_tiles()
        log.expect_whole(os.path.join(folder, "early"))
        tried += try_tile_orders(log.copy(os.path.join(folder, "tiles")))
        tried += try_files(log, folder, ONE_BYTE_IN)
        print(f"{tried} changes of a log, all found")


main()
