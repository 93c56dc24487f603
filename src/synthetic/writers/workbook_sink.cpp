// SPDX-License-Identifier: MIT
// Workbooks through libxlsxwriter, row by row so that memory stays small.
#include "synthetic/writers/workbook_sink.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <utility>

#include "base/error.h"

namespace newlyn::synthetic {
namespace {

class WorkbookSink final : public TableSink {
 public:
  WorkbookSink(std::string path, std::string title)
      : path_(std::move(path)), title_(std::move(title)) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(path_.c_str(), &options);
    if (book_ == nullptr) fail(LXW_ERROR_CREATING_XLSX_FILE);
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    format_set_align(bold_, LXW_ALIGN_CENTER);
  }
  WorkbookSink(const WorkbookSink&) = delete;
  WorkbookSink& operator=(const WorkbookSink&) = delete;
  ~WorkbookSink() override {
    if (book_ != nullptr) workbook_close(book_);
  }

  void begin(const TableSpec& table) override {
    table_ = table;
    sheet_ = workbook_add_worksheet(book_, std::string(table.name).c_str());
    if (sheet_ == nullptr) fail(LXW_ERROR_SHEETNAME_ALREADY_USED);
    const auto last = static_cast<lxw_col_t>(table.columns.size() - 1);
    worksheet_merge_range(sheet_, 0, 0, 0, last, title_.c_str(), bold_);
    put_groups();
    for (size_t i = 0; i < table.columns.size(); ++i) {
      worksheet_write_string(sheet_, 2, static_cast<lxw_col_t>(i),
                             std::string(table.columns[i].name).c_str(), bold_);
    }
    next_ = 3;
  }

  void row(std::span<const std::string> cells) override {
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      const auto column = static_cast<lxw_col_t>(i);
      const CellKind kind = table_.columns[i].kind;
      const bool number = kind == CellKind::integer || kind == CellKind::number;
      const lxw_error status =
          number
              ? worksheet_write_number(sheet_, next_, column, std::atof(cells[i].c_str()), nullptr)
              : worksheet_write_string(sheet_, next_, column, cells[i].c_str(), nullptr);
      if (status != LXW_NO_ERROR) fail(status);
    }
    ++next_;
  }

  void end() override {}

  void close() override {
    const lxw_error status = workbook_close(std::exchange(book_, nullptr));
    if (status != LXW_NO_ERROR) fail(status);
  }

 private:
  void put_groups() {
    const auto& columns = table_.columns;
    for (size_t begin = 0; begin < columns.size();) {
      size_t end = begin + 1;
      while (end < columns.size() && columns[end].group == columns[begin].group) ++end;
      const std::string group(columns[begin].group);
      const auto left = static_cast<lxw_col_t>(begin);
      const auto right = static_cast<lxw_col_t>(end - 1);
      if (end - begin > 1) {
        worksheet_merge_range(sheet_, 1, left, 1, right, group.c_str(), bold_);
      } else {
        worksheet_write_string(sheet_, 1, left, group.c_str(), bold_);
      }
      begin = end;
    }
  }

  [[noreturn]] void fail(lxw_error status) const {
    throw Error(Code::output_unwritable,
                fmt::format("{} cannot be written: {}. Choose another folder.", path_,
                            lxw_strerror(status)));
  }

  std::string path_;
  std::string title_;
  TableSpec table_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* bold_ = nullptr;
  lxw_row_t next_ = 0;
};

}  // namespace

std::unique_ptr<TableSink> workbook_sink(const std::string& path, const std::string& title) {
  return std::make_unique<WorkbookSink>(path, title);
}

}  // namespace newlyn::synthetic
