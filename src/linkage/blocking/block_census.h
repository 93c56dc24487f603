// SPDX-License-Identifier: MIT
// Rules over the rows of a run, counted: pairs, new pairs, largest blocks, rows in none.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "linkage/blocking/key_table.h"
#include "linkage/blocking_report.h"
#include "pairs/pair_blocks.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// Some of the new pairs of a rule, evenly drawn, and how many each of them stands for.
struct NewPairs {
  std::vector<pairs::RowPair> pairs;
  double each = 1;
};

/// What rows of one block have in common: "year of birth_date", "1970".
using BlockKey = std::vector<std::pair<std::string, std::string>>;

/// A rule made ready to be counted.
struct CountedRule {
  RuleCount count;  // its words and SQL, and what was left out of it
  pairs::RuleKeys keys;
  std::optional<pairs::RuleKeys> split;  // what takes the place of `keys` where blocks were split
  bool filtered = false;                 // agreeing keys are not enough; see CensusRows::filters
  std::function<BlockKey(std::span<const pairs::Row>)> key_of;
};

/// The rows that rules are counted over. All must outlive the census.
struct CensusRows {
  size_t row_count = 0;
  pairs::PairScope scope;
  const pairs::PairColumns* columns = nullptr;  // only needed where rules are filtered
  const pairs::ScoreModel* filters = nullptr;   // has the filter of each rule
};

/// Rules counted together: a pair is new under the first rule that finds it.
class BlockCensus {
 public:
  explicit BlockCensus(const CensusRows& rows);

  /// Adds a rule after those there are and finds its largest blocks.
  void add(CountedRule rule, size_t blocks_shown);

  /// Counts pairs and new pairs, and keeps a sample of the new pairs of each rule.
  void count_pairs(uint64_t seed, RunContext& run);

  const std::vector<RuleCount>& counts() const noexcept { return counts_; }
  const std::vector<NewPairs>& new_pairs() const noexcept { return samples_; }
  /// Rows that some rule puts beside another in scope, filters left aside.
  std::vector<bool> blocked_rows() const;
  /// True when any rule finds the pair. Not to be called from several threads at once.
  bool finds(pairs::RowPair pair) const;

 private:
  void count_exactly(uint64_t seed, RunContext& run);
  void count_filtered(size_t rule, pairs::RuleBlocks blocks, RunContext& run);
  void estimate(uint64_t seed, RunContext& run);
  std::vector<LargeBlock> largest_blocks(const pairs::RuleBlocks& blocks, const CountedRule& rule,
                                         size_t count) const;
  bool passes(pairs::RowPair pair, size_t rule) const;
  bool is_first(pairs::RowPair pair, size_t rule) const;

  CensusRows rows_;
  pairs::PairBlocks blocks_;
  std::vector<RuleCount> counts_;
  std::vector<NewPairs> samples_;
  std::unique_ptr<pairs::ScorerPool> pool_;  // where there are filters
};

/// Binds rules made of equalities to columns with one row a record.
class KeyRules {
 public:
  explicit KeyRules(pairs::PairColumns& columns) : columns_(columns), table_(columns) {}

  /// With `kinds`, blocks that are too large are split as in a run over the standard schema. Throws
  /// Error(model_invalid) for a rule that names a column that is not there.
  std::vector<CountedRule> bind(const std::vector<BlockingRule>& rules,
                                const pairs::PairScope& scope,
                                const std::vector<record::FieldKind>* kinds);

 private:
  PartList parts_of(const std::string& sql);
  BlockKey key_of(const PartList& rule, std::span<const pairs::Row> rows) const;

  pairs::PairColumns& columns_;
  KeyTable table_;
};

/// A rule in words: "family_name and year of birth_date".
std::string rule_words(const std::vector<KeyPart>& parts);

/// The same of a rule in SQL; the SQL itself where there are no words for it.
std::string rule_words(const std::string& sql);

}  // namespace newlyn::linkage
