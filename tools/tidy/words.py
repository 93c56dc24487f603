# SPDX-License-Identifier: MIT
"""Rules of words: names of files and types, words left open, machine paths, hosts, personal data.

Patterns are written so that they do not match themselves.
"""
import re

from tree import line_of, matches

BANNED_ANYWHERE = {"utils", "util", "helpers", "helper", "misc", "manager", "handler", "impl"}
BANNED_NAMES = BANNED_ANYWHERE | {"common", "data", "info", "core"}
DATA_SUFFIXES = {".csv", ".tsv", ".jsonl"}

OPEN_ENDS = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b(?!\")")
WORKPLACE = re.compile(r"\b[Ii]ssue #?\d+|\b(?:this|last|next|previous|earlier|later) s[e]ssion\b|"
                       r"\bclosing n[o]te\b")
ROOTS = ("work", "farm", "home", "root", "Users", "mnt")  # under which machines keep people's own
MACHINE_PATH = re.compile(rf"(?:^|[^\w.~$}}*/-])/(?:{'|'.join(ROOTS)})/[\w.]|"
                          r"\b[A-Z]:\\Users")
MACHINE_ROOTS = (*(f"/{root}/" for root in ROOTS), ":\\Users")
HOSTS = re.compile(r"registry[.]npmjs|registry[.]yarnpkg|pypi[.]org|python[h]osted|deb[.]debian|"
                   r"security[.]debian|crates[.]io|proxy[.]golang|repo1?[.]maven")
SKIPPED_TESTS = re.compile(r"\bGTEST_SKI[P]\b|\bDISABLE[D]_|unittest[.]ski[p]")

EMAIL = re.compile(r"[\w.+-]+@((?:[\w-]+[.])+[A-Za-z]{2,})\b")
EXAMPLE_DOMAIN = re.compile(r"(?:.*[.])?(?:example[.](?:com|org|net|edu)|example|test|invalid|"
                            r"localhost)", re.IGNORECASE)
NI_NUMBER = re.compile(r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
                       r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b")
NHS_GROUPED = re.compile(r"(?<![\d-])\d{3}[ -]\d{3}[ -]\d{4}(?![\d-])")
NHS_PLAIN = re.compile(r"(?<!\d)\d{10}(?!\d)")
MOBILE = re.compile(r"(?<![\w.])(?:\+44[ ]?7|07)\d{3}[ ]?\d{3}[ ]?\d{3}(?!\d)")

UNUSED_MOBILES = ("07700900", "0710")  # Ofcom's numbers for drama; a block that is not opened


def check(tree):
    for file in tree.files:
        check_path_names(tree, file)
        if file.is_cpp:
            check_type_names(tree, file)
            check_test_names(tree, file)
        check_phrases(tree, file)
        check_personal(tree, file)


def words_of(name):
    """Splits a name into lower-case words, at underscores, hyphens, dots and capitals."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_").split("_")


def is_banned(name):
    words = words_of(name)
    return "_".join(words) in BANNED_NAMES or bool(BANNED_ANYWHERE.intersection(words))


def check_path_names(tree, file):
    for part in (*file.parts[:-1], file.stem):
        if file.parts[0] != "docs" and is_banned(part):
            tree.find(file, 1, f'"{part}" says nothing about what is inside',
                      "name the file or folder after the one thing it holds")
    if file.parts[0] in ("src", "cmake") and file.suffix != ".md" and (
            file.name != "CMakeLists.txt" and not re.fullmatch(r"[a-z0-9_]+", file.stem)):
        tree.find(file, 1, f'file name "{file.name}"', "use snake_case")


def check_type_names(tree, file):
    for match in re.finditer(r"\b(?:class|struct|enum class|enum)\s+(\w+)\s*(?:final\s*)?[:{;]",
                             file.code):
        name, line = match.group(1), line_of(file.code, match.start())
        if is_banned(name):
            tree.find(file, line, f'type name "{name}" says nothing', "name what it is")
        elif not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
            tree.find(file, line, f'type name "{name}"', "use CamelCase")


def check_test_names(tree, file):
    for match in re.finditer(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\((\w+),\s*(\w+)", file.code):
        if not re.fullmatch(r"[a-z0-9_]+", match.group(2)):
            tree.find(file, line_of(file.code, match.start()), f'test name "{match.group(2)}"',
                      "write it as a sentence in snake_case")


def check_phrases(tree, file):
    rules = [(WORKPLACE, ("ssue ", "ession", "closing"), "a word of the workplace",
              "say it without the workshop it was made in"),
             (MACHINE_PATH, MACHINE_ROOTS, "a path of one machine",
              "use a path relative to the repository"),
             (HOSTS, ("",), "a package registry's host",
              "leave hosts to the client's configuration")]
    if file.suffix not in DATA_SUFFIXES:  # there it may stand for "not known"
        rules.append((OPEN_ENDS, ("OD", "IXM", "XX", "ACK"), "an open end",
                      "do it, or write it in the open list"))
    if file.is_cpp or file.suffix == ".py":
        rules.append((SKIPPED_TESTS, ("SKI", "DISABLE", "ski"), "a test that does not run",
                      "make it run or remove it"))
    for pattern, needles, what, do in rules:
        for match in matches(pattern, needles, file.text):
            line = line_of(file.text, match.start())
            tree.find(file, line, f'{what}: "{match.group(0).strip()}"', do)


def is_nhs_number(digits):
    """Whether ten digits carry the NHS number's modulus-11 check and could have been issued."""
    if digits.startswith("999"):
        return False  # never issued: kept for tests
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = 11 - total % 11
    return check != 10 and int(digits[9]) == check % 11


def check_personal(tree, file):
    for match in matches(EMAIL, "@", file.text):
        if not EXAMPLE_DOMAIN.fullmatch(match.group(1)):
            tree.find(file, line_of(file.text, match.start()), "an e-mail address that may be real",
                      "use one at example.org")
    for match in NI_NUMBER.finditer(file.text):
        tree.find(file, line_of(file.text, match.start()),
                  "a National Insurance number that may be real", "begin it with QQ")
    for match in MOBILE.finditer(file.text):
        digits = re.sub(r"\D", "", match.group(0)).replace("447", "07", 1)
        if not digits.startswith(UNUSED_MOBILES) and len(set(digits[3:])) > 1:
            tree.find(file, line_of(file.text, match.start()), "a mobile number that may be real",
                      "use one from 07700 900000 to 07700 900999, or one of 0710")
    check_nhs_numbers(tree, file)


def check_nhs_numbers(tree, file):
    named_in_head = file.suffix in DATA_SUFFIXES and "nhs" in file.lines[0].lower()
    for number, line in enumerate(file.lines, 1):
        candidates = NHS_GROUPED.findall(line)
        if named_in_head or "nhs" in line.lower():
            candidates += NHS_PLAIN.findall(line)
        if any(is_nhs_number(re.sub(r"\D", "", candidate)) for candidate in candidates):
            tree.find(file, number, "an NHS number that may be real",
                      "use one that begins with 999")
