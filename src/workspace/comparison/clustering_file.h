// SPDX-License-Identifier: MIT
// A clustering as a file: which column is the id, which the cluster, and the clusters by id.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/run_context.h"
#include "record/text_column.h"
#include "workspace/compare_files.h"

namespace newlyn::workspace {

/// Which columns a person named; empty: found by themselves.
struct ClusteringWishes {
  std::string id_column;
  std::string cluster_column;
  bool wants_cluster = true;  // false: a file of records only
};

/// One file read. Row numbers are from 0.
class ClusteringFile {
 public:
  /// Throws Error(request_invalid) naming the columns that are there when id or cluster is not
  /// found.
  ClusteringFile(const std::string& path, const ClusteringWishes& wishes, RunContext& run);

  const std::string& path() const noexcept { return path_; }
  const std::string& id_column() const noexcept { return id_column_; }
  const std::string& cluster_column() const noexcept { return cluster_column_; }
  uint64_t row_count() const noexcept { return ids_.row_count(); }
  bool has_source() const noexcept { return sources_.row_count() > 0; }
  /// True when an id comes more than once.
  bool ids_repeat() const;
  /// True when the file has columns beside id, source and cluster.
  bool holds_values() const noexcept { return holds_values_; }

  std::string_view id(uint64_t row) const noexcept { return ids_.text(row); }
  /// The id, with the source before it when asked for; empty when the row has no id.
  std::string key(uint64_t row, bool with_source) const;
  std::string_view cluster(uint64_t row) const noexcept { return clusters_.text(row); }
  /// A number for the cluster of a row; a row without a cluster is alone.
  uint32_t cluster_number(uint64_t row) const noexcept;

 private:
  void choose_columns(std::vector<record::TextColumn>& columns, const ClusteringWishes& wishes);

  std::string path_;
  std::string id_column_;
  std::string cluster_column_;
  record::TextColumn ids_;
  record::TextColumn sources_;  // empty when there are none
  record::TextColumn clusters_;
  bool holds_values_ = false;
};

/// Rows by key, the first of each.
struct KeyedRows {
  std::unordered_map<std::string, uint32_t> row_of_key;
  uint64_t without_id = 0;
  uint64_t repeated = 0;
};
KeyedRows keyed_rows(const ClusteringFile& file, bool with_source);

}  // namespace newlyn::workspace
