// SPDX-License-Identifier: MIT
// newlyn version.
#include <fmt/format.h>

#include <ostream>

#include "cli/command.h"

namespace newlyn::cli {

int run_version(const std::vector<std::string>&, const Terminal& terminal) {
  terminal.out << fmt::format("newlyn {}\n", NEWLYN_VERSION);
  return 0;
}

}  // namespace newlyn::cli
