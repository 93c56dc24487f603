// SPDX-License-Identifier: MIT
// Groups rows by blocking key and walks the pairs inside the groups.
#include "pairs/pair_blocks.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace newlyn::pairs {
namespace {

constexpr uint64_t kTaskPairs = 1u << 16;

struct KeyedRow {
  uint64_t key;
  Row row;
};

/// Sorts by key, rows staying ascending: least significant byte first, skipping bytes that do not
/// differ.
void sort_by_key(std::vector<KeyedRow>& entries) {
  if (entries.size() < 1u << 12) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const KeyedRow& a, const KeyedRow& b) { return a.key < b.key; });
    return;
  }
  constexpr int kDigitBits = 11;
  constexpr size_t kDigits = 1u << kDigitBits;
  std::vector<KeyedRow> spare(entries.size());
  for (int shift = 0; shift < 64; shift += kDigitBits) {
    std::array<uint32_t, kDigits> places{};
    for (const KeyedRow& entry : entries) ++places[(entry.key >> shift) & (kDigits - 1)];
    uint32_t place = 0;
    for (uint32_t& count : places) {
      const uint32_t here = count;
      count = place;
      place += here;
    }
    for (const KeyedRow& entry : entries) {
      spare[places[(entry.key >> shift) & (kDigits - 1)]++] = entry;
    }
    entries.swap(spare);
  }
}

std::vector<KeyedRow> keyed_rows(const RuleKeys& keys) {
  std::vector<KeyedRow> entries;
  const bool one_each = keys.offsets.empty();
  const size_t rows = one_each ? keys.keys.size() : keys.offsets.size() - 1;
  entries.reserve(keys.keys.size());
  for (size_t row = 0; row < rows; ++row) {
    const size_t from = one_each ? row : keys.offsets[row];
    const size_t to = one_each ? row + 1 : keys.offsets[row + 1];
    for (size_t i = from; i < to; ++i) {
      if (keys.keys[i] != 0) entries.push_back({keys.keys[i], static_cast<Row>(row)});
    }
  }
  sort_by_key(entries);
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

RuleBlocks::RuleBlocks(const RuleKeys& keys, const PairScope& scope) {
  const std::vector<KeyedRow> entries = keyed_rows(keys);
  const size_t row_count = keys.offsets.empty() ? keys.keys.size() : keys.offsets.size() - 1;
  const bool one_each = keys.offsets.empty();
  std::vector<std::pair<Row, uint32_t>> places;
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
    for (const Row row : block) {
      if (one_each) {
        block_of_row_[row] = number;
      } else {
        places.emplace_back(row, number);
      }
    }
    offsets_.push_back(static_cast<uint32_t>(rows_.size()));
  }
  rows_.shrink_to_fit();
  offsets_.shrink_to_fit();
  if (one_each) return;
  std::sort(places.begin(), places.end());
  entry_offsets_.assign(row_count + 1, 0);
  for (const auto& [row, number] : places) {
    ++entry_offsets_[row + 1];
    block_of_row_.push_back(number);
  }
  for (size_t row = 0; row < row_count; ++row) entry_offsets_[row + 1] += entry_offsets_[row];
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
  uint64_t open_pairs = 0;
  const auto close = [&](uint32_t next) {
    if (open.block < open.block_last) tasks_.push_back(open);
    open = {rule, next, next, 0, 0};
    open_pairs = 0;
  };
  for (uint32_t block = 0; block < blocks.block_count(); ++block) {
    const uint64_t n = blocks.rows(block).size();
    const uint64_t pairs = n * (n - 1) / 2;
    if (pairs > 2 * kTaskPairs) {
      close(block);
      const auto step = static_cast<uint32_t>(std::max<uint64_t>(1, kTaskPairs / n));
      for (uint32_t first = 0; first < n; first += step) {
        tasks_.push_back({rule, block, block + 1, first,
                          static_cast<uint32_t>(std::min<uint64_t>(n, first + step))});
      }
      close(block + 1);
      continue;
    }
    open.block_last = block + 1;
    open_pairs += pairs;
    if (open_pairs >= kTaskPairs) close(block + 1);
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

bool PairBlocks::is_first(RowPair pair, size_t rule, uint32_t block) const noexcept {
  if (scope_.across_only && scope_.dataset_of_row[pair.left] == scope_.dataset_of_row[pair.right]) {
    return false;
  }
  return rules_[rule].shared_block(pair.left, pair.right) == block + 1 && !found_before(pair, rule);
}

void PairBlocks::visit_task(size_t task_index, const Visit& visit) const {
  const Task& task = tasks_[task_index];
  const RuleBlocks& blocks = rules_[task.rule];
  std::array<RowPair, limits::kPairBatch> batch;
  size_t filled = 0;
  for (uint32_t block = task.block; block < task.block_last; ++block) {
    const std::span<const Row> rows = blocks.rows(block);
    const size_t last = task.last > 0 ? task.last : rows.size();
    for (size_t i = task.last > 0 ? task.first : 0; i < last; ++i) {
      for (size_t j = i + 1; j < rows.size(); ++j) {
        const RowPair pair{rows[i], rows[j]};
        if (!is_first(pair, task.rule, block)) continue;
        batch[filled++] = pair;
        if (filled < batch.size()) continue;
        visit({batch.data(), filled}, task.rule);
        filled = 0;
      }
    }
  }
  if (filled > 0) visit({batch.data(), filled}, task.rule);
}

}  // namespace newlyn::pairs
