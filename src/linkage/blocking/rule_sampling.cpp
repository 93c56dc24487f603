// SPDX-License-Identifier: MIT
// Groups rows under each candidate rule and draws pairs from the groups.
#include "linkage/blocking/rule_sampling.h"

#include <algorithm>
#include <atomic>

#include "base/random.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRowsMeasured = 250'000;
constexpr int kTriesMax = 8;

/// Keeps about one key in `one_in`; the others become "no key".
void thin_keys(pairs::RuleKeys& keys, uint64_t one_in) {
  if (one_in <= 1) return;
  for (uint64_t& key : keys.keys) {
    if (hash_mix(key, 77) % one_in != 0) key = 0;
  }
}

/// Draws two different rows of a block that are wanted together; false when none was found.
bool draw_pair(std::span<const pairs::Row> rows, const pairs::PairScope& scope, Random& random,
               pairs::RowPair& pair) {
  for (int attempt = 0; attempt < kTriesMax; ++attempt) {
    const uint64_t i = random.below(rows.size());
    uint64_t j = random.below(rows.size() - 1);
    if (j >= i) ++j;
    pair = {std::min(rows[i], rows[j]), std::max(rows[i], rows[j])};
    const bool wanted =
        !scope.across_only || scope.dataset_of_row[pair.left] != scope.dataset_of_row[pair.right];
    if (wanted) return true;
  }
  return false;
}

/// A rule with few pairs gives each of them once.
void take_all_pairs(const pairs::RuleBlocks& blocks, const std::vector<uint32_t>& regular,
                    const pairs::PairScope& scope, RuleSample& sample) {
  const auto take = [&](uint32_t block, pairs::Row left, pairs::Row right) {
    const bool wanted =
        !scope.across_only || scope.dataset_of_row[left] != scope.dataset_of_row[right];
    const bool first = blocks.shared_block(left, right) == block + 1;
    if (wanted && first) sample.pairs.push_back({left, right});
  };
  for (const uint32_t block : regular) {
    const auto rows = blocks.rows(block);
    for (size_t i = 0; i < rows.size(); ++i) {
      for (size_t j = i + 1; j < rows.size(); ++j) take(block, rows[i], rows[j]);
    }
  }
  sample.pair_count = static_cast<double>(sample.pairs.size());
}

RuleSample measure_rule(const PartList& rule, const KeyTable& table, const SamplingPlan& plan) {
  RuleSample sample;
  sample.rule = rule;
  pairs::RuleKeys keys = table.keys(rule);
  const uint64_t one_in = std::max<uint64_t>(1, keys.keys.size() / kRowsMeasured);
  thin_keys(keys, one_in);
  const pairs::RuleBlocks blocks(keys, plan.scope);
  std::vector<double> ends;
  std::vector<uint32_t> regular;
  double total = 0;
  for (size_t block = 0; block < blocks.block_count(); ++block) {
    const auto n = static_cast<double>(blocks.rows(block).size());
    const double pairs = n * (n - 1) / 2;
    if (blocks.rows(block).size() > plan.block_rows_max) {
      sample.large_pairs += pairs * static_cast<double>(one_in);
      continue;
    }
    total += pairs;
    ends.push_back(total);
    regular.push_back(static_cast<uint32_t>(block));
  }
  sample.pair_count = total * static_cast<double>(one_in);
  if (total == 0 || sample.pair_count > plan.pair_budget) return sample;
  if (one_in == 1 && total <= static_cast<double>(plan.pairs_per_rule)) {
    take_all_pairs(blocks, regular, plan.scope, sample);
    return sample;
  }
  uint64_t seed = plan.seed;
  for (const uint16_t part : rule) seed = hash_mix(seed, part + 1ULL);
  Random random(seed);
  for (size_t i = 0; i < plan.pairs_per_rule; ++i) {
    const double at = random.fraction() * total;
    const auto found = std::upper_bound(ends.begin(), ends.end(), at) - ends.begin();
    const auto place = std::min<size_t>(static_cast<size_t>(found), ends.size() - 1);
    pairs::RowPair pair;
    if (draw_pair(blocks.rows(regular[place]), plan.scope, random, pair)) {
      sample.pairs.push_back(pair);
    }
  }
  if (plan.scope.across_only) {
    sample.pair_count *=
        static_cast<double>(sample.pairs.size()) / static_cast<double>(plan.pairs_per_rule);
  }
  return sample;
}

}  // namespace

std::vector<RuleSample> sample_rules(const std::vector<PartList>& rules, const KeyTable& table,
                                     const SamplingPlan& plan, RunContext& run) {
  std::vector<RuleSample> samples(rules.size());
  std::atomic<uint64_t> done{0};
  parallel_ranges(rules.size(), 1, [&](size_t begin, size_t) {
    run.check_stop();
    samples[begin] = measure_rule(rules[begin], table, plan);
    run.advance(++done, rules.size());
  });
  return samples;
}

}  // namespace newlyn::linkage
