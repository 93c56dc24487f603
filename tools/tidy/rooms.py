# SPDX-License-Identifier: MIT
"""Rules of the rooms: who includes whom, who owns which library, and files that nobody uses."""
import re

from tree import line_of, table_rows

ROOM_TABLE = "src/README.md"
LIBRARY_TABLE = "docs/internals/dependencies.md"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
SYSTEM = re.compile(r"(?:sys|linux|netinet|arpa|sanitizer)/.*|"
                    r"(?:unistd|fcntl|signal|poll|sched|termios|iconv|dirent|errno|pwd|malloc|"
                    r"immintrin|emmintrin|smmintrin|nmmintrin|arm_neon|cxxabi|dlfcn|"
                    r"langinfo|spawn|glob)\.h|[a-z_0-9]+")


def check(tree):
    rooms = read_rooms(tree)
    if rooms is None:
        return
    libraries = read_libraries(tree)
    check_folders(tree, rooms)
    included = set()
    for file in tree.cpp_files():
        for match in INCLUDE.finditer(file.text):
            line = line_of(file.text, match.start())
            if match.group(1) == '"':
                check_own_include(tree, rooms, file, line, match.group(2))
                included.add("src/" + match.group(2))
            else:
                check_library_include(tree, libraries, file, line, match.group(2))
        check_own_header_first(tree, file)
    check_dead_headers(tree, included)
    check_dead_sources(tree)
    check_uses(tree, rooms)


def read_rooms(tree):
    """Returns {room: set of rooms it may use} from src/README.md, or None without one."""
    table = tree.by_path.get(ROOM_TABLE)
    if table is None:
        if any(file.room for file in tree.files):
            tree.find(ROOM_TABLE, 1, "no table of rooms", "write it: room, owns, may use")
        return None
    return {row[0]: set(row[-1].split()) for row in table_rows(table.text, "room")}


def read_libraries(tree):
    """Returns [(pattern of headers, set of rooms)] from the table of dependencies."""
    table = tree.by_path.get(LIBRARY_TABLE)
    if table is None:
        return []
    libraries = []
    for row in table_rows(table.text, "what"):
        names = re.findall(r"`<([^`]+)>`", row[4])
        headers = [re.escape(name).replace(r"\*", ".*") for name in names]
        rooms = set(row[3].replace(",", " ").split())
        libraries += [(re.compile(header), rooms) for header in headers]
    return libraries


def check_folders(tree, rooms):
    present = {file.room for file in tree.files if file.room}
    for room in sorted(present - set(rooms)):
        tree.find(f"src/{room}", 1, "a folder of src that is not in the table of rooms",
                  f"add its row to {ROOM_TABLE}, with a decision page")
    for room in sorted(present & set(rooms)):
        page = f"docs/internals/{room}.md"
        if not tree.exists(page):
            tree.find(page, 1, f"room {room} has no page for developers",
                      "write what it owns and its invariants")


def check_own_include(tree, rooms, file, line, path):
    parts = path.split("/")
    if not file.room and tree.exists("/".join((*file.parts[:-1], path))):
        return  # a program outside src/ with headers of its own beside it
    if len(parts) < 2 or not tree.exists("src/" + path):
        tree.find(file, line, f'"{path}" is not a header under src/',
                  'include by the path from src/: "room/header.h"')
        return
    other = parts[0]
    if other == file.room:
        return
    if file.room in rooms and other not in rooms[file.room]:
        allowed = ", ".join(sorted(rooms[file.room])) or "nothing"
        tree.find(file, line, f"room {file.room} may not use room {other}",
                  f"use only {allowed}, or change the row in {ROOM_TABLE} by a decision")
    elif len(parts) > 2:
        tree.find(file, line, f'"{path}" is private to room {other}',
                  f"include a header at the top of src/{other}")


def check_library_include(tree, libraries, file, line, header):
    if SYSTEM.fullmatch(header) or not libraries:
        return
    owners = [rooms for pattern, rooms in libraries if pattern.fullmatch(header)]
    if not owners:
        tree.find(file, line, f"<{header}> belongs to no known library",
                  f"add the library's row to {LIBRARY_TABLE}")
        return
    allowed = set().union(*owners)
    for_tests = file.is_test or "testing" in file.parts
    if "any" in allowed or for_tests and "tests" in allowed:
        return
    if file.room and file.room not in allowed:
        tree.find(file, line, f"<{header}> is owned by {', '.join(sorted(allowed))}",
                  "go through that room's face")
    elif not file.room and file.parts[0] == "src":
        tree.find(file, line, f"<{header}> outside every room", "move the code to its room")


def check_own_header_first(tree, file):
    if file.suffix != ".cpp" or not file.room:
        return
    own = file.path[len("src/"):-len(".cpp")] + ".h"
    first = INCLUDE.search(file.text)
    if "src/" + own in tree.by_path and (first is None or first.group(2) != own):
        tree.find(file, line_of(file.text, first.start()) if first else 1,
                  "its own header is not included first", f'begin the includes with "{own}"')


def check_dead_headers(tree, included):
    for file in tree.cpp_files():
        if file.suffix == ".h" and file.room and file.path not in included:
            tree.find(file, 1, "header that no file includes", "use it or remove it")


def check_dead_sources(tree):
    listed = {}
    for file in tree.cpp_files():
        if file.suffix != ".cpp" or not file.room:
            continue
        lists = f"src/{file.room}/CMakeLists.txt"
        if lists not in listed:
            text = tree.by_path[lists].text if lists in tree.by_path else ""
            listed[lists] = set(re.findall(r"[\w./-]+\.cpp", text))
        if file.path[len(f"src/{file.room}/"):] not in listed[lists]:
            tree.find(file, 1, f"source that {lists} does not list",
                      "list it under SOURCES, TESTS or FUZZERS, or remove it")
    for file in tree.files:
        if file.parts[0] in ("tools", "cmake") and file.name != "__main__.py":
            check_dead_script(tree, file)


def check_dead_script(tree, file):
    """A script is alive when another file names it, or Python imports it."""
    for other in tree.files:
        if other is file or other.suffix in (".csv", ".case"):
            continue
        if file.name in other.text or f"tools/{file.stem}" in other.text:
            return
        if file.suffix == ".py" and other.suffix == ".py" and re.search(
                rf"^(?:import|from)\b.*\b{re.escape(file.stem)}\b", other.text, re.MULTILINE):
            return
        if file.suffix == ".sh" and re.search(rf"^commands=.*\b{file.stem}\b", other.text,
                                              re.MULTILINE):
            return
    tree.find(file, 1, "file that nothing mentions", "use it, document it or remove it")


def check_uses(tree, rooms):
    """The USES of each CMakeLists.txt must be the row of the table; the build checks it as well."""
    for room, allowed in rooms.items():
        file = tree.by_path.get(f"src/{room}/CMakeLists.txt")
        if file is None:
            continue
        call = re.search(rf"room\({room}\b(.*?)\n\)", file.text, re.DOTALL)
        uses = re.search(r"\bUSES\b([a-z_\s]*)", call.group(1)) if call else None
        stated = set(uses.group(1).split()) if uses else set()
        if call is None:
            tree.find(file, 1, f"no room({room} ...) call", "declare the room with room()")
        elif stated != allowed:
            tree.find(file, line_of(file.text, call.start()),
                      f"USES says {sorted(stated)}, {ROOM_TABLE} says {sorted(allowed)}",
                      "make the two agree")
