// SPDX-License-Identifier: MIT
// A first look at a source: its columns, and some of its rows for recognising what they are.
#pragma once

#include <vector>

#include "record/text_column.h"
#include "source/open_source.h"

namespace newlyn::workspace {

/// A source that was opened, and the values of its first rows.
struct Look {
  source::OpenSource source;
  std::vector<record::TextColumn> columns;  // in the order of source.columns

  bool has_rows() const { return !columns.empty() && columns[0].row_count() > 0; }
};

/// Opens a source and reads up to 10,000 rows of it. Throws as source::open_source does, with the
/// sentence of source::source_failure.
Look look_at(store::Store& store, const source::Definition& definition, RunContext& run);

}  // namespace newlyn::workspace
