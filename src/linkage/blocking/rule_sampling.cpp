// SPDX-License-Identifier: MIT
// Groups rows under each candidate rule and draws pairs from the groups.
#include "linkage/blocking/rule_sampling.h"

#include <algorithm>
#include <atomic>

#include "base/threads.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRowsMeasured = 30'000;
constexpr int kTriesMax = 8;
constexpr size_t kLeadKeysMin = 500;

/// Whether a key is one of the one in `one_in` that are kept.
bool is_kept(uint64_t key, uint64_t one_in) noexcept {
  return key != 0 && hash_mix(key, 77) % one_in == 0;
}

/// Keeps about one key in `one_in`; the others become "no key".
void thin_keys(pairs::RuleKeys& keys, uint64_t one_in) {
  if (one_in <= 1) return;
  for (uint64_t& key : keys.keys) {
    if (!is_kept(key, one_in)) key = 0;
  }
}

/// On large inputs, the rows that hold a kept key of a part. Rows that share the key of a rule
/// share that of each of its parts, so blocks are kept whole and the other rows need not be looked
/// at.
class ThinnedRows {
 public:
  ThinnedRows(const KeyTable& table, size_t row_count)
      : table_(table),
        one_in_(std::max<uint64_t>(1, row_count / kRowsMeasured)),
        rows_(table.part_count()) {
    if (one_in_ == 1) return;
    parallel_ranges(rows_.size(), 1, [&](size_t part, size_t) {
      const auto index = static_cast<uint16_t>(part);
      if (!leads(index)) return;
      for (pairs::Row row = 0; row < row_count; ++row) {
        if (is_kept(table.key(index, row), one_in_)) rows_[part].push_back(row);
      }
    });
  }

  uint64_t one_in() const noexcept { return one_in_; }
  /// The rows to look at for a rule; empty where all have to be.
  const std::vector<pairs::Row>& of(const PartList& rule) const {
    uint16_t lead = rule[0];
    for (const uint16_t part : rule) {
      if (table_.key_count(part) > table_.key_count(lead)) lead = part;
    }
    return rows_[lead];
  }

 private:
  /// A part of few keys would keep too few of them to stand for all.
  bool leads(uint16_t part) const noexcept {
    return table_.key_count(part) >= kLeadKeysMin * one_in_;
  }

  const KeyTable& table_;
  uint64_t one_in_;
  std::vector<std::vector<pairs::Row>> rows_;  // by part
};

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

/// The keys that a rule is measured by: all of them, or one in thinned.one_in().
pairs::RuleKeys measured_keys(const PartList& rule, const KeyTable& table,
                              const ThinnedRows& thinned) {
  const std::vector<pairs::Row>& rows = thinned.of(rule);
  if (!rows.empty()) return table.keys(rule, rows);
  pairs::RuleKeys keys = table.keys(rule);
  thin_keys(keys, thinned.one_in());
  return keys;
}

RuleSample measure_rule(const PartList& rule, const KeyTable& table, const ThinnedRows& thinned,
                        const SamplingPlan& plan) {
  RuleSample sample;
  sample.rule = rule;
  const pairs::RuleKeys keys = measured_keys(rule, table, thinned);
  const uint64_t one_in = thinned.one_in();
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

std::vector<RuleSample> sample_rules(const std::vector<PartList>& rules, const KeyTable& table,
                                     const SamplingPlan& plan, RunContext& run) {
  std::vector<RuleSample> samples(rules.size());
  const ThinnedRows thinned(table, table.row_count());
  std::atomic<uint64_t> done{0};
  parallel_ranges(rules.size(), 1, [&](size_t begin, size_t) {
    run.check_stop();
    samples[begin] = measure_rule(rules[begin], table, thinned, plan);
    run.advance(++done, rules.size());
  });
  return samples;
}

}  // namespace newlyn::linkage
