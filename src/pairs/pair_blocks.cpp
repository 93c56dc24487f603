// SPDX-License-Identifier: MIT
// Groups rows by blocking key and walks the pairs inside the groups.
#include "pairs/pair_blocks.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"
#include "base/limits.h"
#include "base/threads.h"
#include "pairs/pair_batch.h"

namespace newlyn::pairs {
namespace {

constexpr uint64_t kTaskBatches = 64;  // of pairs, in one task
constexpr size_t kRowGrain = 1u << 16;
constexpr size_t kRowsAhead = 12;  // memory is asked for so many rows before it is needed
constexpr size_t kLanes = 4;       // numbers that are compared at once
constexpr size_t kPackedMax = 64;  // rules whose numbers are packed; any further are asked singly
constexpr uint32_t kNoBlock = 0xFFFF'FFFF;  // of a left row: equal to no number of a right row

struct KeyedRow {
  uint64_t key;
  Row row;
};

bool before(const KeyedRow& a, const KeyedRow& b) noexcept {
  return a.key != b.key ? a.key < b.key : a.row < b.row;
}

/// Brings equal keys together, their rows staying ascending. Keys are hashes, so a few digits tell
/// nearly all of them apart: those are sorted least significant first, and what they leave mixed is
/// sorted after.
void group_by_key(std::vector<KeyedRow>& entries) {
  constexpr size_t kSmall = 1u << 12;
  if (entries.size() < kSmall) {
    std::sort(entries.begin(), entries.end(), before);
    return;
  }
  constexpr int kDigitBits = 11;
  constexpr size_t kDigits = 1u << kDigitBits;
  constexpr int kSpareBits = 4;  // so that few entries meet by chance
  const int bits = static_cast<int>(std::bit_width(entries.size())) + kSpareBits;
  std::vector<KeyedRow> spare(entries.size());
  int sorted_bits = 0;
  for (; sorted_bits < bits; sorted_bits += kDigitBits) {
    std::array<uint32_t, kDigits> places{};
    for (const KeyedRow& entry : entries) ++places[(entry.key >> sorted_bits) & (kDigits - 1)];
    uint32_t place = 0;
    for (uint32_t& count : places) {
      const uint32_t here = count;
      count = place;
      place += here;
    }
    for (const KeyedRow& entry : entries) {
      spare[places[(entry.key >> sorted_bits) & (kDigits - 1)]++] = entry;
    }
    entries.swap(spare);
  }
  const uint64_t sorted = (uint64_t{1} << std::min(sorted_bits, 63)) - 1;
  for (size_t from = 0; from < entries.size();) {
    size_t to = from + 1;
    bool mixed = false;
    while (to < entries.size() && ((entries[to].key ^ entries[from].key) & sorted) == 0) {
      mixed |= entries[to].key != entries[from].key;
      ++to;
    }
    const auto at = entries.begin();
    if (mixed) {
      std::sort(at + static_cast<ptrdiff_t>(from), at + static_cast<ptrdiff_t>(to), before);
    }
    from = to;
  }
}

/// Tells keys that stand once from those that may stand several times: two bits for each of many
/// more places than there are keys, where a key leaves its mark.
class RepeatedKeys {
 public:
  explicit RepeatedKeys(const std::vector<uint64_t>& keys)
      : mask_(std::bit_ceil(std::max<size_t>(keys.size(), 1) * kPlacesPerKey) - 1),
        once_(mask_ / kWord + 1, 0),
        again_(mask_ / kWord + 1, 0) {
    for (const uint64_t key : keys) {
      const uint64_t place = key >> 1 & mask_;  // the lowest bit of a key says nothing
      const uint64_t bit = uint64_t{1} << (place % kWord);
      again_[place / kWord] |= once_[place / kWord] & bit;
      once_[place / kWord] |= bit;
    }
  }
  bool maybe(uint64_t key) const noexcept {
    const uint64_t place = key >> 1 & mask_;
    return (again_[place / kWord] >> (place % kWord) & 1) != 0;
  }

 private:
  static constexpr size_t kPlacesPerKey = 8;
  static constexpr size_t kWord = 64;
  size_t mask_;
  std::vector<uint64_t> once_;
  std::vector<uint64_t> again_;
};

/// Rows with their keys, equal keys together. Most rows are alone with theirs and stay out, or
/// sorting them would be most of the work.
std::vector<KeyedRow> keyed_rows(const RuleKeys& keys) {
  const RepeatedKeys repeated(keys.keys);
  const bool one_each = keys.offsets.empty();
  const size_t rows = one_each ? keys.keys.size() : keys.offsets.size() - 1;
  // Written first and kept where it counts: the answer is hard to guess, so no branch on it.
  std::vector<KeyedRow> entries(keys.keys.size());
  size_t kept = 0;
  for (size_t row = 0; row < rows; ++row) {
    const Row number = keys.rows.empty() ? static_cast<Row>(row) : keys.rows[row];
    const size_t to = one_each ? row + 1 : keys.offsets[row + 1];
    for (size_t i = one_each ? row : keys.offsets[row]; i < to; ++i) {
      entries[kept] = {keys.keys[i], number};
      kept += keys.keys[i] != 0 && repeated.maybe(keys.keys[i]) ? 1 : 0;
    }
  }
  entries.resize(kept);
  group_by_key(entries);
  return entries;
}

/// Pairs of one block inside the scope.
uint64_t pairs_of(std::span<const Row> rows, const PairScope& scope) {
  const uint64_t n = rows.size();
  uint64_t pairs = n * (n - 1) / 2;
  if (!scope.across_only) return pairs;
  std::vector<uint32_t> counts;
  for (const Row row : rows) {
    const uint32_t dataset = scope.dataset_of_row[row];
    if (dataset >= counts.size()) counts.resize(dataset + 1, 0);
    ++counts[dataset];
  }
  for (const uint64_t count : counts) pairs -= count * (count - (count > 0 ? 1 : 0)) / 2;
  return pairs;
}

}  // namespace

RuleKeys keys_of_pairs(const std::vector<RowPair>& pairs, size_t row_count) {
  RuleKeys keys;
  keys.offsets.assign(row_count + 1, 0);
  for (const RowPair pair : pairs) {
    ++keys.offsets[pair.left + 1];
    ++keys.offsets[pair.right + 1];
  }
  for (size_t row = 0; row < row_count; ++row) keys.offsets[row + 1] += keys.offsets[row];
  keys.keys.resize(2 * pairs.size());
  std::vector<uint32_t> next(keys.offsets.begin(), keys.offsets.end() - 1);
  for (size_t i = 0; i < pairs.size(); ++i) {
    keys.keys[next[pairs[i].left]++] = i + 1;
    keys.keys[next[pairs[i].right]++] = i + 1;
  }
  return keys;
}

RuleKeys one_key_each(RuleKeys keys) {
  if (keys.offsets.empty()) return keys;
  std::vector<uint64_t> each;
  for (size_t row = 0; row + 1 < keys.offsets.size(); ++row) {
    const uint32_t from = keys.offsets[row];
    const uint32_t count = keys.offsets[row + 1] - from;
    if (count > 1) return keys;
    each.push_back(count == 0 ? 0 : keys.keys[from]);
  }
  return {std::move(each), {}, std::move(keys.rows)};
}

RuleBlocks::RuleBlocks(const RuleKeys& keys, const PairScope& scope) {
  const std::vector<KeyedRow> entries = keyed_rows(keys);
  const size_t row_count = keys.offsets.empty() ? keys.keys.size() : keys.offsets.size() - 1;
  const bool some_rows = !keys.rows.empty();
  const bool one_each = keys.offsets.empty() && !some_rows;
  if (one_each) block_of_row_.assign(row_count, 0);
  offsets_.push_back(0);
  for (size_t from = 0; from < entries.size();) {
    size_t to = from + 1;
    while (to < entries.size() && entries[to].key == entries[from].key) ++to;
    const size_t begin = rows_.size();
    for (size_t i = from; i < to; ++i) {
      if (rows_.size() == begin || rows_.back() != entries[i].row) rows_.push_back(entries[i].row);
    }
    from = to;
    const std::span<const Row> block(rows_.data() + begin, rows_.size() - begin);
    const uint64_t pairs = block.size() < 2 ? 0 : pairs_of(block, scope);
    if (pairs == 0) {
      rows_.resize(begin);
      continue;
    }
    sizes_.pair_count += pairs;
    sizes_.largest = std::max(sizes_.largest, static_cast<uint32_t>(block.size()));
    ++sizes_.block_count;
    const auto number = static_cast<uint32_t>(offsets_.size());
    if (one_each) {
      for (const Row row : block) block_of_row_[row] = number;
    }
    offsets_.push_back(static_cast<uint32_t>(rows_.size()));
  }
  rows_.shrink_to_fit();
  offsets_.shrink_to_fit();
  if (!one_each && !some_rows) list_blocks_of_rows(row_count);
}

/// Blocks are gone through in the order of their numbers, so the list of each row ascends.
void RuleBlocks::list_blocks_of_rows(size_t row_count) {
  entry_offsets_.assign(row_count + 1, 0);
  for (const Row row : rows_) ++entry_offsets_[row + 1];
  for (size_t row = 0; row < row_count; ++row) entry_offsets_[row + 1] += entry_offsets_[row];
  block_of_row_.resize(rows_.size());
  std::vector<uint32_t> next(entry_offsets_.begin(), entry_offsets_.end() - 1);
  for (size_t block = 0; block < block_count(); ++block) {
    for (const Row row : rows(block)) block_of_row_[next[row]++] = static_cast<uint32_t>(block + 1);
  }
}

uint32_t RuleBlocks::shared_block(Row left, Row right) const noexcept {
  if (entry_offsets_.empty()) {
    if (block_of_row_.empty()) return 0;
    const uint32_t block = block_of_row_[left];
    return block == block_of_row_[right] ? block : 0;
  }
  size_t i = entry_offsets_[left];
  size_t j = entry_offsets_[right];
  while (i < entry_offsets_[left + 1] && j < entry_offsets_[right + 1]) {
    if (block_of_row_[i] == block_of_row_[j]) return block_of_row_[i];
    if (block_of_row_[i] < block_of_row_[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return 0;
}

void PairBlocks::add(RuleBlocks blocks, bool filtered) {
  const auto rule = static_cast<uint32_t>(rules_.size());
  Task open{rule, 0, 0, 0, 0};
  const uint64_t task_pairs = kTaskBatches * pairs_at_once();
  uint64_t open_pairs = 0;
  const auto close = [&](uint32_t next) {
    if (open.block < open.block_last) tasks_.push_back(open);
    open = {rule, next, next, 0, 0};
    open_pairs = 0;
  };
  for (uint32_t block = 0; block < blocks.block_count(); ++block) {
    const uint64_t n = blocks.rows(block).size();
    const uint64_t pairs = n * (n - 1) / 2;
    if (pairs > 2 * task_pairs) {
      close(block);
      const auto step = static_cast<uint32_t>(std::max<uint64_t>(1, task_pairs / n));
      for (uint32_t first = 0; first < n; first += step) {
        tasks_.push_back({rule, block, block + 1, first,
                          static_cast<uint32_t>(std::min<uint64_t>(n, first + step))});
      }
      close(block + 1);
      continue;
    }
    open.block_last = block + 1;
    open_pairs += pairs;
    if (open_pairs >= task_pairs) close(block + 1);
  }
  close(0);
  rules_.push_back(std::move(blocks));
  filtered_.push_back(filtered);
}

bool PairBlocks::found_before(RowPair pair, size_t rule) const noexcept {
  for (size_t earlier = 0; earlier < rule; ++earlier) {
    if (!filtered_[earlier] && rules_[earlier].shared_block(pair.left, pair.right) != 0) {
      return true;
    }
  }
  return false;
}

void PairBlocks::pack_rows() {
  packed_.clear();
  size_t rows = 0;
  for (size_t rule = 0; rule < rules_.size(); ++rule) {
    const bool knows_rows = rules_[rule].row_count() > 0;
    if (filtered_[rule] || !knows_rows || packed_.size() == kPackedMax) continue;
    packed_.push_back(rule);
    rows = std::max(rows, rules_[rule].row_count());
  }
  rules_packed_ = rules_.size();
  width_ = line_stride<uint32_t>(std::max(packed_.size(), kLanes));
  numbers_.assign(rows * width_, 0);
  several_.assign(rows, 0);
  with_several_ = 0;
  for (size_t place = 0; place < packed_.size(); ++place) {
    const bool has = !rules_[packed_[place]].has_one_key();
    with_several_ |= uint64_t{has} << place;
  }
  parallel_ranges(rows, kRowGrain, [&](size_t begin, size_t end) {
    for (size_t place = 0; place < packed_.size(); ++place) {
      const RuleBlocks& rule = rules_[packed_[place]];
      for (size_t row = begin; row < std::min(end, rule.row_count()); ++row) {
        numbers_[row * width_ + place] = rule.only_block_of(static_cast<Row>(row));
        several_[row] |= uint64_t{rule.has_several(static_cast<Row>(row))} << place;
      }
    }
  });
}

/// What is_first asks of the pairs of one left row under one rule.
struct PairBlocks::Walk {
  size_t rule = 0;
  uint32_t number = 0;                      // of the block, from 1
  size_t packed_before = 0;                 // rules before this one whose numbers stand in numbers_
  uint64_t asked = 0;                       // of those and this one the places of with_several_
  uint64_t own = 0;                         // the bit of this one; 0: it has none
  std::vector<size_t> others_before;        // further rules before this one
  std::array<uint32_t, kPackedMax> left{};  // numbers of the left row; kNoBlock where there is none
  uint64_t left_several = 0;
  const Row* asked_rows = nullptr;  // the rows of blocks before this place were asked for
  const Row* last_row = nullptr;    // behind the rows of all blocks
};

void PairBlocks::set_left(Walk& walk, Row left) const noexcept {
  const uint32_t* numbers = numbers_.data() + left * width_;
  for (size_t i = 0; i < walk.packed_before; ++i) {
    walk.left[i] = numbers[i] == 0 ? kNoBlock : numbers[i];
  }
  walk.left_several = walk.asked == 0 ? 0 : several_[left];
}

/// Asks for the numbers of a block's rows and the next few, which lie anywhere.
void PairBlocks::ask_for_rows(Walk& walk, std::span<const Row> rows) const noexcept {
  if (walk.packed_before == 0) return;
  const auto left = static_cast<size_t>(walk.last_row - rows.data());
  const Row* const until = rows.data() + std::min(rows.size() + kRowsAhead, left);
  const Row* next = std::max(walk.asked_rows, rows.data());
  for (; next < until; ++next) __builtin_prefetch(numbers_.data() + *next * width_);
  walk.asked_rows = next;
}

/// Whether an earlier rule, or an earlier block of this one, holds the pair, as far as the numbers
/// of only blocks leave it open.
bool PairBlocks::is_elsewhere(const Walk& walk, RowPair pair, uint64_t open) const noexcept {
  const RuleBlocks& rule = rules_[walk.rule];
  const bool own_open = walk.own == 0 ? !rule.has_one_key() : (open & walk.own) != 0;
  if (own_open && rule.shared_block(pair.left, pair.right) != walk.number) return true;
  for (uint64_t before = open & ~walk.own; before != 0; before &= before - 1) {
    const size_t earlier = packed_[static_cast<size_t>(std::countr_zero(before))];
    if (rules_[earlier].shared_block(pair.left, pair.right) != 0) return true;
  }
  return std::any_of(walk.others_before.begin(), walk.others_before.end(), [&](size_t earlier) {
    return rules_[earlier].shared_block(pair.left, pair.right) != 0;
  });
}

/// True when the pair is wanted and this block of this rule is the first to hold it.
bool PairBlocks::is_first(const Walk& walk, RowPair pair) const noexcept {
  if (scope_.across_only && scope_.dataset_of_row[pair.left] == scope_.dataset_of_row[pair.right]) {
    return false;
  }
  const uint32_t* right = numbers_.data() + pair.right * width_;
  uint32_t found = 0;
  for (size_t from = 0; from < walk.packed_before; from += kLanes) {
    for (size_t i = from; i < from + kLanes; ++i) found |= walk.left[i] == right[i] ? 1U : 0U;
  }
  if (found != 0) return false;
  const uint64_t right_several = walk.asked == 0 ? 0 : several_[pair.right];
  const uint64_t open = (walk.left_several | right_several) & walk.asked;
  const bool is_known = open == 0 && walk.own != 0 && walk.others_before.empty();
  return is_known || !is_elsewhere(walk, pair, open);
}

PairBlocks::Walk PairBlocks::walk_of(size_t rule) const {
  Walk walk;
  walk.rule = rule;
  walk.left.fill(kNoBlock);
  for (size_t place = 0; place < packed_.size() && packed_[place] <= rule; ++place) {
    walk.asked |= (uint64_t{1} << place) & with_several_;
    if (packed_[place] == rule) {
      walk.own = uint64_t{1} << place;
    } else {
      ++walk.packed_before;
    }
  }
  for (size_t earlier = 0; earlier < rule; ++earlier) {
    const bool is_packed = std::find(packed_.begin(), packed_.end(), earlier) != packed_.end();
    if (!filtered_[earlier] && !is_packed) walk.others_before.push_back(earlier);
  }
  return walk;
}

void PairBlocks::visit_task(size_t task_index, const Visit& visit) const {
  const Task& task = tasks_[task_index];
  const RuleBlocks& blocks = rules_[task.rule];
  NEWLYN_CHECK(task.rule == 0 || rules_packed_ == rules_.size(),
               "pack_rows was called after the last rule", rules_packed_);
  Walk walk = walk_of(task.rule);
  const std::span<const Row> last_rows = blocks.rows(task.block_last - 1);
  walk.asked_rows = blocks.rows(task.block).data();
  walk.last_row = last_rows.data() + last_rows.size();
  std::array<RowPair, limits::kPairBatch> batch;
  const size_t at_once = pairs_at_once();
  size_t filled = 0;
  for (uint32_t block = task.block; block < task.block_last; ++block) {
    const std::span<const Row> rows = blocks.rows(block);
    walk.number = block + 1;
    ask_for_rows(walk, rows);
    const size_t last = task.last > 0 ? task.last : rows.size();
    for (size_t i = task.last > 0 ? task.first : 0; i < last; ++i) {
      set_left(walk, rows[i]);
      for (size_t j = i + 1; j < rows.size(); ++j) {
        const RowPair pair{rows[i], rows[j]};
        // Written first and counted if it stays: the answer is hard to guess, so no branch on it.
        batch[filled] = pair;
        filled += is_first(walk, pair) ? 1 : 0;
        if (filled < at_once) continue;
        visit({batch.data(), filled}, task.rule);
        filled = 0;
      }
    }
  }
  if (filled > 0) visit({batch.data(), filled}, task.rule);
}

}  // namespace newlyn::pairs
