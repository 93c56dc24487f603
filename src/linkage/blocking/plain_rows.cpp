// SPDX-License-Identifier: MIT
// Copies columns row by row.
#include "linkage/blocking/plain_rows.h"

namespace newlyn::linkage {

pairs::PairColumns plain_rows(const LinkInput& input) {
  pairs::PairColumns rows;
  rows.row_count = input.record_count;
  rows.record_count = input.record_count;
  for (const LinkColumn& source : input.columns) {
    pairs::PairColumn column;
    column.name = source.column.name;
    column.values = source.column.values;
    column.codes = source.column.codes;
    column.counts.assign(column.values.value_count() + 1, 0);
    for (const record::ValueCode code : column.codes) ++column.counts[code];
    rows.columns.push_back(std::move(column));
  }
  rows.pack_rows();
  return rows;
}

}  // namespace newlyn::linkage
