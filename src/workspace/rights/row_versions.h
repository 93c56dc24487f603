// SPDX-License-Identifier: MIT
// All that the store keeps of a row of a source: what it says, what it said before, and what it
// said last where it left its source.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "index/index.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/rights/erased_rows.h"

namespace newlyn::workspace {

/// The id that an id leads to today, also of somebody whose records have all left their sources:
/// what they said is kept. Throws Error(request_invalid) for one that was never given or has
/// nothing.
std::string resolve_kept(const index::EntityIndex& index, const std::string& id);

/// Their records: those there are, and those that are gone and were last theirs.
std::vector<index::RecordKey> kept_records_of(const index::EntityIndex& index,
                                              const std::string& id);

/// What a row said from one reading of its source to another.
struct RowVersion {
  std::string since;     // when the reading began that brought it, "2026-01-01T12:00:00Z"
  std::string until;     // that of the reading that ended it; empty: it is what the source says
  bool is_gone = false;  // it is the last one, and the row left its source
  std::vector<std::pair<std::string, std::string>> values;  // by column; those without are left out

  /// The value of a column; empty where it has none.
  std::string value_of(const std::string& column) const;
};

/// Whether a record is of a side of a seal in force: what such a row said before may tell the one
/// identity of the other.
bool is_under_seal(const index::EntityIndex& index, const std::vector<index::RecordKey>& keys);

/// The versions of a row, the last one first; none where nothing is stored of it.
std::vector<RowVersion> versions_of(store::Store& store, const std::string& source,
                                    const std::string& native_id);

/// Whose the versions of a row are.
enum class VersionOf : uint8_t { theirs, others, not_known };

/// A row, with the names of the records of it that are an entity's today or were last.
struct OwnRow {
  std::string source;
  std::string native_id;
  std::vector<std::string> records;
  std::vector<RowVersion> versions;  // as versions_of gives them
};

/// Whose each version of a row is, in their order. The last one is theirs; an earlier one is by
/// what it says of name and date of birth, and by the entity that the index had it in then, so that
/// a row that was somebody else's before tells nothing of them.
std::vector<VersionOf> owners_of(store::Store& store, const Home& home,
                                 const index::EntityIndex& index, const OwnRow& row);

/// The names that rows ever had for a person, each as its words in small letters: {"amal",
/// "haddad"}. Titles and middle names are not among them.
std::vector<std::vector<std::string>> names_in(store::Store& store, const Home& home,
                                               const std::vector<ErasedRow>& rows);

}  // namespace newlyn::workspace
