// SPDX-License-Identifier: MIT
// The expect blocks: what must be true after a run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
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
  std::map<std::string, uint64_t> made;  // with the hash of their bytes
  Outcome last;
  // The rows of a query over a store, header first, and NULL for null.
  std::function<std::vector<std::vector<std::string>>(const std::string&, const std::string&)>
      query;
};

/// Whether an expectation held; if not, why, and the content that would make it hold.
struct Verdict {
  bool held = true;
  std::string why;
  std::optional<std::vector<std::string>> content;
};

/// The hash of a file's bytes; 0 for what is no file.
uint64_t hash_of_file(const std::filesystem::path& path);

/// Checks one expect block. Throws CaseFault when the block is not understood.
Verdict check(const Block& block, const Scene& scene);

/// Whether `got` stands in the relation `sign` (= != < > <= >= contains) to `wanted`; numbers are
/// compared as numbers. Throws std::string, a sentence, on an unknown sign.
bool compares(const std::string& got, const std::string& sign, const std::string& wanted);

}  // namespace newlyn::cases
