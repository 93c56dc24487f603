// SPDX-License-Identifier: MIT
// Counts turned into the figures that are reported.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/evaluation.h"
#include "workspace/evaluate_files.h"
#include "workspace/evaluation/truth.h"

namespace newlyn::workspace {

ShareReport share_report(const linkage::Share& share);
EstimateReport estimate_report(const linkage::Estimate& estimate);

/// Precision, recall and F1 with intervals.
FiguresReport figures_of(const linkage::PairCounts& counts);

/// Calibration in bands, with a verdict for each.
std::vector<BandReport> bands_of(const std::vector<linkage::KnownPairs>& answers);

/// What a grouping column says of each record.
struct Grouping {
  std::string column;
  std::vector<std::string> values;  // by group
  std::vector<uint32_t> group_of_record;
  std::vector<uint64_t> records_of_group;
};

/// The groups of a column: its values; dates and numbers with many values in bands of ten years or
/// ten; beyond forty groups the smallest are put together. Records without a value are a group.
/// Throws Error(request_invalid) when no input has the column.
Grouping read_grouping(LinkedFiles& files, const std::string& column, RunContext& run);

/// The figures of each group and how far they lie behind the best.
GroupingReport grouping_report(const Grouping& grouping, const Truth& answer,
                               std::span<const uint32_t> clusters);

}  // namespace newlyn::workspace
