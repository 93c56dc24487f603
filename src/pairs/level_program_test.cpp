// SPDX-License-Identifier: MIT
// Compiled comparisons against the general evaluator on random trees of conditions and numbers.
#include "pairs/level_program.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "base/random.h"
#include "pairs/condition_evaluator.h"
#include "pairs/testing/text_columns.h"

namespace newlyn::pairs {
namespace {

constexpr uint16_t kColumns = 3;
constexpr Row kRows = 7;

Condition random_condition(Random& random, int depth);

uint16_t random_column(Random& random) { return static_cast<uint16_t>(random.below(kColumns)); }

Feature random_feature(Random& random) {
  constexpr std::array kMeasures = {
      Measure::equal,
      Measure::levenshtein,
      Measure::damerau_levenshtein,
      Measure::one_edit,
      Measure::jaro,
      Measure::jaro_winkler,
      Measure::same_initial,
      Measure::length_difference,
      Measure::text_order,
  };
  return {kMeasures[random.below(kMeasures.size())], random_column(random), random_column(random),
          random.below(2) == 0};
}

Number random_number(Random& random, int depth) {
  constexpr std::array kOfOne = {Number::Kind::absolute, Number::Kind::negate, Number::Kind::sine,
                                 Number::Kind::radians, Number::Kind::to_float};
  constexpr std::array kOfTwo = {Number::Kind::add,      Number::Kind::subtract,
                                 Number::Kind::multiply, Number::Kind::divide,
                                 Number::Kind::least,    Number::Kind::greatest};
  Number number;
  const uint64_t kind = random.below(depth > 0 ? 8 : 3);
  if (kind == 0) {
    number.constant = static_cast<double>(random.below(5)) - 1;
  } else if (kind == 1) {
    number.kind = Number::Kind::value;
    number.operand = {random.below(2) == 0, random_column(random)};
  } else if (kind == 2) {
    number.kind = Number::Kind::measure;
    number.feature = random_feature(random);
  } else if (kind == 3) {
    number.kind = kOfOne[random.below(kOfOne.size())];
    number.parts = {random_number(random, depth - 1)};
  } else if (kind == 7) {
    // How far the numbers of two values lie apart, which is a test of its own.
    const bool from_right = random.below(2) == 0;
    number.kind = Number::Kind::absolute;
    Number& difference = number.parts.emplace_back();
    difference.kind = Number::Kind::subtract;
    for (const bool of_right : {from_right, !from_right}) {
      Number& value = difference.parts.emplace_back();
      value.kind = Number::Kind::value;
      value.operand = {of_right, random_column(random)};
    }
  } else if (kind < 6) {
    number.kind = kOfTwo[random.below(kOfTwo.size())];
    const uint64_t parts = 2 + random.below(2);
    for (uint64_t i = 0; i < parts; ++i) number.parts.push_back(random_number(random, depth - 1));
  } else {
    number.kind = Number::Kind::choose;
    const uint64_t branches = 1 + random.below(2);
    for (uint64_t i = 0; i < branches; ++i) {
      number.when.push_back(random_condition(random, depth - 1));
      number.parts.push_back(random_number(random, depth - 1));
    }
    number.parts.push_back(random_number(random, depth - 1));
  }
  return number;
}

Condition random_parts(Random& random, int depth) {
  std::vector<Condition> parts;
  const uint64_t count = random.below(4);
  for (uint64_t i = 0; i < count; ++i) parts.push_back(random_condition(random, depth - 1));
  return random.below(2) == 0 ? Condition::all_of(std::move(parts))
                              : Condition::any_of(std::move(parts));
}

Condition random_condition(Random& random, int depth) {
  constexpr std::array kOrders = {Condition::Kind::less, Condition::Kind::less_or_equal,
                                  Condition::Kind::equal_numbers};
  const uint64_t kind = random.below(depth > 0 ? 11 : 8);
  const double bound = static_cast<double>(random.below(7)) / 4;
  switch (kind) {
    case 0:
      return Condition::at_least(random_feature(random), bound);
    case 1:
      return Condition::at_most(random_feature(random), bound * 2);
    case 2:
      return Condition::either_null(random_column(random));
    case 3:
      return Condition::is_null({random.below(2) == 0, random_column(random)});
    case 4:
      return Condition::is_true({random.below(2) == 0, random_column(random)});
    case 5:
      return Condition::value_is({random.below(2) == 0, random_column(random)},
                                 short_value(random));
    case 6:
      return Condition::value_above({random.below(2) == 0, random_column(random)},
                                    short_value(random));
    case 7:
    case 8:
      return Condition::compare(kOrders[random.below(kOrders.size())],
                                random_number(random, depth - 1), random_number(random, depth - 1));
    case 9:
      return Condition::negated(random_condition(random, depth - 1));
    default:
      return random_parts(random, depth);
  }
}

PairColumns random_columns(Random& random) {
  std::vector<std::vector<std::string>> texts(kColumns);
  for (auto& column : texts) {
    for (Row row = 0; row < kRows; ++row) column.push_back(short_value(random));
  }
  PairColumns columns = columns_of(texts);
  for (PairColumn& column : columns.columns) {
    column.numbers.resize(column.values.value_count() + 1);
    for (double& number : column.numbers) number = static_cast<double>(random.below(4)) - 1;
  }
  return columns;
}

/// The first level that the general evaluator says holds.
uint8_t level_by_list(const Comparison& comparison, ConditionEvaluator& evaluator, RowPair pair) {
  for (size_t level = 0; level < comparison.levels.size(); ++level) {
    Truth truth{};
    evaluator.answer(comparison.levels[level].condition, {&pair, 1}, {&truth, 1});
    if (truth == Truth::yes) return static_cast<uint8_t>(level);
  }
  return static_cast<uint8_t>(comparison.levels.size() - 1);
}

TEST(level_program, levels_are_those_of_the_general_evaluator) {
  EXPECT_TRUE(rc::check("random trees over every pair of rows, twice", [] {
    Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
    const PairColumns columns = random_columns(random);
    for (int model = 0; model < 20; ++model) {
      Comparison comparison;
      const uint64_t levels = 1 + random.below(4);
      for (uint64_t i = 0; i < levels; ++i) {
        comparison.levels.emplace_back().condition = random_condition(random, 3);
      }
      comparison.levels.emplace_back();
      PreparedValues values(columns);
      const auto program = LevelProgram::compile(comparison, columns, values);
      RC_ASSERT(program.has_value());
      MeasureMemory memory = program->new_memory();
      const std::vector<Feature> remembered;
      const std::vector<std::shared_ptr<ForeignCondition>> foreign;
      ConditionEvaluator evaluator(columns, {remembered, foreign});
      for (Row step = 0; step < 2 * kRows * kRows; ++step) {
        const RowPair pair{step / kRows % kRows, step % kRows};
        const CodePair codes{&columns.codes_by_row[pair.left * columns.row_stride],
                             &columns.codes_by_row[pair.right * columns.row_stride]};
        RC_ASSERT(program->level(codes, memory) == level_by_list(comparison, evaluator, pair));
      }
    }
  }));
}

TEST(level_program, what_is_answered_elsewhere_is_not_compiled) {
  const PairColumns columns = columns_of({{"ames", "bell"}});
  PreparedValues values(columns);
  Comparison comparison;
  comparison.levels.resize(2);
  comparison.levels[0].condition = Condition::foreign(0);
  EXPECT_FALSE(LevelProgram::compile(comparison, columns, values).has_value());
  comparison.levels[0].condition =
      Condition::negated(Condition::all_of({Condition::equal(0), Condition::foreign(0)}));
  EXPECT_FALSE(LevelProgram::compile(comparison, columns, values).has_value());
}

TEST(level_program, levels_of_equal_values_and_nulls_are_foreseen) {
  const PairColumns columns = columns_of({{"ames", "bell"}, {"ames", "cole"}});
  PreparedValues values(columns);
  Comparison comparison;
  comparison.depends_on = 0;
  comparison.levels.resize(4);
  comparison.levels[0].condition = Condition::either_null(0);
  comparison.levels[1].condition = Condition::equal(0);
  comparison.levels[2].condition = Condition::at_most({Measure::levenshtein, 0, 0}, 1);
  const auto plain = LevelProgram::compile(comparison, columns, values);
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->foreseen().equal, 1);
  EXPECT_EQ(plain->foreseen().left_null, 0);
  EXPECT_EQ(plain->foreseen().right_null, 0);
  EXPECT_EQ(plain->foreseen().both_null, 0);
  EXPECT_EQ(plain->foreseen().unequal, std::nullopt);
  // Between equal values lies no edit.
  std::swap(comparison.levels[1].condition, comparison.levels[2].condition);
  EXPECT_EQ(LevelProgram::compile(comparison, columns, values)->foreseen().equal, 1);
  // What depends on the value is not known beforehand.
  comparison.levels[1].condition = Condition::at_least({Measure::begins_with, 0, 0}, 1);
  const auto late = LevelProgram::compile(comparison, columns, values);
  EXPECT_EQ(late->foreseen().equal, std::nullopt);
  EXPECT_EQ(late->foreseen().both_null, 0);
  // Of a column made from the one that outcomes depend on nothing is known...
  comparison.levels[1].condition = Condition::equal(1);
  const auto derived = LevelProgram::compile(comparison, columns, values);
  EXPECT_EQ(derived->foreseen().equal, std::nullopt);
  EXPECT_EQ(derived->foreseen().left_null, 0);
}

TEST(level_program, values_that_only_can_be_equal_are_foreseen_where_they_are_not) {
  const PairColumns columns = columns_of({{"ames", "bell"}});
  PreparedValues values(columns);
  Comparison comparison;
  comparison.depends_on = 0;
  comparison.levels.resize(3);
  comparison.levels[0].condition = Condition::either_null(0);
  comparison.levels[1].condition = Condition::equal(0);
  EXPECT_EQ(LevelProgram::compile(comparison, columns, values)->foreseen().unequal, 2);
}

TEST(level_program, what_is_foreseen_is_what_comes_out) {
  EXPECT_TRUE(rc::check("random trees over copies of one column", [] {
    Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
    std::vector<std::string> texts;
    for (Row row = 0; row < kRows; ++row) texts.push_back(short_value(random));
    PairColumns columns = columns_of({texts, texts, texts});
    for (PairColumn& column : columns.columns) {
      for (size_t code = 0; code <= column.values.value_count(); ++code) {
        column.numbers.push_back(static_cast<double>(random.below(4)) - 1);
      }
    }
    for (int model = 0; model < 20; ++model) {
      Comparison comparison;
      comparison.depends_on = 0;
      comparison.levels.resize(2 + random.below(3));
      for (size_t level = 0; level + 1 < comparison.levels.size(); ++level) {
        comparison.levels[level].condition = random_condition(random, 2);
      }
      PreparedValues values(columns);
      const auto program = LevelProgram::compile(comparison, columns, values);
      MeasureMemory memory = program->new_memory();
      for (Row step = 0; step < kRows * kRows; ++step) {
        const record::ValueCode* left = &columns.codes_by_row[step / kRows * columns.row_stride];
        const record::ValueCode* right = &columns.codes_by_row[step % kRows * columns.row_stride];
        const ForeseenLevels& foreseen = program->foreseen();
        std::optional<uint8_t> level = left[0] == right[0] ? foreseen.equal : foreseen.unequal;
        if (left[0] == record::kNullCode) level = foreseen.left_null;
        if (right[0] == record::kNullCode) level = foreseen.right_null;
        if (left[0] == record::kNullCode && right[0] == record::kNullCode) {
          level = foreseen.both_null;
        }
        if (!level) continue;
        RC_ASSERT(*level == program->level({left, right}, memory));
      }
    }
  }));
}

TEST(level_program, a_made_column_is_null_as_its_own_one_or_not) {
  Comparison comparison;
  comparison.depends_on = 0;
  comparison.levels.resize(3);
  comparison.levels[0].condition =
      Condition::any_of({Condition::is_null({false, 1}), Condition::is_null({true, 1})});
  comparison.levels[1].condition = Condition::equal(0);
  const PairColumns alike = columns_of({{"ames", "", "bell"}, {"a", "", "b"}});
  PreparedValues alike_values(alike);
  const auto known = LevelProgram::compile(comparison, alike, alike_values);
  EXPECT_EQ(known->foreseen().equal, 1);
  EXPECT_EQ(known->foreseen().left_null, 0);
  const PairColumns unlike = columns_of({{"ames", "", "bell"}, {"a", "", ""}});
  PreparedValues unlike_values(unlike);
  const auto unknown = LevelProgram::compile(comparison, unlike, unlike_values);
  EXPECT_EQ(unknown->foreseen().equal, std::nullopt);
  EXPECT_EQ(unknown->foreseen().left_null, std::nullopt);
}

}  // namespace
}  // namespace newlyn::pairs
