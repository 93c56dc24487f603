// SPDX-License-Identifier: MIT
// Candidate pairs against brute force: each once, left before right, by the first rule, in tasks
// that do not depend on the threads.
#include "pairs/pair_blocks.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "base/limits.h"
#include "base/random.h"
#include "base/threads.h"
#include "pairs/reference/candidate_pairs.h"

namespace newlyn::pairs {
namespace {

using reference::Candidate;

PairBlocks blocks_of(const std::vector<RuleKeys>& rules, const PairScope& scope) {
  PairBlocks blocks(scope);
  for (const RuleKeys& rule : rules) blocks.add(RuleBlocks(rule, scope));
  blocks.pack_rows();
  return blocks;
}

std::vector<Candidate> visited_task(const PairBlocks& blocks, size_t task) {
  std::vector<Candidate> found;
  blocks.visit_task(task, [&](std::span<const RowPair> batch, size_t rule) {
    if (batch.empty() || batch.size() > limits::kPairBatch) {
      ADD_FAILURE() << "a batch of " << batch.size();
    }
    for (const RowPair& pair : batch) found.push_back({pair.left, pair.right, rule});
  });
  return found;
}

/// The pairs of all tasks, sorted; a pair found twice stands there twice.
std::vector<Candidate> visited(const PairBlocks& blocks) {
  std::vector<Candidate> found;
  for (size_t task = 0; task < blocks.task_count(); ++task) {
    const std::vector<Candidate> here = visited_task(blocks, task);
    found.insert(found.end(), here.begin(), here.end());
  }
  std::sort(found.begin(), found.end());
  return found;
}

RuleKeys random_rule(Random& random, size_t rows, uint64_t key_count) {
  RuleKeys rule;
  const bool several = random.below(2) == 0;
  if (several) rule.offsets.push_back(0);
  for (size_t row = 0; row < rows; ++row) {
    const uint64_t keys = several ? random.below(4) : 1;
    for (uint64_t i = 0; i < keys; ++i) {
      const uint64_t key = random.below(key_count);
      rule.keys.push_back(key == 0 ? 0 : hash_mix(key, 7));
    }
    if (several) rule.offsets.push_back(static_cast<uint32_t>(rule.keys.size()));
  }
  return rule;
}

struct Setting {
  std::vector<RuleKeys> rules;
  std::vector<uint32_t> datasets;
  bool across_only = false;
  PairScope scope() const { return {datasets, across_only}; }
};

Setting random_setting() {
  Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
  const auto rows = *rc::gen::inRange<size_t>(0, 40);
  const auto rules = *rc::gen::inRange<size_t>(0, 5);
  const auto datasets = *rc::gen::inRange<uint64_t>(1, 4);
  Setting setting;
  setting.across_only = *rc::gen::arbitrary<bool>();
  for (size_t i = 0; i < rules; ++i) {
    setting.rules.push_back(random_rule(random, rows, 2 + random.below(12)));
  }
  for (size_t row = 0; row < rows; ++row) {
    setting.datasets.push_back(static_cast<uint32_t>(random.below(datasets)));
  }
  return setting;
}

TEST(pair_blocks, the_pairs_are_those_of_brute_force) {
  EXPECT_TRUE(rc::check("each pair once, left < right, by the first rule that finds it", [] {
    for (int round = 0; round < 5; ++round) {
      const Setting setting = random_setting();
      const PairBlocks blocks = blocks_of(setting.rules, setting.scope());
      RC_ASSERT(visited(blocks) == reference::candidate_pairs(setting.rules, setting.scope()));
    }
  }));
}

std::map<uint64_t, std::vector<Row>> rows_by_key(const RuleKeys& rule) {
  std::map<uint64_t, std::vector<Row>> rows_of_key;
  for (Row row = 0; row < reference::row_count(rule); ++row) {
    const std::vector<uint64_t> keys = reference::keys_of(rule, row);
    for (const uint64_t key : std::set<uint64_t>(keys.begin(), keys.end())) {
      rows_of_key[key].push_back(row);
    }
  }
  rows_of_key.erase(0);
  return rows_of_key;
}

/// All pairs of ascending rows.
std::vector<RowPair> pairs_of(const std::vector<Row>& rows) {
  std::vector<RowPair> pairs;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = i + 1; j < rows.size(); ++j) pairs.push_back({rows[i], rows[j]});
  }
  return pairs;
}

BlockSizes counted_sizes(const RuleKeys& rule, const Setting& setting) {
  BlockSizes sizes;
  for (const auto& [key, rows] : rows_by_key(rule)) {
    const std::vector<RowPair> all = pairs_of(rows);
    const auto pairs = std::count_if(all.begin(), all.end(), [&](const RowPair& pair) {
      return !setting.across_only || setting.datasets[pair.left] != setting.datasets[pair.right];
    });
    if (pairs == 0) continue;
    sizes.pair_count += static_cast<uint64_t>(pairs);
    ++sizes.block_count;
    sizes.largest = std::max(sizes.largest, static_cast<uint32_t>(rows.size()));
  }
  return sizes;
}

TEST(pair_blocks, sizes_count_the_pairs_of_every_key) {
  EXPECT_TRUE(rc::check("pairs and blocks by counting rows that share a key", [] {
    const Setting setting = random_setting();
    for (const RuleKeys& rule : setting.rules) {
      const BlockSizes expected = counted_sizes(rule, setting);
      const RuleBlocks blocks(rule, setting.scope());
      RC_ASSERT(blocks.sizes().pair_count == expected.pair_count);
      RC_ASSERT(blocks.sizes().block_count == expected.block_count);
      RC_ASSERT(blocks.sizes().largest == expected.largest);
      RC_ASSERT(blocks.block_count() == expected.block_count);
    }
  }));
}

/// The number, from 1, of the first block that holds both rows, by looking into every block.
uint32_t first_block_with(const RuleBlocks& blocks, const RowPair& pair) {
  for (size_t block = 0; block < blocks.block_count(); ++block) {
    const auto rows = blocks.rows(block);
    RC_ASSERT(std::is_sorted(rows.begin(), rows.end()));
    const bool both = std::binary_search(rows.begin(), rows.end(), pair.left) &&
                      std::binary_search(rows.begin(), rows.end(), pair.right);
    if (both) return static_cast<uint32_t>(block + 1);
  }
  return 0;
}

TEST(pair_blocks, the_shared_block_holds_both_rows_and_is_the_first_that_does) {
  EXPECT_TRUE(rc::check("shared_block by looking into every block", [] {
    const Setting setting = random_setting();
    std::vector<Row> rows(setting.datasets.size());
    std::iota(rows.begin(), rows.end(), Row{0});
    for (const RuleKeys& rule : setting.rules) {
      const RuleBlocks blocks(rule, setting.scope());
      for (const RowPair& pair : pairs_of(rows)) {
        const uint32_t expected = first_block_with(blocks, pair);
        RC_ASSERT(blocks.shared_block(pair.left, pair.right) == expected);
        RC_ASSERT(blocks.shared_block(pair.right, pair.left) == expected);
      }
    }
  }));
}

TEST(pair_blocks, an_earlier_rule_takes_the_pair) {
  const std::vector<RuleKeys> rules = {{{5, 5, 0, 6}, {}}, {{9, 9, 9, 0}, {}}};
  const PairBlocks blocks = blocks_of(rules, {});
  EXPECT_EQ(visited(blocks), (std::vector<Candidate>{{0, 1, 0}, {0, 2, 1}, {1, 2, 1}}));
  EXPECT_TRUE(blocks.found_before({0, 1}, 1));
  EXPECT_FALSE(blocks.found_before({0, 1}, 0));
  EXPECT_FALSE(blocks.found_before({0, 2}, 1));
  EXPECT_EQ(blocks.rule(1).sizes().pair_count, 3U);
}

TEST(pair_blocks, keys_of_which_no_row_has_several_need_no_offsets) {
  const RuleKeys one = one_key_each({{7, 9}, {0, 1, 1, 2}});
  EXPECT_EQ(one.keys, (std::vector<uint64_t>{7, 0, 9}));
  EXPECT_TRUE(one.offsets.empty());
  EXPECT_EQ(one_key_each({{7, 9}, {0, 2, 2}}).offsets.size(), 3U);
  EXPECT_EQ(one_key_each({{7, 9}, {}}).keys.size(), 2U);
}

TEST(pair_blocks, rows_that_share_several_keys_are_one_pair) {
  const RuleKeys rule = {{1, 2, 3, 3, 2, 1, 0, 1, 1}, {0, 3, 6, 9}};
  const PairBlocks blocks = blocks_of({rule}, {});
  EXPECT_EQ(visited(blocks), (std::vector<Candidate>{{0, 1, 0}, {0, 2, 0}, {1, 2, 0}}));
}

TEST(pair_blocks, across_only_leaves_out_pairs_of_one_data_set) {
  const std::vector<uint32_t> datasets = {0, 0, 1, 1, 0};
  const PairScope scope{datasets, true};
  const PairBlocks blocks = blocks_of({{{8, 8, 8, 9, 9}, {}}}, scope);
  EXPECT_EQ(visited(blocks), (std::vector<Candidate>{{0, 2, 0}, {1, 2, 0}, {3, 4, 0}}));
  EXPECT_EQ(blocks.rule(0).sizes().pair_count, 3U);
}

TEST(pair_blocks, without_rows_keys_or_rules_there_are_no_pairs) {
  EXPECT_TRUE(visited(blocks_of({}, {})).empty());
  EXPECT_TRUE(visited(blocks_of({{{}, {}}}, {})).empty());
  EXPECT_TRUE(visited(blocks_of({{{}, {0}}}, {})).empty());
  EXPECT_TRUE(visited(blocks_of({{{0, 0, 0}, {}}}, {})).empty());
  EXPECT_TRUE(visited(blocks_of({{{1, 2, 3}, {}}}, {})).empty());
  EXPECT_TRUE(visited(blocks_of({{{}, {0, 0, 0}}}, {})).empty());
}

/// One block of 900 rows between many small ones; too large for one task.
std::vector<RuleKeys> rules_with_a_big_block() {
  RuleKeys big;
  RuleKeys small;
  for (uint64_t row = 0; row < 3600; ++row) {
    big.keys.push_back(row % 4 == 1 ? hash_mix(1, 1) : hash_mix(row / 6, 2));
    small.keys.push_back(row % 7 == 0 ? 0 : hash_mix(row % 900, 3));
  }
  return {big, small};
}

TEST(pair_blocks, a_big_block_is_cut_into_tasks_that_hold_every_pair_once) {
  const std::vector<RuleKeys> rules = rules_with_a_big_block();
  const auto first = [&](Row row) { return rules[0].keys[row]; };
  std::vector<Candidate> expected;
  for (const auto& [key, rows] : rows_by_key(rules[0])) {
    for (const RowPair& pair : pairs_of(rows)) expected.push_back({pair.left, pair.right, 0});
  }
  for (const auto& [key, rows] : rows_by_key(rules[1])) {
    for (const RowPair& pair : pairs_of(rows)) {
      if (first(pair.left) != first(pair.right)) expected.push_back({pair.left, pair.right, 1});
    }
  }
  std::sort(expected.begin(), expected.end());
  const PairBlocks blocks = blocks_of(rules, {});
  EXPECT_GT(blocks.task_count(), 5U);
  EXPECT_EQ(blocks.rule(0).sizes().largest, 900U);
  EXPECT_TRUE(visited(blocks) == expected);  // EXPECT_EQ would print a million pairs
  size_t most = 0;
  for (size_t task = 0; task < blocks.task_count(); ++task) {
    most = std::max(most, visited_task(blocks, task).size());
  }
  EXPECT_LT(most, 140'000U);  // of 404,550 in the big block
}

TEST(pair_blocks, tasks_hold_the_same_pairs_whatever_the_thread_count) {
  const size_t before = thread_count();
  const std::vector<RuleKeys> rules = rules_with_a_big_block();
  std::vector<std::vector<Candidate>> first;
  for (const size_t threads : {1U, 2U, 4U}) {
    set_thread_count(threads);
    const PairBlocks blocks = blocks_of(rules, {});
    std::vector<std::vector<Candidate>> found(blocks.task_count());
    parallel_ranges(found.size(), 1, [&](size_t begin, size_t end) {
      for (size_t task = begin; task < end; ++task) found[task] = visited_task(blocks, task);
    });
    if (first.empty()) first = found;
    EXPECT_TRUE(found == first) << threads << " threads";
  }
  set_thread_count(before);
}

TEST(pair_blocks, many_rows_are_sorted_like_few) {
  // Enough entries for the sort by digits; keys use all 64 bits and several stand in one row.
  Random random(11);
  RuleKeys rule;
  rule.offsets.push_back(0);
  for (int row = 0; row < 5000; ++row) {
    for (int i = 0; i < 2; ++i) rule.keys.push_back(hash_mix(random.below(4000), 5));
    rule.offsets.push_back(static_cast<uint32_t>(rule.keys.size()));
  }
  std::set<Candidate> expected;
  for (const auto& [key, rows] : rows_by_key(rule)) {
    for (const RowPair& pair : pairs_of(rows)) expected.insert({pair.left, pair.right, 0});
  }
  const std::vector<Candidate> found = visited(blocks_of({rule}, {}));
  EXPECT_TRUE(std::equal(found.begin(), found.end(), expected.begin(), expected.end()));
}

}  // namespace
}  // namespace newlyn::pairs
