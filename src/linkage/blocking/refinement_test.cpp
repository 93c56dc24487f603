// SPDX-License-Identifier: MIT
// Giant blocks are split by what else rows agree on; rows that cannot be split are counted.
#include "linkage/blocking/refinement.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

/// How many rows have no key at all.
size_t keyless_rows(const pairs::RuleKeys& keys, size_t row_count) {
  size_t count = 0;
  for (size_t row = 0; row < row_count; ++row) {
    bool any = false;
    const size_t from = keys.offsets.empty() ? row : keys.offsets[row];
    const size_t to = keys.offsets.empty() ? row + 1 : keys.offsets[row + 1];
    for (size_t i = from; i < to; ++i) any |= keys.keys[i] != 0;
    count += any ? 0 : 1;
  }
  return count;
}

struct Refined {
  uint64_t left_out = 0;
  pairs::RuleKeys keys;
  pairs::BlockSizes sizes;
};

Refined refine(const TextRows& rows, uint32_t rows_max) {
  pairs::PairColumns columns = make_columns({"family_name", "town", "note"}, rows);
  KeyTable table(columns);
  std::vector<uint16_t> parts;
  for (const char* name : {"family_name", "town", "note"}) {
    parts.push_back(table.add({name, KeyCut::whole, 0}));
  }
  Refined refined;
  refined.keys = table.keys({parts[0]});
  refined.left_out = refine_large_blocks(refined.keys, {parts[0]}, {table, parts, rows_max});
  refined.sizes = pairs::RuleBlocks(refined.keys, {}).sizes();
  return refined;
}

TEST(refinement, small_blocks_stay_as_they_are) {
  const Refined refined = refine({{"kim", "a", ""}, {"kim", "b", ""}, {"lee", "a", ""}}, 2);
  EXPECT_EQ(refined.left_out, 0U);
  EXPECT_TRUE(refined.keys.offsets.empty());
  EXPECT_EQ(refined.sizes.pair_count, 1U);
}

TEST(refinement, a_giant_block_is_split_by_another_column) {
  TextRows rows;
  for (int i = 0; i < 100; ++i) rows.push_back({"smith", "town " + std::to_string(i / 5), ""});
  rows.push_back({"lee", "elsewhere", ""});
  rows.push_back({"lee", "somewhere", ""});
  rows.push_back({"", "town 1", ""});
  const Refined refined = refine(rows, 10);
  EXPECT_EQ(refined.left_out, 0U);
  EXPECT_EQ(refined.sizes.largest, 5U);
  // Twenty towns of five Smiths each, and the one pair of Lees, which was small enough.
  EXPECT_EQ(refined.sizes.pair_count, 20 * 10 + 1U);
  EXPECT_EQ(keyless_rows(refined.keys, rows.size()), 1U) << "the row without a name";
}

TEST(refinement, rows_in_blocks_still_too_large_are_counted_and_lose_their_key) {
  TextRows rows;
  for (int i = 0; i < 60; ++i)
    rows.push_back({"smith", i < 40 ? "big" : "t" + std::to_string(i / 4), ""});
  const Refined refined = refine(rows, 10);
  EXPECT_EQ(refined.left_out, 40U);
  EXPECT_LE(refined.sizes.largest, 10U);
  EXPECT_EQ(keyless_rows(refined.keys, rows.size()), 40U);
}

TEST(refinement, rows_with_nothing_to_split_them_by_are_counted) {
  TextRows rows(50, {"smith", "", ""});
  for (int i = 0; i < 10; ++i) rows.push_back({"smith", "t" + std::to_string(i / 2), ""});
  const Refined refined = refine(rows, 20);
  EXPECT_EQ(refined.left_out, 50U);
  const Refined all_equal = refine(TextRows(50, {"smith", "", ""}), 20);
  EXPECT_EQ(all_equal.left_out, 50U);
  EXPECT_EQ(all_equal.sizes.pair_count, 0U);
}

TEST(refinement, a_pair_stays_together_when_any_finer_part_agrees) {
  TextRows rows;
  for (int i = 0; i < 40; ++i) {
    // Towns differ inside each pair of neighbours; notes agree.
    rows.push_back({"smith", "t" + std::to_string(i % 20), "n" + std::to_string(i / 2)});
  }
  const Refined refined = refine(rows, 10);
  EXPECT_EQ(refined.left_out, 0U);
  const pairs::RuleBlocks blocks(refined.keys, {});
  EXPECT_NE(blocks.shared_block(0, 1), 0U) << "one note";
  EXPECT_NE(blocks.shared_block(0, 20), 0U) << "one town";
  EXPECT_EQ(blocks.shared_block(0, 2), 0U);
}

TEST(refinement, a_word_that_all_rows_hold_is_dropped_and_counted) {
  TextRows rows;
  for (int i = 0; i < 30; ++i) rows.push_back({"ltd w" + std::to_string(i / 2)});
  pairs::PairColumns columns = make_columns({"organisation_name"}, rows);
  KeyTable table(columns);
  const uint16_t words = table.add({"organisation_name", KeyCut::each_word, 0});
  const std::vector<uint16_t> parts = {words};
  pairs::RuleKeys keys = table.keys({words});
  EXPECT_EQ(refine_large_blocks(keys, {words}, {table, parts, 10}), 30U);
  const pairs::RuleBlocks blocks(keys, {});
  EXPECT_EQ(blocks.sizes().pair_count, 15U);
}

}  // namespace
}  // namespace newlyn::linkage
