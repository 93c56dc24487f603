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

/// Two records of one day, each with an address and what it says of when.
GoldenValue street(const std::vector<FieldValue>& first, const std::vector<FieldValue>& second,
                   const std::string& rule = "recent") {
  std::vector<GoldenSource> given = {source("aaa", "1", "2026-01-01", {{"street", "west close"}}),
                                     source("zzz", "9", "2026-01-01", {{"street", "park road"}})};
  given[0].fields.insert(given[0].fields.end(), first.begin(), first.end());
  given[1].fields.insert(given[1].fields.end(), second.begin(), second.end());
  const auto rules = read_golden_rules("street " + rule, "golden.txt");
  for (const GoldenValue& value : golden_record({given, {}}, rules)) {
    if (value.field == "street") return value;
  }
  return {};
}

TEST(golden_record, how_recent_a_value_is_its_record_says) {
  const GoldenValue moved =
      street({{"address_start", "2005-01-01"}, {"last_updated", "2025-12-31"}},
             {{"address_start", "2025-12-01"}});
  EXPECT_EQ(moved.chosen.value, "park road");
  EXPECT_EQ(moved.rule, "most recent, since 2025-12-01");
  EXPECT_EQ(moved.chosen.date, "2026-01-01") << "the day of reading stays beside it";
  const GoldenValue changed =
      street({{"last_updated", "2019-05-05"}}, {{"last_updated", "2024-03-02 11:00:00"}});
  EXPECT_EQ(changed.chosen.value, "park road");
  EXPECT_EQ(changed.rule, "most recent, last updated 2024-03-02");
  // Who says nothing is as recent as the reading.
  EXPECT_EQ(street({{"last_updated", "2025-12-31"}}, {}).chosen.value, "park road");
  EXPECT_EQ(street({{"last_updated", "2025-12-31"}}, {}).rule, "most recent");
  // The start of another thing says nothing of where somebody lives.
  EXPECT_EQ(street({{"telephone_start", "2005-01-01"}}, {}).chosen.value, "west close");
  // What a purpose shows in the place of a date is none.
  EXPECT_EQ(street({{"last_updated", "known"}}, {{"address_start", "0ab17c9"}}).rule,
            "as recent as another");
  // What is to begin later is known since the day of reading, as anything else of that day.
  const GoldenValue later = street({{"address_start", "9999-12-31"}}, {});
  EXPECT_EQ(later.chosen.value, "west close");
  EXPECT_EQ(later.rule, "as recent as another");
}

TEST(golden_record, of_two_values_of_one_day_neither_is_the_most_recent) {
  EXPECT_EQ(street({}, {}).rule, "as recent as another");
  EXPECT_EQ(street({{"address_start", "2025-12-01"}}, {{"address_start", "2025-12-01"}}).rule,
            "as recent as another, since 2025-12-01");
  EXPECT_EQ(street({}, {}, "verified").rule, "as recent as another, none is verified");
  // Several records with the one value are no tie.
  const auto given = records();
  for (const GoldenValue& value : golden_record({given, {}}, {})) {
    EXPECT_TRUE(value.field != "phone" || value.rule == "most recent");
  }
}

TEST(golden_record, verified_is_who_says_yes_or_the_day) {
  for (const char* yes : {"yes", "y", "true", "1", "2025-11-29", "29 11 2025", "29/11/2025"}) {
    const GoldenValue value = street({}, {{"verified", yes}}, "verified");
    EXPECT_EQ(value.chosen.value, "park road") << yes;
    EXPECT_EQ(value.rule, "verified first") << yes;
  }
  for (const char* no : {"no", "n", "false", "0", "soon", "", "0000-00-00", "2025", "not yet 2025",
                         "99999999999999999999"}) {
    const GoldenValue value = street({}, {{"verified", no}}, "verified");
    EXPECT_EQ(value.chosen.value, "west close") << no;
    EXPECT_EQ(value.rule, "as recent as another, none is verified") << no;
  }
  // Of two that are verified the more recent one.
  EXPECT_EQ(street({{"verified", "yes"}, {"last_updated", "2020-01-01"}},
                   {{"verified", "yes"}, {"last_updated", "2021-01-01"}}, "verified")
                .chosen.value,
            "park road");
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
