// SPDX-License-Identifier: MIT
// What blocking rules cost and bring, before any pair of them is compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

/// What is counted.
struct BlockingInput {
  /// What the rules speak of: the standard schema, or, with a store and a table set, the columns of
  /// the files in any SQL.
  LinkInput records;
  /// The same records under the standard schema, when `records` are those of the files.
  std::optional<LinkInput> standard;
  std::vector<uint32_t> truth;  // known answer by record; empty: none
};

/// How it is counted.
struct BlockingRequest {
  bool across_only = false;
  /// SQL over l and r. Empty: the rules that a run without a model would choose. Over the standard
  /// schema blocks that are too large are split, as in a run.
  std::vector<BlockingRule> rules;
  /// Estimates matches and suggests rules; needs the standard schema and a training run.
  bool estimate = true;
  /// A trained model over the columns of the files: matches are what it says, and suggested rules
  /// speak of its columns. Without it, a model is trained over the standard schema.
  std::optional<Model> model;
  size_t blocks_shown = 5;
  size_t suggestions_max = 3;
  uint64_t seed = 1;
};

/// A block of many records. The values are of the first record in it.
struct LargeBlock {
  std::vector<std::pair<std::string, std::string>> key;  // "year of birth_date", "1970"
  uint64_t records = 0;
  uint64_t pairs = 0;
};

/// What one rule brings. Pairs are pairs of records.
struct RuleCount {
  std::string words;  // "family_name and year of birth_date"
  std::string sql;
  uint64_t pairs = 0;                      // earlier rules not taken off
  uint64_t new_pairs = 0;                  // pairs that no earlier rule finds
  uint64_t cumulative = 0;                 // pairs that this rule or an earlier one finds
  bool exact = true;                       // false: new_pairs are estimated from a sample
  uint64_t pairs_unsplit = 0;              // pairs, were large blocks not split
  uint64_t records_in_blocks = 0;          // records that share a block with another
  uint64_t records_left_out = 0;           // of blocks too large even when split
  uint64_t block_count = 0;                // blocks of two records or more, before splitting
  std::optional<double> expected_matches;  // among the new pairs
  std::vector<LargeBlock> largest;
};

/// A rule that could be added.
struct RuleSuggestion {
  std::string words;
  std::string sql;
  double new_pairs = 0;
  double expected_matches = 0;
};

/// The answer.
struct BlockingReport {
  uint64_t records = 0;
  double possible_pairs = 0;     // all pairs in scope, without any rule
  uint64_t blocked_records = 0;  // records that some rule puts beside another
  uint64_t equal_records = 0;    // records equal to another in every column: compared once
  std::vector<RuleCount> rules;
  std::vector<RuleSuggestion> suggestions;
  bool by_model = false;               // estimates and suggestions are those of the given model
  std::optional<uint64_t> true_pairs;  // with a known answer
  uint64_t true_pairs_found = 0;
  std::vector<std::string> notes;
};

/// Counts. Throws Error(model_invalid) for rules that cannot be used, with the columns there are.
BlockingReport report_blocking(BlockingInput input, const BlockingRequest& request,
                               RunContext& run);

/// The columns that a rule made of equalities reads, as it names them; nothing for other SQL, which
/// can be worked out over the columns of the files only.
std::optional<std::vector<std::string>> rule_columns(const std::string& sql);

}  // namespace newlyn::linkage
