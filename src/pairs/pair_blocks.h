// SPDX-License-Identifier: MIT
// Blocks of rows that share a blocking key, and the candidate pairs inside them.
//
// 1. A pair is yielded once, by the first rule that finds it: earlier rules are asked by looking at
//    the block numbers of the two rows, so no set of pairs is ever kept.
// 2. In every pair left < right.
// 3. Work is cut into tasks whose content does not depend on the thread count.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/line_allocator.h"
#include "pairs/pair_scorer.h"

namespace newlyn::pairs {

/// Blocking keys of all rows under one rule. 0 means no key. Most rules give a row one key: then
/// `offsets` is empty and keys[row] is the key. Otherwise the keys of a row are
/// keys[offsets[row]] up to keys[offsets[row + 1]].
struct RuleKeys {
  std::vector<uint64_t> keys;
  std::vector<uint32_t> offsets;
  /// Where the keys are those of some rows only: which, ascending. What was said of `row` is then
  /// said of places in this list. Blocks of such keys do not know which block a row is in.
  std::vector<Row> rows{};
};

/// Keys under which exactly the given pairs meet. Requires: left < right < row_count.
RuleKeys keys_of_pairs(const std::vector<RowPair>& pairs, size_t row_count);

/// The same keys without offsets, where no row has several.
RuleKeys one_key_each(RuleKeys keys);

/// How many rows blocks hold, for budgets.
struct BlockSizes {
  uint64_t pair_count = 0;   // pairs of the rule, earlier rules not taken off
  uint64_t block_count = 0;  // blocks with two rows or more
  uint32_t largest = 0;      // rows of the largest block
};

/// Which pairs are wanted: all pairs, or only those whose rows come from different data sets.
struct PairScope {
  std::span<const uint32_t> dataset_of_row;  // used when across_only; else may be empty
  bool across_only = false;
};

/// The blocks of one rule.
class RuleBlocks {
 public:
  /// Groups rows by key. Blocks with one row are forgotten.
  explicit RuleBlocks(const RuleKeys& keys, const PairScope& scope);

  const BlockSizes& sizes() const noexcept { return sizes_; }
  size_t block_count() const noexcept { return offsets_.empty() ? 0 : offsets_.size() - 1; }
  /// Rows of one block, ascending.
  std::span<const Row> rows(size_t block) const noexcept {
    return {rows_.data() + offsets_[block], offsets_[block + 1] - offsets_[block]};
  }
  size_t row_count() const noexcept {
    return has_one_key() ? block_of_row_.size() : entry_offsets_.size() - 1;
  }
  /// True when a row has one key at most.
  bool has_one_key() const noexcept { return entry_offsets_.empty(); }
  /// The number, counted from 1, of the block that holds the row; 0 when none does. Requires:
  /// has_one_key().
  uint32_t block_of(Row row) const noexcept {
    return block_of_row_.empty() ? 0 : block_of_row_[row];
  }
  /// The number of the only block that holds the row; 0 when none or several do.
  uint32_t only_block_of(Row row) const noexcept {
    if (has_one_key()) return block_of(row);
    const uint32_t from = entry_offsets_[row];
    return entry_offsets_[row + 1] - from == 1 ? block_of_row_[from] : 0;
  }
  /// True when several blocks hold the row.
  bool has_several(Row row) const noexcept {
    return !has_one_key() && entry_offsets_[row + 1] - entry_offsets_[row] > 1;
  }
  /// The least number, counted from 1, of a block that holds both rows; 0 when none does.
  uint32_t shared_block(Row left, Row right) const noexcept;

 private:
  void list_blocks_of_rows(size_t row_count);

  std::vector<uint32_t> offsets_;        // by block
  std::vector<Row> rows_;                // by block
  std::vector<uint32_t> block_of_row_;   // from 1; 0: in no block. By row, or by entry below
  std::vector<uint32_t> entry_offsets_;  // empty when a row has at most one block
  BlockSizes sizes_;
};

/// All rules of a run and their pairs.
class PairBlocks {
 public:
  /// A batch of pairs that `rule` is the first to find.
  using Visit = std::function<void(std::span<const RowPair> batch, size_t rule)>;

  explicit PairBlocks(PairScope scope) : scope_(scope) {}

  /// Adds a rule after those already there. The pairs of a `filtered` rule are only candidates for
  /// it: whoever visits them asks ScoreModel::filters, and no later rule gives way to it unasked.
  void add(RuleBlocks blocks, bool filtered = false);
  bool is_filtered(size_t rule) const noexcept { return filtered_[rule]; }
  size_t rule_count() const noexcept { return rules_.size(); }
  const RuleBlocks& rule(size_t index) const { return rules_[index]; }

  size_t task_count() const noexcept { return tasks_.size(); }
  /// To be called when all rules are there: puts the block numbers of each row side by side.
  void pack_rows();

  /// Calls `visit` with the pairs of one task in batches of at most limits::kPairBatch. Different
  /// tasks may run in different threads.
  void visit_task(size_t task, const Visit& visit) const;

  /// True when a rule before `rule` that is not filtered finds the pair.
  bool found_before(RowPair pair, size_t rule) const noexcept;

 private:
  /// Left rows [first, last) of the blocks [block, block_last) of one rule; first and last are
  /// places inside the one block when there is only one.
  struct Task {
    uint32_t rule = 0;
    uint32_t block = 0;
    uint32_t block_last = 0;
    uint32_t first = 0;
    uint32_t last = 0;
  };
  /// Left rows of one block and what is asked of their pairs.
  struct Walk;
  Walk walk_of(size_t rule) const;
  bool is_first(const Walk& walk, RowPair pair) const noexcept;
  bool is_elsewhere(const Walk& walk, RowPair pair, uint64_t open) const noexcept;
  void set_left(Walk& walk, Row left) const noexcept;
  void ask_for_rows(Walk& walk, std::span<const Row> rows) const noexcept;

  PairScope scope_;
  std::vector<RuleBlocks> rules_;
  std::vector<bool> filtered_;  // by rule
  std::vector<Task> tasks_;
  // Of the rules that are not filtered, in their order, row after row: the number of the one block
  // that holds the row, padded to whole lanes; and a bit for each rule where several do.
  std::vector<uint32_t, LineAllocator<uint32_t>> numbers_;
  std::vector<uint64_t> several_;
  uint64_t with_several_ = 0;   // a bit for each rule of which some row may have several
  std::vector<size_t> packed_;  // the rule of each place
  size_t width_ = 0;
  size_t rules_packed_ = 0;
};

}  // namespace newlyn::pairs
