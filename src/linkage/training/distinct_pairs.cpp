// SPDX-License-Identifier: MIT
// Put into parts by left row, which are sorted in parallel.
#include "linkage/training/distinct_pairs.h"

#include <algorithm>
#include <array>

#include "base/threads.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kParts = 64;

/// A pair of a sample.
struct PlacedPair {
  uint64_t key;  // left row, right row
  uint32_t sample;
  uint32_t pair;
};

}  // namespace

double DistinctPairs::share() const noexcept {
  size_t all = 0;
  for (const std::vector<uint32_t>& places : place_of) all += places.size();
  return all > 0 ? static_cast<double>(pairs.size()) / static_cast<double>(all) : 1;
}

DistinctPairs distinct_pairs(const std::vector<RuleSample>& samples, size_t row_count) {
  DistinctPairs distinct;
  std::array<std::vector<PlacedPair>, kParts> parts;
  for (uint32_t s = 0; s < samples.size(); ++s) {
    const std::vector<pairs::RowPair>& pairs = samples[s].pairs;
    distinct.place_of.emplace_back(pairs.size());
    for (uint32_t i = 0; i < pairs.size(); ++i) {
      const uint64_t key = static_cast<uint64_t>(pairs[i].left) << 32 | pairs[i].right;
      parts[pairs[i].left * kParts / row_count].push_back({key, s, i});
    }
  }
  // The first place of each part, and of what would follow the last one.
  std::array<uint32_t, kParts + 1> first{};
  parallel_ranges(kParts, 1, [&](size_t part, size_t) {
    std::vector<PlacedPair>& own = parts[part];
    std::sort(own.begin(), own.end(),
              [](const PlacedPair& a, const PlacedPair& b) { return a.key < b.key; });
    for (size_t i = 0; i < own.size(); ++i) {
      if (i == 0 || own[i].key != own[i - 1].key) ++first[part + 1];
    }
  });
  for (size_t part = 0; part < kParts; ++part) first[part + 1] += first[part];
  distinct.pairs.resize(first[kParts]);
  parallel_ranges(kParts, 1, [&](size_t part, size_t) {
    const std::vector<PlacedPair>& own = parts[part];
    uint32_t next = first[part];
    for (size_t i = 0; i < own.size(); ++i) {
      if (i == 0 || own[i].key != own[i - 1].key) {
        distinct.pairs[next++] = {static_cast<pairs::Row>(own[i].key >> 32),
                                  static_cast<pairs::Row>(own[i].key)};
      }
      distinct.place_of[own[i].sample][own[i].pair] = next - 1;
    }
  });
  return distinct;
}

}  // namespace newlyn::linkage
