// SPDX-License-Identifier: MIT
// Cuts a JSON text into the texts of its records without understanding them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "source/text/text_stream.h"

namespace newlyn::source {

/// The text of one record and the line it begins in. Good until the next call.
struct JsonPiece {
  std::string_view text;
  uint64_t line = 0;
};

/// Hands out the records of a file in one of two forms:
///   lines:  one value a line; a line that is no JSON spoils only itself;
///   nested: an array of objects, or objects one after another, laid out over any lines.
/// The form is found from the beginning: an object that ends in the line it begins in means lines.
class JsonSplitter {
 public:
  JsonSplitter(TextStream& text, std::string begun, std::string label);

  /// The next record; false at the end. Throws Error(source_unreadable) that names the line, when
  /// the nesting of an array breaks or a record is over limits::kLineBytesMax.
  bool next(JsonPiece& piece);

  bool by_lines() const noexcept { return by_lines_; }

 private:
  bool next_line(JsonPiece& piece);
  bool next_nested(JsonPiece& piece);
  bool skip_between();
  bool fill();
  bool reach(size_t at);
  size_t nested_end();
  [[noreturn]] void refuse(uint64_t line, const char* why) const;
  void find_form();
  bool one_of_two_lines_is_json();

  TextStream& text_;
  std::string buffer_;
  std::string label_;
  size_t position_ = 0;
  uint64_t line_ = 1;
  bool by_lines_ = false;
  bool in_array_ = false;
  bool array_over_ = false;
  bool ended_ = false;
};

}  // namespace newlyn::source
