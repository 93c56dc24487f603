// SPDX-License-Identifier: MIT
// The verb that shows the whole way on a borough in which nobody lives: made, read, measured,
// linked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/run_context.h"
#include "workspace/create_borough.h"
#include "workspace/entities.h"
#include "workspace/link_workspace.h"
#include "workspace/measure_quality.h"

namespace newlyn::workspace {

/// A question that a council asks, and the systems that know something about it.
struct DemoQuestion {
  std::string_view name;
  std::string_view words;
  std::vector<std::string_view> sources;
};

/// The questions that the demonstration knows.
std::span<const DemoQuestion> demo_questions();

/// What is shown, and where.
struct DemoBoroughRequest {
  std::string folder;  // not there yet; town/, council/ and pages/ are made in it
  std::string town;    // a borough that is there; empty: one is made
  uint64_t people = 20'000;
  uint64_t seed = 1;
  std::string question;  // the name of one: only its sources are read; empty: all are
  // Where the borough was loaded, as `source add --from` takes it; empty: its files are read.
  std::string postgres;
  std::string mariadb;
  std::string secret;  // of both: "env:NAME"
};

/// One table of a system of the borough as a source.
struct DemoSource {
  std::string name;
  std::string delivery;  // "SQLite", "PostgreSQL", "XML"
  uint64_t rows = 0;
  uint64_t columns_mapped = 0;
};

/// What came out. duplicates and entities stand in `linked`.
struct DemoBoroughResponse {
  std::string town;
  std::string home;  // the workspace
  uint64_t residents = 0;
  std::vector<DemoSource> sources;
  std::string profile_page;
  std::string quality_page;
  QualityResponse quality;
  LinkWorkspaceResponse linked;
  std::vector<EntityView> people;  // known to the most sources
  std::vector<StepTime> steps;
};

/// Makes a borough, or takes the one there is; makes a workspace; adds, maps and reads every source
/// of it, or those of one question; measures them; links them. Nobody in it exists: the workspace
/// demands no purpose. Throws Error: request_invalid for a question that there is none of or a
/// folder that is there; what the verbs it calls throw.
DemoBoroughResponse demo_borough(const DemoBoroughRequest& request, RunContext& run);

}  // namespace newlyn::workspace
