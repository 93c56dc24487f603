// SPDX-License-Identifier: MIT
// The `newlyn` command as a function, so that cases can call it in their own process.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace newlyn::cli {

/// Where a command reads from and writes to.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool interactive = false;  // true on a terminal: progress and colour
};

/// Runs `newlyn ARGUMENTS...` and returns the process exit status. Catches every Error.
int run(const std::vector<std::string>& arguments, const Terminal& terminal);

/// Asks the running command to stop within a second. Safe to call from a signal handler.
void request_stop() noexcept;

}  // namespace newlyn::cli
