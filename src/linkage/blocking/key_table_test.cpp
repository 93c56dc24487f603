// SPDX-License-Identifier: MIT
// Keys agree exactly where the cut values agree.
#include "linkage/blocking/key_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

const TextRows kRows = {{"smith", "1971-06-24", "020 030"},
                        {"smithers", "1971-06-25", "030"},
                        {"smith", "1980-06-24", "040"},
                        {"", "1971", ""},
                        {"sm", "", "050 020"}};

class KeyTables : public testing::Test {
 protected:
  pairs::PairColumns columns_ = make_columns({"family_name", "birth_date", "telephone"}, kRows);
  KeyTable table_{columns_};
};

TEST_F(KeyTables, cuts_take_the_part_they_name) {
  const uint16_t whole = table_.add({"family_name", KeyCut::whole, 0});
  const uint16_t letters = table_.add({"family_name", KeyCut::first_letters, 4});
  const uint16_t year = table_.add({"birth_date", KeyCut::year, 0});
  const uint16_t month = table_.add({"birth_date", KeyCut::month, 0});
  const uint16_t day = table_.add({"birth_date", KeyCut::day_of_year, 0});
  EXPECT_TRUE(table_.agree(whole, {0, 2}));
  EXPECT_FALSE(table_.agree(whole, {0, 1}));
  EXPECT_TRUE(table_.agree(letters, {0, 1}));
  EXPECT_EQ(table_.key(letters, 4), 0U) << "too short for the cut";
  EXPECT_TRUE(table_.agree(year, {0, 3}));
  EXPECT_FALSE(table_.agree(year, {0, 2}));
  EXPECT_TRUE(table_.agree(month, {0, 1}));
  EXPECT_EQ(table_.key(month, 3), 0U) << "no month known";
  EXPECT_TRUE(table_.agree(day, {0, 2}));
  EXPECT_FALSE(table_.agree(day, {0, 1}));
}

TEST_F(KeyTables, nulls_agree_with_nothing) {
  const uint16_t whole = table_.add({"family_name", KeyCut::whole, 0});
  const uint16_t words = table_.add({"telephone", KeyCut::each_word, 0});
  EXPECT_FALSE(table_.agree(whole, {3, 3}));
  EXPECT_FALSE(table_.agree(words, {3, 3}));
  EXPECT_EQ(table_.key(whole, 3), 0U);
  EXPECT_EQ(table_.key(words, 3), 0U);
}

TEST_F(KeyTables, each_word_gives_a_row_a_key_a_word) {
  const uint16_t words = table_.add({"telephone", KeyCut::each_word, 0});
  const pairs::RuleKeys keys = table_.keys({words});
  EXPECT_EQ(keys.offsets, (std::vector<uint32_t>{0, 2, 3, 4, 4, 6}));
  EXPECT_TRUE(table_.agree(words, {0, 1}));
  EXPECT_TRUE(table_.agree(words, {0, 4}));
  EXPECT_FALSE(table_.agree(words, {1, 4}));
  EXPECT_EQ(keys.keys[2], keys.keys[1] == keys.keys[2] ? keys.keys[1] : keys.keys[0]);
}

TEST_F(KeyTables, a_rule_holds_where_all_parts_do) {
  const uint16_t letters = table_.add({"family_name", KeyCut::first_letters, 4});
  const uint16_t month = table_.add({"birth_date", KeyCut::month, 0});
  const pairs::RuleKeys keys = table_.keys({letters, month});
  ASSERT_EQ(keys.keys.size(), kRows.size());
  EXPECT_EQ(keys.keys[0], keys.keys[1]);
  EXPECT_NE(keys.keys[0], keys.keys[2]);
  EXPECT_EQ(keys.keys[3], 0U);
  EXPECT_EQ(keys.keys[4], 0U);
  EXPECT_TRUE(table_.agree(PartList{letters, month}, {0, 1}));
  EXPECT_FALSE(table_.agree(PartList{letters, month}, {0, 2}));
}

TEST_F(KeyTables, a_part_is_prepared_once) {
  const uint16_t first = table_.add({"family_name", KeyCut::first_letters, 4});
  EXPECT_EQ(table_.add({"family_name", KeyCut::first_letters, 4}), first);
  EXPECT_NE(table_.add({"family_name", KeyCut::first_letters, 3}), first);
  EXPECT_EQ(table_.part_count(), 2U);
  EXPECT_EQ(table_.column_of(first), 0);
}

TEST_F(KeyTables, a_missing_column_is_named) {
  try {
    table_.add({"surname", KeyCut::whole, 0});
    FAIL() << "the column is not there";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::model_invalid);
    EXPECT_NE(std::string(error.what()).find("surname"), std::string::npos);
  }
}

}  // namespace
}  // namespace newlyn::linkage
