// SPDX-License-Identifier: MIT
// The first rows of a sheet show where its table begins; the others follow row by row.
#include "source/workbook/read_workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "source/delimited/header.h"
#include "source/table/column_names.h"
#include "source/table/sum_line.h"

namespace newlyn::source {
namespace {

constexpr size_t kSampleRows = 1000;
constexpr size_t kSampleBytes = size_t{64} << 20;
constexpr size_t kRowsAboveMax = 20;

class SheetTable {
 public:
  SheetTable(ReadingDesk& desk, InputTable& input, const Sheet& sheet)
      : desk_(desk), input_(input), sheet_(sheet) {}

  void add(const SheetRow& row) {
    errors_ += row.errors;
    unsolved_ += row.unsolved;
    if (row.filled == 0) return;
    if (writer_ == nullptr) {
      sample_.push_back(row);
      sample_bytes_ += row.bytes;
      if (sample_.size() == kSampleRows || sample_bytes_ > kSampleBytes) begin();
    } else {
      write(row);
    }
  }

  bool finish() {
    if (writer_ == nullptr && sample_.empty()) return false;
    if (writer_ == nullptr) begin();
    writer_->finish();
    input_.format = "Excel";
    tell_rows_left_out();
    if (unsolved_ != 0) {
      desk_.warn(
          fmt::format("Sheet '{}' of '{}' has {} without a stored result, taken as empty. Open it "
                      "in a spreadsheet program and save it there, which stores the results.",
                      sheet_.name, input_.path, counted(unsolved_, "formula")));
    }
    if (errors_ != 0) {
      desk_.warn(
          fmt::format("Sheet '{}' of '{}' has {} cells that show an error such as #N/A. "
                      "They were taken as empty.",
                      sheet_.name, input_.path, errors_));
    }
    return true;
  }

 private:
  static std::string counted(uint64_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  }

  void tell_rows_left_out() {
    if (above_ != 0) {
      desk_.warn(
          fmt::format("Sheet '{}' of '{}' has {} above its header, left out as no rows of "
                      "it.",
                      sheet_.name, input_.path, counted(above_, "row")));
    }
    if (!held_.empty()) {
      desk_.warn(
          fmt::format("Sheet '{}' of '{}' ends with {} from a sum over its rows on, left "
                      "out as no rows of it.",
                      sheet_.name, input_.path, counted(held_.size(), "row")));
    }
  }

  // The header is the first row at least half as full as the fullest one, or the one below where
  // that names groups of columns.
  size_t header_place() const {
    size_t fullest = 0;
    for (const SheetRow& row : sample_) fullest = std::max(fullest, row.filled);
    const size_t end = std::min(sample_.size(), kRowsAboveMax);
    for (size_t i = 0; i < end; ++i) {
      if (sample_[i].filled * 2 < fullest) continue;
      while (i + 1 < end && names_groups(i, fullest)) ++i;
      return i;
    }
    return 0;
  }

  // Whether the row is one of merged cells over the names of the columns: it has gaps, the next row
  // has none, and that one surely is a header.
  bool names_groups(size_t place, size_t fullest) const {
    if (sample_[place].filled >= fullest || sample_[place + 1].filled != fullest) return false;
    std::vector<std::vector<std::string>> below;
    for (size_t i = place + 1; i < sample_.size(); ++i) below.push_back(sample_[i].cells);
    return is_surely_header(below);
  }

  void begin() {
    const size_t top = header_place();
    first_column_ = SIZE_MAX;
    size_t end = 0;
    for (size_t i = top; i < sample_.size(); ++i) {
      const auto& cells = sample_[i].cells;
      size_t first = 0;
      while (first < cells.size() && cells[first].empty()) ++first;
      first_column_ = std::min(first_column_, first);
      end = std::max(end, cells.size());
    }
    width_ = end - first_column_;
    std::vector<std::vector<std::string>> records;
    for (size_t i = top; i < sample_.size(); ++i) {
      const auto values = values_of(sample_[i]);
      records.emplace_back(values.begin(), values.end());
    }
    input_.header_found = is_header(records);
    name_columns(records.front());
    above_ = top;
    for (size_t i = top + (input_.header_found ? 1 : 0); i < sample_.size(); ++i) {
      write(sample_[i]);
    }
    sample_.clear();
  }

  void name_columns(const std::vector<std::string>& first) {
    ColumnNames names;
    for (const std::string& name : first) names.add(input_.header_found ? name : "");
    if (!input_.header_found) {
      desk_.warn(
          fmt::format("Sheet '{}' of '{}' has no header. Its columns are called column_1 to "
                      "column_{}.",
                      sheet_.name, input_.path, width_));
    }
    if (!names.repeated().empty()) {
      desk_.warn(
          fmt::format("Sheet '{}' of '{}' has {} column names more than once, as '{}'. "
                      "Later ones were given a number.",
                      sheet_.name, input_.path, names.repeated().size(), names.repeated().front()));
    }
    writer_ = std::make_unique<InputTableWriter>(desk_, input_, names.names());
  }

  const std::vector<std::string_view>& values_of(const SheetRow& row) {
    values_.assign(width_, std::string_view());
    for (size_t i = 0; i < width_ && first_column_ + i < row.cells.size(); ++i) {
      values_[i] = row.cells[first_column_ + i];
    }
    return values_;
  }

  // A sum at the end is no record: what may be one is held until it is known whether more follows.
  void write(const SheetRow& row) {
    const auto& values = values_of(row);
    const bool may_end =
        held_.size() < kSumLinesMax && row.cells.size() <= first_column_ + width_ &&
        (held_.empty() ? is_sum_line(values, width_) : may_follow_sum(values, width_));
    if (may_end) {
      held_.push_back(row);
      return;
    }
    for (const SheetRow& held : std::exchange(held_, {})) keep(held);
    keep(row);
  }

  // Cells outside the columns of the table hold what nobody named: the row is not kept.
  void keep(const SheetRow& row) {
    bool inside = row.cells.size() <= first_column_ + width_;
    for (size_t i = 0; i < std::min(first_column_, row.cells.size()); ++i) {
      inside = inside && row.cells[i].empty();
    }
    if (!inside) return reject(row, "the row has values outside the columns of the table");
    writer_->add_row(values_of(row), {row.number, words_});
  }

  void reject(const SheetRow& row, std::string_view why) {
    writer_->reject_row(row.number, fmt::format("{}: {}", words_, why));
  }

  ReadingDesk& desk_;
  InputTable& input_;
  const Sheet& sheet_;
  const std::string words_ = fmt::format("sheet '{}'", sheet_.name);
  std::vector<SheetRow> sample_;
  size_t sample_bytes_ = 0;
  std::vector<std::string_view> values_;
  size_t first_column_ = 0;
  size_t width_ = 0;
  uint64_t errors_ = 0;
  uint64_t unsolved_ = 0;
  size_t above_ = 0;            // rows above the header
  std::vector<SheetRow> held_;  // may be the end of the table
  std::unique_ptr<InputTableWriter> writer_;
};

}  // namespace

std::vector<Sheet> choose_sheets(const Workbook& workbook, const std::string& wanted,
                                 const std::string& label) {
  std::vector<Sheet> chosen;
  std::string names;
  for (const Sheet& sheet : workbook.sheets()) {
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", sheet.name);
    const bool meant = wanted.empty() ? !sheet.hidden : sheet.name == wanted;
    if (meant && !sheet.part.empty()) chosen.push_back(sheet);
  }
  if (!wanted.empty() && chosen.empty()) {
    throw Error(
        Code::source_unreadable,
        fmt::format("{} has no sheet '{}' with cells. Its sheets are {}.", label, wanted, names));
  }
  return chosen;
}

bool read_sheet(ReadingDesk& desk, const Workbook& workbook, const Sheet& sheet,
                InputTable& input) {
  SheetTable table(desk, input, sheet);
  workbook.each_row(sheet, [&](const SheetRow& row) { table.add(row); });
  return table.finish();
}

}  // namespace newlyn::source
