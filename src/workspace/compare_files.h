// SPDX-License-Identifier: MIT
// The verb compare: two clusterings of the same records side by side, without a known answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a person asks of `compare`. Each file holds a row a record with its id and its cluster.
struct CompareRequest {
  std::string left;
  std::string right;
  std::vector<std::string> id_columns;       // one for both, or one each; empty: found by itself
  std::vector<std::string> cluster_columns;  // likewise
  std::string records;  // a file with the values of the records; empty: left or right
  std::string output;   // every differing pair; empty: none
  std::string model;    // for the reasons; empty: chosen and trained from the records
  std::string purpose;
  size_t examples = 3;          // of each kind of difference
  std::optional<bool> reasons;  // say what speaks for and against; unset: when it is affordable
  uint64_t seed = 1;
};

/// One clustering as read.
struct ClusteringReport {
  std::string file;
  std::string id_column;
  std::string cluster_column;
  uint64_t rows = 0;
  uint64_t rows_without_id = 0;  // left out
  uint64_t rows_repeated = 0;    // an id that came before: left out
  // From here on over the records that both files have.
  uint64_t clusters = 0;
  uint64_t single = 0;   // clusters of one record
  uint64_t largest = 0;  // records of the largest
  uint64_t pairs = 0;
  std::map<uint64_t, uint64_t> clusters_of_size;
};

/// How many clusters relate in one way. Seen from the left: split is one cluster of the left that
/// is several on the right.
struct RelationReport {
  std::string relation;  // "equal", "split", "merged", "rearranged"
  uint64_t knots = 0;    // groups of clusters that hang together
  uint64_t records = 0;
  uint64_t left_clusters = 0;
  uint64_t right_clusters = 0;
  uint64_t both_pairs = 0;
  uint64_t left_only_pairs = 0;
  uint64_t right_only_pairs = 0;
};

/// A record of an example and where each side puts it.
struct ClusteredRecord {
  std::string left_cluster;
  std::string right_cluster;
  RecordReport record;  // without values when no file holds any
};

/// One difference with its records, and one pair of it taken apart.
struct DifferenceReport {
  std::string relation;
  uint64_t records = 0;  // in all; the list may be shorter
  std::vector<ClusteredRecord> list;
  std::string together_in;  // "left" or "right": who puts the pair together
  std::string left_id;      // of the pair
  std::string right_id;
  std::optional<PairReport> pair;  // what speaks for and against it, as Newlyn weighs it
};

/// The answer. Pairs are over the records that both files have.
struct CompareResponse {
  ClusteringReport left;
  ClusteringReport right;
  uint64_t records_both = 0;
  uint64_t records_left_only = 0;
  uint64_t records_right_only = 0;
  uint64_t both_pairs = 0;
  uint64_t left_only_pairs = 0;
  uint64_t right_only_pairs = 0;
  double adjusted_rand = 1;
  std::vector<RelationReport> relations;
  std::vector<DifferenceReport> examples;
  std::vector<std::string> warnings;
  std::vector<StepTime> steps;
};

/// Compares two clusterings. Throws Error: request_invalid for a column that is not there or files
/// that share no record, and what reading throws.
CompareResponse compare_files(const CompareRequest& request, RunContext& run);

}  // namespace newlyn::workspace
