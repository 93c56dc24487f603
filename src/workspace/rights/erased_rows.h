// SPDX-License-Identifier: MIT
// The rows of the store that somebody stands in, and the store without them.
#pragma once

#include <string>
#include <vector>

#include "index/index.h"
#include "store/store.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// A row of a source that goes: whole, or only what is theirs, where others stand in it too.
struct ErasedRow {
  std::string source;
  std::string native_id;
  std::vector<std::string> records;  // names of their records in it
  bool is_shared = false;
  std::vector<std::string> columns;  // of a row that stays: what of it goes
  /// Columns that a rule of retention keeps: the row stays with these and its key, and nothing is
  /// made of them.
  std::vector<std::string> kept = {};

  bool stays() const { return is_shared || !kept.empty(); }
};

/// Rows of a source that go in one way.
struct RowGroup {
  std::string source;
  bool is_part = false;                    // the rows stay without what is listed
  std::vector<std::string> records;        // names of the records that go
  std::vector<std::string> kinds;          // of each of them
  std::vector<std::string> columns;        // of a part: those that are emptied
  std::vector<std::string> changed;        // names of the records that stay without these columns
  std::vector<std::string> changed_kinds;  // of each of them
  std::vector<std::string> ids;            // native ids
  bool stays_away = true;                  // what their source still shows is not taken again
  bool is_bare = false;                    // of a part: nothing is made of what stays
};

/// The rows behind the records of an entity. Requires: `index` is that of people.
std::vector<ErasedRow> rows_of(store::Store& store, const Home& home,
                               const index::EntityIndex& index,
                               const std::vector<index::RecordKey>& keys);

/// Keys of all records of a kind that the mapping makes of a row that goes; of a shared one theirs
/// alone.
std::vector<index::RecordKey> keys_of_kind(const Home& home, const std::vector<ErasedRow>& rows,
                                           std::string_view kind);

/// Columns of shared rows that no mapping gives to anybody: they stay, and somebody should look.
std::vector<std::string> unmapped_columns(store::Store& store, const Home& home,
                                          const ErasedRow& row);

/// Every different value that goes, of all versions.
std::vector<std::string> values_in(store::Store& store, const std::vector<ErasedRow>& rows);

/// How many versions of records that is.
uint64_t version_count(store::Store& store, const std::vector<ErasedRow>& rows);

/// When the first of them was read, as "2026-01-01T12:00:00Z".
std::string first_read(store::Store& store, const std::vector<ErasedRow>& rows);

/// Columns of its own that are stored of a source.
std::vector<std::string> stored_columns(store::Store& store, const std::string& source);

/// Columns that are stored of a source and that its mapping gives to these records alone.
std::vector<std::string> own_columns_in(store::Store& store, const Home& home,
                                        const std::string& source,
                                        const std::vector<std::string>& records);

/// Leaves the row in the store with these columns and its key. Nothing happens where it has none of
/// them, or, of a row that others stand in too, none that is theirs alone.
void keep_columns(store::Store& store, const Home& home, const std::vector<std::string>& columns,
                  ErasedRow& row);

/// Takes the rows out of all tables, in one transaction and in one pass over each table.
void erase_rows(store::Store& store, const std::vector<RowGroup>& groups);
/// The groups of single rows.
std::vector<RowGroup> groups_of(const std::vector<ErasedRow>& rows);

}  // namespace newlyn::workspace
