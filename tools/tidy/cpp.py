# SPDX-License-Identifier: MIT
"""Reads C++ well enough for its shape: blanks out comments and texts, and finds the functions.

It knows no types. It looks at what stands before each opening brace and tells a namespace, a type,
a control statement, a lambda, an initialiser and a function apart, which is all that sizes, nesting
and parameter counts need.
"""
import re

NOT_CODE = re.compile(
    r"""(?P<number>\b[0-9][\w']*)
      | //[^\n]* | /\*.*?\*/
      | R"(?P<fence>[^()\s\\]*)\(.*?\)(?P=fence)"
      | "(?:\\.|[^"\\\n])*"
      | '(?:\\.|[^'\\\n])*'""", re.DOTALL | re.VERBOSE)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
CONTROL = re.compile(r"^(?:else\s+)?(?:if|for|while|switch|catch)\b|^(?:else|do|try)\b")
TYPE = re.compile(r"\b(?:class|struct|union|enum)\b(?![^<]*>)")
LAMBDA = re.compile(r"\[[^\[\]]*\]\s*(?:\((?:[^()]|\([^()]*\))*\)\s*)?(?:mutable\s*|noexcept\s*)*"
                    r"(?:->[^;=]*)?$")
FUNCTION = re.compile(r"\)\s*(?:const|noexcept|override|final|&|\s)*(?:->\s*[\w:<>,&*\s]+)?$")
CONSTRUCTOR = re.compile(r"\)\s*(?:noexcept\s*)?:\s.*[)}]\s*$", re.DOTALL)


def blank(match):
    """Replaces a comment, text or directive by spaces that keep every line where it is."""
    if match.groupdict().get("number"):
        return match.group(0)
    return re.sub(r"[^\n]", " ", match.group(0))


def code_only(text):
    """Returns the text with comments, texts and directives blanked out; lengths stay."""
    return DIRECTIVE.sub(blank, NOT_CODE.sub(blank, text))


class Function:
    """One function with a body: where it begins and ends, what it takes, how deep it nests."""

    def __init__(self, head, begin):
        self.head = head
        self.begin = begin
        self.end = begin
        self.nesting = 0
        self.nesting_at = begin


def kind_of(head, in_function):
    """Tells what an opening brace opens, from the text before it."""
    if re.match(r"(?:inline\s+)?namespace\b|extern\s*$", head):
        return "namespace"
    if CONTROL.match(head):
        return "control"
    if LAMBDA.search(head):
        return "lambda"
    if head == "":
        return "block" if in_function else "initialiser"
    if in_function:
        return "type" if re.match(r"(?:struct|class|enum)\b", head) else "initialiser"
    if FUNCTION.search(head) or CONSTRUCTOR.search(head):
        return "function"
    return "type" if TYPE.search(head) and "=" not in head else "initialiser"


def functions_of(code):
    """Returns the functions of one file's code, as code_only made it."""
    found, stack, parens, start = [], [], 0, 0
    current = None
    for match in re.finditer(r"[{}();]|\b(?:public|private|protected):", code):
        token, at = match.group(0), match.start()
        if token == "(":
            parens += 1
        elif token == ")":
            parens -= 1
        elif token == "{":
            head = code[start:at].strip()
            kind = kind_of(head, current is not None)
            stack.append((kind, start, parens))
            parens = 0
            if kind == "function":
                begin = start + len(code[start:at]) - len(code[start:at].lstrip())
                current = Function(head, begin)
            elif kind == "control" and current is not None:
                depth = sum(1 for entry in stack if entry[0] == "control")
                if depth > current.nesting:
                    current.nesting, current.nesting_at = depth, at
            start = at + 1
        elif token == "}" and stack:
            kind, saved, parens = stack.pop()
            start = saved if kind in ("initialiser", "lambda") else at + 1
            if kind == "function" and current is not None:
                current.end = at
                found.append(current)
                current = None
        elif token not in "{}" and parens == 0:
            start = match.end()
    return found


def parameter_count(head):
    """Counts the parameters in the head of a function."""
    head = re.sub(r"^template\s*<[^()]*>", "", head).replace("operator()", "operator_call")
    begin = head.find("(")
    depth, count, seen = 0, 0, False
    for letter in head[begin:]:
        if letter in "(<[{":
            depth += 1
        elif letter in ")>]}":
            depth -= 1
            if depth == 0:
                break
        elif letter == "," and depth == 1:
            count += 1
        elif depth >= 1 and not letter.isspace():
            seen = True
    return count + 1 if seen else 0
