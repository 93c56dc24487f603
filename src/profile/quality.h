// SPDX-License-Identifier: MIT
// Quality rules: what must hold for the rows of a source, in one of six dimensions, and how many
// rows pass.
//
// 1. rows = passed + failed + not concerned, for every rule.
// 2. A condition is one SQL expression over a row. It can read and cannot write.
// 3. A row for which a condition is null fails.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"

namespace newlyn::profile {

/// The dimensions of the Government Data Quality Framework.
enum class Dimension : uint8_t {
  completeness,
  uniqueness,
  consistency,
  timeliness,
  validity,
  accuracy
};

/// A dimension and what it asks.
struct DimensionRow {
  Dimension dimension;
  std::string_view name;
  std::string_view words;
};

/// All six, in the order of the framework.
std::span<const DimensionRow> dimensions() noexcept;

/// "completeness", ...
std::string_view dimension_name(Dimension dimension) noexcept;

/// The dimension of that name, or nothing.
std::optional<Dimension> dimension_named(std::string_view name) noexcept;

/// What must hold for rows.
struct QualityRule {
  std::string name;  // small letters, digits, "_", "-", "."; unique for a source
  Dimension dimension = Dimension::validity;
  std::string words;                 // "the rent is above zero"
  std::string applies;               // SQL: rows that it concerns; empty: all
  std::string holds;                 // SQL: rows that pass
  double weight = 1;                 // in the score of its dimension
  std::optional<double> limit;       // least share of rows that must pass
  std::vector<std::string> uses;     // counts for these alone; empty: for every use
  std::vector<std::string> columns;  // to be looked at where it fails
  std::string origin;                // "schema", "definition", "tenancies.toml:12"
};

/// The least quality that a use needs.
struct QualityNeed {
  std::string use;
  std::vector<std::pair<Dimension, double>> minimums;
  std::string origin;
};

/// Another source that the values of this one are held against.
struct QualityReference {
  std::string reference;                                     // its name
  Dimension dimension = Dimension::accuracy;                 // or consistency
  std::vector<std::pair<std::string, std::string>> key;      // column here, column there
  std::vector<std::pair<std::string, std::string>> compare;  // column here, column there
  std::string origin;
};

/// A rule that a person switched off, and why.
struct QualityOff {
  std::string rule;
  std::string why;
  std::string origin;
};

/// What people wrote about the quality of one source.
struct QualityFile {
  std::vector<QualityRule> rules;
  std::vector<QualityNeed> needs;
  std::vector<QualityReference> references;
  std::vector<QualityOff> off;
};

/// What to read: a file of one source, or the file of all, in which every block names its source.
struct QualityFileRequest {
  std::string path;
  std::string source;
  bool shared = false;
  std::span<const std::string> sources;  // that there are
};

/// Reads what a file says of a source; nothing where there is no file. Throws
/// Error(request_invalid) with file, line and remedy.
QualityFile read_quality_file(const QualityFileRequest& request);

/// A file to begin with, all of it in comments.
std::string quality_file_text(std::string_view source);

/// How many rows a rule concerns and how many pass.
struct RuleCounts {
  uint64_t rows = 0;
  uint64_t passed = 0;
  uint64_t failed = 0;

  uint64_t not_concerned() const { return rows - passed - failed; }
};

/// Counts the rows of `relation` (stands after FROM). Throws Error(request_invalid) that names the
/// rule and its place for SQL that is no single expression or cannot be run.
RuleCounts count_rule(store::Store& store, const std::string& relation, const QualityRule& rule);

/// SQL that is true for the rows that fail.
std::string failing_sql(const QualityRule& rule);

}  // namespace newlyn::profile
