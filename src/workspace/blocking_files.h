// SPDX-License-Identifier: MIT
// The verb that counts what blocking rules cost and bring, before anything is compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a person asks of `blocking`. Of `files` the options of reading count, and the model, whose
/// rules are then counted.
struct BlockingFilesRequest {
  LinkFilesRequest files;
  std::vector<std::string> rules;  // SQL over l and r; after those of the model
  bool counts_only = false;        // no estimate of matches, no suggestions
  size_t blocks_shown = 3;         // largest blocks of each rule
  size_t suggestions_max = 3;
  std::string svg;
};

/// A block of many records.
struct BlockReport {
  std::vector<std::pair<std::string, std::string>> key;  // "year of birth_date", "1970"
  uint64_t records = 0;
  uint64_t pairs = 0;
};

/// What one rule costs and brings, in pairs of records.
struct BlockingRuleReport {
  std::string words;
  std::string sql;
  uint64_t pairs = 0;          // earlier rules not taken off
  uint64_t new_pairs = 0;      // pairs that no earlier rule finds
  uint64_t cumulative = 0;     // pairs found by this rule or an earlier one
  bool exact = true;           // false: new pairs are estimated from a sample
  uint64_t pairs_unsplit = 0;  // pairs, were blocks that are too large not split
  uint64_t block_count = 0;
  uint64_t records_in_blocks = 0;
  uint64_t records_left_out = 0;
  std::optional<double> expected_matches;  // among the new pairs
  std::vector<BlockReport> largest;
};

/// A rule to add.
struct SuggestedRule {
  std::string words;
  std::string sql;
  double new_pairs = 0;
  double expected_matches = 0;
};

/// The answer of `blocking`.
struct BlockingFilesResponse {
  LinkFilesResponse files;  // what was read; nothing of it is linked
  uint64_t records = 0;
  double possible_pairs = 0;
  uint64_t blocked_records = 0;  // records that share a block with another
  uint64_t equal_records = 0;    // equal to another in all that is compared: compared once
  bool chosen_rules = false;     // the rules are those that a run would choose by itself
  bool by_model = false;         // matches and suggestions are those of the given model
  bool files_columns = false;    // the rules read the columns as they stand in the files
  std::vector<BlockingRuleReport> rules;
  std::vector<SuggestedRule> suggestions;
  std::optional<uint64_t> true_pairs;  // with --truth
  uint64_t true_pairs_found = 0;
};

/// Counts. Throws Error as link_files does, and Error(model_invalid) for a rule that cannot be
/// used.
BlockingFilesResponse blocking_files(const BlockingFilesRequest& request, RunContext& run);

}  // namespace newlyn::workspace
