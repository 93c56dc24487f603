// SPDX-License-Identifier: MIT
// Comparisons as plain values: measures over columns, conditions over measures, levels in order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
};

/// One measure between column `left` of the one row and column `right` of the other.
struct Feature {
  Measure measure = Measure::equal;
  uint16_t left = 0;
  uint16_t right = 0;
  bool operator==(const Feature&) const = default;
};

/// Marks a condition whose measure is too cheap to be remembered.
inline constexpr uint16_t kNoMemory = 0xFFFF;

/// A condition on a pair of rows. A tree; leaves are features against a bound, or null tests.
struct Condition {
  enum class Kind : uint8_t {
    at_least,     // feature >= bound
    at_most,      // feature <= bound
    either_null,  // one of the two values of `feature` is null
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

  static Condition at_least(Feature feature, double bound) {
    return {Kind::at_least, feature, bound, {}, kNoMemory};
  }
  static Condition at_most(Feature feature, double bound) {
    return {Kind::at_most, feature, bound, {}, kNoMemory};
  }
  static Condition equal(uint16_t column) { return at_least({Measure::equal, column, column}, 1); }
  static Condition either_null(uint16_t column) {
    return {Kind::either_null, {Measure::equal, column, column}, 0, {}, kNoMemory};
  }
  static Condition all_of(std::vector<Condition> parts) {
    return {Kind::all_of, {}, 0, std::move(parts), kNoMemory};
  }
  static Condition any_of(std::vector<Condition> parts) {
    return {Kind::any_of, {}, 0, std::move(parts), kNoMemory};
  }
  static Condition negated(Condition part) {
    return {Kind::negated, {}, 0, {std::move(part)}, kNoMemory};
  }
  static Condition otherwise() { return {}; }
};

/// One outcome of a comparison and what it weighs. Logarithms are to the base 2.
struct LevelWeights {
  double match = 0;   // log2 m: how often among true matches
  double random = 0;  // log2 u: how often among unrelated pairs
  double family = 0;  // log2 of how often among members of one household who are not one person
};

/// The term frequency adjustment of a level: a rare value counts for more.
struct TermFrequency {
  int32_t column = -1;     // place of the column; -1: none
  double weight = 1;       // 0 to 1
  double reference = 0;    // log2 of the u that the adjustment replaces
  double minimum = 0;      // least frequency used
  double smoothing = 0;    // records of average frequency added to those there are; 0: none
  double alike = 0;        // share of household pairs that agree on it as one person does
  bool in_family = false;  // also adjusts the household class: what one person has for himself
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
};

}  // namespace newlyn::pairs
