// SPDX-License-Identifier: MIT
// What goes into a column comes out again, nulls are code 0, and equal texts share a code.
#include "record/text_column.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <numeric>
#include <set>
#include <string>

namespace newlyn::record {
namespace {

using Texts = std::vector<std::string>;

TextColumn column_of(const Texts& texts) {
  TextColumnBuilder builder("column");
  for (const std::string& text : texts) builder.add(text);
  return builder.finish();
}

/// Texts that repeat, and hold any byte, NUL included.
rc::Gen<Texts> some_texts() {
  const auto letter =
      rc::gen::oneOf(rc::gen::element('a', 'b', '\0', '\xff', ' '), rc::gen::arbitrary<char>());
  return rc::gen::container<Texts>(rc::gen::container<std::string>(letter));
}

TEST(text_column, texts_come_back_row_by_row) {
  EXPECT_TRUE(rc::check("the texts of the rows are those added", [] {
    const Texts texts = *some_texts();
    const TextColumn column = column_of(texts);
    RC_ASSERT(column.row_count() == texts.size());
    for (size_t row = 0; row < texts.size(); ++row) RC_ASSERT(column.text(row) == texts[row]);
  }));
}

TEST(text_column, codes_are_equal_exactly_when_the_texts_are) {
  EXPECT_TRUE(rc::check("one code a distinct text, 0 only for the empty one", [] {
    const Texts texts = *some_texts();
    const TextColumn column = column_of(texts);
    std::map<std::string, ValueCode> code_of;
    for (size_t row = 0; row < texts.size(); ++row) {
      const auto [place, added] = code_of.emplace(texts[row], column.codes[row]);
      RC_ASSERT(place->second == column.codes[row]);
      RC_ASSERT((column.codes[row] == kNullCode) == texts[row].empty());
    }
    std::set<ValueCode> codes;
    for (const auto& [text, code] : code_of) codes.insert(code);
    RC_ASSERT(codes.size() == code_of.size());
  }));
}

TEST(text_column, codes_run_from_one_in_the_order_of_first_appearance) {
  const TextColumn column = column_of({"b", "", "a", "b", "c"});
  EXPECT_EQ(column.codes, (std::vector<ValueCode>{1, 0, 2, 1, 3}));
  EXPECT_EQ(column.values.value_count(), 3U);
  EXPECT_EQ(column.values[1], "b");
  EXPECT_EQ(column.values[3], "c");
}

TEST(text_column, counts_add_up_to_the_rows) {
  EXPECT_TRUE(rc::check("counts[code] is how many rows hold the code", [] {
    const Texts texts = *some_texts();
    const TextColumn column = column_of(texts);
    const std::vector<uint32_t> counts = column.counts();
    RC_ASSERT(counts.size() == column.values.value_count() + 1);
    RC_ASSERT(std::accumulate(counts.begin(), counts.end(), size_t{0}) == texts.size());
    for (ValueCode code = 0; code < counts.size(); ++code) {
      const auto held = std::count(texts.begin(), texts.end(), column.values[code]);
      RC_ASSERT(counts[code] == static_cast<size_t>(held));
      RC_ASSERT(code == kNullCode || counts[code] >= 1U);
    }
  }));
}

TEST(text_column, an_empty_text_and_a_null_are_the_same) {
  TextColumnBuilder builder("column");
  builder.add("");
  builder.add_null();
  builder.add(std::string_view());
  const TextColumn column = builder.finish();
  EXPECT_EQ(column.codes, (std::vector<ValueCode>{kNullCode, kNullCode, kNullCode}));
  EXPECT_EQ(column.values.value_count(), 0U);
  EXPECT_EQ(column.values[kNullCode], "");
  EXPECT_EQ(column.counts(), (std::vector<uint32_t>{3}));
}

TEST(text_column, a_column_without_rows_counts_no_nulls) {
  TextColumnBuilder builder("name of the column");
  builder.reserve(100);
  const TextColumn column = builder.finish();
  EXPECT_EQ(column.name, "name of the column");
  EXPECT_EQ(column.row_count(), 0U);
  EXPECT_EQ(column.counts(), (std::vector<uint32_t>{0}));
}

TEST(text_column, a_nul_byte_is_a_letter_like_others) {
  const std::string one("a\0", 2);
  const std::string two("a\0\0", 3);
  const TextColumn column = column_of({one, "a", two, std::string(1, '\0')});
  EXPECT_EQ(column.codes, (std::vector<ValueCode>{1, 2, 3, 4}));
  EXPECT_EQ(column.text(0), one);
  EXPECT_EQ(column.text(2), two);
}

TEST(text_column, an_index_that_grows_keeps_every_code) {
  ValueIndex index;
  constexpr ValueCode kValues = 20'000;
  for (ValueCode code = 1; code <= kValues; ++code) {
    ASSERT_EQ(index.code_of("value " + std::to_string(code)), code);
  }
  EXPECT_EQ(index.values().value_count(), kValues);
  for (ValueCode code = 1; code <= kValues; ++code) {
    ASSERT_EQ(index.find("value " + std::to_string(code)), code);
    ASSERT_EQ(index.code_of("value " + std::to_string(code)), code);
  }
  EXPECT_EQ(index.find("value 0"), kNullCode);
  EXPECT_EQ(index.find(""), kNullCode);
}

TEST(text_column, looking_for_a_text_does_not_add_it) {
  ValueIndex index;
  EXPECT_EQ(index.find("a"), kNullCode);
  EXPECT_EQ(index.values().value_count(), 0U);
  EXPECT_EQ(index.code_of("a"), 1U);
  EXPECT_EQ(index.find("a"), 1U);
}

TEST(text_column, an_index_whose_values_were_taken_starts_again) {
  ValueIndex index;
  for (int i = 0; i < 200; ++i) index.code_of(std::to_string(i));
  const ValueSet taken = index.take();
  EXPECT_EQ(taken.value_count(), 200U);
  EXPECT_EQ(taken[200], "199");
  EXPECT_EQ(index.values().value_count(), 0U);
  EXPECT_EQ(index.find("7"), kNullCode);
  EXPECT_EQ(index.code_of("7"), 1U);
  EXPECT_EQ(index.values()[1], "7");
}

TEST(text_column, appending_to_a_set_does_not_look_for_equal_texts) {
  ValueSet values;
  EXPECT_EQ(values.append("a"), 1U);
  EXPECT_EQ(values.append("a"), 2U);
  EXPECT_EQ(values.append(""), 3U);
  EXPECT_EQ(values.append(values[1]), 4U);
  EXPECT_EQ(values.value_count(), 4U);
  EXPECT_EQ(values[3], "");
  EXPECT_EQ(values[4], "a");
  EXPECT_EQ(values[kNullCode], "");
}

TEST(text_column, long_values_are_kept_whole_and_their_memory_is_told) {
  const std::string text(3'000'000, 'x');
  const TextColumn column = column_of({text, text + "y", text});
  EXPECT_EQ(column.codes, (std::vector<ValueCode>{1, 2, 1}));
  EXPECT_EQ(column.text(1).size(), text.size() + 1);
  EXPECT_GE(column.values.memory_bytes(), 2 * text.size());
}

}  // namespace
}  // namespace newlyn::record
