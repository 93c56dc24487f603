// SPDX-License-Identifier: MIT
// The rows of a database without values that are too long: these are measured where they lie and do
// not travel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/database/native_sql.h"
#include "source/open_source.h"

namespace newlyn::source {

/// The table or the query of `definition`, to be cut by `column` or not at all.
NativeTable native_table(const Definition& definition, const std::string& column = {});

/// `names` as columns of the database. Those of `marked` are marked with their place in it, from 1.
std::vector<NativeColumn> native_columns(const Definition& definition, const OpenSource& source,
                                         const std::vector<std::string>& names,
                                         const std::vector<std::string>& marked);

/// Asks the database whether it takes the words for the lengths of its values.
bool can_tell_lengths(store::Store& store, const Definition& definition, const OpenSource& source);

/// Rows as a reading takes them, standing after FROM: the columns in use, in the types that the
/// source has them in. Where the source tells lengths with `newlyn_long` and `newlyn_long_bytes`.
/// A text of SQLite that is not UTF-8 comes as none: `newlyn_broken` is then the place of the first
/// such column of the row in `source.columns`, from 1, and `newlyn_row` its rowid where it has one.
std::string rows_in_use(const Definition& definition, const OpenSource& source,
                        const Taking& taking, const std::string& native_sql);

/// SQL for a column of a database as it can be worked with: a text of SQLite may hold any bytes,
/// and is null where they are not UTF-8.
std::string readable_sql(const Definition& definition, const std::string& column);

/// SQL for the bytes of a value that the store has or reads, as text; 0 for none.
std::string length_sql(const std::string& column);

/// How long rows are. What is too long to be kept does not count.
struct RowSizes {
  uint64_t longest = 0;  // bytes of the longest row
  uint64_t heavy = 0;    // bytes of all rows of more than limits::kRowBytesEasy
};

/// A question about the rows of a database.
struct PartQuestion {
  const Definition& definition;
  const OpenSource& source;
  const Taking& taking;
  NativeTable table;
  NativePart part;
};

/// Asks the database how long the rows of a part are, in the columns that are in use.
RowSizes row_sizes(store::Store& store, const PartQuestion& asked);

/// What of the watermark is read: `taking.since` where the database can compare it.
NativePart newer_part(const Definition& definition, const Taking& taking);

}  // namespace newlyn::source
