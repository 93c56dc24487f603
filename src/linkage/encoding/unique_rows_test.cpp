// SPDX-License-Identifier: MIT
// Equal records share a row, and rows stand in an order that content alone decides.
#include "linkage/encoding/unique_rows.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

const std::vector<std::string> kNames = {"family_name", "town"};

/// The text of every row and the records it stands for.
TextRows contents(const UniqueRows& rows) {
  TextRows texts;
  for (uint32_t row = 0; row < rows.columns.row_count; ++row) {
    auto& text = texts.emplace_back();
    for (const pairs::PairColumn& column : rows.columns.columns) {
      text.emplace_back(column.values[column.codes[row]]);
    }
    text.push_back(std::to_string(rows.records_of(row).size()));
  }
  return texts;
}

UniqueRows unique(const TextRows& rows, const LinkRequest& request = {},
                  const std::vector<uint32_t>& sources = {}) {
  LinkInput input = make_input(kNames, rows);
  if (!sources.empty()) input.source_of_record = sources;
  return make_unique_rows(input, request);
}

TEST(unique_rows, equal_records_share_a_row) {
  const UniqueRows rows =
      unique({{"kim", "x"}, {"lee", "x"}, {"kim", "x"}, {"kim", ""}, {"kim", "x"}});
  ASSERT_EQ(rows.columns.row_count, 3U);
  EXPECT_EQ(rows.columns.record_count, 5U);
  const uint32_t shared = rows.row_of_record[0];
  EXPECT_EQ(rows.row_of_record[2], shared);
  EXPECT_EQ(rows.row_of_record[4], shared);
  EXPECT_NE(rows.row_of_record[1], shared);
  EXPECT_NE(rows.row_of_record[3], shared);
  const auto records = rows.records_of(shared);
  EXPECT_EQ(std::vector<uint32_t>(records.begin(), records.end()),
            (std::vector<uint32_t>{0, 2, 4}));
  EXPECT_TRUE(rows.source_of_row.empty());
}

TEST(unique_rows, counts_are_of_records_not_of_rows) {
  const UniqueRows rows = unique({{"kim", "x"}, {"kim", "x"}, {"kim", "y"}, {"lee", ""}});
  const pairs::PairColumn& family = rows.columns.columns[0];
  const auto kim = family.codes[rows.row_of_record[0]];
  EXPECT_EQ(family.counts[kim], 3U);
  EXPECT_EQ(rows.columns.columns[1].counts[0], 1U);
  EXPECT_EQ(rows.columns.code(rows.row_of_record[3], 1), record::kNullCode);
}

TEST(unique_rows, values_in_other_columns_are_other_records) {
  EXPECT_EQ(unique({{"kim", ""}, {"", "kim"}}).columns.row_count, 2U);
  EXPECT_EQ(unique({{"", ""}, {"", ""}}).columns.row_count, 1U);
}

TEST(unique_rows, sources_are_kept_apart_where_pairs_go_across) {
  LinkRequest request;
  request.across_only = true;
  const UniqueRows rows = unique({{"kim", "x"}, {"kim", "x"}, {"kim", "x"}}, request, {0, 1, 1});
  ASSERT_EQ(rows.columns.row_count, 2U);
  EXPECT_EQ(rows.source_of_row, (std::vector<uint32_t>{0, 1}));
}

TEST(unique_rows, one_to_one_keeps_every_record_apart) {
  LinkRequest request;
  request.one_to_one = true;
  const UniqueRows rows = unique({{"kim", "x"}, {"kim", "x"}, {"kim", "x"}}, request, {0, 1, 1});
  EXPECT_EQ(rows.columns.row_count, 3U);
}

TEST(unique_rows, no_records_and_no_columns) {
  EXPECT_EQ(unique({}).columns.row_count, 0U);
  LinkInput input = make_input({}, TextRows(3));
  const UniqueRows rows = make_unique_rows(input, {});
  EXPECT_EQ(rows.columns.row_count, 1U);
  EXPECT_EQ(rows.records_of(0).size(), 3U);
}

TEST(unique_rows, order_follows_content_whatever_the_order_of_records) {
  EXPECT_TRUE(rc::check([] {
    const auto word = rc::gen::element<std::string>("", "kim", "lee", "ana", "bo");
    TextRows rows =
        *rc::gen::container<TextRows>(rc::gen::container<std::vector<std::string>>(2, word));
    const TextRows expected = contents(unique(rows));
    // Rotating and reversing reach any neighbourhood of the records.
    std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 3),
                rows.end());
    RC_ASSERT(contents(unique(rows)) == expected);
    std::reverse(rows.begin(), rows.end());
    RC_ASSERT(contents(unique(rows)) == expected);
  }));
}

}  // namespace
}  // namespace newlyn::linkage
