// SPDX-License-Identifier: MIT
// Builds a comparison level by level, in words close to how one would say it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "linkage/model.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// In a file of a few records every value is frequent; so many records of average frequency are
/// added to it in mind.
inline constexpr double kTermSmoothing = 100;

/// A first guess at how often a level occurs among matches, among unrelated pairs, and among
/// household members; a negative family guess means "as among unrelated people". The guesses are
/// general knowledge of records about people. They matter for files of a few hundred records and
/// fade as the records speak for themselves.
struct LevelGuess {
  double m = 0;
  double u = 0;
  double family = -1;
};

/// Adds levels to one comparison in the order in which they are tried.
class LevelBuilder {
 public:
  LevelBuilder(const pairs::PairColumns& columns, std::string name);

  /// Says how often household members agree on it as one person would.
  LevelBuilder& alike_in_families(double share);
  /// Says that one person may have several values over time.
  LevelBuilder& changes_over_time();
  /// Says that of several pairs of records the one that speaks most against counts.
  LevelBuilder& least_counts();
  LevelBuilder& null_when(pairs::Condition condition);
  LevelBuilder& level(std::string label, LevelGuess guess, pairs::Condition condition);
  /// Makes the last level weigh rare values of `column` more.
  LevelBuilder& by_frequency(uint16_t column, bool in_family);
  /// Says that the u of the last level is known: training leaves it as it is.
  LevelBuilder& with_fixed_m();
  /// Says that the last level is a mistake at most as often as guessed.
  LevelBuilder& with_guess_as_most();
  LevelBuilder& with_fixed_u();
  /// Adds the level that always holds and returns the comparison, its guesses summing to 1.
  ModelComparison otherwise(std::string label, LevelGuess guess);
  /// The same where the level that always holds is no evidence.
  ModelComparison otherwise_null();

 private:
  ModelComparison finish();

  const pairs::PairColumns& columns_;
  ModelComparison comparison_;
};

}  // namespace newlyn::linkage
