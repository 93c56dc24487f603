// SPDX-License-Identifier: MIT
// Levels and weights of pairs: the hot loop of the product.
//
// The weight of a pair is log2 of the odds that both rows are one entity. Three kinds of pair are
// told apart: matches, unrelated pairs, and members of one household, who share what families share
// without being one person. With w = log2 of prior times level probabilities of each kind:
//   weight = w_match - log2(2^w_random + 2^w_family)
// Without a household class (prior_family = -infinity) this is the Fellegi-Sunter weight.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "pairs/comparison.h"
#include "pairs/pair_columns.h"

namespace newlyn::pairs {

/// Two rows of a run.
struct RowPair {
  Row left = 0;
  Row right = 0;
};

/// All that scoring needs beside the columns. Logarithms to the base 2.
struct ScoreModel {
  std::vector<Comparison> comparisons;
  double prior_match = -13;  // log2 of the share of matches among all pairs
  double prior_random = 0;   // log2 of the share of unrelated pairs
  double prior_family = -std::numeric_limits<double>::infinity();
  std::vector<Feature> remembered;  // filled by number_features
};

/// Gives every costly measure of the model's conditions a place where scorers remember it. To be
/// called when the comparisons are complete.
void number_features(ScoreModel& model);

/// How a pair fits the three kinds, log2 of prior times probability each.
struct KindWeights {
  double match = 0;
  double random = 0;
  double family = 0;

  /// log2 of the odds that the pair is a match.
  double weight() const noexcept;
};

/// Computes levels and weights of pairs of one set of columns. It remembers measures per pair of
/// values, so each thread needs one of its own. The columns and the model must outlive it and stay
/// as they are.
class PairScorer {
 public:
  /// Requires: tokens and dates are prepared for the columns whose measures need them.
  PairScorer(const PairColumns& columns, const ScoreModel& model);
  ~PairScorer();
  PairScorer(PairScorer&&) noexcept;

  /// Writes the level of every comparison for one pair. Requires: levels has one place a
  /// comparison.
  void levels(RowPair pair, std::span<uint8_t> levels);

  /// How a pair whose levels are known fits each kind.
  KindWeights kinds(RowPair pair, std::span<const uint8_t> levels) const;

  /// The weight of a pair whose levels are known.
  double weight(RowPair pair, std::span<const uint8_t> levels) const;

  /// The weight of a pair.
  double weight(RowPair pair);

  /// What one comparison adds to the weight of a pair on its own, households left aside: log2 of
  /// m/u with the term frequency adjustment.
  double part(RowPair pair, size_t comparison, uint8_t level) const;

 private:
  struct Memory;
  const PairColumns& columns_;
  const ScoreModel& model_;
  std::unique_ptr<Memory> memory_;
};

/// The measures that conditions of these comparisons use, so that columns can be prepared.
std::vector<Feature> features_of(const std::vector<Comparison>& comparisons);

/// Prepares words and dates of every column that a feature needs.
void prepare_columns(PairColumns& columns, const std::vector<Comparison>& comparisons);

}  // namespace newlyn::pairs
