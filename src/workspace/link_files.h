// SPDX-License-Identifier: MIT
// The two verbs that keep nothing: dedupe one or more files, match one to another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "linkage/training_recipe.h"

namespace newlyn::workspace {

/// What a person asks of `dedupe` or `match`.
struct LinkFilesRequest {
  bool match = false;              // two files, pairs across them only
  std::vector<std::string> files;  // "-" is standard input
  std::string sheet;               // one sheet of workbooks; empty: all
  std::string output;              // rows with cluster_id first; empty: none
  std::string edges;               // scored pairs; empty: none
  std::string model;               // a model file to use as it is
  /// How the given model is trained on these files before it is used; nothing: it is used as it is.
  std::optional<linkage::TrainingRecipe> training;
  std::string save_model;
  bool save_terms = false;  // the saved model keeps the term frequencies of these records
  std::string clusters;     // entities of several records with their metrics; empty: none
  std::string truth;        // a column, or a key file
  std::string id_column;
  std::vector<std::pair<std::string, std::string>> columns;  // kind, column
  std::vector<std::string> ignored;
  double threshold = 0.5;
  bool threshold_given = false;    // edges below it are then left out; 0 keeps every candidate
  std::vector<double> thresholds;  // further ones, each with clusters of its own
  bool one_to_one = false;
  std::vector<std::string> duplicate_free;  // sources that hold nobody twice
  bool components = false;                  // entities are all that hangs together by edges
  std::vector<std::string> judgements;      // files of pairs judged the same or different
  std::vector<std::string> vetoes;          // columns; "none" leaves out those used by default
  double pairs_max = 1e10;                  // candidate pairs a given model's rules may bring
  size_t explained_pairs = 0;
  size_t example_entities = 0;  // entities shown with their differing values
  std::string purpose;
  uint64_t seed = 1;
};

/// A column and what it was taken to be.
struct ColumnReport {
  std::string source;
  std::string column;
  std::string kind;
  std::string words;
  double confidence = 0;
  std::string reason;
};

/// One input as read.
struct SourceReport {
  std::string source;
  std::string format;
  std::string encoding;
  uint64_t rows_read = 0;
  uint64_t rows_kept = 0;
  uint64_t rows_rejected = 0;
};

/// A row that could not be read.
struct IssueReport {
  std::string file;
  uint64_t line = 0;
  std::string reason;
};

/// A blocking rule and what it brought.
struct RuleOutcome {
  std::string words;
  uint64_t pairs = 0;
  uint64_t new_pairs = 0;
  double expected_matches = 0;
  uint64_t rows_left_out = 0;
};

/// The evidence of one comparison.
struct PartReport {
  std::string comparison;
  std::string level;
  double weight = 0;       // the term frequency part included
  double term_weight = 0;  // of it, what the rarity of the value adds
  bool known = true;       // false: a value is missing, so there is no evidence
  std::optional<double> m;
  std::optional<double> u;
  double counts_for = 1;  // the share of log2 of m/u that counts
  std::string left;  // the values as compared; empty when they were not kept
  std::string right;
};

/// The original values of one record, column by column.
struct RecordReport {
  std::string source;
  std::string id;
  std::vector<std::pair<std::string, std::string>> values;
};

/// A pair taken apart in words.
struct PairReport {
  RecordReport left;
  RecordReport right;
  double prior_weight = 0;
  std::vector<PartReport> parts;
  double household_weight = 0;
  double total_weight = 0;
  double probability = 0;
};

/// An entity with its records side by side and the weakest pair that holds it together.
struct EntityReport {
  uint32_t cluster = 0;
  std::vector<RecordReport> records;
  PairReport pair;
};

/// Figures against a known answer.
struct AccuracyReport {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double b_cubed_f1 = 0;
};

/// Entities at one of the further thresholds.
struct ThresholdReport {
  double threshold = 0;
  uint64_t entities = 0;
  uint64_t duplicates = 0;
  uint64_t largest = 0;  // records of the largest entity
  std::string column;    // of the output
};

/// An entity as a graph of links.
struct ClusterReport {
  uint32_t cluster = 0;
  uint64_t records = 0;
  uint64_t links = 0;
  double density = 0;
  uint64_t bridges = 0;
  double needed_weight = 0;  // of the weakest link it cannot do without
  std::string look;          // why it is worth a look
};

/// Entities of two records or more.
struct ClustersReport {
  uint64_t several = 0;
  uint64_t largest = 0;  // records
  uint64_t bridges = 0;
  uint64_t to_look_at = 0;
  std::vector<ClusterReport> first;  // the first hundred that are worth a look
};

/// The answer of a run. Counts add up: rows_read = rows_kept + rows_rejected of every source, and
/// records is the sum of rows_kept.
struct LinkFilesResponse {
  uint64_t records = 0;
  uint64_t pairs = 0;
  uint64_t edges = 0;
  uint64_t entities = 0;
  uint64_t duplicates = 0;  // records beyond the first of their entity
  std::vector<SourceReport> sources;
  std::vector<IssueReport> issues;  // the first thousand
  std::vector<ColumnReport> columns;
  std::vector<RuleOutcome> rules;
  std::vector<std::string> notes;     // what was done and may be of interest
  std::vector<std::string> warnings;  // what the person should look at
  std::vector<StepTime> steps;
  uint64_t peak_memory_bytes = 0;
  std::vector<PairReport> explained;
  std::vector<EntityReport> examples;
  std::vector<ThresholdReport> thresholds;
  std::optional<AccuracyReport> accuracy;
  std::optional<ClustersReport> clusters;  // where they were asked for
  std::string receipt;                     // path of the receipt; empty when none was written
};

/// Links files. Everything is written aside and renamed at the end, so nothing half-written stays
/// behind. Throws Error: see base/error.h; `access_refused` when the machine's settings demand a
/// purpose and none is given.
LinkFilesResponse link_files(const LinkFilesRequest& request, RunContext& run);

}  // namespace newlyn::workspace
