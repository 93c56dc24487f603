// SPDX-License-Identifier: MIT
// The verb that fills real servers with the databases of a synthetic borough.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"

namespace newlyn::workspace {

/// What a person asks of `borough load`. At least one server is named.
struct LoadBoroughRequest {
  std::string folder;    // as `borough create` wrote it
  std::string postgres;  // what psql takes after -d: "host=... port=... dbname=... user=..."
  std::string mariadb;   // the same words; no password: MYSQL_PWD and PGPASSWORD are passed on
};

/// One table on its server.
struct LoadedTable {
  std::string server;  // "PostgreSQL"
  std::string source;
  std::string table;
  uint64_t rows = 0;
};

/// The answer of `borough load`.
struct LoadBoroughResponse {
  std::vector<LoadedTable> tables;
};

/// Loads every source that is delivered for a named server, replacing tables of its name, and
/// counts the rows that are then there. Throws Error: source_missing for a folder that is no
/// borough or a client that is not installed; request_invalid when no server is named, or words are
/// wrong; store_failed with the server's reason, or when rows are missing.
LoadBoroughResponse load_borough(const LoadBoroughRequest& request, RunContext& run);

}  // namespace newlyn::workspace
