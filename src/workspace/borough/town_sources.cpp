// SPDX-License-Identifier: MIT
// The tables of a borough's list as sources are defined.
#include "workspace/borough/town_sources.h"

#include <fmt/format.h>

#include <map>
#include <sstream>

#include "base/error.h"
#include "workspace/governance/read_text.h"

namespace newlyn::workspace {
namespace {

/// "CLAIM_NO 1-10, TITLE 11-16" from the file beside a text of fixed width.
std::string layout_of(const std::string& path) {
  std::istringstream lines(read_text(path));
  std::string layout;
  std::string line;
  std::getline(lines, line);  // the head: name, begins, width
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string name;
    size_t begins = 0;
    size_t width = 0;
    char comma = 0;
    std::getline(cells, name, ',');
    if (!(cells >> begins >> comma >> width)) {
      throw Error(Code::source_unreadable,
                  fmt::format("{} has a line that is no column: \"{}\". Make the borough again.",
                              path, line));
    }
    layout +=
        fmt::format("{}{} {}-{}", layout.empty() ? "" : ", ", name, begins, begins + width - 1);
  }
  return layout;
}

source::Definition definition_of(const TownServers& servers, const std::string& town,
                                 const TownTable& table, bool several) {
  source::Definition definition;
  definition.name = several ? fmt::format("{}_{}", table.source, table.table) : table.source;
  definition.from = fmt::format("{}/sources/{}", town, table.file);
  if (on_server(table)) {
    definition.from = table.delivery == "postgres" ? servers.postgres : servers.mariadb;
    definition.secret = servers.secret;
  }
  if (on_server(table) || table.delivery == "sqlite") definition.table = table.table;
  if (table.delivery == "workbook") definition.sheet = table.table;
  if (table.delivery == "fixed_width") {
    definition.layout = layout_of(definition.from + ".layout.txt");
  }
  return definition;
}

}  // namespace

bool on_server(const TownTable& table) {
  return table.delivery == "postgres" || table.delivery == "mariadb";
}

std::vector<source::Definition> town_sources(const std::string& town,
                                             const std::vector<TownTable>& tables,
                                             const TownServers& servers) {
  std::map<std::string, size_t> count;
  for (const TownTable& table : tables) ++count[table.source];
  std::vector<source::Definition> definitions;
  for (const TownTable& table : tables) {
    definitions.push_back(definition_of(servers, town, table, count[table.source] > 1));
  }
  return definitions;
}

}  // namespace newlyn::workspace
