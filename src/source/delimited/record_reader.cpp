// SPDX-License-Identifier: MIT
// A record is parsed from the buffer as a whole; when the buffer ends first, more text is added
// and the record is parsed again from its beginning.
#include "source/delimited/record_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {
namespace {

// Reading again what a stray quote swallowed is bounded, or a hostile file would take for ever.
constexpr uint64_t kSpentBytesMax = uint64_t{512} << 20;
// A record of more bytes than this is not worth reading again line by line.
constexpr size_t kTakeBackBytesMax = size_t{64} << 10;

}  // namespace

RecordReader::RecordReader(TextStream& text, std::string begun, Dialect dialect, std::string label)
    : text_(text), buffer_(std::move(begun)), dialect_(dialect), label_(std::move(label)) {
  ends_plain_[static_cast<unsigned char>(dialect_.line_end)] = true;
  if (dialect_.delimiter != 0) ends_plain_[static_cast<unsigned char>(dialect_.delimiter)] = true;
}

bool RecordReader::next(Record& record) {
  while (skip_empty_lines()) {
    record_begin_ = position_;
    record_line_ = line_;
    const Outcome outcome = parse(position_);
    const size_t size = (outcome == Outcome::cut ? buffer_.size() : record_end_) - record_begin_;
    if (outcome == Outcome::complete && size <= limits::kLineBytesMax) {
      hand_out(record);
      return true;
    }
    if (outcome == Outcome::cut && size <= limits::kLineBytesMax) {
      refill();
      continue;
    }
    if (size > limits::kLineBytesMax) refuse_long_line();
    give_up_first_line(record);
    return true;
  }
  return false;
}

bool RecordReader::take_back_later_lines() {
  const size_t end = first_line_end();
  if (end >= record_end_ || record_end_ - record_begin_ > kTakeBackBytesMax) return false;
  if (!spend(record_end_ - end)) return false;
  position_ = end;
  line_ = record_line_ + 1;
  return true;
}

RecordReader::Outcome RecordReader::parse(size_t begin) {
  fields_.clear();
  unescaped_.clear();
  size_t at = begin;
  for (;;) {
    const Outcome outcome = parse_field(at);
    if (outcome != Outcome::complete) return outcome;
    if (at == buffer_.size()) {
      if (!ended_) return Outcome::cut;
      record_end_ = at;
      return Outcome::complete;
    }
    const char c = buffer_[at];
    if (c == dialect_.delimiter && dialect_.delimiter != 0) {
      ++at;
      continue;
    }
    if (c == '\r' && dialect_.line_end == '\n') ++at;
    record_end_ = std::min(at + 1, buffer_.size());
    return Outcome::complete;
  }
}

RecordReader::Outcome RecordReader::parse_field(size_t& at) {
  const size_t first = skip_spaces(at);
  if (first == buffer_.size() && !ended_) return Outcome::cut;
  if (first < buffer_.size() && buffer_[first] == dialect_.quote) {
    at = first;
    return parse_quoted(at);
  }
  parse_plain(at);
  return Outcome::complete;
}

void RecordReader::parse_plain(size_t& at) {
  const size_t begin = at;
  const char* data = buffer_.data();
  const size_t size = buffer_.size();
  while (at < size && !ends_plain_[static_cast<unsigned char>(data[at])]) ++at;
  size_t end = at;
  const bool line_ended = at == size || data[at] == dialect_.line_end;
  if (line_ended && dialect_.line_end == '\n' && end > begin && data[end - 1] == '\r') --end;
  fields_.push_back({begin, end - begin, false});
}

RecordReader::Outcome RecordReader::parse_quoted(size_t& at) {
  const size_t begin = ++at;
  bool escaped = false;
  for (;; ++at) {
    if (dialect_.backslash) {
      while (at < buffer_.size() && buffer_[at] != dialect_.quote && buffer_[at] != '\\') ++at;
    } else {
      at = std::min(buffer_.find(dialect_.quote, at), buffer_.size());
    }
    if (at >= buffer_.size()) return ended_ ? Outcome::quote_open : Outcome::cut;
    const bool last = at + 1 == buffer_.size();
    if (last && !ended_) return Outcome::cut;
    if (buffer_[at] == '\\' || (!last && buffer_[at + 1] == dialect_.quote)) {
      escaped = true;
      ++at;
      continue;
    }
    const size_t after = skip_spaces(at + 1);
    // The last byte may be the first half of a "\r\n".
    if (after + 1 >= buffer_.size() && !ended_) return Outcome::cut;
    if (after != buffer_.size() && !at_field_end(after)) continue;
    if (escaped) {
      keep_unescaped(begin, at);
    } else {
      fields_.push_back({begin, at - begin, false});
    }
    at = after;
    return Outcome::complete;
  }
}

size_t RecordReader::skip_spaces(size_t at) const {
  while (at < buffer_.size() && buffer_[at] == ' ') ++at;
  return at;
}

bool RecordReader::at_field_end(size_t at) const {
  if (ends_plain_[static_cast<unsigned char>(buffer_[at])]) return true;
  return buffer_[at] == '\r' && (at + 1 == buffer_.size() || buffer_[at + 1] == '\n');
}

void RecordReader::keep_unescaped(size_t begin, size_t end) {
  const size_t start = unescaped_.size();
  for (size_t i = begin; i < end; ++i) {
    const char c = buffer_[i];
    const char following = i + 1 < end ? buffer_[i + 1] : '\0';
    const bool doubled = c == dialect_.quote && following == dialect_.quote;
    const bool marked =
        dialect_.backslash && c == '\\' && (following == dialect_.quote || following == '\\');
    if (doubled || marked) ++i;
    unescaped_ += buffer_[i];
  }
  fields_.push_back({start, unescaped_.size() - start, true});
}

bool RecordReader::refill() {
  buffer_.erase(0, position_);
  position_ = 0;
  if (!text_.more(buffer_)) ended_ = true;
  return !ended_;
}

// A line too long is refused; a long record of short lines is a quote that was never closed.
void RecordReader::refuse_long_line() const {
  const size_t end = first_line_end();
  if (end - record_begin_ <= limits::kLineBytesMax) return;
  throw Error(Code::source_unreadable,
              fmt::format("{}: line {} is longer than {} MB. This is no table of records, or its "
                          "line ends are missing. Check the file.",
                          label_, record_line_, limits::kLineBytesMax >> 20));
}

void RecordReader::give_up_first_line(Record& record) {
  const size_t end = first_line_end();
  if (!spend(std::min(buffer_.size() - end, limits::kLineBytesMax))) {
    throw Error(Code::source_unreadable,
                fmt::format("{}: a quote opened in line {} is never closed, and so it is again and "
                            "again. Check how the file quotes its values.",
                            label_, record_line_));
  }
  record.fields.clear();
  record.line = record_line_;
  record.line_count = 1;
  record.quote_open = true;
  record_end_ = end;
  position_ = end;
  ++line_;
}

void RecordReader::hand_out(Record& record) {
  record.fields.resize(fields_.size());
  for (size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = fields_[i];
    const std::string& text = field.unescaped ? unescaped_ : buffer_;
    record.fields[i] = std::string_view(text).substr(field.begin, field.size);
  }
  const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(record_begin_);
  const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(record_end_);
  const auto ends = static_cast<uint64_t>(std::count(begin, end, dialect_.line_end));
  record.line = record_line_;
  record.line_count = std::max<uint64_t>(1, ends);
  record.quote_open = false;
  line_ += ends;
  position_ = record_end_;
}

bool RecordReader::skip_empty_lines() {
  for (;;) {
    size_t at = skip_spaces(position_);
    if (at < buffer_.size() && buffer_[at] == '\r' && dialect_.line_end == '\n') ++at;
    if (at >= buffer_.size()) {
      if (ended_) return false;
      if (buffer_.size() - position_ > limits::kLineBytesMax) return true;
      refill();
      continue;
    }
    if (buffer_[at] != dialect_.line_end) return true;
    position_ = at + 1;
    ++line_;
  }
}

size_t RecordReader::first_line_end() const {
  const size_t found = buffer_.find(dialect_.line_end, record_begin_);
  return found == std::string::npos ? buffer_.size() : found + 1;
}

bool RecordReader::spend(size_t bytes) {
  spent_bytes_ += bytes;
  return spent_bytes_ <= kSpentBytesMax;
}

}  // namespace newlyn::source
