// SPDX-License-Identifier: MIT
// Rules in any SQL over the columns of the files, bound as a run with a given model binds them.
#pragma once

#include <string>
#include <vector>

#include "linkage/blocking/block_census.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/sql/exact_model.h"

namespace newlyn::linkage {

/// Given rules over the records of a table.
class GivenRules {
 public:
  /// Parses the rules and loads what they ask of single records. Requires: `input` has its store
  /// and table set. Throws Error(model_invalid) for SQL that cannot be read or does not fit.
  GivenRules(const LinkInput& input, const std::vector<BlockingRule>& rules, bool across_only);

  /// One row a record; which record stands in rows().row_of_record.
  const UniqueRows& rows() const noexcept { return rows_; }
  /// Has the filter of each rule.
  const pairs::ScoreModel& filters() const noexcept { return filters_; }
  std::vector<CountedRule> bind() const;

 private:
  BlockKey key_of(const ExactRule& rule, std::span<const pairs::Row> rows) const;

  RecordTable table_;
  Model model_;  // rules alone
  ExactModel exact_;
  UniqueRows rows_;
  pairs::ScoreModel filters_;
};

}  // namespace newlyn::linkage
