// SPDX-License-Identifier: MIT
// Golden values by every rule, with origin and losers, by hand and disputed.
#include "index/golden_record.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"

namespace newlyn::index {
namespace {

GoldenSource source(std::string name, std::string id, std::string date,
                    std::vector<FieldValue> fields) {
  return {{std::move(name), std::move(id)}, std::move(date), std::move(fields)};
}

std::vector<GoldenSource> records() {
  return {source("tax", "1", "2024-01-01", {{"town", "barnwick"}, {"phone", "07100000001"}}),
          source("care", "9", "2025-06-30", {{"town", "barn"}, {"verified", "yes"}}),
          source("housing", "4", "2026-02-01", {{"town", "oldham"}, {"phone", ""}}),
          source("tax", "2", "2024-01-01", {{"town", "barnwick"}})};
}

GoldenValue town(const std::string& rule, const std::vector<Correction>& corrections = {}) {
  const auto rules =
      read_golden_rules("trust care 1\ntrust tax 2 # the register\ntown " + rule, "golden.txt");
  std::vector<GoldenSource> given = records();
  const auto golden = golden_record({given, corrections}, rules);
  std::reverse(given.begin(), given.end());
  const auto reversed = golden_record({given, corrections}, rules);
  EXPECT_EQ(golden.back().chosen.record, reversed.back().chosen.record);
  EXPECT_EQ(golden.back().field, "town");
  return golden.back();
}

TEST(golden_record, every_rule_chooses_and_names_what_it_chose_over) {
  EXPECT_EQ(town("recent").chosen.value, "oldham");
  EXPECT_EQ(town("trusted").chosen.value, "barn");
  EXPECT_EQ(town("longest").chosen.value, "barnwick");
  EXPECT_EQ(town("verified").chosen.value, "barn");
  const GoldenValue frequent = town("frequent");
  EXPECT_EQ(frequent.chosen.value, "barnwick");
  EXPECT_EQ(frequent.chosen.record, (RecordKey{"tax", "1"})) << "ties go by native id";
  EXPECT_EQ(frequent.rule, "most frequent");
  ASSERT_EQ(frequent.others.size(), 2);
  EXPECT_EQ(frequent.others[0].value, "oldham");
  EXPECT_EQ(frequent.others[0].record.source, "housing");
}

TEST(golden_record, a_correction_outranks_every_rule_and_a_dispute_only_flags) {
  const Correction by_hand{{"tax", "1"}, "town", "barn-wick", "kay", "letter seen", "2026-03-01"};
  const GoldenValue corrected = town("recent", {by_hand});
  EXPECT_EQ(corrected.chosen.value, "barn-wick");
  EXPECT_EQ(corrected.rule, "by hand (kay: letter seen)");
  EXPECT_EQ(corrected.others.front().value, "oldham");
  Correction doubt = by_hand;
  doubt.disputed = true;
  EXPECT_TRUE(town("recent", {doubt}).disputed);
  EXPECT_EQ(town("recent", {doubt}).chosen.value, "oldham");
  EXPECT_FALSE(town("recent", {doubt, by_hand}).disputed);
}

TEST(golden_record, wrong_rules_are_refused_with_line_and_remedy) {
  for (const char* text : {"town newest", "town", "trust tax", "trust tax x", "a b c"}) {
    EXPECT_THROW(read_golden_rules(text, "golden.txt"), Error) << text;
  }
  EXPECT_NO_THROW(read_golden_rules("\n# nothing\n* longest\r\n", "golden.txt"));
}

}  // namespace
}  // namespace newlyn::index
