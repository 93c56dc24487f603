// SPDX-License-Identifier: MIT
// The list of what a synthetic borough is made of: borough.csv in its folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace newlyn::workspace {

/// One table of a system of the borough.
struct TownTable {
  std::string source;    // the system: "registrars"
  std::string delivery;  // "postgres", "utf16_tsv"
  std::string file;      // under sources/
  std::string table;
  uint64_t rows = 0;
};

/// Reads the list. Throws Error: source_missing for a folder that is no borough, source_unreadable
/// for a line that is none of the list's.
std::vector<TownTable> read_town(const std::string& folder);

}  // namespace newlyn::workspace
