// SPDX-License-Identifier: MIT
// One comparison after the other: equal values counted, unequal ones drawn list by list.
#include "linkage/training/random_levels.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "base/random.h"
#include "base/threads.h"
#include "linkage/training/patterns.h"
#include "pairs/pair_batch.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kListPairs = 50'000;
constexpr size_t kFirstLists = 4;
constexpr size_t kFurtherLists = 16;
constexpr size_t kRangePairs = 1u << 14;
constexpr size_t kAlikePairsMax = 500'000;

/// Rows by value code: how many hold it, and one of them.
struct ValueRows {
  std::vector<double> counts;
  std::vector<pairs::Row> examples;
};

/// Pairs that each stand for many.
struct WeighedPairs {
  std::vector<pairs::RowPair> pairs;
  std::vector<double> weights;

  size_t size() const noexcept { return pairs.size(); }
  void add(pairs::RowPair pair, double weight) {
    pairs.push_back(pair);
    weights.push_back(weight);
  }
};

/// What was met among pairs drawn.
struct Drawn {
  explicit Drawn(size_t level_count) : levels(level_count, 0) {}
  void add(const Drawn& other) {
    pairs += other.pairs;
    kept += other.kept;
    for (size_t level = 0; level < levels.size(); ++level) levels[level] += other.levels[level];
  }

  uint64_t pairs = 0;
  uint64_t kept = 0;  // that were not counted otherwise already
  std::vector<uint64_t> levels;
};

/// The next lists to draw for a comparison, and the columns whose equal pairs are counted already.
struct ListDraw {
  size_t comparison = 0;
  std::span<const uint16_t> columns;
  uint64_t first_list = 0;
};

class LevelDraw {
 public:
  LevelDraw(const pairs::PairColumns& columns, const pairs::ScoreModel& model,
            const RandomDraw& draw)
      : columns_(columns), model_(model), draw_(draw), scorers_(columns, model) {}

  LevelTally tally(size_t comparison, RunContext& run);

 private:
  /// Levels of the pairs counted; returns how many pairs there were. In parallel, or not.
  uint64_t count(size_t comparison, std::span<const pairs::RowPair> pairs,
                 std::vector<uint64_t>& met);
  uint64_t count_one(size_t comparison, std::span<const pairs::RowPair> pairs,
                     std::vector<uint64_t>& met);
  Drawn draw_lists(const ListDraw& lists, uint64_t most);
  ValueRows rows_by_value(uint16_t column) const;
  WeighedPairs equal_pairs(const ValueRows& rows) const;
  std::optional<WeighedPairs> alike_pairs(const ValueRows& rows, uint16_t made,
                                          std::span<const uint16_t> before) const;
  double count_weighed(size_t comparison, const WeighedPairs& pairs, LevelTally& tally);
  double count_certain(size_t comparison, std::vector<uint16_t>& columns, LevelTally& tally);
  bool is_enough(size_t comparison, const LevelTally& tally) const;
  double all_pairs() const;
  /// True when two rows have the same value in one of the columns.
  bool are_equal(pairs::RowPair pair, std::span<const uint16_t> columns) const {
    return std::any_of(columns.begin(), columns.end(), [&](uint16_t column) {
      const record::ValueCode code = columns_.code(pair.left, column);
      return code != record::kNullCode && code == columns_.code(pair.right, column);
    });
  }

  const pairs::PairColumns& columns_;
  const pairs::ScoreModel& model_;
  RandomDraw draw_;
  pairs::ScorerPool scorers_;
};

double LevelDraw::all_pairs() const {
  const auto rows = static_cast<double>(columns_.row_count);
  double pairs = rows * (rows - 1) / 2;
  if (!draw_.scope.across_only) return pairs;
  std::vector<double> of_source;
  for (const uint32_t source : draw_.scope.dataset_of_row) {
    if (source >= of_source.size()) of_source.resize(source + 1, 0);
    ++of_source[source];
  }
  for (const double count : of_source) pairs -= count * (count - 1) / 2;
  return pairs;
}

uint64_t LevelDraw::count_one(size_t comparison, std::span<const pairs::RowPair> pairs,
                              std::vector<uint64_t>& met) {
  scorers_.with_scorer([&](pairs::PairScorer& scorer) {
    const size_t at_once = pairs::pairs_at_once();
    std::vector<uint8_t> levels(at_once);
    for (size_t from = 0; from < pairs.size(); from += at_once) {
      const size_t size = std::min(at_once, pairs.size() - from);
      scorer.levels_of_one(comparison, pairs.subspan(from, size), {levels.data(), size});
      for (size_t i = 0; i < size; ++i) ++met[levels[i]];
    }
  });
  return pairs.size();
}

uint64_t LevelDraw::count(size_t comparison, std::span<const pairs::RowPair> pairs,
                          std::vector<uint64_t>& met) {
  std::mutex adding;
  parallel_ranges(pairs.size(), kRangePairs, [&](size_t begin, size_t end) {
    std::vector<uint64_t> here(met.size(), 0);
    count_one(comparison, pairs.subspan(begin, end - begin), here);
    const std::lock_guard lock(adding);
    for (size_t level = 0; level < met.size(); ++level) met[level] += here[level];
  });
  return pairs.size();
}

/// Draws some lists at the same time, `most` pairs together.
Drawn LevelDraw::draw_lists(const ListDraw& lists, uint64_t most) {
  // What is frequent is told by the first lists, of rows far apart; later ones look for what is
  // rare.
  const bool first = lists.first_list == 0;
  const auto draw = first ? draw_random_pairs : draw_tiled_pairs;
  const size_t count = first ? kFirstLists : kFurtherLists;
  std::vector<Drawn> drawn(count, Drawn(model_.comparisons[lists.comparison].levels.size()));
  parallel_ranges(count, 1, [&](size_t i, size_t) {
    const uint64_t wanted = std::min<uint64_t>(kListPairs, most - std::min(most, i * kListPairs));
    std::vector<pairs::RowPair> pairs =
        draw(columns_.row_count, draw_.scope, wanted, hash_mix(draw_.seed, lists.first_list + i));
    drawn[i].pairs = pairs.size();
    std::erase_if(pairs, [&](pairs::RowPair pair) { return are_equal(pair, lists.columns); });
    drawn[i].kept = count_one(lists.comparison, pairs, drawn[i].levels);
  });
  for (size_t i = 1; i < count; ++i) drawn[0].add(drawn[i]);
  return std::move(drawn[0]);
}

/// The rows of a column by value: how many, and one of them for all.
ValueRows LevelDraw::rows_by_value(uint16_t column) const {
  const pairs::PairColumn& values = columns_.columns[column];
  ValueRows rows{std::vector<double>(values.counts.size(), 0),
                 std::vector<pairs::Row>(values.counts.size(), 0)};
  for (pairs::Row row = 0; row < columns_.row_count; ++row) {
    ++rows.counts[values.codes[row]];
    rows.examples[values.codes[row]] = row;
  }
  return rows;
}

/// All pairs whose values in `column` are equal, each once by its value.
WeighedPairs LevelDraw::equal_pairs(const ValueRows& rows) const {
  WeighedPairs equal;
  for (record::ValueCode code = 1; code < rows.counts.size(); ++code) {
    const double count = rows.counts[code];
    if (count > 1) equal.add({rows.examples[code], rows.examples[code]}, count * (count - 1) / 2);
  }
  return equal;
}

/// The pairs of unequal values that `made`, a column made from theirs, does not tell apart, where
/// they are few enough to look at. Those that a column of `before` does not tell apart either are
/// left out.
std::optional<WeighedPairs> LevelDraw::alike_pairs(const ValueRows& rows, uint16_t made,
                                                   std::span<const uint16_t> before) const {
  std::vector<std::pair<record::ValueCode, record::ValueCode>> values;  // made, own
  for (record::ValueCode code = 1; code < rows.counts.size(); ++code) {
    if (rows.counts[code] == 0) continue;
    const record::ValueCode alike = columns_.code(rows.examples[code], made);
    if (alike != record::kNullCode) values.emplace_back(alike, code);
  }
  std::sort(values.begin(), values.end());
  WeighedPairs pairs;
  for (size_t from = 0; from < values.size(); ++from) {
    for (size_t i = from + 1; i < values.size() && values[i].first == values[from].first; ++i) {
      if (pairs.size() == kAlikePairsMax) return std::nullopt;
      const auto [left, right] = std::minmax(values[from].second, values[i].second);
      const pairs::RowPair pair{rows.examples[left], rows.examples[right]};
      if (are_equal(pair, before)) continue;
      pairs.add(pair, rows.counts[left] * rows.counts[right]);
    }
  }
  return pairs;
}

/// Adds the levels of pairs that stand for many; returns for how many.
double LevelDraw::count_weighed(size_t comparison, const WeighedPairs& pairs, LevelTally& tally) {
  std::vector<uint8_t> levels(pairs.size());
  scorers_.with_scorer(
      [&](pairs::PairScorer& scorer) { scorer.levels_of_one(comparison, pairs.pairs, levels); });
  double total = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    tally.pairs[levels[i]] += pairs.weights[i];
    tally.met[levels[i]] += static_cast<uint64_t>(pairs.weights[i]);
    total += pairs.weights[i];
  }
  return total;
}

/// Counts what need not be drawn: pairs of equal values, and of values that are alike in a column
/// made from theirs. The columns that tell the rest apart are added to `columns`.
double LevelDraw::count_certain(size_t comparison, std::vector<uint16_t>& columns,
                                LevelTally& tally) {
  const pairs::Comparison& asked = model_.comparisons[comparison];
  const ValueRows rows = rows_by_value(asked.depends_on);
  double total = count_weighed(comparison, equal_pairs(rows), tally);
  columns.push_back(asked.depends_on);
  for (const pairs::Level& level : asked.levels) {
    const pairs::Feature& feature = level.condition.feature;
    const bool equality = level.condition.kind == pairs::Condition::Kind::at_least &&
                          feature.measure == pairs::Measure::equal && level.condition.bound > 0 &&
                          feature.left == feature.right;
    const bool known = std::find(columns.begin(), columns.end(), feature.left) != columns.end();
    if (!equality || known) continue;
    const auto alike = alike_pairs(rows, feature.left, std::span(columns).subspan(1));
    if (!alike) continue;
    total += count_weighed(comparison, *alike, tally);
    columns.push_back(feature.left);
  }
  return total;
}

bool LevelDraw::is_enough(size_t comparison, const LevelTally& tally) const {
  const std::vector<pairs::Level>& levels = model_.comparisons[comparison].levels;
  for (size_t level = 0; level < levels.size(); ++level) {
    if (!levels[level].is_null && tally.met[level] < draw_.level_pairs) return false;
  }
  return true;
}

LevelTally LevelDraw::tally(size_t comparison, RunContext& run) {
  LevelTally tally;
  const size_t level_count = model_.comparisons[comparison].levels.size();
  tally.pairs.assign(level_count, 0);
  tally.met.assign(level_count, 0);
  const double all = all_pairs();
  const bool few = all <= static_cast<double>(draw_.pairs);
  const bool one_column = model_.comparisons[comparison].depends_on != pairs::kNoMemory;
  std::vector<uint16_t> columns;  // pairs that are equal in one of these are counted, not drawn
  const double counted =
      few || draw_.scope.across_only || !one_column ? 0 : count_certain(comparison, columns, tally);
  Drawn drawn(level_count);
  for (uint64_t list = 0; drawn.pairs < draw_.pairs && !is_enough(comparison, tally);) {
    run.check_stop();
    Drawn more(level_count);
    if (few) {
      const auto pairs = draw_random_pairs(columns_.row_count, draw_.scope, draw_.pairs, 0);
      more.pairs = draw_.pairs;
      more.kept = count(comparison, pairs, more.levels);
    } else {
      more = draw_lists({comparison, columns, list}, draw_.pairs - drawn.pairs);
    }
    if (more.kept == 0 && more.pairs == 0) break;
    for (size_t level = 0; level < level_count; ++level) tally.met[level] += more.levels[level];
    drawn.add(more);
    list += list == 0 ? kFirstLists : kFurtherLists;
  }
  tally.drawn = few ? drawn.kept : drawn.pairs;
  for (size_t level = 0; level < level_count; ++level) {
    if (drawn.kept == 0) break;
    tally.pairs[level] += static_cast<double>(drawn.levels[level]) * (all - counted) /
                          static_cast<double>(drawn.kept);
  }
  return tally;
}

}  // namespace

std::vector<LevelTally> count_random_levels(const pairs::PairColumns& columns,
                                            const pairs::ScoreModel& model, const RandomDraw& draw,
                                            RunContext& run) {
  LevelDraw levels(columns, model, draw);
  std::vector<LevelTally> tallies;
  // What is certain takes one thread each, so comparisons are counted side by side.
  tallies.resize(model.comparisons.size());
  parallel_ranges(tallies.size(), 1, [&](size_t c, size_t) { tallies[c] = levels.tally(c, run); });
  return tallies;
}

}  // namespace newlyn::linkage
