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
  std::vector<std::string> columns;  // of a shared row: what is theirs alone
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

/// Takes the rows out of all tables, in one transaction.
void erase_rows(store::Store& store, const std::vector<ErasedRow>& rows);

/// Writes the store anew, without a byte of what was deleted, and puts it in place of the old one;
/// `store` must be closed then, and nothing be done with it before. Throws Error(store_failed)
/// where the new one does not have every row.
void rewrite_store(const Home& home, store::Store& store);

}  // namespace newlyn::workspace
