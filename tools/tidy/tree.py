# SPDX-License-Identifier: MIT
"""The files of the repository, read once, and the findings made about them."""
import pathlib
import re

SKIPPED_FOLDERS = {".git", "build", "third_party", "node_modules", ".cache", "__pycache__"}
TEXT_SUFFIXES = {".h", ".cpp", ".cmake", ".txt", ".md", ".py", ".sh", ".json", ".toml", ".yaml",
                 ".yml", ".case", ".case_slow", ".csv", ".tsv", ".sql", ".html", ".jsonl", ""}
CODE_SUFFIXES = {".h", ".cpp"}
SCRIPT_SUFFIXES = {".py", ".sh", ".cmake"}
BYTES_MAX = 8 << 20


class File:
    """One text file: its path from the root, its text and its lines."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        pure = pathlib.PurePosixPath(path)
        self.name = pure.name
        self.stem = pure.stem
        self.suffix = pure.suffix
        self.parts = pure.parts
        self.code = ""  # C++ without comments, texts and directives; filled in by cpp.py

    @property
    def is_cpp(self):
        return self.suffix in CODE_SUFFIXES

    @property
    def is_script(self):
        """Whether the file is a script or a build file, which has its SPDX line after `#`."""
        return (self.suffix in SCRIPT_SUFFIXES or self.name == "CMakeLists.txt"
                or self.lines[0].startswith("#!"))

    @property
    def is_test(self):
        return self.stem.endswith("_test")

    @property
    def room(self):
        """The room the file belongs to, or "" outside src/."""
        return self.parts[1] if len(self.parts) > 2 and self.parts[0] == "src" else ""

    @property
    def is_face(self):
        """Whether other rooms may include this header: it stands at the top of its room."""
        return self.suffix == ".h" and self.room != "" and len(self.parts) == 3


class Tree:
    """Every text file under the root, and what was found in them."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.findings = []
        self.files = [self._read(path) for path in sorted(self._walk(self.root))]
        self.files = [file for file in self.files if file is not None]
        self.by_path = {file.path: file for file in self.files}

    def find(self, file, line, what, do):
        """Records one finding: what is wrong at file:line, and what to do."""
        path = file if isinstance(file, str) else file.path
        self.findings.append((path, line, what, do))

    def exists(self, path):
        return (self.root / path).exists()

    def cpp_files(self):
        return [file for file in self.files if file.is_cpp]

    def _walk(self, folder):
        for entry in folder.iterdir():
            if entry.name in SKIPPED_FOLDERS or entry.is_symlink():
                continue
            if entry.is_dir():
                yield from self._walk(entry)
            elif entry.suffix in TEXT_SUFFIXES and entry.stat().st_size <= BYTES_MAX:
                yield entry

    def _read(self, path):
        try:
            text = path.read_bytes().decode("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            return None  # test input in another encoding, or gone since it was listed
        if "\0" in text:
            return None
        return File(path.relative_to(self.root).as_posix(), text)


def line_of(text, offset):
    """Returns the line number of an offset."""
    return text.count("\n", 0, offset) + 1


def matches(pattern, needles, text):
    """Returns the matches of a pattern, which can stand only in a text that holds one of the
    needles: looking for these first is many times quicker than the pattern alone."""
    return pattern.finditer(text) if any(needle in text for needle in needles) else ()


def table_rows(text, first_heading):
    """Returns the rows of the Markdown table whose first column is headed so, as lists of cells."""
    rows, inside = [], False
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == first_heading:
            inside = True
        elif inside and not re.fullmatch(r"[-: ]+", cells[0]):
            rows.append(cells)
    return rows
