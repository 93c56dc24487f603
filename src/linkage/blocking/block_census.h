// SPDX-License-Identifier: MIT
// Rules over the rows of a run, counted: pairs, new pairs, largest blocks, rows in none.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "linkage/blocking/key_table.h"
#include "linkage/blocking_report.h"
#include "pairs/pair_blocks.h"

namespace newlyn::linkage {

/// Some of the new pairs of a rule, evenly drawn, and how many each of them stands for.
struct NewPairs {
  std::vector<pairs::RowPair> pairs;
  double each = 1;
};

/// The rules of a report bound to rows.
class BlockCensus {
 public:
  /// The columns and the scope must outlive the census.
  BlockCensus(pairs::PairColumns& columns, const pairs::PairScope& scope)
      : columns_(columns), scope_(scope), table_(columns), blocks_(scope) {}

  /// Adds rules. With `kinds`, blocks that are too large are split as in a run over the standard
  /// schema. Throws Error(model_invalid) for a rule that names a column that is not there.
  void add_rules(const std::vector<std::string>& rules, const std::vector<record::FieldKind>* kinds,
                 size_t blocks_shown);

  /// Counts pairs and new pairs, and keeps a sample of the new pairs of each rule.
  void count_pairs(uint64_t seed, RunContext& run);

  const std::vector<RuleCount>& counts() const noexcept { return counts_; }
  const std::vector<NewPairs>& new_pairs() const noexcept { return samples_; }
  /// Rows that some rule puts beside another in scope.
  uint64_t blocked_rows() const;
  /// True when any rule finds the pair.
  bool finds(pairs::RowPair pair) const noexcept {
    return blocks_.found_before(pair, blocks_.rule_count());
  }

 private:
  PartList bind(const std::string& sql);
  void add_rule(const PartList& rule, RuleCount count, const std::vector<record::FieldKind>* kinds,
                size_t blocks_shown);
  void count_exactly(uint64_t seed, RunContext& run);
  void estimate(uint64_t seed, RunContext& run);
  std::vector<LargeBlock> largest_blocks(const pairs::RuleBlocks& blocks, const PartList& rule,
                                         size_t count) const;

  pairs::PairColumns& columns_;
  pairs::PairScope scope_;
  KeyTable table_;
  pairs::PairBlocks blocks_;
  std::vector<RuleCount> counts_;
  std::vector<NewPairs> samples_;
};

/// A rule in words: "family_name and year of birth_date".
std::string rule_words(const std::vector<KeyPart>& parts);

}  // namespace newlyn::linkage
