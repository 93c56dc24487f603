// SPDX-License-Identifier: MIT
// A given model made ready to be asked what rules over its own columns would bring.
#pragma once

#include <string>
#include <vector>

#include "linkage/blocking/key_table.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/sql/exact_model.h"

namespace newlyn::linkage {

/// A given model over its records, without its rules.
class GivenScoring {
 public:
  /// Requires: `input` has its store and table set. Throws Error(model_invalid) as a run would.
  GivenScoring(const LinkInput& input, const Model& model, bool across_only);

  const pairs::ScoreModel& score() const noexcept { return score_; }
  pairs::PairColumns& columns() noexcept { return rows_.columns; }
  const UniqueRows& rows() const noexcept { return rows_; }
  /// The row of each record, in the order in which the model knows the two.
  pairs::RowPair rows_of(pairs::RowPair records) const;

  /// Rules over the columns that the model reads: whole values, and the first letters of texts, of
  /// one column, of two, or of three.
  std::vector<PartList> candidate_rules(KeyTable& table) const;
  /// A rule in the model's own SQL.
  std::string rule_sql(const std::vector<KeyPart>& parts) const;

 private:
  RecordTable table_;
  Model model_;
  ExactModel exact_;
  UniqueRows rows_;
  pairs::ScoreModel score_;
};

}  // namespace newlyn::linkage
