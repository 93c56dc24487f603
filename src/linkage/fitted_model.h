// SPDX-License-Identifier: MIT
// A trained model together with everything about it that depends on data, fixed: whether two
// records are candidates, and what they weigh, depends on the two and on it alone.
//
// 1. Constant once made; read from many threads.
// 2. Term frequencies, weights of words, the order of adding up, and how large blocks are split are
//    those of the records it was fitted on. Nothing is measured on the records it is asked about.
// 3. The clusters of some records are those they have among more records, as long as no edge, equal
//    content or judgement leads from them to the others.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "linkage/content_hash.h"
#include "linkage/linkage.h"
#include "linkage/model.h"
#include "record/field_kind.h"

namespace newlyn::linkage {

/// A column that records bring.
struct FittedColumn {
  std::string name;
  record::FieldKind kind = record::FieldKind::text;
};

/// Values of records, row after row; an empty one is null. The texts belong to somebody else.
struct ValueRows {
  size_t width = 0;
  std::vector<std::string_view> values;

  size_t count() const noexcept { return width == 0 ? 0 : values.size() / width; }
  std::span<const std::string_view> row(size_t place) const noexcept {
    return {values.data() + place * width, width};
  }
};

/// The weight of a word in each column that is compared by words.
struct FittedWords {
  double rows = 0;  // records counted; what a word that none of them had is weighed by
  TextNumbers<float> weights;
};

/// A blocking rule with what was found out about its large blocks.
struct FittedRule {
  std::vector<KeyPart> parts;
  std::vector<KeyPart> finer;     // what large blocks are split by, each by itself
  std::vector<uint64_t> split;    // keys of large blocks, ascending
  std::vector<uint64_t> dropped;  // keys still too large after it, ascending
};

/// A fitted model as plain values.
struct FittedParts {
  std::string version;  // names the content: two models of one version are the same
  double threshold = 0.5;
  Model model;
  std::vector<FittedColumn> columns;
  std::vector<FittedRule> rules;
  std::vector<uint16_t> order;  // of comparisons
  std::map<std::string, FittedWords> words;
};

/// Records to be put together.
struct ClusterRecords {
  ValueRows rows;               // complete ones, one a record
  record::TextList record_ids;  // all different; they order equal records
  std::vector<Veto> vetoes;
  std::vector<Judgement> judgements;
};

/// Their clusters, numbered by their least record, and the edges between different contents, of
/// the first record of each.
struct ClusteredRecords {
  std::vector<uint32_t> cluster_of_record;
  std::vector<Edge> edges;
  uint64_t pair_count = 0;  // candidate pairs that were weighed
};

/// The model ready to be asked. Safe to use from many threads.
class FittedModel {
 public:
  /// Requires: the parts came from fit_model or read_fitted_model.
  explicit FittedModel(FittedParts parts);
  ~FittedModel();
  FittedModel(const FittedModel&) = delete;
  FittedModel& operator=(const FittedModel&) = delete;

  const FittedParts& parts() const noexcept;
  /// The columns of complete records.
  const std::vector<FittedColumn>& columns() const noexcept;
  /// The place of a column among those that records bring, or nothing.
  std::optional<size_t> find(std::string_view name) const noexcept;
  /// How many values a complete record has: those brought and those that follow from them.
  size_t width() const noexcept;
  /// Adds what follows from the values brought. Requires: one value a column.
  std::vector<std::string> complete(std::vector<std::string> values) const;
  /// What follows is said of complete records.
  ContentHash content_hash(std::span<const std::string_view> values) const;
  /// The blocking keys of a record, ascending: two records are candidates when they share one.
  std::vector<uint64_t> keys(std::span<const std::string_view> values) const;
  /// The weight of each of some pairs of rows: many at once cost much less than one by one.
  std::vector<double> weights_of(const ValueRows& rows,
                                 std::span<const std::pair<uint32_t, uint32_t>> pairs) const;
  /// The weight of the first of the rows against each of the others.
  std::vector<double> weights_of_first(const ValueRows& rows) const;
  /// What speaks for and against two complete records being one. Requires: two rows.
  PairEvidence evidence(const ValueRows& pair) const;
  /// The least weight of an edge.
  double edge_weight_min() const noexcept;
  /// Puts records together: the clustering of a full run.
  ClusteredRecords cluster(const ClusterRecords& records, RunContext& run) const;

 private:
  struct Ready;
  std::unique_ptr<const Ready> ready_;
};

/// What a model is fitted on.
struct FitRequest {
  const Model& model;  // trained, over the standard schema
  double threshold = 0.5;
};

/// Fits a model to the records of a run: `input` holds the columns as brought. Throws
/// Error(model_invalid) for a model over the files' own columns.
std::shared_ptr<const FittedModel> fit_model(LinkInput input, const FitRequest& request);

/// Texts of one column of complete records, and single words of them.
struct ColumnTexts {
  std::string column;
  std::vector<std::string> values;
  std::vector<std::string> words;
};

/// The same model without what it knows of some texts, under a version of its own; the very same
/// where it knows nothing of them. What pairs of other texts weigh stays as it is.
std::shared_ptr<const FittedModel> without_texts(std::shared_ptr<const FittedModel> fitted,
                                                 const std::vector<ColumnTexts>& texts);

/// Writes a fitted model as the bytes of a file (fitted/fitted_bytes.cpp): equal models, equal
/// bytes.
std::string write_fitted_model(const FittedModel& fitted);

/// Reads one. Throws Error(model_invalid) that names the file as `name`.
std::shared_ptr<const FittedModel> read_fitted_model(const std::string& bytes,
                                                     const std::string& name);

}  // namespace newlyn::linkage
