// SPDX-License-Identifier: MIT
// Reads the values of records by their row numbers.
#include "workspace/files/describe_records.h"

#include <fmt/format.h>

#include <map>
#include <string>

namespace newlyn::workspace {
namespace {

/// Columns worth showing: everything that may be compared.
std::vector<std::string> shown_columns(const InputColumns& input) {
  std::vector<std::string> shown;
  for (const record::RecognisedColumn& column : input.recognised) {
    if (column.kind < record::FieldKind::record_key) shown.push_back(column.name);
  }
  return shown;
}

/// Fills in the values of the records at `places` of `reports`, by their row in the input, from 1.
void read_values(LinkedFiles& files, const InputColumns& input,
                 const std::map<uint64_t, std::vector<size_t>>& places,
                 std::vector<RecordReport>& reports) {
  const std::vector<std::string> shown = shown_columns(input);
  if (places.empty() || shown.empty()) return;
  std::string columns;
  for (const std::string& column : shown) {
    columns += fmt::format(", CAST({} AS VARCHAR)", store::quote_name(column));
  }
  std::string rows;
  for (const auto& [row, records] : places) {
    rows += fmt::format("{}{}", rows.empty() ? "" : ", ", row);
  }
  const auto answer = files.store->rows(
      fmt::format("SELECT newlyn_row{} FROM (SELECT row_number() OVER () AS newlyn_row, * FROM {}) "
                  "WHERE newlyn_row IN ({})",
                  columns, store::quote_name(input.table->table), rows));
  for (const auto& row : answer.rows) {
    std::vector<std::pair<std::string, std::string>> values;
    for (size_t i = 0; i < shown.size(); ++i) {
      values.emplace_back(shown[i], row[i + 1].value_or(""));
    }
    for (const size_t place : places.at(std::stoull(row[0].value_or("0")))) {
      reports[place].values = values;
    }
  }
}

}  // namespace

std::vector<RecordReport> describe_records(LinkedFiles& files,
                                           const std::vector<uint32_t>& records) {
  std::vector<RecordReport> reports(records.size());
  for (const InputColumns& input : files.inputs) {
    std::map<uint64_t, std::vector<size_t>> places;
    for (size_t i = 0; i < records.size(); ++i) {
      if (&files.input_of(records[i]) != &input) continue;
      places[records[i] - input.first_record + 1].push_back(i);
      reports[i].source = files.source_name_of(records[i]);
      reports[i].id = files.id_of(records[i]);
    }
    read_values(files, input, places, reports);
  }
  return reports;
}

}  // namespace newlyn::workspace
