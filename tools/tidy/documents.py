# SPDX-License-Identifier: MIT
"""Rules of documents: links and named files that exist, headings that are linked to."""
import posixpath
import re

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:src|docs|tools|cmake|cases|bench|lexicon|sample|\.ci)/[\w./-]+)`")
FENCE = re.compile(r"^(?:```|~~~)")


def check(tree):
    for file in tree.files:
        if file.suffix != ".md":
            continue
        fenced = False
        for number, line in enumerate(file.lines, 1):
            if FENCE.match(line):
                fenced = not fenced
            elif not fenced:
                check_line(tree, file, number, line)
        if fenced:
            tree.find(file, len(file.lines), "a fence that is not closed", "close it")


def check_line(tree, file, number, line):
    for match in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
        target = match.group(1) or match.group(2)
        if not re.match(r"[a-z][a-z0-9+.-]*:", target):
            check_link(tree, file, number, target)
    for match in NAMED_FILE.finditer(line):
        path = match.group(1).rstrip("/.")
        if not tree.exists(path):
            tree.find(file, number, f"`{match.group(1)}` is not in the repository",
                      "name the file that is meant")


def check_link(tree, file, number, target):
    path, _, anchor = target.partition("#")
    folder = posixpath.dirname(file.path)
    full = posixpath.normpath(posixpath.join(folder, path)) if path else file.path
    if not tree.exists(full):
        tree.find(file, number, f"link to {target}, which is not there", "mend or remove it")
    elif anchor and full in tree.by_path and anchor not in anchors_of(tree.by_path[full]):
        tree.find(file, number, f"link to a heading that is not there: #{anchor}",
                  "use the heading's words in lower case with hyphens")


def anchors_of(file):
    """Returns the anchors of a Markdown file's headings, as the usual viewers make them."""
    anchors = set()
    for line in file.lines:
        heading = re.match(r"#+ +(.*)", line)
        if heading:
            words = re.sub(r"[^\w\- ]", "", heading.group(1).lower())
            anchors.add(words.strip().replace(" ", "-"))
    return anchors
