// SPDX-License-Identifier: MIT
// Turns pairs into counted level patterns.
#include "linkage/training/patterns.h"

#include <algorithm>
#include <map>
#include <mutex>
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

/// Patterns as numbers: the levels are digits, that of the first comparison first, so that numbers
/// are ordered as patterns are.
class PatternNumbers {
 public:
  explicit PatternNumbers(const pairs::ScoreModel& model) : places_(model.comparisons.size()) {
    double all = 1;
    for (size_t c = places_.size(); c-- > 0;) {
      places_[c].worth = fit_ ? static_cast<uint64_t>(all) : 0;
      places_[c].levels = model.comparisons[c].levels.size();
      all *= static_cast<double>(places_[c].levels);
      fit_ = fit_ && all < 0x1p53;
    }
  }
  /// False where there are more patterns than numbers.
  bool fit() const noexcept { return fit_ && !places_.empty(); }
  size_t width() const noexcept { return places_.size(); }
  /// Levels stand comparison after comparison.
  void number(std::span<const uint8_t> levels, std::span<uint64_t> numbers) const {
    std::fill(numbers.begin(), numbers.end(), 0);
    for (size_t c = 0; c < places_.size(); ++c) {
      const uint8_t* here = levels.data() + c * numbers.size();
      for (size_t i = 0; i < numbers.size(); ++i) numbers[i] += here[i] * places_[c].worth;
    }
  }
  void append_levels(uint64_t number, std::vector<uint8_t>& levels) const {
    for (const Place& place : places_) {
      levels.push_back(static_cast<uint8_t>(number / place.worth % place.levels));
    }
  }

 private:
  struct Place {
    uint64_t worth = 0;
    uint64_t levels = 0;
  };
  std::vector<Place> places_;
  bool fit_ = true;
};

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

PatternCounts count_patterns(const pairs::PairColumns& columns, const pairs::ScoreModel& model,
                             std::span<const pairs::RowPair> pairs) {
  const PatternNumbers numbers(model);
  if (!numbers.fit())
    return count_patterns(levels_of_pairs(columns, model, pairs), numbers.width());
  std::unordered_map<uint64_t, uint64_t> counted;
  std::mutex adding;
  pairs::ScorerPool scorers(columns, model);
  parallel_ranges(pairs.size(), kPairGrain, [&](size_t begin, size_t end) {
    scorers.with_scorer([&](pairs::PairScorer& scorer) {
      std::vector<uint8_t> levels(limits::kPairBatch * numbers.width());
      std::vector<uint64_t> patterns(limits::kPairBatch);
      std::unordered_map<uint64_t, uint64_t> here;
      for (size_t from = begin; from < end; from += limits::kPairBatch) {
        const size_t count = std::min(limits::kPairBatch, end - from);
        const std::span<uint8_t> written(levels.data(), count * numbers.width());
        scorer.levels_of(pairs.subspan(from, count), written);
        numbers.number(written, {patterns.data(), count});
        for (size_t i = 0; i < count; ++i) ++here[patterns[i]];
      }
      const std::lock_guard lock(adding);
      for (const auto& [pattern, count] : here) counted[pattern] += count;
    });
  });
  PatternCounts patterns;
  patterns.comparison_count = numbers.width();
  for (const auto& [pattern, count] :
       std::map<uint64_t, uint64_t>(counted.begin(), counted.end())) {
    numbers.append_levels(pattern, patterns.levels);
    patterns.counts.push_back(static_cast<double>(count));
  }
  return patterns;
}

double pairs_in_scope(size_t row_count, const pairs::PairScope& scope) {
  const auto n = static_cast<double>(row_count);
  double pairs = n * (n - 1) / 2;
  if (scope.across_only) {
    std::unordered_map<uint32_t, double> sizes;
    for (const uint32_t source : scope.dataset_of_row) sizes[source] += 1;
    for (const auto& [source, size] : sizes) pairs -= size * (size - 1) / 2;
  }
  return std::max(1.0, pairs);
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
