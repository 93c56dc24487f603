// SPDX-License-Identifier: MIT
// Reads a file whole, and a table.
#include "workspace/governance/read_text.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "source/source.h"

namespace newlyn::workspace {

std::string read_text(const std::string& path) {
  if (path == "-" || path == "/dev/stdin") {
    return {std::istreambuf_iterator<char>(std::cin), {}};
  }
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

std::vector<record::TextColumn> read_kept_table(const std::string& path) {
  const auto store = store::Store::open({});
  RunContext run;
  const source::Reading reading = source::read_files(*store, {{path}}, run);
  if (!reading.issues.empty()) {
    throw Error(Code::source_unreadable,
                fmt::format("{}, line {}: {}. Mend the line.", path, reading.issues[0].line,
                            reading.issues[0].reason));
  }
  return source::load_columns(*store, reading.tables.at(0), run);
}

}  // namespace newlyn::workspace
