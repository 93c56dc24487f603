# SPDX-License-Identifier: MIT
"""Rules of C++ habit: what the house does not write, and docs on the faces of rooms."""
import re

from tree import line_of, matches

HABITS = [
    (re.compile(r"\busing namespace (?!std::(?:\w+_)?literals|std::chrono_literals)"),
     ("using namespace",), "using namespace", "name what you use, or write the namespace"),
    (re.compile(r"\bfriend\b(?! (?:bool|auto) operator)"),
     ("friend",), "friend", "use a free function or a public contract"),
    (re.compile(r"(?<![:\w(])new\s+[A-Za-z_:]|(?<![:\w])delete(?:\[\])?\s+[a-z_*]"),
     ("new ", "delete"), "new or delete", "use a value, a container or std::make_unique"),
    (re.compile(r"#define\s+(?!NEWLYN_|TOML_)\w+(?:\(|[ \t]+\S)"),
     ("#define",), "a macro of its own", "use a function or constexpr"),
    # base/toml.h itself ends with this include.
    (re.compile(r"#include <toml\+\+/toml\.h>(?!\s*\Z)"),
     ("toml++",), "toml++ with its fault", "include base/toml.h, which mends it"),
]
LIBRARY_HABITS = [
    (re.compile(r"\bstd::(?:cout|cerr|clog)\b|(?<![\w:.>])(?:std::)?printf\s*\("),
     ("std::c", "printf"), "printing from a room", "return text; only cli prints"),
    (re.compile(r"(?<![\w:.>_])(?:std::)?(?:exit|abort|terminate|quick_exit)\s*\("),
     ("exit", "abort", "terminate"), "ending the process from a room",
     "throw Error; only cli ends the process"),
]
PROGRAM_FILES = re.compile(r"(?:main|\w+_(?:test|fuzz|bench|runner))$")
DECLARATION = re.compile(
    r"^(?!namespace\b)(?:template\b|"
    r"(?:inline |constexpr |\[\[\w+\]\] )*(?:class|struct|enum class|enum|using)\b|"
    r"(?:\[\[\w+\]\] )?(?:inline |constexpr |static |extern |const )*"
    r"[\w:]+(?:<.*>)?[&*]* [\w:]+\s*[({=])")
FORWARD = re.compile(r"(?:class|struct|enum class \w+ :|using \w+::)\s*[\w:]+;$")


def check(tree):
    for file in tree.cpp_files():
        check_habits(tree, file)
        if file.is_face:
            check_docs_on_face(tree, file)


def check_habits(tree, file):
    rules = list(HABITS)
    if file.room and file.room != "cli" and not PROGRAM_FILES.search(file.stem):
        rules += LIBRARY_HABITS
    for pattern, needles, what, do in rules:
        text = file.text if what == "a macro of its own" else file.code
        for match in matches(pattern, needles, text):
            tree.find(file, line_of(file.text, match.start()), what, do)


def check_docs_on_face(tree, file):
    """Every declaration at namespace scope of a face stands under a /// comment, or in a block of
    lines whose first one does, or has a comment at the end of its line."""
    depth, documented = 0, False
    code_lines = file.code.split("\n")
    for number, line in enumerate(file.lines, 1):
        code = code_lines[number - 1]
        outer = depth == 0
        depth += code_depth(code)
        stripped = line.strip()
        if stripped == "":
            documented = documented and not outer
        elif stripped.startswith("///"):
            documented = True
        elif outer and line[:1] not in " }#/" and DECLARATION.match(line) and not documented:
            if FORWARD.match(code.strip()) or "///" in line:
                continue
            tree.find(file, number, f"no docs on {stripped.split('{')[0].strip()[:50]}",
                      "say above it, after ///, what it is or does, its errors and its threads")


def code_depth(code):
    """Returns how many braces a line opens beyond those it closes, namespaces left out."""
    if code.startswith("namespace") or code.startswith("}") and code.strip() == "}":
        return 0 if code.startswith("namespace") else -1
    return code.count("{") - code.count("}")
