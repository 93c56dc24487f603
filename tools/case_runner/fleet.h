// SPDX-License-Identifier: MIT
// Many cases at once, each in a process of its own, so that a crash or an endless loop is one
// failed case.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "case_run.h"

namespace newlyn::cases {

/// How one case of many ended.
struct FleetResult {
  std::filesystem::path path;
  CaseResult result;
  double seconds = 0;
};

struct FleetSettings {
  size_t jobs = 1;
  unsigned fast_seconds_max = 60;    // for .case
  unsigned slow_seconds_max = 1200;  // for .case_slow
};

/// Runs the cases at `paths`, at most `jobs` at a time, and calls `done` with each as it ends.
/// Requires: the caller has started no threads, since every case is a fork.
void run_fleet(const std::vector<std::filesystem::path>& paths, const RunSettings& settings,
               const FleetSettings& fleet, const std::function<void(const FleetResult&)>& done);

/// The case files under `folder` whose path holds one of `patterns` (all when there are none), in
/// order of their paths. Those that end in .case_slow only when asked for.
std::vector<std::filesystem::path> find_cases(const std::filesystem::path& folder,
                                              const std::vector<std::string>& patterns,
                                              bool slow_too);

}  // namespace newlyn::cases
