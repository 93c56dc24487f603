// SPDX-License-Identifier: MIT
// Counts what rules bring. New pairs are counted by walking all pairs once, without comparing them;
// where there are too many to walk, from a sample.
#include "linkage/blocking/block_census.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <unordered_map>

#include "base/check.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/blocking/first_found.h"
#include "linkage/blocking/rule_sampling.h"

namespace newlyn::linkage {
namespace {

/// More pairs than this are not walked: about half a minute on one core.
constexpr uint64_t kPairsWalked = 1'000'000'000;
constexpr double kPairsSampled = 20'000;
constexpr size_t kPairsDrawn = 100'000;

/// Pairs of the rows in scope.
uint64_t pairs_in(std::span<const pairs::Row> rows, const pairs::PairScope& scope) {
  const uint64_t n = rows.size();
  uint64_t pairs = n * (n - 1) / 2;
  if (!scope.across_only) return pairs;
  std::unordered_map<uint32_t, uint64_t> counts;
  for (const pairs::Row row : rows) ++counts[scope.dataset_of_row[row]];
  for (const auto& [dataset, count] : counts) pairs -= count * (count - 1) / 2;
  return pairs;
}

}  // namespace

BlockCensus::BlockCensus(const CensusRows& rows) : rows_(rows), blocks_(rows.scope) {
  if (rows.filters == nullptr) return;
  NEWLYN_CHECK(rows.columns != nullptr, "filters are asked over columns");
  pool_ = std::make_unique<pairs::ScorerPool>(*rows.columns, *rows.filters);
}

void BlockCensus::add(CountedRule rule, size_t blocks_shown) {
  RuleCount& count = rule.count;
  pairs::RuleBlocks blocks(rule.keys, rows_.scope);
  count.pairs_unsplit = blocks.sizes().pair_count;
  count.block_count = blocks.sizes().block_count;
  count.largest = largest_blocks(blocks, rule, blocks_shown);
  if (rule.split) blocks = pairs::RuleBlocks(*rule.split, rows_.scope);
  count.pairs = blocks.sizes().pair_count;
  std::vector<bool> blocked(rows_.row_count, false);
  for (size_t block = 0; block < blocks.block_count(); ++block) {
    for (const pairs::Row row : blocks.rows(block)) blocked[row] = true;
  }
  count.records_in_blocks = static_cast<uint64_t>(std::count(blocked.begin(), blocked.end(), true));
  blocks_.add(std::move(blocks), rule.filtered);
  counts_.push_back(std::move(count));
}

std::vector<LargeBlock> BlockCensus::largest_blocks(const pairs::RuleBlocks& blocks,
                                                    const CountedRule& rule, size_t count) const {
  std::vector<size_t> order(blocks.block_count());
  std::iota(order.begin(), order.end(), size_t{0});
  const size_t shown = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + shown, order.end(), [&](size_t a, size_t b) {
    const size_t rows_a = blocks.rows(a).size();
    const size_t rows_b = blocks.rows(b).size();
    return rows_a != rows_b ? rows_a > rows_b : blocks.rows(a)[0] < blocks.rows(b)[0];
  });
  std::vector<LargeBlock> found;
  for (size_t i = 0; i < shown; ++i) {
    const std::span<const pairs::Row> rows = blocks.rows(order[i]);
    found.push_back(
        {rule.key_of ? rule.key_of(rows) : BlockKey(), rows.size(), pairs_in(rows, rows_.scope)});
  }
  return found;
}

bool BlockCensus::passes(pairs::RowPair pair, size_t rule) const {
  if (!blocks_.is_filtered(rule)) return true;
  pairs::Truth truth{};
  pool_->with_scorer([&](pairs::PairScorer& scorer) {
    scorer.answer(rows_.filters->filters[rule], {&pair, 1}, {&truth, 1});
  });
  return truth == pairs::Truth::yes;
}

bool BlockCensus::is_first(pairs::RowPair pair, size_t rule) const {
  if (blocks_.found_before(pair, rule) || !passes(pair, rule)) return false;
  for (size_t earlier = 0; earlier < rule; ++earlier) {
    const bool shared = blocks_.rule(earlier).shared_block(pair.left, pair.right) != 0;
    if (blocks_.is_filtered(earlier) && shared && passes(pair, earlier)) return false;
  }
  return true;
}

bool BlockCensus::finds(pairs::RowPair pair) const {
  if (blocks_.found_before(pair, blocks_.rule_count())) return true;
  for (size_t rule = 0; rule < blocks_.rule_count(); ++rule) {
    const bool shared = blocks_.rule(rule).shared_block(pair.left, pair.right) != 0;
    if (blocks_.is_filtered(rule) && shared && passes(pair, rule)) return true;
  }
  return false;
}

/// Counts the pairs of a filtered rule by itself.
void BlockCensus::count_filtered(size_t rule, pairs::RuleBlocks blocks, RunContext& run) {
  pairs::PairBlocks alone(rows_.scope);
  alone.add(std::move(blocks));
  std::atomic<uint64_t> pairs{0};
  parallel_ranges(alone.task_count(), 1, [&](size_t task, size_t) {
    run.check_stop();
    pool_->with_scorer([&](pairs::PairScorer& scorer) {
      std::vector<pairs::Truth> truths;
      alone.visit_task(task, [&](std::span<const pairs::RowPair> batch, size_t) {
        truths.resize(batch.size());
        scorer.answer(rows_.filters->filters[rule], batch, truths);
        pairs += static_cast<uint64_t>(std::count(truths.begin(), truths.end(), pairs::Truth::yes));
      });
    });
  });
  counts_[rule].pairs = pairs;
}

void BlockCensus::count_pairs(uint64_t seed, RunContext& run) {
  samples_.resize(counts_.size());
  blocks_.pack_rows();
  uint64_t total = 0;
  for (const RuleCount& count : counts_) total += count.pairs;
  if (total <= kPairsWalked) {
    for (size_t rule = 0; rule < counts_.size(); ++rule) {
      if (blocks_.is_filtered(rule)) count_filtered(rule, blocks_.rule(rule), run);
    }
    count_exactly(seed, run);
  } else {
    estimate(seed, run);
  }
  uint64_t cumulative = 0;
  for (RuleCount& count : counts_) {
    cumulative += count.new_pairs;
    count.cumulative = cumulative;
  }
}

void BlockCensus::count_exactly(uint64_t seed, RunContext& run) {
  struct TaskCount {
    std::vector<pairs::RowPair> sample;
    uint64_t pairs = 0;
    size_t rule = 0;
  };
  // A pair is in the sample when its own hash says so, so the sample does not depend on threads.
  std::vector<uint64_t> below;
  for (size_t rule = 0; rule < counts_.size(); ++rule) {
    const double pairs = std::max(1.0, static_cast<double>(counts_[rule].pairs));
    const double share = std::min(1.0, kPairsSampled / pairs);
    below.push_back(share >= 1 ? ~0ULL : static_cast<uint64_t>(share * 0x1p64));
    samples_[rule].each = 1 / share;
  }
  std::vector<TaskCount> counts(blocks_.task_count());
  parallel_ranges(blocks_.task_count(), 1, [&](size_t task, size_t) {
    run.check_stop();
    TaskCount& count = counts[task];
    blocks_.visit_task(task, [&](std::span<const pairs::RowPair> all, size_t rule) {
      std::vector<pairs::RowPair> batch(all.begin(), all.end());
      if (pool_ != nullptr) {
        pool_->with_scorer([&](pairs::PairScorer& scorer) {
          batch = first_found(blocks_, *rows_.filters, scorer, {all, rule});
        });
      }
      count.rule = rule;
      count.pairs += batch.size();
      for (const pairs::RowPair pair : batch) {
        const uint64_t hash = hash_mix(seed, static_cast<uint64_t>(pair.left) << 32 | pair.right);
        if (hash <= below[rule]) count.sample.push_back(pair);
      }
    });
  });
  for (TaskCount& count : counts) {
    counts_[count.rule].new_pairs += count.pairs;
    auto& sample = samples_[count.rule].pairs;
    sample.insert(sample.end(), count.sample.begin(), count.sample.end());
  }
}

void BlockCensus::estimate(uint64_t seed, RunContext& run) {
  for (size_t rule = 0; rule < counts_.size(); ++rule) {
    run.check_stop();
    const pairs::RuleBlocks& blocks = blocks_.rule(rule);
    std::vector<double> ends;
    double total = 0;
    for (size_t block = 0; block < blocks.block_count(); ++block) {
      total += static_cast<double>(pairs_in(blocks.rows(block), rows_.scope));
      ends.push_back(total);
    }
    Random random(hash_mix(seed, rule));
    size_t drawn = 0;
    for (size_t i = 0; i < kPairsDrawn && total > 0; ++i) {
      const auto found =
          std::upper_bound(ends.begin(), ends.end(), random.fraction() * total) - ends.begin();
      const size_t block = std::min(static_cast<size_t>(found), ends.size() - 1);
      pairs::RowPair pair;
      if (!draw_pair(blocks.rows(block), rows_.scope, random, pair)) continue;
      ++drawn;
      if (is_first(pair, rule)) samples_[rule].pairs.push_back(pair);
    }
    counts_[rule].exact = rule == 0;
    if (drawn == 0) continue;
    samples_[rule].each = total / static_cast<double>(drawn);
    const double pairs = samples_[rule].each * static_cast<double>(samples_[rule].pairs.size());
    counts_[rule].new_pairs = rule == 0 ? counts_[rule].pairs : static_cast<uint64_t>(pairs);
  }
}

std::vector<bool> BlockCensus::blocked_rows() const {
  std::vector<bool> blocked(rows_.row_count, false);
  for (size_t rule = 0; rule < blocks_.rule_count(); ++rule) {
    const pairs::RuleBlocks& blocks = blocks_.rule(rule);
    for (size_t block = 0; block < blocks.block_count(); ++block) {
      for (const pairs::Row row : blocks.rows(block)) blocked[row] = true;
    }
  }
  return blocked;
}

}  // namespace newlyn::linkage
