// SPDX-License-Identifier: MIT
// How the tables of a synthetic borough are read: one definition of a source each.
#pragma once

#include <string>
#include <vector>

#include "source/definition.h"
#include "workspace/borough/town_list.h"

namespace newlyn::workspace {

/// Where a borough was loaded, as `source add --from` takes it; empty: its files are read.
struct TownServers {
  std::string postgres;
  std::string mariadb;
  std::string secret;  // of both: "env:NAME"
};

/// True for a table that lives on a server.
bool on_server(const TownTable& table);

/// The sources of the tables of the borough in the folder `town`, in the order of `tables`; that of
/// one table of several is called SYSTEM_TABLE. Throws Error(source_unreadable) for a layout of
/// fixed width that is none.
std::vector<source::Definition> town_sources(const std::string& town,
                                             const std::vector<TownTable>& tables,
                                             const TownServers& servers);

}  // namespace newlyn::workspace
