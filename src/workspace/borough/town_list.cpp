// SPDX-License-Identifier: MIT
// Reads borough.csv.
#include "workspace/borough/town_list.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "base/error.h"

namespace newlyn::workspace {

std::vector<TownTable> read_town(const std::string& folder) {
  const std::string path = folder + "/borough.csv";
  std::ifstream in(path);
  if (!in) {
    throw Error(
        Code::source_missing,
        fmt::format("{} is not there. Name a folder that newlyn borough create made.", path));
  }
  std::vector<TownTable> list;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream cells(line);
    TownTable listed;
    std::getline(cells, listed.source, ',');
    std::getline(cells, listed.delivery, ',');
    std::getline(cells, listed.file, ',');
    std::getline(cells, listed.table, ',');
    if (!(cells >> listed.rows)) {
      throw Error(
          Code::source_unreadable,
          fmt::format("{} has a line that is none of its own: \"{}\". Make the borough again.",
                      path, line));
    }
    list.push_back(std::move(listed));
  }
  return list;
}

}  // namespace newlyn::workspace
