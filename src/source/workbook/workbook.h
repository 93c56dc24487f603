// SPDX-License-Identifier: MIT
// An Excel workbook: its sheets, its shared texts, its number formats.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "source/workbook/cell_text.h"
#include "source/workbook/zip_archive.h"

namespace newlyn::source {

/// One sheet of a workbook.
struct Sheet {
  std::string name;
  std::string part;  // its entry in the archive; empty where it holds no cells (a chart)
  bool hidden = false;
};

/// One row that holds at least one value or formula. Cells are texts by column from 0; empty where
/// none is.
struct SheetRow {
  uint64_t number = 0;  // as the program shows it, from 1
  std::vector<std::string> cells;
  size_t filled = 0;    // cells that are not empty
  size_t errors = 0;    // cells that show an error ("#N/A"); they are empty here
  size_t unsolved = 0;  // cells with a formula and no result, which are empty here
  size_t bytes = 0;     // of all cells
};

/// Reads the parts of a workbook that hold records.
/// Source: ECMA-376 part 1 (SpreadsheetML), 18.2 to 18.8.
class Workbook {
 public:
  /// Reads the list of sheets, the shared texts and the formats.
  /// Throws Error(source_unreadable) when the archive holds no workbook of this kind.
  Workbook(const InputFile& file, Progress& progress);

  const std::vector<Sheet>& sheets() const noexcept { return sheets_; }

  /// Calls `use` with each row of `sheet` that holds a value or a formula, from the top.
  /// Throws Error(source_unreadable) when the sheet is damaged.
  void each_row(const Sheet& sheet, const std::function<void(const SheetRow&)>& use) const;

 private:
  void refuse_other_archives() const;
  void read_sheets();
  void read_shared_texts();
  void read_formats();
  [[noreturn]] void refuse(std::string_view why) const;

  const InputFile& file_;
  ZipArchive archive_;
  std::vector<Sheet> sheets_;
  std::vector<std::string> texts_;
  std::vector<NumberFormat> formats_;  // by the style number of a cell
  bool days_from_1904_ = false;
};

}  // namespace newlyn::source
