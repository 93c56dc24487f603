// SPDX-License-Identifier: MIT
// Finer keys for large blocks.
#include "linkage/blocking/refinement.h"

#include <algorithm>
#include <unordered_map>

#include "base/random.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRefinements = 3;

using KeySizes = std::unordered_map<uint64_t, uint32_t>;

/// The keys held by more than `rows_max` rows. Only keys that share their last digits with so many
/// rows are counted one by one.
KeySizes large_keys(const std::vector<uint64_t>& keys, uint32_t rows_max) {
  constexpr size_t kPlaces = 1u << 16;
  const auto place_of = [](uint64_t key) { return key >> 1 & (kPlaces - 1); };
  std::vector<uint32_t> at_place(kPlaces, 0);
  for (const uint64_t key : keys) at_place[place_of(key)] += key != 0 ? 1 : 0;
  KeySizes large;
  for (const uint64_t key : keys) {
    if (key != 0 && at_place[place_of(key)] > rows_max) ++large[key];
  }
  std::erase_if(large, [&](const auto& entry) { return entry.second <= rows_max; });
  return large;
}

void drop_keys(pairs::RuleKeys& keys, const KeySizes& large) {
  for (uint64_t& key : keys.keys) {
    if (large.contains(key)) key = 0;
  }
}

}  // namespace

std::vector<uint16_t> splitting_parts(const std::vector<pairs::Row>& rows, const PartList& rule,
                                      const Refinement& refinement) {
  const KeyTable& table = refinement.table;
  const std::vector<uint16_t>& parts = refinement.parts;
  std::vector<std::pair<double, uint16_t>> ranked;
  for (const uint16_t part : parts) {
    const bool used = std::any_of(rule.begin(), rule.end(), [&](uint16_t other) {
      return table.column_of(other) == table.column_of(part);
    });
    if (used || table.part(part).cut == KeyCut::each_word) continue;
    KeySizes sizes;
    double known = 0;
    for (const pairs::Row row : rows) {
      const uint64_t key = table.key(part, row);
      if (key == 0) continue;
      known += 1;
      ++sizes[key];
    }
    if (sizes.size() < 2) continue;
    double together = 0;
    for (const auto& [key, size] : sizes) together += static_cast<double>(size) * size;
    const double all = static_cast<double>(rows.size());
    // Rows without a value are lost to this part; rows left together cost pairs.
    ranked.emplace_back(together / (known * known) + 2 * (1 - known / all), part);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<uint16_t> best;
  for (const auto& [cost, part] : ranked) {
    const bool again = std::any_of(best.begin(), best.end(), [&](uint16_t other) {
      return table.column_of(other) == table.column_of(part);
    });
    if (!again && best.size() < kRefinements) best.push_back(part);
  }
  return best;
}

uint64_t refine_large_blocks(pairs::RuleKeys& keys, const PartList& rule,
                             const Refinement& refinement) {
  const auto& [table, parts, block_rows_max] = refinement;
  const KeySizes large = large_keys(keys.keys, block_rows_max);
  if (large.empty()) return 0;
  if (!keys.offsets.empty()) {
    // A word that so many rows hold says nothing: the rows keep their other words.
    uint64_t rows = 0;
    for (const auto& [key, size] : large) rows += size;
    drop_keys(keys, large);
    return rows;
  }
  std::vector<pairs::Row> rows;
  for (size_t row = 0; row < keys.keys.size(); ++row) {
    if (large.contains(keys.keys[row])) rows.push_back(static_cast<pairs::Row>(row));
  }
  const std::vector<uint16_t> finer = splitting_parts(rows, rule, refinement);
  std::vector<bool> lost(keys.keys.size(), false);
  for (const pairs::Row row : rows) lost[row] = true;
  pairs::RuleKeys refined;
  refined.offsets.push_back(0);
  for (size_t row = 0; row < keys.keys.size(); ++row) {
    if (!large.contains(keys.keys[row])) {
      if (keys.keys[row] != 0) refined.keys.push_back(keys.keys[row]);
    } else {
      for (const uint16_t part : finer) {
        const uint64_t key = table.key(part, static_cast<pairs::Row>(row));
        if (key != 0) refined.keys.push_back(hash_mix(keys.keys[row], hash_mix(key, part)) | 1);
      }
    }
    refined.offsets.push_back(static_cast<uint32_t>(refined.keys.size()));
  }
  keys = std::move(refined);
  const KeySizes still_large = large_keys(keys.keys, block_rows_max);
  drop_keys(keys, still_large);
  uint64_t left_out = 0;
  for (size_t row = 0; row + 1 < keys.offsets.size(); ++row) {
    bool any = !lost[row];
    for (uint32_t i = keys.offsets[row]; i < keys.offsets[row + 1]; ++i) any |= keys.keys[i] != 0;
    left_out += any ? 0 : 1;
  }
  return left_out;
}

}  // namespace newlyn::linkage
