// SPDX-License-Identifier: MIT
// Comparisons as plain values: measures over columns, conditions over measures, levels in order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pairs/association.h"
#include "pairs/pair_columns.h"

namespace newlyn::pairs {

/// How two values are measured against each other.
enum class Measure : uint8_t {
  equal,                // 1 when both are the same value
  levenshtein,          // edits
  damerau_levenshtein,  // edits, swaps counted once
  one_edit,             // 1 when at most one edit or swap apart
  jaro,                 // similarity 0 to 1
  jaro_winkler,         // similarity 0 to 1
  jaccard,              // share of distinct letters, 0 to 1
  token_share,          // weighed share of common words, 0 to 1
  token_any,            // 1 when one word is common
  date_distance,        // 0 to 6, see date_distance()
  same_initial,         // 1 when one is a single letter and the other begins with it
  begins_with,          // 1 when one, of three letters or more, begins the other
  length_difference,    // difference of lengths in bytes
  text_order,           // -1, 0 or 1: order of the bytes
  common_elements,      // how many distinct elements two lists have in common
};

/// One measure between column `left` of the left row and column `right` of the right row.
/// `flipped`: the right row's value is the first argument of a measure whose arguments are not
/// alike.
struct Feature {
  Measure measure = Measure::equal;
  uint16_t left = 0;
  uint16_t right = 0;
  bool flipped = false;
  bool operator==(const Feature&) const = default;
};

/// The value that one of the two rows has in a column.
struct Operand {
  bool of_right = false;
  uint16_t column = 0;
  bool operator==(const Operand&) const = default;
};

/// The answer of a condition, as in SQL.
enum class Truth : uint8_t { no, yes, unknown };

/// Marks a condition whose measure is too cheap to be remembered.
inline constexpr uint16_t kNoMemory = 0xFFFF;

struct Condition;

/// A number worked out from a pair of rows: a tree of arithmetic in double precision. A null
/// operand makes the answer null, except for least and greatest, which pass over nulls.
struct Number {
  enum class Kind : uint8_t {
    constant,
    value,    // PairColumn::numbers of `operand`
    measure,  // of `feature`
    add,
    subtract,
    multiply,
    divide,
    absolute,
    negate,
    sine,
    cosine,
    arc_cosine,
    radians,
    to_float,  // rounded to single precision
    least,
    greatest,
    choose,  // parts[i] of the first condition `when[i]` that holds, else the last part
  };
  Kind kind = Kind::constant;
  double constant = 0;
  Operand operand;
  Feature feature;
  uint16_t memory = kNoMemory;  // where the scorer remembers the feature; see number_features
  std::vector<Number> parts;
  std::vector<Condition> when;
  bool operator==(const Number& other) const noexcept;
};

/// A condition on a pair of rows: a tree with SQL's three answers. A measure of a null is unknown
/// against any bound.
struct Condition {
  enum class Kind : uint8_t {
    at_least,       // feature >= bound
    at_most,        // feature <= bound
    either_null,    // one of the two values of `feature` is null
    is_null,        // the value of `operand` is null
    is_true,        // PairColumn::numbers of `operand` is not 0
    value_is,       // the value of `operand` is `text`
    value_above,    // it comes after `text` in the order of bytes
    less,           // numbers[0] < numbers[1]; a number that is not one (NaN) is above all others
    less_or_equal,  // numbers[0] <= numbers[1]
    equal_numbers,  // numbers[0] = numbers[1]
    foreign,        // answered by ScoreModel::foreign[place]
    all_of,
    any_of,
    negated,    // its one part does not hold
    otherwise,  // always holds
  };
  Kind kind = Kind::otherwise;
  Feature feature;
  double bound = 0;
  std::vector<Condition> parts;
  uint16_t memory = kNoMemory;  // where the scorer remembers the feature; see number_features
  Operand operand;
  std::vector<Number> numbers;
  uint16_t place = 0;
  std::string text;
  bool operator==(const Condition& other) const noexcept;

  static Condition of(Kind kind) {
    Condition condition;
    condition.kind = kind;
    return condition;
  }
  static Condition of(Kind kind, Feature feature, double bound) {
    Condition condition = of(kind);
    condition.feature = feature;
    condition.bound = bound;
    return condition;
  }
  static Condition of(Kind kind, Operand operand, std::string text) {
    Condition condition = of(kind);
    condition.operand = operand;
    condition.text = std::move(text);
    return condition;
  }
  static Condition of(Kind kind, std::vector<Condition> parts) {
    Condition condition = of(kind);
    condition.parts = std::move(parts);
    return condition;
  }
  static Condition at_least(Feature feature, double bound) {
    return of(Kind::at_least, feature, bound);
  }
  static Condition at_most(Feature feature, double bound) {
    return of(Kind::at_most, feature, bound);
  }
  static Condition equal(uint16_t column) { return at_least({Measure::equal, column, column}, 1); }
  static Condition either_null(uint16_t column) {
    return of(Kind::either_null, {Measure::equal, column, column}, 0);
  }
  static Condition is_null(Operand operand) {
    Condition condition = of(Kind::is_null);
    condition.operand = operand;
    return condition;
  }
  static Condition is_true(Operand operand) {
    Condition condition = of(Kind::is_true);
    condition.operand = operand;
    return condition;
  }
  static Condition value_is(Operand operand, std::string text) {
    return of(Kind::value_is, operand, std::move(text));
  }
  static Condition value_above(Operand operand, std::string text) {
    return of(Kind::value_above, operand, std::move(text));
  }
  static Condition compare(Kind kind, Number left, Number right) {
    Condition condition = of(kind);
    condition.numbers.push_back(std::move(left));
    condition.numbers.push_back(std::move(right));
    return condition;
  }
  static Condition foreign(uint16_t place) {
    Condition condition = of(Kind::foreign);
    condition.place = place;
    return condition;
  }
  static Condition all_of(std::vector<Condition> parts) {
    return of(Kind::all_of, std::move(parts));
  }
  static Condition any_of(std::vector<Condition> parts) {
    return of(Kind::any_of, std::move(parts));
  }
  static Condition negated(Condition part) { return of(Kind::negated, {std::move(part)}); }
  static Condition otherwise() { return {}; }
};

/// Two numbers are worked out alike. Written out, as is that of conditions: of two types that hold
/// each other clang 16 cannot make it.
inline bool Number::operator==(const Number& other) const noexcept {
  return kind == other.kind && constant == other.constant && operand == other.operand &&
         feature == other.feature && memory == other.memory && parts == other.parts &&
         when == other.when;
}

/// Two conditions hold for the same pairs by the same tests.
inline bool Condition::operator==(const Condition& other) const noexcept {
  return kind == other.kind && feature == other.feature && bound == other.bound &&
         parts == other.parts && memory == other.memory && operand == other.operand &&
         numbers == other.numbers && place == other.place && text == other.text;
}

/// One outcome of a comparison and what it weighs. Logarithms are to the base 2.
struct LevelWeights {
  double match = 0;   // log2 m: how often among true matches
  double random = 0;  // log2 u: how often among unrelated pairs
  double family = 0;  // log2 of how often among members of one household who are not one person
};

/// The term frequency adjustment of a level: a rare value counts for more.
struct TermFrequency {
  int32_t column = -1;   // place of the column; -1: none
  double weight = 1;     // 0 to 1
  double reference = 0;  // log2 of the u that the adjustment replaces
  double minimum = 0;    // least frequency used
  // Records of average frequency added to those there are. 0: the plain share of the records whose
  // value is known.
  double smoothing = 0;
  double alike = 0;        // share of household pairs that agree on it as one person does
  bool in_family = false;  // also adjusts the household class: what one person has for himself
  // By code the share of records that hold the value, where it is not that of the run's own
  // records; smoothing is in it.
  std::shared_ptr<const std::vector<double>> shares = nullptr;
  /// Where the value comes oftener with that of another column than their frequencies say, and two
  /// rows agree on that one too, but for a slip, it counts for less.
  std::shared_ptr<const Association> association = nullptr;
};

/// A level: the first one whose condition holds is the outcome.
struct Level {
  Condition condition;
  bool is_null = false;  // no evidence either way
  LevelWeights weights;
  TermFrequency term;
};

/// A comparison. Its outcome is the index of the first level that holds; the last level must be
/// `otherwise`.
struct Comparison {
  std::string name;
  std::vector<Level> levels;
  /// The column whose value the outcome depends on alone, so that outcomes are remembered per pair
  /// of values; kNoMemory when there are several.
  uint16_t depends_on = kNoMemory;
};

}  // namespace newlyn::pairs
