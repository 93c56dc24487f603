// SPDX-License-Identifier: MIT
// The expect blocks: what must be true after a run.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "case_file.h"

namespace newlyn::cases {

/// What a run left behind.
struct Outcome {
  int exit_status = 0;
  std::string output;
  std::string errors;
};

/// Where a check looks: the folder of the case, the files the case itself put there, the last run.
struct Scene {
  std::filesystem::path folder;
  std::set<std::string> made;
  Outcome last;
};

/// Whether an expectation held; if not, why, and the content that would make it hold.
struct Verdict {
  bool held = true;
  std::string why;
  std::optional<std::vector<std::string>> content;
};

/// Checks one expect block. Throws CaseFault when the block is not understood.
Verdict check(const Block& block, const Scene& scene);

/// Whether `got` stands in the relation `sign` (= != < > <= >= contains) to `wanted`; numbers are
/// compared as numbers. Throws std::string, a sentence, on an unknown sign.
bool compares(const std::string& got, const std::string& sign, const std::string& wanted);

}  // namespace newlyn::cases
