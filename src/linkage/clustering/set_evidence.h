// SPDX-License-Identifier: MIT
// What speaks for two sets of nodes being one entity.
//
// Two sets are weighed as two people are, comparison by comparison over the pairs between them:
// what stays with a person (birth date, given name) by the mean of the pairs that know it, so that
// records which lack it cannot drown a contradiction; what changes over time (addresses,
// telephones, a name before marriage) by the best pair, because one address in common says much and
// ten that differ say that somebody moved. Single nodes weigh what their pair weighs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// The evidence between all pairs of sets of one component, the sets named by places.
class SetEvidence {
 public:
  /// `changing`: by comparison of the model, not 0 where one person may have several values. Where
  /// none may, pairs are weighed as a whole, and sets by the mean of their pairs.
  SetEvidence(size_t count, const pairs::ScoreModel& model, std::span<const uint8_t> changing,
              float weight_cap);

  /// Adds the pairs of nodes; `places` are theirs.
  void score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
             std::span<const std::pair<uint32_t, uint32_t>> places);
  /// The set `from` becomes part of the set `into`.
  void join(uint32_t into, uint32_t from);
  /// The weight of two sets; -infinity where no pair between them was scored.
  double weight(uint32_t a, uint32_t b) const;

 private:
  /// What one comparison adds: a sum over `known` pairs, or the best of them.
  struct Part {
    float random = 0;
    float family = 0;
    float known = 0;
  };
  size_t at(uint32_t a, uint32_t b) const { return (size_t{a} * count_ + b) * parts_; }
  void score_some(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                  std::span<const std::pair<uint32_t, uint32_t>> places);
  void add(Part& into, const Part& from, bool best) const;

  size_t count_;
  const pairs::ScoreModel& model_;
  size_t parts_;  // comparisons; 1 where pairs are weighed as a whole
  std::vector<uint8_t> changing_;
  float weight_cap_;
  pairs::KindOdds prior_;
  std::vector<Part> table_;
  std::vector<uint8_t> scored_;  // by pair of places
  std::vector<double> weights_;  // of the pairs at hand
  std::vector<uint8_t> levels_;  // of the same
};

}  // namespace newlyn::linkage
