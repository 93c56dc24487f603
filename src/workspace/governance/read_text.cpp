// SPDX-License-Identifier: MIT
// Reads a file whole.
#include "workspace/governance/read_text.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/error.h"

namespace newlyn::workspace {

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    throw Error(Code::source_missing,
                fmt::format("{} is not there or cannot be read. Name another file, or ask for the "
                            "right to read it.",
                            path));
  }
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace newlyn::workspace
