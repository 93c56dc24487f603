// SPDX-License-Identifier: MIT
// One line, without what ends it.
#include "cli/secret_input.h"

#include <istream>

#include "workspace/keys.h"

namespace newlyn::cli {

std::string secret_from(const Terminal& terminal, const std::string& file) {
  if (!file.empty()) return workspace::secret_in(file);
  std::string line;
  std::getline(terminal.in, line);
  while (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace newlyn::cli
