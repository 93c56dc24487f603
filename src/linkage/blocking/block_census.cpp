// SPDX-License-Identifier: MIT
// Counts what rules bring. New pairs are counted by walking all pairs once, without comparing them;
// where there are too many to walk, from a sample.
#include "linkage/blocking/block_census.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/refinement.h"
#include "linkage/model/condition_sql.h"

namespace newlyn::linkage {
namespace {

/// More pairs than this are not walked: about half a minute on one core.
constexpr uint64_t kPairsWalked = 1'000'000'000;
constexpr double kPairsSampled = 20'000;
constexpr size_t kPairsDrawn = 100'000;
constexpr size_t kColumnsNamed = 40;

/// A date's year and month are its first letters, and are called so when they come from SQL.
KeyCut meant_cut(const KeyPart& part) {
  if (part.cut != KeyCut::first_letters || part.column != "birth_date") return part.cut;
  if (part.length == 4) return KeyCut::year;
  return part.length == 7 ? KeyCut::month : part.cut;
}

std::string part_words(const KeyPart& part) {
  switch (meant_cut(part)) {
    case KeyCut::whole:
      return part.column;
    case KeyCut::first_letters:
      return part.length == 1 ? "first letter of " + part.column
                              : fmt::format("first {} letters of {}", part.length, part.column);
    case KeyCut::year:
      return "year of " + part.column;
    case KeyCut::month:
      return "year and month of " + part.column;
    case KeyCut::day_of_year:
      return "day and month of " + part.column;
    case KeyCut::each_word:
      return "a word of " + part.column;
  }
  return part.column;
}

/// The part of a value that is the key.
std::string cut_text(std::string_view value, const KeyPart& part) {
  switch (part.cut) {
    case KeyCut::whole:
    case KeyCut::each_word:
      return std::string(value);
    case KeyCut::first_letters:
      return std::string(value.substr(0, part.length));
    case KeyCut::year:
      return std::string(value.substr(0, 4));
    case KeyCut::month:
      return std::string(value.substr(0, 7));
    case KeyCut::day_of_year:
      return std::string(value.substr(value.size() < 5 ? 0 : 5));
  }
  return std::string(value);
}

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

/// The word that the rows of a block have in common; the first one's whole value when the block
/// does not show it.
std::string common_word(const pairs::PairColumn& column, std::span<const pairs::Row> rows) {
  const auto first = column.tokens.of(column.codes[rows[0]]);
  std::vector<uint32_t> common(first.begin(), first.end());
  for (const pairs::Row row : rows) {
    const auto words = column.tokens.of(column.codes[row]);
    std::erase_if(common, [&](uint32_t word) {
      return !std::binary_search(words.begin(), words.end(), word);
    });
  }
  if (common.empty()) return std::string(column.values[column.codes[rows[0]]]);
  return std::string(column.tokens.words[common[0]]);
}

/// Draws a pair of a block evenly among the pairs in scope; nothing after a few attempts.
bool draw_from(std::span<const pairs::Row> rows, const pairs::PairScope& scope, Random& random,
               pairs::RowPair& pair) {
  constexpr int kAttempts = 16;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
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

}  // namespace

std::string rule_words(const std::vector<KeyPart>& parts) {
  std::string words;
  for (const KeyPart& part : parts) {
    words += (words.empty() ? "" : " and ") + part_words(part);
  }
  return words;
}

PartList BlockCensus::bind(const std::string& sql) {
  PartList rule;
  for (const KeyPart& part : read_rule(sql)) {
    if (!columns_.find(part.column)) {
      std::string known;
      for (size_t i = 0; i < std::min(columns_.columns.size(), kColumnsNamed); ++i) {
        known += (known.empty() ? "" : ", ") + columns_.columns[i].name;
      }
      throw Error(Code::model_invalid,
                  fmt::format("The blocking rule {} reads the column \"{}\", which is not there. "
                              "Columns that are: {}.",
                              sql, part.column, known.empty() ? "none" : known));
    }
    rule.push_back(table_.add(part));
  }
  return rule;
}

void BlockCensus::add_rules(const std::vector<std::string>& rules,
                            const std::vector<record::FieldKind>* kinds, size_t blocks_shown) {
  std::vector<PartList> bound;
  for (const std::string& sql : rules) bound.push_back(bind(sql));
  // The parts that large blocks are split by come after those of the rules, as in a run.
  if (kinds != nullptr) candidate_rules(columns_, *kinds, table_);
  for (size_t i = 0; i < rules.size(); ++i) {
    RuleCount count;
    count.sql = rules[i];
    count.words = rule_words(read_rule(rules[i]));
    add_rule(bound[i], std::move(count), kinds, blocks_shown);
  }
}

void BlockCensus::add_rule(const PartList& rule, RuleCount count,
                           const std::vector<record::FieldKind>* kinds, size_t blocks_shown) {
  pairs::RuleKeys keys = table_.keys(rule);
  pairs::RuleBlocks whole(keys, scope_);
  count.pairs_unsplit = whole.sizes().pair_count;
  count.block_count = whole.sizes().block_count;
  count.largest = largest_blocks(whole, rule, blocks_shown);
  if (kinds != nullptr && whole.sizes().largest > limits::kBlockRowsMax) {
    std::vector<uint16_t> parts(table_.part_count());
    std::iota(parts.begin(), parts.end(), uint16_t{0});
    count.records_left_out =
        refine_large_blocks(keys, rule, {table_, parts, limits::kBlockRowsMax});
    whole = pairs::RuleBlocks(keys, scope_);
  }
  count.pairs = whole.sizes().pair_count;
  std::vector<bool> blocked(columns_.row_count, false);
  for (size_t block = 0; block < whole.block_count(); ++block) {
    for (const pairs::Row row : whole.rows(block)) blocked[row] = true;
  }
  count.records_in_blocks = static_cast<uint64_t>(std::count(blocked.begin(), blocked.end(), true));
  blocks_.add(std::move(whole));
  counts_.push_back(std::move(count));
}

std::vector<LargeBlock> BlockCensus::largest_blocks(const pairs::RuleBlocks& blocks,
                                                    const PartList& rule, size_t count) const {
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
    LargeBlock block;
    block.records = rows.size();
    block.pairs = pairs_in(rows, scope_);
    for (const uint16_t index : rule) {
      const KeyPart& part = table_.part(index);
      const pairs::PairColumn& column = columns_.columns[table_.column_of(index)];
      const std::string value = part.cut == KeyCut::each_word
                                    ? common_word(column, rows)
                                    : cut_text(column.values[column.codes[rows[0]]], part);
      block.key.emplace_back(part_words(part), value);
    }
    found.push_back(std::move(block));
  }
  return found;
}

void BlockCensus::count_pairs(uint64_t seed, RunContext& run) {
  samples_.resize(counts_.size());
  uint64_t total = 0;
  for (const RuleCount& count : counts_) total += count.pairs;
  if (total <= kPairsWalked) {
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
    blocks_.visit_task(task, [&](std::span<const pairs::RowPair> batch, size_t rule) {
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
      total += static_cast<double>(pairs_in(blocks.rows(block), scope_));
      ends.push_back(total);
    }
    Random random(hash_mix(seed, rule));
    size_t drawn = 0;
    for (size_t i = 0; i < kPairsDrawn && total > 0; ++i) {
      const auto found =
          std::upper_bound(ends.begin(), ends.end(), random.fraction() * total) - ends.begin();
      const size_t block = std::min(static_cast<size_t>(found), ends.size() - 1);
      pairs::RowPair pair;
      if (!draw_from(blocks.rows(block), scope_, random, pair)) continue;
      ++drawn;
      if (!blocks_.found_before(pair, rule)) samples_[rule].pairs.push_back(pair);
    }
    counts_[rule].exact = rule == 0;
    if (drawn == 0) continue;
    samples_[rule].each = total / static_cast<double>(drawn);
    const double pairs = samples_[rule].each * static_cast<double>(samples_[rule].pairs.size());
    counts_[rule].new_pairs = rule == 0 ? counts_[rule].pairs : static_cast<uint64_t>(pairs);
  }
}

uint64_t BlockCensus::blocked_rows() const {
  std::vector<bool> blocked(columns_.row_count, false);
  for (size_t rule = 0; rule < blocks_.rule_count(); ++rule) {
    const pairs::RuleBlocks& blocks = blocks_.rule(rule);
    for (size_t block = 0; block < blocks.block_count(); ++block) {
      for (const pairs::Row row : blocks.rows(block)) blocked[row] = true;
    }
  }
  return static_cast<uint64_t>(std::count(blocked.begin(), blocked.end(), true));
}

}  // namespace newlyn::linkage
