// SPDX-License-Identifier: MIT
// The verb evaluate: how right a linkage is, by a known answer, by judged pairs, or by the model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a person asks of `evaluate`. The known answer is link.truth or labels; without either the
/// model speaks for itself. With `sheet` pairs are drawn for people to judge; with `judged` a sheet
/// is read back and nothing is linked.
struct EvaluateRequest {
  LinkFilesRequest link;
  std::string labels;              // judged pairs in the form of Splink's labels
  std::vector<std::string> by;     // columns to tell errors apart by; never compared
  size_t errors = 5;               // examples of each kind of error
  std::vector<double> thresholds;  // empty: the usual ones
  size_t sample = 0;               // pairs to draw for judging
  size_t sample_unblocked = 0;     // further pairs that no rule brought together
  std::string sheet;               // where the drawn pairs go: CSV
  std::string page;                // the same as an HTML page; empty: none
  std::string judged;              // a sheet that came back
  std::string key;                 // its key; empty: beside the sheet
};

/// A share and the range it lies in with 95 % certainty. With whole 0 nothing is known.
struct ShareReport {
  uint64_t part = 0;
  uint64_t whole = 0;
  double value = 0;
  double low = 0;
  double high = 1;
};

/// A number and the range it lies in with 95 % certainty.
struct EstimateReport {
  bool known = false;
  double value = 0;
  double low = 0;
  double high = 1;
};

/// Figures over pairs.
struct FiguresReport {
  uint64_t found = 0;  // pairs put together
  uint64_t truly = 0;  // pairs that belong together
  uint64_t right = 0;  // both
  ShareReport precision;
  ShareReport recall;
  double f1 = 0;
};

/// Figures over records.
struct CubedReport {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

/// Figures at one threshold: of candidate pairs on their own, and of entities formed at it.
struct CurveReport {
  double threshold = 0;
  FiguresReport pairs;
  std::optional<FiguresReport> entities;
};

/// Candidate pairs of one band of probability.
struct BandReport {
  double low = 0;
  double high = 1;
  double stated = 0;  // what the model says of them, on average
  ShareReport right;
  std::string verdict;  // "as stated", "too sure", "not sure enough", "too few"
};

/// Figures between two sources, or inside one.
struct SourcePairReport {
  std::string first;
  std::string second;
  FiguresReport figures;
};

/// Figures of the pairs that touch one group of people.
struct GroupReport {
  std::string value;
  uint64_t records = 0;
  FiguresReport figures;
  bool precision_too_small = false;  // too few pairs to be compared with other groups
  bool recall_too_small = false;
  EstimateReport precision_gap;  // best group less this one
  EstimateReport recall_gap;
};

/// One column that errors are told apart by.
struct GroupingReport {
  std::string column;
  std::string best_precision;  // the group with the best figure; empty: none is large enough
  std::string best_recall;
  std::vector<GroupReport> groups;
};

/// Where the errors come from. missed = never_compared + below_threshold + kept_apart.
struct LossReport {
  uint64_t missed = 0;
  uint64_t never_compared = 0;   // no blocking rule brought them together
  uint64_t below_threshold = 0;  // compared, and the weight was too low
  uint64_t kept_apart = 0;       // weighed enough, but clustering kept them apart
  uint64_t wrong = 0;
  uint64_t wrong_by_weight = 0;       // weighed enough and are different
  uint64_t wrong_through_others = 0;  // weighed too little alone; other records joined them
};

/// A wrong or missed pair taken apart.
struct ErrorReport {
  std::string kind;  // "wrong", "missed: never compared", "missed: weighed too little", ...
  PairReport pair;
};

/// What the model expects of its own pairs at one threshold.
struct ExpectedReport {
  double threshold = 0;
  double called = 0;
  double matches = 0;
  double precision = 0;
  double recall = 0;
};

/// A kind of pair that was sampled, and what people said of it.
struct StratumReport {
  std::string words;
  double pairs = 0;
  bool called = false;
  uint64_t sampled = 0;
  uint64_t judged = 0;
  uint64_t same = 0;
  uint64_t unsure = 0;
  ShareReport share;  // of same among judged
};

/// A sheet written for judging.
struct SheetReport {
  std::string sheet;
  std::string page;
  std::string key;
  uint64_t pairs = 0;
  std::vector<StratumReport> strata;
};

/// A sheet read back. Pairs marked unsure are left out of the figures; the other two readings take
/// them all as the one or the other.
struct JudgedReport {
  double threshold = 0;
  uint64_t pairs = 0;
  uint64_t judged = 0;
  uint64_t unsure = 0;
  uint64_t blank = 0;
  std::vector<StratumReport> strata;
  EstimateReport precision;
  EstimateReport recall_likely;              // among pairs that the model gave some chance
  EstimateReport recall;                     // among all candidate pairs
  std::optional<EstimateReport> recall_all;  // with pairs never compared; only if these were drawn
  double precision_unsure_different = 0;
  double precision_unsure_same = 0;
  double pairs_unjudged = 0;  // in strata of which nothing was judged
};

/// The answer.
struct EvaluateResponse {
  LinkFilesResponse link;  // what was read, compared and found; empty with `judged`
  std::string basis;       // "truth", "labels", "model", "sheet" or "judged"
  double threshold = 0.5;
  uint64_t records_known = 0;  // records with a known answer
  std::optional<FiguresReport> figures;
  std::optional<CubedReport> b_cubed;
  std::vector<CurveReport> curve;
  std::vector<BandReport> calibration;
  std::vector<SourcePairReport> sources;
  std::vector<GroupingReport> groupings;
  std::optional<LossReport> losses;
  std::vector<ErrorReport> errors;
  std::vector<ExpectedReport> expected;
  std::optional<SheetReport> sheet;
  std::optional<JudgedReport> judged;
  std::vector<std::string> assumptions;  // what the figures rest on, in plain sentences
  std::vector<std::string> warnings;     // beside those of the linkage
};

/// Links the files and says how right the answer is, writes a sheet for people to judge, or reads
/// one back. Nothing of the files is changed. Throws Error: see base/error.h.
EvaluateResponse evaluate_files(const EvaluateRequest& request, RunContext& run);

}  // namespace newlyn::workspace
