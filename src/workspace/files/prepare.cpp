// SPDX-License-Identifier: MIT
// From inputs as read to the columns that linkage compares.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/name_columns.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using record::TextColumn;

linkage::LinkInput empty_input(const LinkedFiles& files) {
  linkage::LinkInput input;
  input.record_count = files.record_count;
  input.source_names = files.source_names;
  input.source_of_record = files.source_of_record;
  input.record_ids = files.record_ids;
  return input;
}

/// The surest column of a kind; the first of equals.
const TextColumn* column_of_kind(const InputColumns& input, FieldKind kind) {
  const TextColumn* surest = nullptr;
  double confidence = -1;
  for (size_t i = 0; i < input.columns.size(); ++i) {
    const record::RecognisedColumn& column = input.recognised[i];
    if (column.kind != kind || column.confidence <= confidence) continue;
    surest = &input.columns[i];
    confidence = column.confidence;
  }
  return surest;
}

}  // namespace

const InputColumns& LinkedFiles::input_of(uint64_t record) const {
  const auto after = std::upper_bound(
      inputs.begin(), inputs.end(), record,
      [](uint64_t number, const InputColumns& input) { return number < input.first_record; });
  return *(after - 1);
}

std::string LinkedFiles::id_of(uint64_t record) const {
  if (!record_ids.empty() && !record_ids[record].empty()) {
    return std::string(record_ids[record]);
  }
  return std::to_string(record - input_of(record).first_record + 1);
}

void collect_identities(LinkedFiles& files) {
  std::unordered_map<std::string, uint32_t> numbers;
  const auto number_of = [&](const std::string& name) {
    const auto [found, is_new] = numbers.emplace(name, files.source_names.size());
    if (is_new) files.source_names.push_back(name);
    return found->second;
  };
  bool any_id = false;
  for (const InputColumns& input : files.inputs) {
    any_id |= column_of_kind(input, FieldKind::record_key) != nullptr;
  }
  for (const InputColumns& input : files.inputs) {
    const TextColumn* sources = column_of_kind(input, FieldKind::source_name);
    const TextColumn* ids = column_of_kind(input, FieldKind::record_key);
    const auto id_of = [&](uint64_t row) {
      if (!input.ids.empty()) return input.ids[row];
      return ids == nullptr ? std::string_view() : ids->text(row);
    };
    files.source_of_record.reserve(files.source_of_record.size() + input.table->rows_kept);
    if (any_id) files.record_ids.reserve(files.record_ids.size() + input.table->rows_kept);
    // Sources are numbered as they are met; a row without one is of the file.
    std::vector<std::optional<uint32_t>> number_of_code(
        sources == nullptr ? 1 : sources->values.value_count() + 1);
    for (uint64_t row = 0; row < input.table->rows_kept; ++row) {
      const record::ValueCode code = sources == nullptr ? record::kNullCode : sources->codes[row];
      std::optional<uint32_t>& number = number_of_code[code];
      if (!number) {
        number = number_of(code == record::kNullCode ? input.table->source_name
                                                     : std::string(sources->text(row)));
      }
      files.source_of_record.push_back(*number);
      if (any_id) files.record_ids.push_back(id_of(row));
    }
  }
}

linkage::LinkInput standard_input(LinkedFiles& files, LinkFilesResponse& response) {
  std::vector<standardise::Input> inputs;
  for (const InputColumns& input : files.inputs) {
    inputs.push_back({input.table->source_name, &input.columns, &input.recognised});
  }
  standardise::StandardRecords standard = standardise::standardise_records(inputs);
  for (InputColumns& input : files.inputs) input.columns = {};
  for (const auto& count : standard.placeholders) {
    response.notes.push_back(
        fmt::format("{}: {} values of {} stand for \"not known\" and were "
                    "not compared.",
                    count.source_name, count.rows, count.column));
  }
  for (const auto& count : standard.unreadable) {
    response.warnings.push_back(fmt::format("{}: {} values of {} were not compared: {}.",
                                            count.source_name, count.rows, count.column,
                                            count.reason));
  }
  for (std::string& note : standard.notes) response.notes.push_back(std::move(note));
  linkage::LinkInput input = empty_input(files);
  for (standardise::StandardColumn& column : standard.columns) {
    input.columns.push_back({column.kind, std::move(column.column)});
  }
  add_name_columns(input.columns);
  return input;
}

}  // namespace newlyn::workspace
