// SPDX-License-Identifier: MIT
// Loads a table as dictionary-encoded columns. Trimming is done once per distinct value.
#include <fmt/format.h>

#include "base/error.h"
#include "base/threads.h"
#include "source/source.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

store::TableQuery texts_of(const InputTable& table) {
  store::TableQuery query{table.table, {}, store::EmptyText::null};
  for (const std::string& column : table.columns) {
    const std::string name = store::quote_name(column);
    query.expressions.push_back(table.typed ? fmt::format("CAST({} AS VARCHAR) AS {}", name, name)
                                            : name);
  }
  return query;
}

bool is_trimmed(const record::ValueSet& values) {
  for (record::ValueCode code = 1; code <= values.value_count(); ++code) {
    if (trim(values[code]).size() != values[code].size()) return false;
  }
  return true;
}

// Gives values that differ only in white space around them one code.
void trim_values(record::TextColumn& column) {
  if (is_trimmed(column.values)) return;
  record::ValueIndex index;
  std::vector<record::ValueCode> code_of(column.values.value_count() + 1, record::kNullCode);
  for (record::ValueCode code = 1; code < code_of.size(); ++code) {
    code_of[code] = index.code_of(trim(column.values[code]));
  }
  for (record::ValueCode& code : column.codes) code = code_of[code];
  column.values = index.take();
}

/// Calls `load` with what tells of its progress.
template <typename Load>
auto loaded(const InputTable& table, RunContext& run, Load load) {
  try {
    return load([&](uint64_t rows) {
      run.check_stop();
      run.advance(rows, table.rows_kept);
    });
  } catch (const Error& error) {
    if (error.code() != Code::store_failed || !table.typed) throw;
    throw Error(Code::source_unreadable,
                fmt::format("'{}' cannot be read to its end; it may be damaged or cut short. {}",
                            table.path, error.what()));
  }
}

}  // namespace

std::vector<record::TextColumn> load_columns(store::Store& store, const InputTable& table,
                                             RunContext& run) {
  std::vector<record::TextColumn> columns = loaded(
      table, run, [&](const auto& watch) { return store.table_columns(texts_of(table), watch); });
  parallel_ranges(columns.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) trim_values(columns[i]);
  });
  return columns;
}

record::TextList load_texts(store::Store& store, const InputTable& table, RunContext& run) {
  const record::TextList written = loaded(
      table, run, [&](const auto& watch) { return store.table_texts(texts_of(table), watch); });
  record::TextList texts;
  texts.reserve(written.size());
  for (size_t row = 0; row < written.size(); ++row) texts.push_back(trim(written[row]));
  return texts;
}

}  // namespace newlyn::source
