// SPDX-License-Identifier: MIT
// The verbs about the quality of sources: measure, look at what fails, look back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "profile/quality.h"
#include "source/crawl.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// What a person asks of `quality`.
struct QualityRequest {
  std::string workspace;
  std::string purpose;                // as the person said it; stands in the audit log
  std::vector<std::string> sources;   // empty: all that were read
  std::string page;                   // the HTML file to write; empty: none
  uint64_t linked_at_most = 100'000;  // records of people of a source; 0: nothing is linked
  std::string rule;                   // of one source, to look at what fails
  uint64_t rows_shown = 20;           // of what fails
  bool with_values = false;           // show the columns that the rule looks at
};

/// A rule and what came of it. counts.rows = passed + failed + not concerned.
struct QualityOutcome {
  profile::QualityRule rule;
  profile::RuleCounts counts;
  bool estimated = false;
  std::string remark;

  /// Passed of those concerned; nothing where no row is.
  std::optional<double> score() const;
};

/// The score of a dimension: the mean of the scores of its rules by their weights.
struct DimensionScore {
  profile::Dimension dimension = profile::Dimension::completeness;
  std::optional<double> score;
  uint64_t rules = 0;  // with a score
  std::string remark;  // why it was not measured
};

/// What a use needs of a dimension, or the limit of a rule.
struct NeedOutcome {
  std::string use;
  std::string what;  // a dimension, or a rule
  double least = 0;
  std::optional<double> score;

  /// "met", "missed" or "not measured".
  std::string outcome() const;
};

/// A rule that was switched off by hand.
struct RuleOff {
  std::string rule;
  std::string why;
};

/// One run of the past.
struct QualityPast {
  int64_t run = 0;
  int64_t measured = 0;    // microseconds since 1970
  int64_t source_run = 0;  // the reading that was measured
  uint64_t rows = 0;
  std::vector<std::pair<profile::Dimension, std::optional<double>>> scores;  // all six
};

/// The quality of one source.
struct SourceQuality {
  std::string name;
  uint64_t rows = 0;
  source::SourceRun last;                  // the reading: read = kept + rejected + filtered
  std::vector<DimensionScore> dimensions;  // all six
  std::vector<QualityOutcome> rules;
  std::vector<NeedOutcome> needs;
  std::vector<RuleOff> off;
  std::vector<QualityPast> past;  // oldest first, with this run
  /// The purpose does not show all of the source: only rules on what it shows are measured, of the
  /// reading no counts are told, and nothing is kept of this run.
  bool is_partial = false;
};

/// The answer of `quality`.
struct QualityResponse {
  int64_t run = 0;
  std::vector<SourceQuality> sources;
  std::vector<std::string> notes;
  std::vector<StepTime> steps;
};

/// Measures sources by the rules of the schema, of their mappings and definitions, and of the files
/// under quality/. Keeps the scores, and writes the page. Throws Error: source_missing,
/// request_invalid for a rule that cannot be run, output_unwritable.
QualityResponse measure_quality(const QualityRequest& request, RunContext& run);

/// Rows of a source that fail a rule. Shown columns are named; rows are native id, for duplicates
/// also who they are with, and the columns.
struct FailingRows {
  std::string source;
  QualityOutcome outcome;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  bool values_hidden = false;
  uint64_t restricted = 0;  // rows that fail and are left out: somebody in them asked for it
};

/// Looks at what fails `request.rule` of the one source. What was shown is an entry of the audit
/// log before the answer is given.
FailingRows failing_rows(const QualityRequest& request, RunContext& run);

/// The scores of the past by source, oldest first.
std::vector<std::pair<std::string, std::vector<QualityPast>>> quality_history(
    const Asked& asked, const std::vector<std::string>& sources);

/// Writes a file of rules for a source to begin with. Throws Error(request_invalid) where there is
/// one, which is never written over.
std::string begin_quality_file(const Asked& asked, const std::string& source);

}  // namespace newlyn::workspace
