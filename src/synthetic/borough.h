// SPDX-License-Identifier: MIT
// A whole synthetic borough: sixteen sources and a gazetteer as they look in life, and the truth.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "synthetic/table_sink.h"

namespace newlyn::synthetic {

/// What is asked of create_borough.
struct BoroughRequest {
  std::string folder;  // made by the call; must not exist, or be empty
  uint64_t people = 20'000;
  uint64_t seed = 1;
  ParquetSinkMaker parquet;
  bool server_files = false;  // SQLite files in place of SQL for PostgreSQL and MariaDB
  std::string as_of;          // "2025-03-31"; empty: the last day of its story
};

/// One table of a source.
struct TableSummary {
  std::string name;
  uint64_t rows = 0;
};

/// One source as it was written.
struct SourceSummary {
  std::string name;
  std::string file;      // under the folder's `sources`
  std::string delivery;  // "postgres"
  std::vector<TableSummary> tables;
  uint64_t rows = 0;
  uint64_t person_records = 0;  // a row may be about several people
  uint64_t mistaken = 0;        // person records with a mistake in a compared field
  uint64_t stale = 0;           // with an old address
  uint64_t without_birth = 0;   // without a birth date, where one is asked for or not
};

/// How often a thing was planted.
struct PlantedCount {
  std::string kind;
  uint64_t count = 0;
};

/// The answer: what the borough is and what was written.
struct BoroughSummary {
  std::string borough;
  uint64_t residents = 0;  // on the day
  uint64_t people = 0;     // ever
  uint64_t properties = 0;
  uint64_t rows = 0;
  std::vector<SourceSummary> sources;
  std::vector<PlantedCount> planted;
};

/// Makes the borough and writes it. The same people and seed give the same text files to the byte
/// and the same rows in databases and workbooks, on every machine and with any number of threads.
/// With `as_of` the sources and the truth are those of an earlier day of the last year: a person, a
/// property and a record have the same ids on all days, and truth/written.csv tells which records
/// changed.
/// Throws Error(request_invalid) for a folder that holds something or a day outside that year,
/// output_unwritable, storage_full, interrupted; then nothing is left behind.
BoroughSummary create_borough(const BoroughRequest& request, RunContext& run);

}  // namespace newlyn::synthetic
