// SPDX-License-Identifier: MIT
// Creates the table, appends rows, and refuses more columns than a table of records can have.
#include "source/table/input_table_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {
namespace {

constexpr size_t kIssuesKept = 1000;
constexpr size_t kManyColumns = 1000;

std::string column_definitions(const std::vector<std::string>& columns) {
  std::string sql;
  for (const std::string& column : columns) {
    sql += fmt::format("{}{} VARCHAR", sql.empty() ? "" : ", ", store::quote_name(column));
  }
  return sql;
}

}  // namespace

void ReadingDesk::warn(std::string sentence) { reading.warnings.push_back(std::move(sentence)); }

InputTableWriter::InputTableWriter(ReadingDesk& desk, InputTable& input,
                                   std::vector<std::string> columns)
    : desk_(desk), input_(input), columns_(std::move(columns)) {
  NEWLYN_CHECK(!columns_.empty(), "a table has columns");
  check_column_count();
  if (columns_.size() > kManyColumns) {
    desk.warn(
        fmt::format("'{}' has {} columns. That is unusual for records; reading and comparing "
                    "them takes longer.",
                    input.path, columns_.size()));
  }
  desk.store.run(fmt::format("CREATE TABLE {} ({})", store::quote_name(desk.table),
                             column_definitions(columns_)));
  appender_ = desk.store.append(desk.table);
}

void InputTableWriter::add_row(std::span<const std::string_view> values, const RowPlace& place) {
  NEWLYN_CHECK(values.size() == columns_.size(), "a row has one value for each column",
               values.size(), columns_.size());
  uint64_t bytes = 0;
  bool has_nul = false;
  for (const std::string_view value : values) {
    bytes += value.size();
    has_nul = has_nul || value.find('\0') != value.npos;
  }
  const bool bounded = desk_.request != nullptr && desk_.request->used.has_value();
  if (bounded && bytes > limits::kValueBytesMax && reject_long(values, place)) return;
  if (has_nul && nul_is_damage_ && reject_nul(values, place)) return;
  bytes = 0;
  for (const std::string_view value : values) {
    const std::string_view kept = bounded ? as_kept(value) : value;
    if (kept.empty()) {
      appender_->add_null();
    } else {
      appender_->add_text(has_nul ? without_nul(kept) : kept);
    }
    bytes += kept.size();
  }
  appender_->end_row();
  ++input_.rows_read;
  ++input_.rows_kept;
  if (bytes > limits::kRowBytesEasy) weigh(bytes);
}

bool InputTableWriter::is_used(size_t column) const {
  if (desk_.request == nullptr || !desk_.request->used) return true;
  const std::vector<std::string>& used = *desk_.request->used;
  return std::find(used.begin(), used.end(), columns_[column]) != used.end();
}

// Whether a value that is put to use is too long; the row is rejected then.
bool InputTableWriter::reject_long(std::span<const std::string_view> values,
                                   const RowPlace& place) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].size() <= limits::kValueBytesMax || !is_used(i)) continue;
    reject_at(place, fmt::format("the value in '{}' has {:.1f} MB, more than the {} MB a value may "
                                 "have: it is a document. Leave its column out, or have the source "
                                 "give less of it",
                                 columns_[i], static_cast<double>(values[i].size()) / (1 << 20),
                                 limits::kValueBytesMax >> 20));
    return true;
  }
  return false;
}

// Whether a value that is put to use has a NUL byte; the row is rejected then.
bool InputTableWriter::reject_nul(std::span<const std::string_view> values, const RowPlace& place) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].find('\0') == values[i].npos || !is_used(i)) continue;
    reject_at(place, fmt::format("the value in '{}' has a NUL byte, which no text has: the file is "
                                 "damaged or was written wrongly. Have it written again, or take "
                                 "the byte out",
                                 columns_[i]));
    return true;
  }
  return false;
}

// Rejects the row with what its place says besides the line.
void InputTableWriter::reject_at(const RowPlace& place, std::string_view reason) {
  std::string words(place.words);
  if (place.number != 0) words += fmt::format(" {}", place.number);
  reject_row(place.line, fmt::format("{}{}{}", words, words.empty() ? "" : ": ", reason));
}

// Of a value that is too long and not put to use the beginning, cut between two characters.
std::string_view InputTableWriter::as_kept(std::string_view value) {
  if (value.size() <= limits::kValueBytesMax) return value;
  size_t end = limits::kValueLookedAt;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return value.substr(0, end);
}

// No text of the store has NUL characters: what reads it would end there.
std::string_view InputTableWriter::without_nul(std::string_view value) {
  changed_.assign(value);
  std::erase(changed_, '\0');
  return changed_;
}

void InputTableWriter::weigh(uint64_t bytes) {
  input_.heavy_bytes += bytes;
  heavy_bytes_ += bytes;
  if (heavy_bytes_ <= limits::kHeavyBytesMax) return;
  input_.heavy_ends.push_back(input_.rows_kept);
  heavy_bytes_ = 0;
}

void InputTableWriter::add_columns(const std::vector<std::string>& columns) {
  if (columns.empty()) return;
  appender_->close();
  for (const std::string& column : columns) {
    columns_.push_back(column);
    check_column_count();
    desk_.store.run(fmt::format("ALTER TABLE {} ADD COLUMN {} VARCHAR",
                                store::quote_name(desk_.table), store::quote_name(column)));
  }
  appender_ = desk_.store.append(desk_.table);
}

void InputTableWriter::reject_row(uint64_t line, std::string reason) {
  ++input_.rows_read;
  ++input_.rows_rejected;
  if (desk_.reading.issues.size() >= kIssuesKept) return;
  desk_.reading.issues.push_back({input_.path, line, std::move(reason)});
}

void InputTableWriter::finish() {
  appender_->close();
  input_.table = desk_.table;
  input_.columns = columns_;
}

void InputTableWriter::check_column_count() const {
  if (columns_.size() <= limits::kColumnsMax) return;
  throw Error(Code::source_unreadable,
              fmt::format("'{}' has more than {} columns, which is the most a table of records may "
                          "have. Keep the columns that describe the record and leave out the "
                          "others.",
                          input_.path, limits::kColumnsMax));
}

}  // namespace newlyn::source
