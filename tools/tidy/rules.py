# SPDX-License-Identifier: MIT
"""All families of rules, run over one tree."""
import cpp
import documents
import habits
import rooms
import shape
import words
from tree import Tree

FAMILIES = [shape, rooms, words, habits, documents]


def findings_of(root):
    """Returns every finding as (path, line, what, do), sorted, and the number of files read."""
    tree = Tree(root)
    for file in tree.cpp_files():
        file.code = cpp.code_only(file.text)
    for family in FAMILIES:
        family.check(tree)
    return sorted(set(tree.findings)), len(tree.files)
