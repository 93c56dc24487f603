// SPDX-License-Identifier: MIT
// Candidate rules combine fields, never two parts of one field, and stay few on wide inputs.
#include "linkage/blocking/candidate_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

using Names = std::vector<std::string>;

pairs::PairColumns filled_columns(const Names& names) {
  TextRows rows;
  for (const std::string value : {"1971-06-24", "1980-01-02", "1971-06-24", "1999-12-31"}) {
    rows.emplace_back(names.size(), value);
  }
  return make_columns(names, rows);
}

/// The field that a column tells of.
std::string field_of(const std::string& column) {
  static const std::map<std::string, std::string> kFields = {
      {"given_name_phonetic", "given_name"},
      {"family_name_phonetic", "family_name"},
      {"door", "street"},
      {"email_name", "email"}};
  const auto found = kFields.find(column);
  return found == kFields.end() ? column : found->second;
}

TEST(candidate_rules, no_rule_has_two_parts_of_one_field) {
  const Names names = {"given_name",
                       "given_name_phonetic",
                       "family_name",
                       "family_name_phonetic",
                       "middle_name",
                       "birth_date",
                       "postcode",
                       "door",
                       "street",
                       "house_number",
                       "town",
                       "telephone",
                       "email",
                       "email_name",
                       "national_id",
                       "account",
                       "organisation_name",
                       "words",
                       "more words"};
  pairs::PairColumns columns = filled_columns(names);
  KeyTable table(columns);
  const auto rules = candidate_rules(columns, kinds_of(names), table);
  std::set<PartList> distinct;
  std::set<std::string> used;
  for (const PartList& rule : rules) {
    std::set<std::string> fields;
    size_t words = 0;
    for (const uint16_t part : rule) {
      fields.insert(field_of(table.part(part).column));
      used.insert(table.part(part).column);
      words += table.part(part).cut == KeyCut::each_word ? 1 : 0;
    }
    EXPECT_EQ(fields.size(), rule.size());
    EXPECT_LE(words, 1U);
    EXPECT_LE(rule.size(), 3U);
    distinct.insert(rule);
  }
  EXPECT_EQ(distinct.size(), rules.size()) << "no rule comes twice";
  EXPECT_EQ(used.size(), names.size()) << "every column is in some rule";
}

TEST(candidate_rules, a_lone_text_column_gives_a_rule) {
  pairs::PairColumns columns = filled_columns({"words"});
  KeyTable table(columns);
  EXPECT_FALSE(candidate_rules(columns, kinds_of({"words"}), table).empty());
}

TEST(candidate_rules, columns_that_say_nothing_give_none) {
  pairs::PairColumns columns =
      make_columns({"family_name", "postcode"}, {{"kim", ""}, {"", ""}, {"", "q1"}});
  KeyTable table(columns);
  EXPECT_TRUE(candidate_rules(columns, kinds_of({"family_name", "postcode"}), table).empty());
}

TEST(candidate_rules, ten_thousand_columns_give_a_bounded_number) {
  Names names;
  for (size_t c = 0; c < 10'000; ++c) names.push_back("c" + std::to_string(c));
  pairs::PairColumns columns = filled_columns(names);
  KeyTable table(columns);
  const auto rules = candidate_rules(columns, kinds_of(names), table);
  EXPECT_FALSE(rules.empty());
  EXPECT_LE(rules.size(), 2000U);
}

}  // namespace
}  // namespace newlyn::linkage
