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
#include <mutex>
#include <span>
#include <vector>

#include "pairs/comparison.h"
#include "pairs/condition_evaluator.h"
#include "pairs/pair_columns.h"

namespace newlyn::pairs {

/// The model compiled for one set of columns when first needed. Shared by all scorers of the model.
class SharedPlan;

/// All that scoring needs beside the columns. Logarithms to the base 2.
struct ScoreModel {
  std::vector<Comparison> comparisons;
  double prior_match = -13;  // log2 of the share of matches among all pairs
  double prior_random = 0;   // log2 of the share of unrelated pairs
  double prior_family = -std::numeric_limits<double>::infinity();
  std::vector<Condition> filters;  // of blocking rules, by rule; `otherwise` where there is none
  std::vector<std::shared_ptr<ForeignCondition>> foreign;  // by Condition::place
  /// The order in which comparisons are added up. Empty: the one that settles pairs soonest, which
  /// depends on the values there are. Where the weight of a pair must be the very same whatever
  /// other rows there are, it is given.
  std::vector<uint16_t> order;
  // Both are made by complete_model.
  std::vector<Feature> remembered;
  std::shared_ptr<SharedPlan> plan;

  ConditionSetting setting() const noexcept { return {remembered, foreign}; }
};

/// Gives every costly measure of the model's conditions a place where scorers remember it. To be
/// called when the comparisons and filters have their final form and weights. The model scores one
/// set of columns from then on.
void complete_model(ScoreModel& model);

/// The log2 odds that a pair is a match, were it that or unrelated; were it that or of a household.
struct KindOdds {
  double random = 0;
  double family = 0;

  void add(const KindOdds& other) noexcept {
    random += other.random;
    family += other.family;
  }
  /// log2 of the odds that it is a match against both others together.
  double weight() const noexcept;
};

/// The weight of one pair of a list.
struct PairWeight {
  uint32_t place = 0;  // in the list
  double weight = 0;
  bool operator==(const PairWeight&) const = default;
};

/// Computes levels and weights of pairs of one set of columns. It remembers outcomes per pair of
/// values, so each thread needs one of its own. The columns and the model must outlive it and stay
/// as they are.
class PairScorer {
 public:
  /// Requires: tokens and dates are prepared for the columns whose measures need them.
  PairScorer(const PairColumns& columns, const ScoreModel& model);
  ~PairScorer();
  PairScorer(PairScorer&&) noexcept;

  /// Writes the levels of many pairs, comparison after comparison: the level of comparison c of
  /// pair i stands at c * pairs.size() + i. Requires: levels has a place for each.
  void levels_of(std::span<const RowPair> pairs, std::span<uint8_t> levels);

  /// Writes the level of one comparison for many pairs. Requires: one place a pair.
  void levels_of_one(size_t comparison, std::span<const RowPair> pairs, std::span<uint8_t> levels);

  /// Writes the weight of many pairs. Requires: one place a pair.
  void weights_of(std::span<const RowPair> pairs, std::span<double> weights);

  /// Adds the pairs that weigh `least` or more to `found`, in the order of `pairs`. Comparisons
  /// that cannot lift a pair so far any more are not made.
  void weights_from(double least, std::span<const RowPair> pairs, std::vector<PairWeight>& found);

  /// Writes the level of every comparison for one pair. Requires: levels has one place a
  /// comparison.
  void levels(RowPair pair, std::span<uint8_t> levels) { levels_of({&pair, 1}, levels); }

  /// The odds of a pair whose levels are known, added up in the model's order.
  KindOdds odds(RowPair pair, std::span<const uint8_t> levels) const;

  /// The weight of a pair whose levels are known.
  double weight(RowPair pair, std::span<const uint8_t> levels) const;

  /// The weight of a pair.
  double weight(RowPair pair);

  /// What one comparison adds to the weight of a pair on its own, households left aside: log2 of
  /// m/u with the term frequency adjustment.
  double part(RowPair pair, size_t comparison, uint8_t level) const;

  /// What one comparison adds to the odds of a pair.
  KindOdds part_odds(RowPair pair, size_t comparison, uint8_t level) const;

  /// The odds of a pair of which nothing is compared yet.
  KindOdds prior() const noexcept;

  /// Answers a condition over the same columns; see ConditionEvaluator.
  void answer(const Condition& condition, std::span<const RowPair> pairs, std::span<Truth> truths);

 private:
  struct Memory;
  void add_level(RowPair pair, size_t comparison, uint8_t level, KindOdds& odds) const;

  const ScoreModel& model_;
  std::unique_ptr<Memory> memory_;
};

/// Scorers that are not in use, so that threads and tasks share what scorers remember.
class ScorerPool {
 public:
  /// The columns and the model must outlive the pool.
  ScorerPool(const PairColumns& columns, const ScoreModel& model)
      : columns_(columns), model_(model) {}
  /// Compiles the model in parallel; else the first pairs wait for it. Not to be called from a
  /// task.
  void prepare();
  /// Calls `use` with a scorer that no other thread has.
  template <typename Use>
  void with_scorer(Use use) {
    std::unique_ptr<PairScorer> scorer = take();
    use(*scorer);
    give(std::move(scorer));
  }

 private:
  std::unique_ptr<PairScorer> take();
  void give(std::unique_ptr<PairScorer> scorer);

  const PairColumns& columns_;
  const ScoreModel& model_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PairScorer>> free_;
};

/// Prepares words and dates of every column that a measure of the model needs.
void prepare_columns(PairColumns& columns, const ScoreModel& model);

}  // namespace newlyn::pairs
