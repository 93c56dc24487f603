// SPDX-License-Identifier: MIT
// Says what each column of an input is, from its header and from its values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/recognised_column.h"
#include "record/text_column.h"

namespace newlyn::profile {

/// What the person said about the columns. Names are compared without regard to case.
struct ColumnWishes {
  std::map<std::string, record::FieldKind> kinds;  // column name to kind (--column surname=LNAME)
  std::vector<std::string> ignored;                // --ignore
  std::string id_column;                           // --id; empty: found by itself
  std::string truth_column;                        // --truth COLUMN; empty: none
};

/// Recognises every column, in the order given. The result depends on the header words and on
/// the set of values with their counts, never on the order of rows. Columns that look like a row
/// key or a known answer get record_key or truth and are never compared. A wish outranks what was
/// found, with confidence 1; where wishes meet, truth goes before id, ignored and kinds. A wish
/// for a column that this table lacks changes nothing here: see check_wishes.
///
/// Several columns can be record_key; the row's key is the one with the highest confidence, the
/// first of equals. Columns that describe or point to something else ("PHONE_TYPE",
/// "REL_POINTER_KEY") are ignored as well, with the reason said.
std::vector<record::RecognisedColumn> recognise_columns(
    const std::vector<record::TextColumn>& columns, const ColumnWishes& wishes);

/// Throws Error(request_invalid) when a wish names a column that no table has, naming the columns
/// that are there (at most twenty).
void check_wishes(const std::vector<std::vector<record::TextColumn>>& tables,
                  const ColumnWishes& wishes);

}  // namespace newlyn::profile
