// SPDX-License-Identifier: MIT
// Rules count every row once, read only, and files of rules are refused with their line.
#include "profile/quality.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace newlyn::profile {
namespace {

const std::vector<std::string> kSources = {"gazetteer", "tenancies"};

class QualityCounts : public testing::Test {
 protected:
  QualityCounts() : store_(store::Store::open({})) {
    store_->run(
        "CREATE TABLE rows AS SELECT * FROM (VALUES ('1', '250'), ('2', '-10'), ('3', NULL), "
        "('4', 'x')) AS t(id, rent)");
  }

  RuleCounts count(const std::string& holds, const std::string& when = "") {
    QualityRule rule;
    rule.name = "rent";
    rule.origin = "quality/tenancies.toml:7";
    rule.applies = when;
    rule.holds = holds;
    return count_rule(*store_, "rows", rule);
  }

  std::string refusal(const std::string& holds) {
    try {
      count(holds);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::request_invalid);
      return error.what();
    }
    return "";
  }

  std::unique_ptr<store::Store> store_;
};

class QualityRules : public testing::Test {
 protected:
  QualityRules()
      : path_(std::filesystem::temp_directory_path() / fmt::format("quality-{}.toml", getpid())) {}
  ~QualityRules() override { std::filesystem::remove(path_); }

  QualityFile read(const std::string& text, bool shared = false) {
    std::ofstream(path_) << text;
    return read_quality_file({path_, "tenancies", shared, kSources});
  }

  std::string refusal(const std::string& text, bool shared = false) {
    try {
      read(text, shared);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path path_;
};

TEST_F(QualityCounts, every_row_passes_fails_or_is_not_concerned) {
  const RuleCounts counts = count("TRY_CAST(rent AS DOUBLE) > 0", "rent IS NOT NULL");
  EXPECT_EQ(counts.rows, 4U);
  EXPECT_EQ(counts.passed, 1U);
  EXPECT_EQ(counts.failed, 2U);
  EXPECT_EQ(counts.not_concerned(), 1U);
}

TEST_F(QualityCounts, a_condition_that_is_null_fails) {
  const RuleCounts counts = count("rent > '0'");
  EXPECT_EQ(counts.passed + counts.failed, 4U);
  EXPECT_EQ(counts.failed, 2U);
}

TEST_F(QualityCounts, a_comment_does_not_swallow_what_follows) {
  EXPECT_EQ(count("id <> '' -- has a key").passed, 4U);
}

TEST_F(QualityCounts, a_condition_that_is_more_than_one_expression_is_refused) {
  for (const char* text : {"true); DROP TABLE rows; SELECT (true", "true), (false",
                           "true) FROM rows", "DELETE FROM rows", "true; true"}) {
    EXPECT_NE(refusal(text).find("quality/tenancies.toml:7"), std::string::npos) << text;
  }
  EXPECT_EQ(store_->number("SELECT count(*) FROM rows"), 4);
}

TEST_F(QualityCounts, a_column_that_is_not_there_is_told_with_the_place_of_the_rule) {
  const std::string message = refusal("rents > 0");
  EXPECT_NE(message.find("quality/tenancies.toml:7"), std::string::npos) << message;
  EXPECT_NE(message.find("rents"), std::string::npos) << message;
}

TEST_F(QualityRules, holds_rules_needs_references_and_what_is_off) {
  const QualityFile file = read(
      "[[rule]]\nname = \"rent\"\ndimension = \"validity\"\nholds = \"true\"\nweight = 2\nlimit = "
      "0.9\nuse = [\"arrears\"]\n[[need]]\nuse = \"arrears\"\nvalidity = 0.95\n[[reference]]\n"
      "reference = \"gazetteer\"\nkey = { UPRN = \"UPRN\" }\ncompare = { PC = \"POSTCODE\" }\n"
      "[[off]]\nrule = \"x\"\nwhy = \"never asked\"\n");
  ASSERT_EQ(file.rules.size(), 1U);
  EXPECT_EQ(file.rules[0].weight, 2);
  EXPECT_EQ(file.rules[0].limit, 0.9);
  EXPECT_EQ(file.rules[0].uses, std::vector<std::string>{"arrears"});
  ASSERT_EQ(file.needs.size(), 1U);
  EXPECT_EQ(file.needs[0].minimums[0].second, 0.95);
  ASSERT_EQ(file.references.size(), 1U);
  EXPECT_EQ(file.references[0].dimension, Dimension::accuracy);
  EXPECT_EQ(file.references[0].compare[0].second, "POSTCODE");
  EXPECT_EQ(file.off.size(), 1U);
}

TEST_F(QualityRules, that_is_not_there_says_nothing) {
  EXPECT_TRUE(
      read_quality_file({"/nowhere/at/all.toml", "tenancies", false, kSources}).rules.empty());
}

TEST_F(QualityRules, to_begin_with_is_read_without_a_mistake) {
  EXPECT_TRUE(read(quality_file_text("tenancies")).rules.empty());
}

TEST_F(QualityRules, of_all_sources_gives_each_its_own) {
  const std::string text =
      "[[need]]\nsource = \"tenancies\"\nuse = \"a\"\nvalidity = 1.0\n[[need]]\nsource = "
      "[\"gazetteer\"]\nuse = \"b\"\nvalidity = 1.0\n";
  const QualityFile file = read(text, true);
  ASSERT_EQ(file.needs.size(), 1U);
  EXPECT_EQ(file.needs[0].use, "a");
}

TEST_F(QualityRules, is_refused_with_the_line_of_the_mistake) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"[[rule]]\nname = \"Rent high\"\ndimension = \"validity\"\nholds = \"true\"", ":1: 'Rent"},
      {"[[rule]]\nname = \"rent\"\ndimension = \"beauty\"\nholds = \"true\"",
       "no dimension 'beauty'"},
      {"[[rule]]\nname = \"rent\"\ndimension = \"validity\"", "holds is missing"},
      {"[[rule]]\nname = \"rent\"\ndimension = \"accuracy\"\nholds = \"true\"", "[[reference]]"},
      {"[[rule]]\nname = \"rent\"\nweight = 0\ndimension = \"validity\"\nholds = \"true\"", ":3:"},
      {"[[need]]\nuse = \"a\"\nvalidity = 95", ":3: validity is a share"},
      {"[[need]]\nuse = \"a\"", "states no minimum"},
      {"[need]\nuse = \"a\"", "double brackets"},
      {"[[needs]]\nuse = \"a\"", "'needs' is nothing"},
      {"[[need]]\nsource = \"gazetteer\"\nuse = \"a\"\nvalidity = 1", "alone"},
      {"[[reference]]\nreference = \"register\"\nkey = { a = \"b\" }\ncompare = { a = \"b\" }",
       "no source 'register'"},
      {"[[reference]]\nreference = \"gazetteer\"\nkey = { a = \"b\" }", "says its compare"},
      {"[[off]]\nrule = \"a\"", "why is missing"},
      {"[[rule]\n", ":1:"},
  };
  for (const auto& [text, message] : mistakes) {
    EXPECT_NE(refusal(text).find(message), std::string::npos) << text << "\n" << refusal(text);
  }
}

TEST_F(QualityRules, of_all_sources_names_one_in_every_block) {
  EXPECT_NE(refusal("[[need]]\nuse = \"a\"\nvalidity = 1", true).find("names its source"),
            std::string::npos);
  EXPECT_NE(refusal("[[need]]\nsource = \"register\"\nuse = \"a\"\nvalidity = 1", true)
                .find("no source 'register'"),
            std::string::npos);
}

}  // namespace
}  // namespace newlyn::profile
