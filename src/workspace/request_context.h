// SPDX-License-Identifier: MIT
// In which workspace somebody asks, and what for.
#pragma once

#include <string>

namespace newlyn::workspace {

/// What every verb over entities takes. Who asks is the account that runs the program.
struct RequestContext {
  std::string workspace;  // empty: see find_home
  std::string purpose;    // its name; empty: none
  std::string reason;     // in a few words, for the audit log
};

}  // namespace newlyn::workspace
