# SPDX-License-Identifier: MIT
"""Rules of size and layout: files, functions, lines, nesting, parameters, first lines."""
import ast
import re

import cpp
from tree import line_of

LINE_COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
SOURCE_LINES_MAX = 800
HEADER_LINES_MAX = 400
NESTING_MAX = 3
PARAMETERS_MAX = 4
SPDX = "SPDX-License-Identifier: MIT"


def check(tree):
    for file in tree.files:
        if file.is_cpp or file.is_script:
            check_lines(tree, file)
            check_first_lines(tree, file)
            check_file_size(tree, file)
        if file.is_cpp:
            check_cpp_functions(tree, file)
        elif file.suffix == ".py":
            check_python_functions(tree, file)
        elif file.is_script and file.suffix in (".sh", ""):
            check_shell_functions(tree, file)


def check_lines(tree, file):
    for number, line in enumerate(file.lines, 1):
        if len(line) > LINE_COLUMNS_MAX:
            tree.find(file, number, f"line of {len(line)} columns",
                      f"break it at {LINE_COLUMNS_MAX}")
        if "\t" in line:
            tree.find(file, number, "tab", "use spaces, or write \\t in a text")
        if line.endswith((" ", "\r")):
            tree.find(file, number, "white space at the end of the line", "remove it")
    if file.text and not file.text.endswith("\n"):
        tree.find(file, len(file.lines), "no newline at the end of the file", "add one")


def check_first_lines(tree, file):
    mark = "//" if file.is_cpp else "#"
    at = 1 if file.lines[0].startswith("#!") else 0
    if file.lines[at:at + 1] != [f"{mark} {SPDX}"]:
        tree.find(file, at + 1, "no SPDX line at the head",
                  f"begin the file with `{mark} {SPDX}`")
        return
    head = file.lines[at + 1] if len(file.lines) > at + 1 else ""
    if file.name != "CMakeLists.txt" and not head.startswith((mark, '"""')):
        tree.find(file, at + 2, "no head comment",
                  "say in one sentence, on the line after the SPDX line, what the file is for")
    if file.suffix == ".h" and "#pragma once\n" not in file.text:
        tree.find(file, 1, "header without #pragma once", "add it after the head comment")


def check_file_size(tree, file):
    limit = HEADER_LINES_MAX if file.suffix == ".h" else SOURCE_LINES_MAX
    lines = len(file.lines) - 1
    if lines > limit:
        tree.find(file, limit, f"file of {lines} lines, {limit} are allowed",
                  "split it by idea")


def check_function_size(tree, file, name, begin, end):
    lines = end - begin + 1
    if lines > FUNCTION_LINES_MAX:
        tree.find(file, begin, f"{name} has {lines} lines, {FUNCTION_LINES_MAX} are allowed",
                  "take out steps that have a name")


def check_cpp_functions(tree, file):
    for function in cpp.functions_of(file.code):
        begin = line_of(file.code, function.begin)
        name = (re.findall(r"[\w:~]+(?=\s*\()", function.head) or ["function"])[0]
        check_function_size(tree, file, name, begin, line_of(file.code, function.end))
        count = cpp.parameter_count(function.head)
        if count > PARAMETERS_MAX:
            tree.find(file, begin, f"{name} takes {count} parameters, {PARAMETERS_MAX} are allowed",
                      "group them in a struct with named fields")
        if function.nesting > NESTING_MAX:
            tree.find(file, line_of(file.code, function.nesting_at),
                      f"{name} nests {function.nesting} deep, {NESTING_MAX} are allowed",
                      "return early or take out a function")


def check_python_functions(tree, file):
    try:
        module = ast.parse(file.text)
    except SyntaxError as error:
        tree.find(file, error.lineno or 1, "Python that does not parse", "mend the syntax")
        return
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            check_function_size(tree, file, node.name, node.lineno, node.end_lineno)


def check_shell_functions(tree, file):
    begin, name = 0, ""
    for number, line in enumerate(file.lines, 1):
        opened = re.match(r"(\w+)\(\) \{", line)
        if opened:
            begin, name = number, opened.group(1)
        elif line == "}" and begin:
            check_function_size(tree, file, name, begin, number)
            begin = 0
