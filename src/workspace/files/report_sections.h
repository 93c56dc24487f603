// SPDX-License-Identifier: MIT
// The sections of the report, each from what a run left behind. None holds a value of a record but
// the examples.
#pragma once

#include <vector>

#include "workspace/files/linked_files.h"
#include "workspace/files/report_page.h"

namespace newlyn::workspace {

/// What every section reads.
struct ReportMatter {
  LinkedFiles& files;
  const LinkFilesRequest& request;
  const LinkFilesResponse& response;
  double threshold_weight = 0;
  const std::vector<linkage::ClusterMetrics>& clusters;

  const linkage::LinkResult& result() const { return files.linkage->result(); }
};

/// What was read, what the columns are taken for and how full they are.
PageSection columns_section(const ReportMatter& matter);
/// What each outcome of each comparison weighs.
PageSection weights_section(const ReportMatter& matter);
/// How often each outcome is met among matches and among others.
PageSection shares_section(const ReportMatter& matter);
/// How the model came about, round by round; no charts when it was given.
PageSection training_section(const ReportMatter& matter);
/// What the blocking rules brought.
PageSection blocking_section(const ReportMatter& matter);
/// Candidate pairs by match weight.
PageSection histogram_section(const ReportMatter& matter);
/// Records that hold too little to be linked to anything.
PageSection unlinkable_section(const ReportMatter& matter);
/// Entities by size.
PageSection sizes_section(const ReportMatter& matter);
/// Entities that look unusual by their links.
PageSection clusters_section(const ReportMatter& matter);
/// The links that hold entities together most weakly.
PageSection weakest_section(const ReportMatter& matter);
/// Precision and recall by threshold: against the known answer where there is one, and as the
/// model expects them.
PageSection accuracy_section(const ReportMatter& matter);
/// A few entities with their values and evidence.
std::vector<PageSection> example_sections(const ReportMatter& matter);

}  // namespace newlyn::workspace
