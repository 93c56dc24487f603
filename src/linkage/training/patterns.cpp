// SPDX-License-Identifier: MIT
// Turns pairs into counted level patterns.
#include "linkage/training/patterns.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/random.h"
#include "base/threads.h"
#include "pairs/pair_batch.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kPairGrain = 1u << 14;
constexpr size_t kTileSide = 128;
constexpr double kDensePatternsMax = 1 << 18;

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
  scorers.prepare();
  const size_t at_once = pairs::pairs_at_once();
  parallel_ranges(pairs.size(), kPairGrain, [&](size_t begin, size_t end) {
    scorers.with_scorer([&](pairs::PairScorer& scorer) {
      std::vector<uint8_t> by_comparison;
      for (size_t from = begin; from < end; from += at_once) {
        const size_t count = std::min(at_once, end - from);
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

/// Patterns as numbers: the levels are digits, that of the first comparison first, so that numbers
/// are ordered as patterns are.
class PatternCounter::Numbers {
 public:
  explicit Numbers(const pairs::ScoreModel& model) : places_(model.comparisons.size()) {
    double all = 1;
    for (size_t c = places_.size(); c-- > 0;) {
      places_[c].worth = fit_ ? static_cast<uint64_t>(all) : 0;
      places_[c].levels = model.comparisons[c].levels.size();
      all *= static_cast<double>(places_[c].levels);
      fit_ = fit_ && all < 0x1p53;
    }
    pattern_count_ = all;
  }
  /// False where there are more patterns than numbers.
  bool fit() const noexcept { return fit_ && !places_.empty(); }
  size_t width() const noexcept { return places_.size(); }
  /// True where there are so few patterns that each has a place of its own to be counted at.
  bool dense() const noexcept { return fit() && pattern_count_ <= kDensePatternsMax; }
  size_t pattern_count() const noexcept { return static_cast<size_t>(pattern_count_); }
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
  double pattern_count_ = 0;
  bool fit_ = true;
};

/// What one thread counts.
struct PatternCounter::Share {
  Share(const pairs::PairColumns& columns, const pairs::ScoreModel& model)
      : scorer(columns, model) {}

  pairs::PairScorer scorer;
  std::vector<uint8_t> levels;
  std::vector<uint64_t> numbers;
  std::vector<uint64_t> dense;                          // by number, where there are few
  std::unordered_map<uint64_t, uint64_t> by_number;     // otherwise
  std::unordered_map<std::string, uint64_t> by_levels;  // where there are more than numbers
};

PatternCounter::PatternCounter(const pairs::PairColumns& columns, const pairs::ScoreModel& model)
    : columns_(columns), model_(model), numbers_(std::make_unique<Numbers>(model)) {}

PatternCounter::~PatternCounter() = default;

std::unique_ptr<PatternCounter::Share> PatternCounter::take() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    auto share = std::make_unique<Share>(columns_, model_);
    if (numbers_->dense()) share->dense.assign(numbers_->pattern_count(), 0);
    return share;
  }
  std::unique_ptr<Share> share = std::move(free_.back());
  free_.pop_back();
  return share;
}

void PatternCounter::add(std::span<const pairs::RowPair> pairs) {
  std::unique_ptr<Share> share = take();
  const size_t at_once = pairs::pairs_at_once();
  for (size_t from = 0; from < pairs.size(); from += at_once) {
    add_batch(pairs.subspan(from, std::min(at_once, pairs.size() - from)), *share);
  }
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(share));
}

void PatternCounter::add_batch(std::span<const pairs::RowPair> pairs, Share& share) const {
  const size_t width = numbers_->width();
  share.levels.resize(pairs.size() * width);
  share.scorer.levels_of(pairs, share.levels);
  if (!numbers_->fit()) {
    std::string pattern(width, '\0');
    for (size_t i = 0; i < pairs.size() && width > 0; ++i) {
      for (size_t c = 0; c < width; ++c) {
        pattern[c] = static_cast<char>(share.levels[c * pairs.size() + i]);
      }
      ++share.by_levels[pattern];
    }
    return;
  }
  share.numbers.resize(pairs.size());
  numbers_->number(share.levels, share.numbers);
  if (numbers_->dense()) {
    for (const uint64_t number : share.numbers) ++share.dense[number];
  } else {
    for (const uint64_t number : share.numbers) ++share.by_number[number];
  }
}

PatternCounts PatternCounter::counts() const {
  PatternCounts patterns;
  patterns.comparison_count = numbers_->width();
  std::map<uint64_t, uint64_t> by_number;
  std::map<std::string, uint64_t> by_levels;
  for (const auto& share : free_) {
    for (size_t number = 0; number < share->dense.size(); ++number) {
      if (share->dense[number] > 0) by_number[number] += share->dense[number];
    }
    for (const auto& [number, count] : share->by_number) by_number[number] += count;
    for (const auto& [levels, count] : share->by_levels) by_levels[levels] += count;
  }
  for (const auto& [number, count] : by_number) {
    numbers_->append_levels(number, patterns.levels);
    patterns.counts.push_back(static_cast<double>(count));
  }
  for (const auto& [levels, count] : by_levels) {
    patterns.levels.insert(patterns.levels.end(), levels.begin(), levels.end());
    patterns.counts.push_back(static_cast<double>(count));
  }
  return patterns;
}

PatternCounts count_patterns(const pairs::PairColumns& columns, const pairs::ScoreModel& model,
                             std::span<const pairs::RowPair> pairs) {
  PatternCounter counter(columns, model);
  parallel_ranges(pairs.size(), kPairGrain, [&](size_t begin, size_t end) {
    counter.add(pairs.subspan(begin, end - begin));
  });
  return counter.counts();
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

std::vector<pairs::RowPair> draw_tiled_pairs(size_t row_count, const pairs::PairScope& scope,
                                             size_t count, uint64_t seed) {
  std::vector<pairs::RowPair> pairs;
  if (row_count < 2) return pairs;
  Random random(seed);
  const auto draw_rows = [&] {
    std::vector<pairs::Row> rows(kTileSide);
    for (pairs::Row& row : rows) row = static_cast<pairs::Row>(random.below(row_count));
    return rows;
  };
  constexpr size_t kTile = kTileSide * kTileSide;
  pairs.reserve(count + kTile);
  for (size_t tries = 0; pairs.size() < count && tries < 4 * count; tries += kTile) {
    const std::vector<pairs::Row> left = draw_rows();
    const std::vector<pairs::Row> right = draw_rows();
    for (size_t i = 0; i < kTile; ++i) {
      const pairs::Row a = left[i / kTileSide];
      const pairs::Row b = right[i % kTileSide];
      if (a != b && is_wanted(scope, a, b)) pairs.push_back({std::min(a, b), std::max(a, b)});
    }
  }
  pairs.resize(std::min(count, pairs.size()));
  return pairs;
}

}  // namespace newlyn::linkage
