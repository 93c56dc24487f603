// SPDX-License-Identifier: MIT
// How far comparisons speak of the same thing, measured on counted pairs.
//
// Weights are added as if comparisons were independent among matches and among others. Where two
// records that are no match agree on a postcode they agree on the town as well; adding both weights
// counts one thing twice. For levels a and b of two comparisons let Jm and Jo be how often both
// occur among matches and others, and Em and Eo what the model expects from each alone. A pair of
// these levels then weighs log2(Jo/Eo) - log2(Jm/Em) more than it should. The figure of two
// comparisons is the mean of that over matches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/linkage.h"
#include "linkage/training/patterns.h"

namespace newlyn::linkage {

/// How often every two levels of two different comparisons occur together.
class JointCounts {
 public:
  explicit JointCounts(const Model& model);

  /// Adds `count` pairs of these levels. Comparisons of `left_out` do not count; empty: all do.
  void add(std::span<const uint8_t> levels, double count, const std::vector<bool>& left_out);
  double of(size_t first, size_t second, size_t first_level, size_t second_level) const {
    return counts_[place(first, second) + first_level * level_counts_[second] + second_level];
  }

 private:
  size_t place(size_t first, size_t second) const {
    return places_[first * level_counts_.size() + second];
  }

  std::vector<size_t> level_counts_;
  std::vector<size_t> places_;  // by first and second comparison, first < second
  std::vector<double> counts_;
};

/// The chance that a pair of these levels is a match, by the model's shares and prior alone.
double match_chance(const Model& model, std::span<const uint8_t> levels);

/// Counted pairs, to measure dependence on.
struct CountedPairs {
  JointCounts others;                // pairs that do not match, evenly drawn
  std::vector<JointCounts> matches;  // one count a pass; none: taken to be independent
  /// By comparison: unrelated pairs drawn by what that comparison alone reads, so that levels are
  /// met together that evenly drawn pairs hardly ever have. None: not drawn.
  std::vector<JointCounts> drawn_by = {};
};

/// The pairs of comparisons that make the weights of matches at least a bit too high, strongest
/// first.
std::vector<Dependence> find_dependences(const Model& model, const CountedPairs& pairs);

/// Lets the one of every two comparisons that tells less count for so much less as they say the
/// same, so that the weight of a match is right on average. Writes down which and how far.
void correct_dependences(std::vector<Dependence>& found, Model& model);

/// What to say of it. `given`: the model was made elsewhere and is scored as it is.
std::vector<std::string> dependence_warnings(const std::vector<Dependence>& found, bool given);

/// How many matches pairs that were looked at hold: certainly `least`, and at most `most`.
struct MatchesFound {
  double least = 0;
  double most = 0;
};

/// A sentence where the prior and the matches found among `all_pairs` are far apart; else empty.
std::string prior_warning(double prior, MatchesFound found, double all_pairs);

}  // namespace newlyn::linkage
