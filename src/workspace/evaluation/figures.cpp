// SPDX-License-Identifier: MIT
// Figures with their intervals, calibration verdicts and the gaps between groups.
#include "workspace/evaluation/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace newlyn::workspace {
namespace {

constexpr uint64_t kPairsOfGroupMin = 30;
constexpr uint64_t kRecordsOfGroupMin = 50;
constexpr uint64_t kPairsOfBandMin = 20;
constexpr std::array kBandBounds = {0.0, 0.01, 0.05, 0.1, 0.2,  0.3,  0.4,   0.5,
                                    0.6, 0.7,  0.8,  0.9, 0.95, 0.99, 0.999, 1.0};

std::string verdict_of(const linkage::CalibrationBand& band) {
  if (band.right.whole < kPairsOfBandMin) return "too few";
  if (band.stated > band.right.high) return "too sure";
  if (band.stated < band.right.low) return "not sure enough";
  return "as stated";
}

/// The group with the best share among those large enough; nothing when none is.
const GroupReport* best_of(const std::vector<GroupReport>& groups, bool GroupReport::*too_small,
                           ShareReport FiguresReport::*share) {
  const GroupReport* best = nullptr;
  for (const GroupReport& group : groups) {
    if (group.*too_small) continue;
    if (best == nullptr) best = &group;
    const ShareReport& ours = group.figures.*share;
    const ShareReport& theirs = best->figures.*share;
    // Of equal shares the one of most pairs is surest.
    if (std::pair(ours.value, ours.whole) > std::pair(theirs.value, theirs.whole)) best = &group;
  }
  return best;
}

linkage::Share share_of(const ShareReport& report) {
  return linkage::wilson_share(report.part, report.whole);
}

}  // namespace

ShareReport share_report(const linkage::Share& share) {
  return {share.part, share.whole, share.value, share.low, share.high};
}

EstimateReport estimate_report(const linkage::Estimate& estimate) {
  return {estimate.known, estimate.value, estimate.low, estimate.high};
}

FiguresReport figures_of(const linkage::PairCounts& counts) {
  FiguresReport report;
  report.found = counts.found;
  report.truly = counts.truly;
  report.right = counts.right;
  report.precision = share_report(linkage::wilson_share(counts.right, counts.found));
  report.recall = share_report(linkage::wilson_share(counts.right, counts.truly));
  // Nothing found is nothing wrong; nothing to find is nothing missed.
  if (counts.found == 0) report.precision.value = 1;
  if (counts.truly == 0) report.recall.value = 1;
  report.f1 = linkage::harmonic_mean(report.precision.value, report.recall.value);
  return report;
}

std::vector<BandReport> bands_of(const std::vector<linkage::KnownPairs>& answers) {
  std::vector<BandReport> bands;
  for (const linkage::CalibrationBand& band : linkage::calibrate(answers, kBandBounds)) {
    bands.push_back({band.low, band.high, band.stated, share_report(band.right), verdict_of(band)});
  }
  return bands;
}

GroupingReport grouping_report(const Grouping& grouping, const Truth& answer,
                               std::span<const uint32_t> clusters) {
  GroupingReport report;
  report.column = grouping.column;
  const auto counts = answer.groups(clusters, grouping.group_of_record, grouping.values.size());
  for (size_t i = 0; i < grouping.values.size(); ++i) {
    GroupReport group;
    group.value = grouping.values[i];
    group.records = grouping.records_of_group[i];
    group.figures = figures_of(counts[i]);
    // Many pairs of few records are a few large entities, which tell nothing of a group.
    const bool few = group.records < kRecordsOfGroupMin;
    group.precision_too_small = few || counts[i].found < kPairsOfGroupMin;
    group.recall_too_small = few || counts[i].truly < kPairsOfGroupMin;
    report.groups.push_back(std::move(group));
  }
  const GroupReport* precise =
      best_of(report.groups, &GroupReport::precision_too_small, &FiguresReport::precision);
  const GroupReport* complete =
      best_of(report.groups, &GroupReport::recall_too_small, &FiguresReport::recall);
  if (precise != nullptr) report.best_precision = precise->value;
  if (complete != nullptr) report.best_recall = complete->value;
  for (GroupReport& group : report.groups) {
    if (!group.precision_too_small && &group != precise) {
      group.precision_gap = estimate_report(linkage::difference_of(
          share_of(precise->figures.precision), share_of(group.figures.precision)));
    }
    if (!group.recall_too_small && &group != complete) {
      group.recall_gap = estimate_report(linkage::difference_of(share_of(complete->figures.recall),
                                                                share_of(group.figures.recall)));
    }
  }
  return report;
}

}  // namespace newlyn::workspace
