// SPDX-License-Identifier: MIT
// Runs the command-line client of a database server as a process of its own.
#pragma once

#include <string>
#include <vector>

namespace newlyn::workspace {

/// The end of a client's run.
struct ClientRun {
  int status = 0;
  std::string output;  // both streams, as they came
};

/// Runs `words` (the program first, looked for on the path) with the file `input` as its standard
/// input; empty: nothing to read. Throws Error(source_missing) when the program is not there.
ClientRun run_client(const std::vector<std::string>& words, const std::string& input);

}  // namespace newlyn::workspace
