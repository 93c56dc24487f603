# SPDX-License-Identifier: MIT
"""Tests of tools/tidy: for each rule a small tree that breaks it is found, and a clean one is not.

Texts that break a rule are put together from pieces, so that tidy finds nothing in this file.
"""
import pathlib
import sys
import tempfile
import time
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS / "tidy"))

import cpp  # noqa: E402
import words  # noqa: E402
from rules import findings_of  # noqa: E402

HEAD = "// SPDX-License-Identifier: MIT\n// Says what the file is for.\n"
SPDX = "# SPDX-License-Identifier: MIT\n"
SCRIPT_HEAD = SPDX + "# Says what the file is for.\n"
AT = "@"

CLEAN = {
    "src/README.md": "| room | owns | may use |\n|---|---|---|\n| base | errors | |\n"
                     "| store | tables | base |\n| cli | the command | base |\n",
    "src/base/base.h": HEAD + "#pragma once\n\n#include <string>\n\nnamespace newlyn {\n\n"
                              "/// Returns it.\nstd::string name();\n\n}  // namespace newlyn\n",
    "src/base/base.cpp": HEAD + '#include "base/base.h"\n\nnamespace newlyn {\n\n'
                                'std::string name() { return ""; }\n\n}  // namespace newlyn\n',
    "src/base/CMakeLists.txt": SPDX + "room(base\n  SOURCES base.cpp\n)\n",
    "src/store/store.cpp": HEAD + '#include <duckdb.h>\n\n#include "base/base.h"\n',
    "src/store/CMakeLists.txt": SPDX + "room(store\n  SOURCES store.cpp\n  USES base\n)\n",
    "docs/internals/base.md": "# base\n\nWhat it owns. See [store](store.md#what-it-owns).\n",
    "docs/internals/store.md": "# store\n\n## What it owns\n\nTables.\n",
    "docs/internals/dependencies.md":
        "| what | version | licence | room | headers | arrives | why |\n"
        "|---|---|---|---|---|---|---|\n"
        "| DuckDB | 1.5 | MIT | store | `<duckdb.h>` | npm | tables |\n"
        "| fmt | 9 | MIT | any | `<fmt/*>` | apt | text |\n",
}


def found_in(changes):
    """Returns tidy's findings, as lines, in the clean tree with these files changed or added."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**CLEAN, **changes}.items():
            if text is None:
                continue
            target = pathlib.Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return [f"{path}:{line}: {what}; {do}" for path, line, what, do in findings_of(folder)[0]]


def body(text):
    """Returns base.cpp with `text` as its body."""
    return {"src/base/base.cpp": HEAD + '#include "base/base.h"\n\n' + text + "\n"}


class TidyTest(unittest.TestCase):
    def assert_found(self, changes, place, words_in_it):
        lines = found_in(changes)
        hits = [line for line in lines if line.startswith(place) and words_in_it in line]
        self.assertTrue(hits, f"nothing like {place}: {words_in_it} among {lines}")

    def assert_clean(self, changes):
        self.assertEqual(found_in(changes), [])


class Clean(TidyTest):
    def test_a_clean_tree_has_no_findings(self):
        self.assert_clean({})

    def test_what_is_built_or_fetched_is_not_read(self):
        self.assert_clean({"build/x.cpp": "using namespace std;", "third_party/y.cpp": "\t"})


class Shape(TidyTest):
    def test_a_long_line_is_found(self):
        self.assert_found(body("// " + "x" * 98), "src/base/base.cpp:5", "line of 101 columns")
        self.assert_clean(body("// " + "x" * 97))

    def test_tabs_and_trailing_space_are_found(self):
        self.assert_found(body("int a;\t// b"), "src/base/base.cpp:5", "tab")
        self.assert_found(body("int a; "), "src/base/base.cpp:5", "white space")

    def test_a_missing_first_line_is_found(self):
        self.assert_found({"tools/run.sh": "#!/usr/bin/env bash\necho\n"}, "tools/run.sh:2", "SPDX")
        self.assert_found({"src/base/base.cpp": "int a;\n"}, "src/base/base.cpp:1", "SPDX")

    def test_a_missing_head_comment_is_found(self):
        spdx = HEAD.split("\n", maxsplit=1)[0]
        self.assert_found({"src/base/base.cpp": spdx + '\n#include "base/base.h"\n'},
                          "src/base/base.cpp:2", "head comment")

    def test_a_header_without_pragma_once_is_found(self):
        header = CLEAN["src/base/base.h"].replace("#pragma once\n", "")
        self.assert_found({"src/base/base.h": header}, "src/base/base.h:1", "#pragma once")

    def test_a_long_file_is_found(self):
        self.assert_found(body("// x\n" * 800), "src/base/base.cpp:800", "805 lines")

    def test_a_long_function_is_found(self):
        self.assert_found(body("void run() {\n" + "  step();\n" * 69 + "}"), "src/base/base.cpp:5",
                          "run has 71 lines")
        self.assert_clean(body("void run() {\n" + "  step();\n" * 68 + "}"))

    def test_long_functions_are_found_in_scripts(self):
        python = SCRIPT_HEAD + "def run():\n" + "    step()\n" * 70
        shell = "#!/usr/bin/env bash\n" + SCRIPT_HEAD + "run() {\n" + "  step\n" * 70 + "}\n"
        self.assert_found({"bench/a.py": python}, "bench/a.py:3", "run has 71 lines")
        self.assert_found({"bench/b.sh": shell}, "bench/b.sh:4", "run has 72 lines")

    def test_too_many_parameters_are_found(self):
        self.assert_found(body("void run(int a, int b, int c, int d, int e) {\n}"),
                          "src/base/base.cpp:5", "takes 5 parameters")
        self.assert_clean(body("void run(std::map<int, int> a, int b, int c, int d) {\n}"))

    def test_deep_nesting_is_found(self):
        deep = "void run() {\n  if (a) {\n for (;;) {\n while (b) {\n if (c) {\n}\n}\n}\n}\n}"
        self.assert_found(body(deep), "src/base/base.cpp:9", "nests 4 deep")
        self.assert_clean(body(deep.replace(" if (c) {\n}", "")))


class Cpp(unittest.TestCase):
    def functions(self, text):
        return cpp.functions_of(cpp.code_only(text))

    def test_comments_and_texts_are_blanked_in_place(self):
        text = ('int a = 1\'000; // {\nauto b = "{\\"{"; /* {\n */ auto c = R"x({)x";'
                " char d = '{';")
        code = cpp.code_only(text)
        self.assertEqual(len(code), len(text))
        self.assertNotIn("{", code)
        self.assertIn("1'000", code)

    def test_functions_are_told_from_lambdas_types_and_initialisers(self):
        text = ("namespace a { struct B { int c = {1}; void d() const { auto e = [&](int f) {"
                " return f; }; if (x) { e(1); } } }; int g[] = {1, 2}; }\nvoid h() noexcept { }\n")
        names = [function.head.split("(")[0].split()[-1] for function in self.functions(text)]
        self.assertEqual(names, ["d", "h"])

    def test_a_constructor_with_initialisers_is_one_function(self):
        found = self.functions("A::A(int b, int c) : b_{b}, c_(c) {\n  run();\n}\n")
        self.assertEqual(len(found), 1)
        self.assertEqual(cpp.parameter_count(found[0].head), 2)

    def test_parameters_in_templates_and_defaults_are_not_counted_twice(self):
        self.assertEqual(cpp.parameter_count("void run()"), 0)
        self.assertEqual(cpp.parameter_count("int f(std::map<A, B> a, C c = C(1, 2))"), 2)
        self.assertEqual(cpp.parameter_count("bool operator()(int a, int b) const"), 2)


class Rooms(TidyTest):
    def test_a_room_that_may_not_be_used_is_found(self):
        self.assert_found(body('#include "store/store.h"'), "src/base/base.cpp:5", "not a header")
        header = {"src/store/store.h": CLEAN["src/base/base.h"]}
        self.assert_found({**header, **body('#include "store/store.h"')}, "src/base/base.cpp:5",
                          "room base may not use room store")

    def test_a_private_header_of_another_room_is_found(self):
        header = {"src/base/inside/deep.h": CLEAN["src/base/base.h"]}
        store = {"src/store/store.cpp": HEAD + '#include "base/inside/deep.h"\n'}
        self.assert_found({**header, **store}, "src/store/store.cpp:3", "private to room base")

    def test_a_library_of_another_room_is_found(self):
        self.assert_found(body("#include <duckdb.h>"), "src/base/base.cpp:5", "owned by store")
        self.assert_clean(body("#include <fmt/format.h>\n#include <vector>\n#include <sys/stat.h>"))

    def test_an_unknown_library_is_found(self):
        self.assert_found(body("#include <curl/curl.h>"), "src/base/base.cpp:5", "no known library")

    def test_a_folder_without_a_row_is_found(self):
        self.assert_found({"src/attic/box.md": "# box\n"}, "src/attic", "not in the table of rooms")

    def test_a_room_without_a_page_is_found(self):
        self.assert_found({"docs/internals/store.md": None, "docs/internals/base.md": "# base\n"},
                          "docs/internals/store.md", "no page for developers")

    def test_its_own_header_comes_first(self):
        text = HEAD + '#include <string>\n\n#include "base/base.h"\n'
        self.assert_found({"src/base/base.cpp": text}, "src/base/base.cpp:3", "not included first")

    def test_dead_files_are_found(self):
        self.assert_found({"src/base/old.cpp": HEAD}, "src/base/old.cpp:1", "does not list")
        self.assert_found({"src/base/old.h": HEAD + "#pragma once\n"}, "src/base/old.h:1",
                          "no file includes")
        self.assert_found({"tools/old.sh": "#!/bin/sh\n" + SCRIPT_HEAD}, "tools/old.sh:1",
                          "nothing mentions")

    def test_a_uses_list_that_differs_from_the_table_is_found(self):
        lists = CLEAN["src/store/CMakeLists.txt"].replace("  USES base\n", "")
        self.assert_found({"src/store/CMakeLists.txt": lists}, "src/store/CMakeLists.txt:2", "USES")


class Words(TidyTest):
    def test_names_that_say_nothing_are_found(self):
        self.assert_found({"src/base/string_utils.h": HEAD + "#pragma once\n"},
                          "src/base/string_utils.h:1", "says nothing")
        self.assert_found(body("class LinkManager {};"), "src/base/base.cpp:5", "LinkManager")
        self.assert_found(body("struct Data {};"), "src/base/base.cpp:5", "Data")
        self.assert_clean(body("struct DataDomain {};"))

    def test_names_of_types_and_tests_are_spelled_one_way(self):
        self.assert_found(body("struct link_run {};"), "src/base/base.cpp:5", "CamelCase")
        self.assert_found(body("TEST(base, TwinsStayApart) {}"), "src/base/base.cpp:5", "sentence")

    def test_open_ends_and_words_of_the_workplace_are_found(self):
        self.assert_found(body("// TO" + "DO: later"), "src/base/base.cpp:5", "an open end")
        self.assert_found(body("// as iss" + "ue #12 asks"), "src/base/base.cpp:5", "workplace")
        self.assert_found(body("// in the last sess" + "ion"), "src/base/base.cpp:5", "workplace")

    def test_paths_of_one_machine_are_found(self):
        for path in ("/wo" + "rk/main", "/ho" + "me/ann/x", "/ro" + "ot/.config"):
            self.assert_found(body("// " + path), "src/base/base.cpp:5", "path of one machine")
        self.assert_clean(body("// src/work/x and ~/home/x and $HOME/work/x"))

    def test_hosts_of_registries_are_found(self):
        self.assert_found({"package-lock.json": "https://registry." + "npmjs.org/x\n"},
                          "package-lock.json:1", "registry's host")

    def test_skipped_tests_are_found(self):
        self.assert_found(body("GTEST_" + "SKIP();"), "src/base/base.cpp:5", "does not run")

    def test_personal_data_that_may_be_real_is_found(self):
        for text, what in (("ann" + AT + "mail.co.uk", "e-mail"), ("07700 1" + "00123", "mobile"),
                           ("AB 12 34 " + "56 C", "Insurance"), ("943 476 " + "5919", "NHS")):
            self.assert_found({"docs/page.md": text + "\n"}, "docs/page.md:1", what)
        self.assert_found({"sample/a.csv": "nhs_number\n94347" + "65919\n"}, "sample/a.csv:2",
                          "NHS")

    def test_personal_data_of_kinds_never_issued_is_not_found(self):
        self.assert_clean({"docs/page.md": "ann@example.org QQ 12 34 56 C 07700 900123\n"
                                           "999 476 5919\nNHS 9434765918 fails its check digit\n"
                                           "94347" "65919 is a number of something else\n"})

    def test_the_check_digit_of_an_nhs_number_is_known(self):
        self.assertTrue(words.is_nhs_number("94347" + "65919"))
        self.assertFalse(words.is_nhs_number("9434765918"))
        self.assertFalse(words.is_nhs_number("9990000018"))


class Habits(TidyTest):
    def test_habits_the_house_does_not_have_are_found(self):
        for text, what in (("using namespace std;", "using namespace"),
                           ("friend class A;", "friend"),
                           ("auto* a = new A;", "new or delete"), ("#define LIMIT 3", "macro"),
                           ("#include <toml++/toml.h>", "toml++"),
                           ("void f() { std::cout << 1; }", "printing"),
                           ("void f() { std::exit(1); }", "ending the process")):
            self.assert_found(body(text), "src/base/base.cpp:5", what)
        self.assert_clean(body('const char* a = "new std::cout friend using namespace std";'))

    def test_a_declaration_on_a_face_without_docs_is_found(self):
        header = CLEAN["src/base/base.h"]
        for line in ("std::string title();", "struct Title {", "inline constexpr int kA = 1;"):
            text = header.replace("}  // namespace", line + "\n\n}  // namespace")
            self.assert_found({"src/base/base.h": text}, "src/base/base.h:12", "no docs on")
        group = header.replace("std::string name();", "std::string name();\nstd::string title();")
        self.assert_clean({"src/base/base.h": group})


class Documents(TidyTest):
    def test_links_that_lead_nowhere_are_found(self):
        self.assert_found({"README.md": "[a](docs/none.md)\n"}, "README.md:1", "not there")
        self.assert_found({"README.md": "[a](docs/internals/store.md#none)\n"}, "README.md:1",
                          "heading")
        self.assert_found({"README.md": "See `src/none/none.h`.\n"}, "README.md:1", "not in the")
        self.assert_clean({"README.md": "[a](docs/internals/store.md) [b](https://example.org)\n"})

    def test_a_fence_left_open_is_found(self):
        self.assert_found({"README.md": "```\nx\n"}, "README.md:3", "fence")


class Speed(unittest.TestCase):
    def test_this_repository_takes_under_five_seconds_of_processor_time(self):
        begin = time.process_time()
        findings_of(TOOLS.parent)
        self.assertLess(time.process_time() - begin, 5)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
