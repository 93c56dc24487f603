// SPDX-License-Identifier: MIT
// Answers conditions for many pairs at once, with SQL's three answers.
//
// 1. A part of a condition is asked only for the pairs whose answer it can still change, so a
//    costly measure is never worked out for a pair that a cheap test has settled.
// 2. A costly measure of two values is remembered in a direct-mapped table, one per feature: names
//    repeat, so most measures of a block are looked up, not computed.
#pragma once

#include <cstdint>
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

/// A condition that cannot be answered here. Called from many threads.
class ForeignCondition {
 public:
  virtual ~ForeignCondition() = default;
  /// Writes one answer a pair.
  virtual void answer(std::span<const RowPair> pairs, std::span<Truth> truths) = 0;
};

/// What an evaluator needs beside the columns.
struct ConditionSetting {
  const std::vector<Feature>& remembered;  // by Condition::memory
  const std::vector<std::shared_ptr<ForeignCondition>>& foreign;
};

/// Answers conditions about rows of one set of columns. Each thread needs one of its own. The
/// columns and the setting must outlive it and stay as they are.
class ConditionEvaluator {
 public:
  /// Requires: what the measures need is prepared.
  ConditionEvaluator(const PairColumns& columns, const ConditionSetting& setting);
  ~ConditionEvaluator();
  ConditionEvaluator(ConditionEvaluator&&) noexcept;

  /// Writes one answer a pair. Throws Error(request_invalid) for a measure that is not defined for
  /// a pair of values.
  void answer(const Condition& condition, std::span<const RowPair> pairs, std::span<Truth> truths);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace newlyn::pairs
