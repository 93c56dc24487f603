// SPDX-License-Identifier: MIT
// Follows brackets and quotes to the end of each record.
#include "source/json/json_splitter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/limits.h"
#include "source/json/json_value.h"

namespace newlyn::source {
namespace {

// What was handed out is dropped from the buffer when there is this much of it.
constexpr size_t kDropBytes = size_t{1} << 20;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

JsonSplitter::JsonSplitter(TextStream& text, std::string begun, std::string label)
    : text_(text), buffer_(std::move(begun)), label_(std::move(label)) {
  find_form();
}

bool JsonSplitter::next(JsonPiece& piece) {
  return by_lines_ ? next_line(piece) : next_nested(piece);
}

void JsonSplitter::find_form() {
  size_t at = 0;
  while (reach(at) && is_space(buffer_[at])) {
    line_ += buffer_[at] == '\n';
    ++at;
  }
  position_ = at;
  if (!reach(at)) return;
  if (buffer_[at] == '[') {
    in_array_ = true;
    position_ = at + 1;
    return;
  }
  by_lines_ = buffer_[at] != '{' || one_of_two_lines_is_json();
}

// True when the first or the second line is a whole value; one of them may be broken.
bool JsonSplitter::one_of_two_lines_is_json() {
  size_t begin = position_;
  for (int line = 0; line < 2 && reach(begin); ++line) {
    size_t end = begin;
    while (reach(end) && buffer_[end] != '\n' && end - begin <= limits::kLineBytesMax) ++end;
    JsonValue value;
    if (parse_json(std::string_view(buffer_).substr(begin, end - begin), value)) return true;
    begin = end + 1;
  }
  return false;
}

bool JsonSplitter::next_line(JsonPiece& piece) {
  for (;;) {
    size_t end = buffer_.find('\n', position_);
    while (end == std::string::npos && fill()) end = buffer_.find('\n', position_);
    if (end == std::string::npos) end = buffer_.size();
    if (end - position_ > limits::kLineBytesMax) refuse(line_, "the line is too long");
    const bool over = position_ >= buffer_.size();
    size_t begin = position_;
    size_t stop = end;
    while (begin < stop && is_space(buffer_[begin])) ++begin;
    while (stop > begin && (is_space(buffer_[stop - 1]) || buffer_[stop - 1] == ',')) --stop;
    position_ = std::min(end + 1, buffer_.size());
    piece.line = line_++;
    if (begin < stop) {
      piece.text = std::string_view(buffer_).substr(begin, stop - begin);
      return true;
    }
    if (over) return false;
  }
}

bool JsonSplitter::next_nested(JsonPiece& piece) {
  if (position_ > kDropBytes) {
    buffer_.erase(0, position_);
    position_ = 0;
  }
  if (!skip_between()) {
    if (in_array_ && !array_over_) refuse(line_, "the file ends inside the array");
    return false;
  }
  const char first = buffer_[position_];
  if (array_over_) refuse(line_, "something follows the end of the array");
  if (first == ']' && in_array_) {
    array_over_ = true;
    ++position_;
    return next_nested(piece);
  }
  if (first != '{') refuse(line_, "an object is expected");
  piece.line = line_;
  const size_t end = nested_end();
  piece.text = std::string_view(buffer_).substr(position_, end - position_);
  line_ += static_cast<uint64_t>(std::count(piece.text.begin(), piece.text.end(), '\n'));
  position_ = end;
  return true;
}

// Passes white space and commas. False at the end of the text.
bool JsonSplitter::skip_between() {
  while (reach(position_)) {
    const char c = buffer_[position_];
    if (!is_space(c) && c != ',') return true;
    line_ += c == '\n';
    ++position_;
  }
  return false;
}

// The place after the object that begins at position_.
size_t JsonSplitter::nested_end() {
  size_t depth = 0;
  bool quoted = false;
  for (size_t offset = 0;; ++offset) {
    if (offset > limits::kLineBytesMax) refuse(line_, "the record that begins here is too long");
    if (!reach(position_ + offset)) refuse(line_, "the record that begins here does not end");
    const char c = buffer_[position_ + offset];
    if (quoted) {
      if (c == '\\') ++offset;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return position_ + offset + 1;
    }
  }
}

// Makes sure that buffer_[at] exists; false when the text ends before. Moves nothing.
bool JsonSplitter::reach(size_t at) {
  while (at >= buffer_.size()) {
    if (ended_ || !text_.more(buffer_)) {
      ended_ = true;
      return false;
    }
  }
  return true;
}

// Drops what was handed out and adds more text; false at the end.
bool JsonSplitter::fill() {
  if (ended_) return false;
  if (buffer_.size() - position_ > limits::kLineBytesMax) return false;
  buffer_.erase(0, position_);
  position_ = 0;
  ended_ = !text_.more(buffer_);
  return !ended_;
}

void JsonSplitter::refuse(uint64_t line, const char* why) const {
  throw Error(Code::source_unreadable,
              fmt::format("{}: the JSON breaks at line {}: {}. Write one object a line, or one "
                          "array of objects.",
                          label_, line, why));
}

}  // namespace newlyn::source
