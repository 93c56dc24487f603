// SPDX-License-Identifier: MIT
// The case runner against a small made-up command line.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "case_file.h"
#include "case_run.h"
#include "cells.h"
#include "checks.h"
#include "content.h"
#include "fleet.h"
#include "json_check.h"
#include "signed_in_run.h"
#include "text_match.h"

namespace newlyn::cases {
namespace {

// say TEXT...; copy FROM TO; cat FILE; read; fail STATUS TEXT; crash; sleep; leave (crashes while a
// program that it started runs on).
int fake(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
         std::ostream& err) {
  const std::string verb = arguments.empty() ? "" : arguments[0];
  if (verb == "say") {
    for (size_t i = 1; i < arguments.size(); ++i) out << arguments[i] << '\n';
  } else if (verb == "copy") {
    std::filesystem::copy_file(arguments[1], arguments[2]);
  } else if (verb == "cat") {
    out << std::ifstream(arguments[1]).rdbuf();
  } else if (verb == "read") {
    out << in.rdbuf();
  } else if (verb == "fail") {
    err << arguments[2];
    return std::stoi(arguments[1]);
  } else if (verb == "crash") {
    std::raise(SIGKILL);
  } else if (verb == "sleep") {
    sleep(20);
  } else if (verb == "leave") {
    if (std::system("sleep 20 > /dev/null 2>&1 < /dev/null &") == 0) std::raise(SIGKILL);
  }
  return 0;
}

// A folder that lives as long as the test.
class Folder : public testing::Test {
 protected:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "case_test_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    settings_.command = fake;
    settings_.root = path_;
  }
  ~Folder() override { std::filesystem::remove_all(path_); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  std::string read(const std::filesystem::path& path) const {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  CaseResult run(const std::string& text) { return run_case(write("x.case", text), settings_); }

  std::filesystem::path path_;
  RunSettings settings_;
};

using running_a_case = Folder;
using many_cases = Folder;
using configurations = Folder;

TEST_F(running_a_case, passes_when_everything_expected_is_true) {
  const CaseResult result =
      run("# A story.\n\ntable people\nid | name\n1 | Ann\n2 | \"\"\n\n"
          "run newlyn copy people.csv out.csv\n\n"
          "expect table out.csv\nid | name\n2 |\n1 | Ann\n\n"
          "expect rows out.csv = 2\nexpect no file other.csv\n"
          "run newlyn cat out.csv\n\nexpect output\nid,name\n1,<any>\n<any lines>\n");
  EXPECT_EQ(result.state, CaseState::passed) << result.report;
}

TEST_F(running_a_case, tells_line_expectation_and_what_was_got_side_by_side) {
  const CaseResult result =
      run("# A story.\nrun newlyn say one two three\n\nexpect output\none\n2\nthree\n");
  EXPECT_EQ(result.state, CaseState::failed);
  EXPECT_NE(result.report.find("x.case:4: expect output"), std::string::npos) << result.report;
  EXPECT_NE(result.report.find("! 2        | two"), std::string::npos) << result.report;
  EXPECT_NE(result.report.find("= one      | one"), std::string::npos) << result.report;
}

TEST_F(running_a_case, fails_when_the_command_fails_and_shows_its_errors) {
  const CaseResult result = run("# A story.\nrun newlyn fail 3 'No such file.'\n");
  EXPECT_EQ(result.state, CaseState::failed);
  EXPECT_NE(result.report.find("exit status is 3, expected 0"), std::string::npos);
  EXPECT_NE(result.report.find("No such file."), std::string::npos);
}

TEST_F(running_a_case, a_failure_that_was_expected_passes_by_its_code) {
  const std::string story = "# A story.\n";
  EXPECT_EQ(run(story + "run_fails source_missing newlyn fail 3 Gone.\n"
                        "expect errors\nGone.\nexpect no new files\n")
                .state,
            CaseState::passed);
  EXPECT_EQ(run(story + "run_fails model_invalid newlyn fail 3 Gone.\n").state, CaseState::failed);
  EXPECT_EQ(run(story + "run_fails source_missing newlyn fail 3 ''\n").state, CaseState::failed);
  const CaseResult unknown = run(story + "run_fails no_such newlyn fail 3 Gone.\n");
  EXPECT_NE(unknown.report.find(":2: 'no_such' is no error code"), std::string::npos);
}

TEST_F(running_a_case, files_left_behind_are_named) {
  const CaseResult result =
      run("# A story.\nfile a.txt\nx\n\nrun newlyn copy a.txt half.tmp\n\nexpect no new files\n"
          "expect no file half.tmp\n");
  EXPECT_NE(result.report.find("left half.tmp behind"), std::string::npos) << result.report;
  EXPECT_NE(result.report.find("There is a file half.tmp"), std::string::npos) << result.report;
}

TEST_F(running_a_case, standard_input_comes_from_a_file_of_the_case) {
  EXPECT_EQ(run("# A story.\nfile in.txt\nhello\n\nrun newlyn read < in.txt\n\n"
                "expect output\nhello\n")
                .state,
            CaseState::passed);
}

TEST_F(running_a_case, its_folder_is_gone_afterwards_and_shown_as_folder) {
  const CaseResult result =
      run("# A story.\nset A=b\nrun newlyn say x\nexpect output contains x\n"
          "expect output lacks y\n");
  EXPECT_EQ(result.state, CaseState::passed) << result.report;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    EXPECT_EQ(entry.path().filename(), "x.case");
  }
}

TEST_F(running_a_case, entities_are_compared_as_a_partition) {
  const std::string begin =
      "# A story.\ntable out.csv\ncluster_id | id | n\nx | 1 | a\ny | 10 | b\ny | 2 | c\n\n"
      "run newlyn say done\n\n";
  EXPECT_EQ(run(begin + "expect entities out.csv\n10 2\n1\n").state, CaseState::passed);
  EXPECT_EQ(run(begin + "expect entities out.csv by n\nmembers\na\nc b\n").state,
            CaseState::passed);
  const CaseResult wrong = run(begin + "expect entities out.csv\n1 2\n10\n");
  EXPECT_EQ(wrong.state, CaseState::failed);
  EXPECT_NE(wrong.report.find("2 10"), std::string::npos) << wrong.report;
  EXPECT_EQ(run(begin + "expect entities out.csv\n2 10\n").state, CaseState::failed);
}

TEST_F(running_a_case, rows_with_placeholders_find_their_row_in_any_order) {
  const std::string begin =
      "# A story.\ntable out.csv\na | b\n1 | 0.25\n2 | x\n1 | y\n\nrun newlyn say done\n\n";
  EXPECT_EQ(run(begin + "expect table out.csv\na | b\n<any> | y\n1 | <number>\n2 | x\n").state,
            CaseState::passed);
  EXPECT_EQ(run(begin + "expect table out.csv columns a\na\n1\n1\n2\n").state, CaseState::passed);
  EXPECT_EQ(run(begin + "expect table out.csv columns a in order\na\n1\n1\n2\n").state,
            CaseState::failed);
  const CaseResult missing = run(begin + "expect table out.csv columns c\nc\n");
  EXPECT_NE(missing.report.find("has no column c; it has a, b"), std::string::npos);
}

TEST_F(running_a_case, json_values_are_looked_up_and_compared) {
  const std::string begin =
      "# A story.\nrun newlyn say '{\"records\": 10, \"steps\": [{\"name\": \"read\"}]}'\n\n";
  EXPECT_EQ(run(begin + "expect json records = 10\nexpect json records >= 9.5\n"
                        "expect json steps.0.name = read\nexpect json steps.length < 2\n")
                .state,
            CaseState::passed);
  const CaseResult low = run(begin + "expect json records <= 9\n");
  EXPECT_NE(low.report.find("records is 10, expected <= 9"), std::string::npos) << low.report;
  const CaseResult absent = run(begin + "expect json entities = 9\n");
  EXPECT_NE(absent.report.find("There is no 'entities'; there is the keys records, steps"),
            std::string::npos)
      << absent.report;
}

TEST_F(running_a_case, an_update_rewrites_what_differs_and_keeps_placeholders) {
  settings_.update = true;
  const std::string begin = "# A story.\nrun newlyn say 'took 0.2 s' two '# three'\n\n";
  const auto path = write("x.case", begin +
                                        "expect output\ntook <seconds> s\nold\n\n"
                                        "# Said of the next.\nexpect no new files\n");
  EXPECT_EQ(run_case(path, settings_).state, CaseState::updated);
  EXPECT_EQ(read(path), begin +
                            "expect output\ntook <seconds> s\ntwo\n\\# three\n\n"
                            "# Said of the next.\nexpect no new files\n");
  EXPECT_EQ(run_case(path, settings_).state, CaseState::passed);
}

TEST_F(running_a_case, an_update_writes_tables_and_entities_too) {
  settings_.update = true;
  const auto path = write("x.case",
                          "# A story.\ntable out.csv\ncluster_id | id\nx | 1\ny | 2\n\n"
                          "run newlyn say done\n\nexpect table out.csv\n\n"
                          "expect entities out.csv\n1 2\n");
  EXPECT_EQ(run_case(path, settings_).state, CaseState::updated);
  EXPECT_NE(read(path).find("expect table out.csv\ncluster_id | id\nx          | 1\n"),
            std::string::npos)
      << read(path);
  EXPECT_NE(read(path).find("expect entities out.csv\n1\n2\n"), std::string::npos);
}

TEST_F(running_a_case, an_update_keeps_every_comment) {
  settings_.update = true;
  const std::string begin = "# A story.\ntable out.csv\nid\n1\n\nrun newlyn say one '# two'\n\n";
  const auto path = write("x.case", begin +
                                        "expect output\n# Said at once.\nexpect no new files\n\n"
                                        "expect output\nold\n# Said without a gap.\n\n"
                                        "expect output\nold\n\n# First of two parts.\n\n"
                                        "# Second of two.\nexpect table out.csv\n# Of its rows.\n"
                                        "id\n# Of the row.\n2\n# At the end.\n");
  EXPECT_EQ(run_case(path, settings_).state, CaseState::updated);
  const std::string expected = begin +
                               "expect output\none\n\\# two\n# Said at once.\n"
                               "expect no new files\n\n"
                               "expect output\none\n\\# two\n# Said without a gap.\n\n"
                               "expect output\none\n\\# two\n\n# First of two parts.\n\n"
                               "# Second of two.\nexpect table out.csv\n# Of its rows.\n"
                               "# Of the row.\nid\n1\n# At the end.\n";
  EXPECT_EQ(read(path), expected);
  EXPECT_EQ(run_case(path, settings_).state, CaseState::passed);
}

TEST_F(running_a_case, a_file_makes_the_folders_it_lies_in) {
  const CaseResult result =
      run("# A story.\nfile a/b/c.txt\nhello\n\ntable a/people\nid\n1\n\n"
          "run newlyn cat a/b/c.txt\n\nexpect output\nhello\n\n"
          "expect file a/people.csv\nexpect no new files\n");
  EXPECT_EQ(result.state, CaseState::passed) << result.report;
  const CaseResult wrong = run("# A story.\nfile a\nhello\n\nfile a/b\nx\n\nrun newlyn say\n");
  EXPECT_EQ(wrong.state, CaseState::failed);
  EXPECT_NE(wrong.report.find("x.case:5: The file a/b cannot be written."), std::string::npos)
      << wrong.report;
}

TEST_F(running_a_case, an_update_does_not_hide_other_failures) {
  settings_.update = true;
  EXPECT_EQ(run("# A story.\nrun newlyn say x\nexpect no file x.case\nexpect json a = 1\n").state,
            CaseState::failed);
}

TEST_F(running_a_case, mistakes_in_a_case_are_told_with_their_line) {
  const auto told = [this](const std::string& text) { return run(text).report; };
  const auto at = [](const std::string& report, const std::string& what) {
    return report.find(what) != std::string::npos;
  };
  EXPECT_TRUE(at(told("table x\n"), "x.case:1: A case starts with its story"));
  EXPECT_TRUE(at(told("# s\nrum newlyn\n"), ":2: 'rum newlyn' begins no block"));
  EXPECT_TRUE(at(told("# s\ntable x\na\n"), ":3: The case runs nothing"));
  EXPECT_TRUE(at(told("# s\ntable x\na | b\n1\n\nrun newlyn say\n"), ":4: This row has 1 cells"));
  EXPECT_TRUE(at(told("# s\ntable x\na\n\\q\n\nrun newlyn say\n"),
                 "x.case:4: "
                 "'\\q' is no escape") ||
              at(told("# s\ntable x\na\nb\\q\n\nrun newlyn say\n"), ":4: '\\q' is no escape"));
  EXPECT_TRUE(at(told("# s\nrun newlyn say 'x\n"), ":2: A quote (') is not closed"));
  EXPECT_TRUE(at(told("# s\nrun other\n"), ":2: What is run begins with newlyn"));
  EXPECT_TRUE(at(told("# s\nexpect output\nrun newlyn say\n"), ":2: Something must be run"));
  EXPECT_TRUE(at(told("# s\nrun newlyn say\nexpect wonders\n"), ":3: 'expect wonders' is not"));
  EXPECT_TRUE(at(told("# s\nfile x gzap\nrun newlyn say\n"), ":2: 'gzap' is not known"));
  EXPECT_TRUE(at(told("# s\nrun newlyn say\nexpect json a ~ 1\n"), "x.case:3:"));
  EXPECT_TRUE(at(told("# s\ncopy no_such\nrun newlyn say\n"), ":2: The repository has no no_such"));
}

TEST(content, a_table_may_repeat_and_count_its_rows) {
  const CaseFile file = parse_case("x", "# s\ntable t.tsv times 2\na | b\n{n} | x y\n\nrun n x\n");
  const Content content = table_content(file.blocks[0]);
  EXPECT_EQ(content.name, "t.tsv");
  EXPECT_EQ(content.bytes, "a\tb\n1\tx y\n2\tx y\n");
}

TEST(content, cells_hold_any_character) {
  const CaseFile file =
      parse_case("x", "# s\ntable t\na\n1\\n2\\t\\|\\\\\\x41\"\n\n# why\nrun newlyn x\n");
  EXPECT_EQ(table_content(file.blocks[0]).bytes, "a\n\"1\n2\t|\\A\"\"\"\n");
}

TEST(content, files_come_in_several_writings) {
  const auto bytes = [](const std::string& head, const std::string& lines) {
    const CaseFile file =
        parse_case("x", "# s\nfile x " + head + "\n" + lines + "\nrun newlyn x\n");
    return file_content(file.blocks[0]).bytes;
  };
  EXPECT_EQ(bytes("hex", "48 69\n0A\n"), "Hi\n");
  EXPECT_EQ(bytes("base64", "SGkK\n"), "Hi\n");
  EXPECT_EQ(bytes("crlf", "a\nb\n"), "a\r\nb\r\n");
  EXPECT_EQ(bytes("unended", "a\nb\n"), "a\nb");
  EXPECT_EQ(bytes("first 3", "abcdef\n"), "abc");
  EXPECT_EQ(bytes("utf16", "é\n"), std::string("\xFF\xFE\xE9\0\n\0", 6));
  EXPECT_EQ(bytes("windows1252", "é’\n"), "\xE9\x92\n");
  EXPECT_EQ(bytes("", ""), "");
  EXPECT_EQ(bytes("", "\\run x\n\\\n"), "run x\n\n");
  EXPECT_EQ(bytes("", "@times 3 c{n},\\\nend\n"), "c1,c2,c3,end\n");
  EXPECT_EQ(bytes("gzip", "hello\n").substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(bytes("gzip first 5", "hello\n").size(), 5u);
  const std::string archive = bytes("zip", "@part a.xml\n<a/>\n@part b/c.xml\n<c/>\n");
  EXPECT_EQ(archive.substr(0, 4), "PK\x03\x04");
  EXPECT_NE(archive.find("b/c.xml"), std::string::npos);
  EXPECT_EQ(archive[archive.size() - 12], 2);  // files in the directory
}

TEST(text_match, placeholders_stand_for_what_changes) {
  EXPECT_TRUE(matches("took <seconds> s", "took 0.12 s"));
  EXPECT_TRUE(matches("<number> of <number>", "1,204 of -1.5e-07"));
  EXPECT_FALSE(matches("took <seconds> s", "took long s"));
  EXPECT_TRUE(matches("in <path> now", "in /tmp/x now"));
  EXPECT_FALSE(matches("in <path>", "in two words"));
  EXPECT_TRUE(matches("a<any>z", "az"));
  EXPECT_FALSE(matches("a<any>z", "azb"));
  EXPECT_FALSE(matches("a", "ab"));
}

TEST(text_match, any_lines_stand_for_any_number_of_lines) {
  EXPECT_TRUE(matches_lines({"a", "<any lines>", "z"}, {"a", "b", "c", "z"}));
  EXPECT_TRUE(matches_lines({"<any lines>"}, {}));
  EXPECT_FALSE(matches_lines({"<any lines>", "z"}, {"a", "b"}));
}

TEST(cells, what_is_joined_splits_into_the_same_cells) {
  const std::vector<Cells> rows = {{"a", "", "c|d"}, {"\n\t\\", " x ", "é"}, {"", "", ""}};
  const std::vector<std::string> lines = join_cells(rows);
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(split_cells(lines[i]), rows[i]) << lines[i];
  EXPECT_EQ(split_cells(join_cells({{""}})[0]), Cells{""});
}

TEST(cells, delimited_text_survives_quotes_and_line_ends) {
  const Table table{{"a", "b"}, {{"1,2", "x\n\"y\""}, {"", "é"}}};
  const Table back = from_delimited(to_delimited(table, ','), ',');
  EXPECT_EQ(back.header, table.header);
  EXPECT_EQ(back.rows, table.rows);
  EXPECT_EQ(from_delimited("\xEF\xBB\xBF"
                           "a\r\n1\r\n",
                           ',')
                .rows[0],
            Cells{"1"});
}

TEST(checks, numbers_are_compared_as_numbers_and_texts_as_texts) {
  EXPECT_TRUE(compares("alone", "lacks", "bone"));
  EXPECT_FALSE(compares("alone", "lacks", "lone"));
  EXPECT_TRUE(compares("10", ">", "9"));
  EXPECT_TRUE(compares("0.50", "=", "0.5"));
  EXPECT_TRUE(compares("abc", "<", "abd"));
  EXPECT_TRUE(compares("abc", "contains", "b"));
  EXPECT_TRUE(compares("a1", "!=", "a2"));
  EXPECT_THROW(compares("1", "~", "1"), std::string);
}

TEST_F(many_cases, a_crash_or_an_endless_run_is_one_failed_case) {
  write("cases/a.case", "# s\nrun newlyn say x\n");
  write("cases/b.case", "# s\nrun newlyn crash\n");
  write("cases/c.case", "# s\nrun newlyn sleep\n");
  write("cases/deep/d.case", "# s\nnot_under default\nrun newlyn say x\n");
  write("cases/e.case_slow", "# s\nrun newlyn say x\n");
  const auto paths = find_cases(path_ / "cases", {}, false);
  EXPECT_EQ(paths.size(), 4u);
  EXPECT_EQ(find_cases(path_ / "cases", {"deep", "cases/e"}, true).size(), 2u);
  FleetSettings fleet;
  fleet.jobs = 3;
  fleet.fast_seconds_max = 1;
  std::map<std::string, CaseResult> ended;
  run_fleet(paths, settings_, fleet, [&](const FleetResult& result) {
    ended[result.path.filename().string()] = result.result;
  });
  EXPECT_EQ(ended["a.case"].state, CaseState::passed);
  EXPECT_EQ(ended["b.case"].state, CaseState::failed);
  EXPECT_NE(ended["b.case"].report.find("crashed with signal 9"), std::string::npos);
  EXPECT_EQ(ended["c.case"].state, CaseState::failed);
  EXPECT_NE(ended["c.case"].report.find("took too long"), std::string::npos);
  EXPECT_EQ(ended["d.case"].state, CaseState::skipped);
}

TEST_F(many_cases, a_case_that_dies_is_told_while_a_server_of_it_still_runs) {
  write("cases/a.case", "# s\nrun newlyn leave\n");
  const auto began = std::chrono::steady_clock::now();
  std::vector<FleetResult> ended;
  run_fleet(find_cases(path_ / "cases", {}, false), settings_, {},
            [&](const FleetResult& result) { ended.push_back(result); });
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_NE(ended[0].result.report.find("crashed with signal 9"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST(signing_in, a_command_is_started_by_the_account_and_keeps_its_own_rights) {
  if (geteuid() != 0) {
    EXPECT_NE(sign_in_allowed(), SignIn::by_parent);
    return;
  }
  constexpr uid_t kDaemon = 1;
  const CommandEnd end = run_started_by(kDaemon, [](std::ostream& out, std::ostream& err) {
    std::ifstream status("/proc/" + std::to_string(getppid()) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("Uid:")) out << line;
    }
    err << "own " << getuid() << " " << geteuid();
    return 3;
  });
  EXPECT_EQ(end.status, 3);
  EXPECT_TRUE(end.output.starts_with("Uid:\t1\t0")) << end.output;
  EXPECT_EQ(end.errors, "own 0 0");
  const CommandEnd crashed = run_started_by(kDaemon, [](std::ostream&, std::ostream&) {
    std::raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(crashed.status, 128 + SIGKILL);
}

TEST_F(configurations, add_arguments_to_the_verbs_they_name) {
  write("cases/configs/one.config", "# One thread.\nadd say --threads 1\nset SOME_NAME=value\n");
  settings_.configuration = read_configuration(path_ / "cases", "one");
  EXPECT_EQ(run("# s\nrun newlyn say x\nexpect output\nx\n--threads\n1\n").state,
            CaseState::passed);
  EXPECT_EQ(run("# s\nrun newlyn say --threads 2\nexpect output\n--threads\n2\n").state,
            CaseState::passed);
  EXPECT_EQ(run("# s\nnot_under one\nrun newlyn fail 3 x\n").state, CaseState::skipped);
  EXPECT_STREQ(std::getenv("SOME_NAME"), "value");
  write("cases/configs/bad.config", "nonsense\n");
  EXPECT_THROW(read_configuration(path_ / "cases", "bad"), Error);
  EXPECT_THROW(read_configuration(path_ / "cases", "none"), Error);
}

}  // namespace
}  // namespace newlyn::cases
