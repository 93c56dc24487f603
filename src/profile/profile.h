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
/// key or a known answer get record_key or truth and are never compared.
/// Throws Error(request_invalid) when a wish names a column that is not there, naming those that
/// are.
std::vector<record::RecognisedColumn> recognise_columns(
    const std::vector<record::TextColumn>& columns, const ColumnWishes& wishes);

}  // namespace newlyn::profile
