// SPDX-License-Identifier: MIT
// Running one case in a folder of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "case_file.h"
#include "configuration.h"

namespace newlyn::cases {

/// The command line under test: arguments, standard input, output, errors; returns the exit status.
using Command = std::function<int(const std::vector<std::string>&, std::istream&, std::ostream&,
                                  std::ostream&)>;

struct RunSettings {
  Command command;
  std::function<void(int64_t micros)> set_clock;  // what time a case says it is
  // A query over the store in a file: its rows, header first. For `expect stored`.
  std::function<std::vector<std::vector<std::string>>(const std::string&, const std::string&)>
      query;
  Configuration configuration;
  std::filesystem::path root;  // of the repository: where `copy` finds its files
  bool update = false;         // rewrite what was expected instead of failing
  bool keep = false;           // leave the folder of a failed case
};

enum class CaseState : uint8_t { passed, failed, updated, skipped };

struct CaseResult {
  CaseState state = CaseState::passed;
  std::string report;  // what failed, ready to print
};

/// Runs the case in the file `path` in a new temporary folder, which becomes the current one while
/// it runs. Never throws: what is wrong with the case is in the report.
CaseResult run_case(const std::filesystem::path& path, const RunSettings& settings);

}  // namespace newlyn::cases
