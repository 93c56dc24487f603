// SPDX-License-Identifier: MIT
// What a small tradition of names teaches, and what it does not.
#include "linkage/training/name_classes.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace newlyn::linkage {
namespace {

pairs::PairColumn column_of(const std::string& name, const std::vector<std::string>& values) {
  record::ValueIndex index;
  pairs::PairColumn column;
  column.name = name;
  for (const std::string& value : values) column.codes.push_back(index.code_of(value));
  column.values = index.take();
  column.counts.assign(column.values.value_count() + 1, 1);
  return column;
}

/// People of two traditions, the second of one in ten; each person has a row of his own.
pairs::PairColumns two_traditions(size_t people) {
  Random random(7);
  std::vector<std::string> given;
  std::vector<std::string> family;
  for (size_t i = 0; i < people; ++i) {
    const std::string tradition = i % 10 == 0 ? "b" : "a";
    given.push_back(tradition + std::to_string(random.below(150)));
    family.push_back(tradition + std::to_string(random.below(200)));
  }
  pairs::PairColumns columns;
  columns.row_count = columns.record_count = people;
  columns.columns.push_back(column_of("given_name", given));
  columns.columns.push_back(column_of("family_name", family));
  return columns;
}

record::ValueCode code_of(const pairs::PairColumn& column, const std::string& value) {
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    if (column.values[code] == value) return code;
  }
  return 0;
}

double bits(const pairs::PairColumns& columns, const std::string& given,
            const std::string& family) {
  const auto classes = learn_name_classes(columns);
  return association_of(*classes, "family_name", columns)
      ->bits(code_of(columns.columns[1], family), code_of(columns.columns[0], given));
}

TEST(name_classes, names_of_a_small_tradition_count_for_less_together) {
  const pairs::PairColumns columns = two_traditions(20'000);
  EXPECT_GT(bits(columns, "b3", "b7"), 1.5);
  EXPECT_LT(bits(columns, "a3", "a7"), 1);
  EXPECT_LT(bits(columns, "a3", "b7"), 0.5);
}

TEST(name_classes, a_middle_name_of_a_small_tradition_counts_for_less_with_its_given_names) {
  pairs::PairColumns columns = two_traditions(20'000);
  std::vector<std::string> middle;
  Random random(5);
  for (size_t row = 0; row < columns.row_count; ++row) {
    const bool small = columns.columns[0].values[columns.columns[0].codes[row]].starts_with('b');
    middle.push_back(small ? "kaur" : "m" + std::to_string(random.below(50)));
  }
  columns.columns.push_back(column_of("middle_name", middle));
  const auto classes = learn_name_classes(columns);
  const auto association = association_of(*classes, "middle_name", columns);
  const auto of = [&](const std::string& name, const std::string& given) {
    return association->bits(code_of(columns.columns[2], name), code_of(columns.columns[0], given));
  };
  EXPECT_GT(of("kaur", "b3"), 1.5);
  EXPECT_LT(of("m7", "a3"), 1);
}

TEST(name_classes, two_words_of_one_name_count_once) {
  pairs::PairColumns columns = two_traditions(20'000);
  std::vector<std::string> middle;
  Random random(11);
  for (size_t row = 0; row < columns.row_count; ++row) {
    // "a5" is half a name in one person of two: "a5 mei".
    const bool half = columns.columns[0].values[columns.columns[0].codes[row]] == "a5";
    const std::string other = "m" + std::to_string(random.below(300));
    middle.push_back(half && random.below(2) == 0 ? "mei " + other : other);
  }
  columns.columns.push_back(column_of("middle_name", middle));
  const auto classes = learn_name_classes(columns);
  ASSERT_EQ(classes->together.find("a5 mei").size(), 1u);
  const auto association = association_of(*classes, "middle_name", columns);
  const auto code = [&](size_t column, const std::string& value) {
    return code_of(columns.columns[column], value);
  };
  const auto row_of_half = std::find_if(middle.begin(), middle.end(), [](const std::string& text) {
    return text.starts_with("mei ");
  });
  EXPECT_GT(association->bits(code(2, *row_of_half), code(0, "a5")), 4);
  EXPECT_LT(association->bits(code(2, "m7"), code(0, "a6")), 1);
}

TEST(name_classes, where_names_know_nothing_of_each_other_nothing_is_taken_off) {
  Random random(3);
  std::vector<std::string> given;
  std::vector<std::string> family;
  for (size_t i = 0; i < 20'000; ++i) {
    given.push_back(std::to_string(random.below(200)));
    family.push_back(std::to_string(random.below(400)));
  }
  pairs::PairColumns columns;
  columns.row_count = columns.record_count = given.size();
  columns.columns.push_back(column_of("given_name", given));
  columns.columns.push_back(column_of("family_name", family));
  EXPECT_LT(bits(columns, "17", "23"), 0.7);
}

TEST(name_classes, few_names_teach_nothing) {
  EXPECT_EQ(learn_name_classes(two_traditions(100)), nullptr);
}

TEST(name_classes, without_one_of_the_columns_there_are_none) {
  pairs::PairColumns columns = two_traditions(20'000);
  columns.columns.pop_back();
  EXPECT_EQ(learn_name_classes(columns), nullptr);
}

}  // namespace
}  // namespace newlyn::linkage
