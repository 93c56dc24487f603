// SPDX-License-Identifier: MIT
// Turns pairs into counted level patterns.
#include "linkage/training/patterns.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "base/limits.h"
#include "base/random.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kPairGrain = 1u << 14;

bool is_wanted(const pairs::PairScope& scope, pairs::Row a, pairs::Row b) {
  return !scope.across_only || scope.dataset_of_row[a] != scope.dataset_of_row[b];
}

std::vector<pairs::RowPair> all_pairs(size_t row_count, const pairs::PairScope& scope) {
  std::vector<pairs::RowPair> pairs;
  for (pairs::Row a = 0; a < row_count; ++a) {
    for (pairs::Row b = a + 1; b < row_count; ++b) {
      if (is_wanted(scope, a, b)) pairs.push_back({a, b});
    }
  }
  return pairs;
}

}  // namespace

std::vector<uint8_t> levels_of_pairs(const pairs::PairColumns& columns,
                                     const pairs::ScoreModel& model,
                                     std::span<const pairs::RowPair> pairs) {
  const size_t width = model.comparisons.size();
  std::vector<uint8_t> levels(pairs.size() * width);
  pairs::ScorerPool scorers(columns, model);
  parallel_ranges(pairs.size(), kPairGrain, [&](size_t begin, size_t end) {
    scorers.with_scorer([&](pairs::PairScorer& scorer) {
      std::vector<uint8_t> by_comparison;
      for (size_t from = begin; from < end; from += limits::kPairBatch) {
        const size_t count = std::min(limits::kPairBatch, end - from);
        by_comparison.resize(count * width);
        scorer.levels_of(pairs.subspan(from, count), by_comparison);
        for (size_t i = 0; i < count; ++i) {
          for (size_t c = 0; c < width; ++c) {
            levels[(from + i) * width + c] = by_comparison[c * count + i];
          }
        }
      }
    });
  });
  return levels;
}

PatternCounts count_patterns(std::span<const uint8_t> levels, size_t comparison_count) {
  PatternCounts patterns;
  patterns.comparison_count = comparison_count;
  if (comparison_count == 0) return patterns;
  // Found by hash, put in order at the end: there are few patterns and many pairs.
  std::unordered_map<std::string_view, double> found;
  const auto* bytes = reinterpret_cast<const char*>(levels.data());
  // Neighbours are often alike, so the last pattern found is tried before the hash.
  std::pair<const std::string_view, double>* last = nullptr;
  for (size_t i = 0; i + comparison_count <= levels.size(); i += comparison_count) {
    const std::string_view pattern(bytes + i, comparison_count);
    if (last == nullptr || last->first != pattern) last = &*found.try_emplace(pattern, 0).first;
    last->second += 1;
  }
  const std::map<std::string_view, double> ordered(found.begin(), found.end());
  for (const auto& [pattern, count] : ordered) {
    patterns.levels.insert(patterns.levels.end(), pattern.begin(), pattern.end());
    patterns.counts.push_back(count);
  }
  return patterns;
}

std::vector<pairs::RowPair> draw_random_pairs(size_t row_count, const pairs::PairScope& scope,
                                              size_t count, uint64_t seed) {
  std::vector<pairs::RowPair> pairs;
  if (row_count < 2) return pairs;
  const auto rows = static_cast<double>(row_count);
  if (rows * (rows - 1) / 2 <= static_cast<double>(count)) return all_pairs(row_count, scope);
  Random random(seed);
  pairs.reserve(count);
  for (size_t tries = 0; pairs.size() < count && tries < 4 * count; ++tries) {
    const auto a = static_cast<pairs::Row>(random.below(row_count));
    const auto b = static_cast<pairs::Row>(random.below(row_count));
    if (a != b && is_wanted(scope, a, b)) pairs.push_back({std::min(a, b), std::max(a, b)});
  }
  return pairs;
}

}  // namespace newlyn::linkage
