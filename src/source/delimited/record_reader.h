// SPDX-License-Identifier: MIT
// Splits a delimited text into records and fields, tolerating what real files hold.
//
// The rules beyond RFC 4180:
// 1. Spaces before an opening quote and after a closing one are dropped; all other text is kept.
// 2. A quote that is followed by neither a delimiter nor a line end is an ordinary character.
// 3. Lines that are empty or all spaces are no records.
// 4. A quote that is never closed spoils its first line only: reading goes on after that line.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/text/text_stream.h"

namespace newlyn::source {

/// How the fields of a file are set apart.
struct Dialect {
  char delimiter = ',';  // 0: every line is one field
  char quote = '"';
  bool backslash = false;  // \" inside quotes is a quote
  char line_end = '\n';    // '\r' in old Macintosh files; "\r\n" is a '\n' line end
};

/// One record. Its fields are good until the next call of the reader.
struct Record {
  std::vector<std::string_view> fields;
  uint64_t line = 0;        // its first line in the file, from 1
  uint64_t line_count = 1;  // lines it spans
  bool quote_open = false;  // a quote was never closed; there are no fields
};

/// Reads record after record.
class RecordReader {
 public:
  /// `begun` is text already taken from `text`; `label` names the file in messages.
  RecordReader(TextStream& text, std::string begun, Dialect dialect, std::string label);

  /// Reads the next record; false at the end.
  /// Throws Error(source_unreadable) for a line over limits::kLineBytesMax.
  bool next(Record& record);

  /// Takes back all of the last record but its first line, so that the next call reads its second
  /// line as a record of its own. Returns false, doing nothing, when it has one line or when so
  /// much was taken back before that the file is not worth it.
  bool take_back_later_lines();

 private:
  struct Field {
    size_t begin = 0;  // in buffer_, or in unescaped_
    size_t size = 0;
    bool unescaped = false;
  };
  enum class Outcome : uint8_t { complete, cut, quote_open };

  Outcome parse(size_t begin);
  Outcome parse_field(size_t& at);
  Outcome parse_quoted(size_t& at);
  void parse_plain(size_t& at);
  size_t skip_spaces(size_t at) const;
  bool at_field_end(size_t at) const;
  void keep_unescaped(size_t begin, size_t end);
  bool refill();
  void refuse_long_line() const;
  void give_up_first_line(Record& record);
  void hand_out(Record& record);
  bool skip_empty_lines();
  size_t first_line_end() const;
  bool spend(size_t bytes);

  TextStream& text_;
  std::string buffer_;
  Dialect dialect_;
  std::string label_;
  std::array<bool, 256> ends_plain_{};
  bool ended_ = false;
  size_t position_ = 0;      // where the next record begins
  size_t record_begin_ = 0;  // where the last record began
  size_t record_end_ = 0;
  uint64_t line_ = 1;  // line of position_
  uint64_t record_line_ = 1;
  std::vector<Field> fields_;
  std::string unescaped_;
  uint64_t spent_bytes_ = 0;  // bytes read a second time after a quote went wrong
};

}  // namespace newlyn::source
