// SPDX-License-Identifier: MIT
// Finds the columns behind a comparison: by the model's word, else in the SQL of its levels.
#include "workspace/files/compared_values.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>
#include <vector>

#include "workspace/files/name_columns.h"

namespace newlyn::workspace {
namespace {

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter < 0;
}

/// True when the SQL reads `column` as column_l, bare or quoted.
bool reads_column(std::string_view sql, std::string_view column) {
  const std::string side = std::string(column) + "_l";
  for (size_t at = sql.find(side); at != std::string_view::npos; at = sql.find(side, at + 1)) {
    const size_t end = at + side.size();
    const bool begins = at == 0 || !is_word(sql[at - 1]);
    const bool ends = end == sql.size() || !is_word(sql[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool is_read(const linkage::ModelComparison& comparison, const std::string& column) {
  if (!comparison.columns.empty()) {
    return std::find(comparison.columns.begin(), comparison.columns.end(), column) !=
           comparison.columns.end();
  }
  return std::any_of(comparison.levels.begin(), comparison.levels.end(),
                     [&](const auto& level) { return reads_column(level.sql, column); });
}

/// What a comparison looks at, put together value by value.
class Values {
 public:
  explicit Values(const linkage::ModelComparison& comparison) : comparison_(comparison) {}

  void add(const std::string& column, std::string_view value) {
    // A column called as the comparison is what it is about; others only help to compare it.
    if (column == comparison_.name) {
      own_ = value;
      is_own_ = true;
      return;
    }
    if (value.empty() || is_own_ || is_code_column(column) || !is_read(comparison_, column)) return;
    others_ += others_.empty() ? "" : ", ";
    others_ += value;
  }
  std::string take() { return is_own_ ? std::move(own_) : std::move(others_); }

 private:
  const linkage::ModelComparison& comparison_;
  std::string own_;
  std::string others_;
  bool is_own_ = false;
};

}  // namespace

std::string compared_value(const linkage::ModelComparison& comparison, const NamedValues& known) {
  Values values(comparison);
  for (const auto& [name, value] : known) values.add(name, value);
  return values.take();
}

std::string compared_value(const LinkedFiles& files, const linkage::ModelComparison& comparison,
                           const DescribedRecord& record) {
  if (!files.keep_compared) return {};
  if (files.linkage->result().model.raw_columns) {
    return compared_value(comparison, record.report.values);
  }
  Values values(comparison);
  for (const linkage::LinkColumn& column : files.compared) {
    const bool known = column.column.codes[record.number] != record::kNullCode;
    values.add(column.column.name, known ? column.column.text(record.number) : std::string_view());
  }
  return values.take();
}

}  // namespace newlyn::workspace
