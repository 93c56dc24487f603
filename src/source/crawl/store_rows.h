// SPDX-License-Identifier: MIT
// Turns the rows of a delivery into versions of records. Inside the caller's transaction.
#pragma once

#include <string>
#include <vector>

#include "source/crawl.h"

namespace newlyn::source {

/// What is stored: the rows in taking.table, and the columns whose last values stay.
struct StoringRows {
  const Definition& definition;
  const Taking& taking;
  const std::vector<std::string>& kept_back;
};

/// Takes rows, and values of rows that stay, out of the table of what was taken. Returns how many
/// rows went.
uint64_t take_out(store::Store& store, const Taking& taking, const LeftOut& left_out);

/// Appends a version for every record that is new, changed or back again, and counts them in `run`.
void store_versions(store::Store& store, const StoringRows& rows, SourceRun& run);

/// Notes the records that a complete clean run did not show, and appends a version "gone" for those
/// that the last runs did not show either. Records that arrived by themselves since are not
/// counted: no delivery has shown them yet.
void store_absence(store::Store& store, const StoringRows& rows, SourceRun& run);

/// Appends a version "gone" of those of these records that are there.
void store_gone(store::Store& store, const std::vector<std::string>& native_ids, SourceRun& run);

/// Native ids as a table "newlyn_left_out (native_id)" of the default catalog, for statements that
/// look through it once.
void list_ids(store::Store& store, const std::vector<std::string>& ids);

/// A query for the last version of those records of a source whose ids a table has in its column
/// newlyn_native_id.
std::string current_of_sql(const std::string& source, const std::string& table);

}  // namespace newlyn::source
