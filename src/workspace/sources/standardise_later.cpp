// SPDX-License-Identifier: MIT
// A few rows at a time into the tables that standardise_source makes whole.
#include "workspace/sources/standardise_later.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "record/field_kind.h"
#include "workspace/mapping/stored_yields.h"
#include "workspace/sources/standardise_source.h"

namespace newlyn::workspace {
namespace {

using store::quote_name;

std::vector<std::string> columns_of(store::Store& store, const std::string& table) {
  std::vector<std::string> columns;
  const auto rows = store.rows(
      "SELECT column_name FROM duckdb_columns() WHERE table_name = $1 ORDER BY column_index",
      std::array{store::Parameter::of(std::string_view(table))});
  for (const auto& row : rows.rows) columns.push_back(row[0].value_or(""));
  return columns;
}

/// Adds the columns that no row had a value for until now, and says whether there were any.
bool add_columns(store::Store& store, const std::string& table, std::vector<std::string>& there,
                 const standardise::StandardRecords& records) {
  const size_t before = there.size();
  for (const standardise::StandardColumn& column : records.columns) {
    const std::string& name = column.column.name;
    if (std::find(there.begin(), there.end(), name) != there.end()) continue;
    store.run(
        fmt::format("ALTER TABLE {} ADD COLUMN {} VARCHAR", quote_name(table), quote_name(name)));
    store.run(fmt::format("COMMENT ON COLUMN {}.{} IS '{}'", quote_name(table), quote_name(name),
                          record::field_kind_row(column.kind).name));
    there.push_back(name);
  }
  return there.size() > before;
}

/// A table of what rows yield, and the columns that the labels of a yield stand in.
struct LabelledTable {
  std::string name;
  std::vector<std::string> labels;
  std::vector<std::string>& known;  // its columns, where they were looked up already
};

/// One row of what was yielded, by column of its table.
using Cells = std::map<std::string_view, std::string_view>;

void append_row(store::Appender& appender, const std::vector<std::string>& columns,
                const Cells& cells) {
  for (const std::string& column : columns) {
    const auto cell = cells.find(column);
    cell == cells.end() ? appender.add_null() : appender.add_text(cell->second);
  }
  appender.end_row();
}

/// The columns of the table are forgotten where some were added: the transaction that has them may
/// be undone.
void append_yielded(store::Store& store, const LabelledTable& table,
                    const std::vector<Yield>& yields, const Yielded& yielded) {
  if (yielded.records.record_count == 0) return;
  if (table.known.empty()) table.known = columns_of(store, table.name);
  std::vector<std::string> columns = table.known;
  if (add_columns(store, table.name, columns, yielded.records)) table.known.clear();
  const auto appender = store.append(table.name);
  size_t record = 0;
  for (size_t i = 0; i < yields.size(); ++i) {
    for (size_t row = 0; row < yielded.keys[i][0].row_count(); ++row, ++record) {
      Cells cells = {{"newlyn_native_id", yielded.keys[i][0].text(row)},
                     {"newlyn_version", yielded.keys[i][1].text(row)}};
      for (size_t l = 0; l < table.labels.size(); ++l) {
        cells.emplace(table.labels[l], yields[i].labels[l]);
      }
      for (const auto& column : yielded.records.columns) {
        const std::string_view value = column.column.text(record);
        if (!value.empty()) cells.emplace(column.column.name, value);
      }
      append_row(*appender, columns, cells);
    }
  }
  appender->close();
}

}  // namespace

LaterRecords::LaterRecords(store::Store& store, const std::string& source, source::Mapping mapping)
    : source_(source),
      mapping_(std::move(mapping)),
      records_(stored_yields(source, mapping_)),
      relations_(relation_yields(mapping_)),
      record_evidence_(evidence_of(store, current_rows(source), records_)),
      relation_evidence_(evidence_of(store, current_rows(source), relations_)) {}

void LaterRecords::take_out(store::Store& store, const source::SourceRun& run) const {
  for (const char* made : {"standard_", "relation_"}) {
    store.run(fmt::format(
        "DELETE FROM {} WHERE newlyn_native_id IN (SELECT newlyn_native_id FROM {} WHERE "
        "newlyn_run = {} AND newlyn_operation <> 'added')",
        quote_name(made + source_), quote_name("record_" + source_), run.run));
  }
}

void LaterRecords::write(store::Store& store, const source::SourceRun& run) {
  take_out(store, run);
  const std::string rows = fmt::format(
      "(SELECT * REPLACE (CAST(newlyn_version AS VARCHAR) AS newlyn_version) FROM {} WHERE "
      "newlyn_run = {})",
      quote_name("record_" + source_), run.run);
  append_yielded(store, {"standard_" + source_, {"newlyn_record", "newlyn_kind"}, record_columns_},
                 records_, take_later_yields(store, rows, records_, record_evidence_));
  append_yielded(
      store,
      {"relation_" + source_, {"newlyn_relation", "newlyn_from", "newlyn_to"}, relation_columns_},
      relations_, take_later_yields(store, rows, relations_, relation_evidence_));
}

}  // namespace newlyn::workspace
