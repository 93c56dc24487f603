// SPDX-License-Identifier: MIT
// Conditions that DuckDB answers pair by pair: each different set of values once.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "linkage/sql/compile_condition.h"
#include "pairs/condition_evaluator.h"

namespace newlyn::linkage {

/// Answers foreign conditions of one model. DuckDB is asked by one thread at a time.
class ForeignAnswers {
 public:
  /// `columns` and `values` as for ConditionCompiler; all must outlive this.
  ForeignAnswers(RecordTable table, const RecordColumns& columns, const pairs::PairColumns& values);
  ~ForeignAnswers();

  /// A condition for the engine. `number` tells conditions apart. Throws Error(model_invalid) for
  /// one that is no question about two records.
  std::shared_ptr<pairs::ForeignCondition> condition(const ForeignSql& sql, size_t number);

 private:
  class Condition;
  /// Makes the table of a column's values, once.
  void hold_values(uint16_t place);
  void check(const ForeignSql& sql) const;

  RecordTable table_;
  const RecordColumns& columns_;
  const pairs::PairColumns& values_;
  std::mutex mutex_;
  std::vector<bool> held_;  // by place
};

}  // namespace newlyn::linkage
