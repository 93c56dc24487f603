// SPDX-License-Identifier: MIT
// Writes the rows of one input into its table of the store and keeps the counts.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "source/source.h"

namespace newlyn::source {

/// What the readers of all formats write to: the store, the answer so far, the place of a table.
struct ReadingDesk {
  store::Store& store;
  Reading& reading;
  std::string table;                     // the table to make next
  const FileRequest* request = nullptr;  // what is asked of the file

  /// Adds a warning sentence.
  void warn(std::string sentence);
};

/// Where a row stands in its file.
struct RowPlace {
  uint64_t line = 0;            // 0: not known
  std::string_view words = {};  // what says it besides: "sheet 'People'", "record"
  uint64_t number = 0;          // of what the words name; 0: none
};

/// Makes a table of VARCHAR columns and fills it row by row.
class InputTableWriter {
 public:
  /// Creates the table `desk.table`. Throws Error(source_unreadable) when there are more columns
  /// than limits::kColumnsMax; warns when there are very many.
  InputTableWriter(ReadingDesk& desk, InputTable& input, std::vector<std::string> columns);

  /// Adds a row; empty texts become null. Requires: one value for each column. A row that the
  /// request cannot put to use, because of a value that is too long or has a NUL byte where that is
  /// damage, is rejected at `place`.
  void add_row(std::span<const std::string_view> values, const RowPlace& place);

  /// Says that a NUL byte is damage, as in the bytes of every text file. Elsewhere one that was
  /// written on purpose is left out of its value.
  void refuse_nul() noexcept { nul_is_damage_ = true; }

  /// Adds columns at the end; rows added before have null in them.
  void add_columns(const std::vector<std::string>& columns);

  /// Counts a row that cannot be kept, and lists it.
  void reject_row(uint64_t line, std::string reason);

  /// Writes what is left and puts names and counts into the input.
  void finish();

 private:
  void check_column_count() const;
  bool is_used(size_t column) const;
  bool reject_long(std::span<const std::string_view> values, const RowPlace& place);
  bool reject_nul(std::span<const std::string_view> values, const RowPlace& place);
  void reject_at(const RowPlace& place, std::string_view reason);
  static std::string_view as_kept(std::string_view value);
  std::string_view without_nul(std::string_view value);
  void weigh(uint64_t bytes);

  ReadingDesk& desk_;
  InputTable& input_;
  std::vector<std::string> columns_;
  std::string changed_;  // a value that is not stored as it stands
  bool nul_is_damage_ = false;
  uint64_t heavy_bytes_ = 0;  // since the last of the heavy ends
  std::unique_ptr<store::Appender> appender_;
};

}  // namespace newlyn::source
