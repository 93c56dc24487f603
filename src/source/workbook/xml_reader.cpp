// SPDX-License-Identifier: MIT
// A small pull parser over a stream of bytes.
#include "source/workbook/xml_reader.h"

#include <charconv>

#include "base/limits.h"

namespace newlyn::source {
namespace {

constexpr size_t kBlockBytes = size_t{64} << 10;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void append_point(uint32_t point, std::string& out) {
  if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) point = 0xFFFD;
  if (point < 0x80) {
    out += static_cast<char>(point);
    return;
  }
  if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
  }
  out += static_cast<char>(0x80 | (point & 0x3F));
}

// Appends what the entity stands for; an unknown one stays as it is written.
void append_entity(std::string_view name, std::string& out) {
  if (name == "amp") {
    out += '&';
  } else if (name == "lt") {
    out += '<';
  } else if (name == "gt") {
    out += '>';
  } else if (name == "quot") {
    out += '"';
  } else if (name == "apos") {
    out += '\'';
  } else if (name.size() > 1 && name[0] == '#') {
    const bool hexadecimal = name[1] == 'x' || name[1] == 'X';
    const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
    uint32_t point = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), point, hexadecimal ? 16 : 10);
    append_point(point, out);
  } else {
    out += '&';
    out += name;
    out += ';';
  }
}

void append_resolved(std::string_view raw, std::string& out) {
  for (;;) {
    const size_t mark = raw.find('&');
    out += raw.substr(0, mark);
    if (mark == raw.npos) return;
    const size_t end = raw.find(';', mark);
    if (end == raw.npos || end - mark > 12) {
      out += '&';
      raw.remove_prefix(mark + 1);
      continue;
    }
    append_entity(raw.substr(mark + 1, end - mark - 1), out);
    raw.remove_prefix(end + 1);
  }
}

std::string_view local_name(std::string_view name) {
  const size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

}  // namespace

XmlReader::Event XmlReader::next() {
  if (empty_element_) {
    empty_element_ = false;
    --depth_;
    return Event::end;
  }
  while (!over_) {
    const int c = peek();
    if (c < 0) return stop(depth_ != 0);
    if (c != '<') {
      const Event event = read_text();
      if (event == Event::over || !text_.empty()) return event;
      continue;
    }
    take();
    markup_.clear();
    const Event event = read_markup();
    // Comments and the like give an empty text event.
    if (event != Event::text || !text_.empty()) return event;
  }
  return Event::over;
}

std::string_view XmlReader::attribute(std::string_view name) const noexcept {
  for (const auto& [key, value] : attributes_) {
    if (key == name) return value;
  }
  return {};
}

int XmlReader::peek() {
  if (at_ == block_.size()) {
    block_.resize(kBlockBytes);
    block_.resize(bytes_.read(block_));
    at_ = 0;
    if (block_.empty()) return -1;
  }
  return static_cast<unsigned char>(block_[at_]);
}

int XmlReader::take() {
  const int c = peek();
  if (c >= 0) ++at_;
  return c;
}

// Reads up to and with `end`; what stands before it is appended to `out`.
bool XmlReader::read_until(std::string_view end, std::string& out) {
  for (;;) {
    const int c = take();
    if (c < 0 || grows_too_long(out)) return false;
    out += static_cast<char>(c);
    if (out.ends_with(end)) {
      out.resize(out.size() - end.size());
      return true;
    }
  }
}

XmlReader::Event XmlReader::read_markup() {
  text_.clear();
  std::string opening;
  while (opening.size() < 8) {
    const int c = peek();
    if (c < 0 || c == '>') break;
    opening += static_cast<char>(take());
    if (opening == "!--") return read_until("-->", markup_) ? Event::text : stop(true);
    if (opening == "![CDATA[") return read_until("]]>", text_) ? Event::text : stop(true);
    if (opening == "?") return read_until("?>", markup_) ? Event::text : stop(true);
    const bool special = opening[0] == '!';
    if (!special) break;
  }
  markup_ = opening;
  if (markup_.starts_with("!D")) {
    // A document type may hold declarations in brackets; none of them is wanted.
    return read_until(markup_.find('[') == markup_.npos ? ">" : "]>", markup_) ? Event::text
                                                                               : stop(true);
  }
  // A ">" may stand inside a quoted attribute.
  char quote = 0;
  for (;;) {
    const int c = take();
    if (c < 0 || grows_too_long(markup_)) return stop(true);
    if (quote == 0 && c == '>') return read_element(markup_);
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = static_cast<char>(c);
    } else if (c == quote) {
      quote = 0;
    }
    markup_ += static_cast<char>(c);
  }
}

XmlReader::Event XmlReader::read_element(std::string_view markup) {
  const bool closing = markup.starts_with('/');
  if (closing) markup.remove_prefix(1);
  empty_element_ = !closing && markup.ends_with('/');
  if (empty_element_) markup.remove_suffix(1);
  size_t end = 0;
  while (end < markup.size() && !is_space(markup[end])) ++end;
  name_ = local_name(markup.substr(0, end));
  attributes_.clear();
  if (closing) {
    if (depth_ == 0) return stop(true);
    --depth_;
    return Event::end;
  }
  ++depth_;
  if (name_.empty() || !read_attributes(markup.substr(end))) return stop(true);
  return Event::begin;
}

bool XmlReader::read_attributes(std::string_view rest) {
  for (;;) {
    while (!rest.empty() && is_space(rest[0])) rest.remove_prefix(1);
    if (rest.empty()) return true;
    const size_t equals = rest.find('=');
    if (equals == rest.npos) return false;
    std::string_view key = rest.substr(0, equals);
    while (!key.empty() && is_space(key.back())) key.remove_suffix(1);
    rest.remove_prefix(equals + 1);
    while (!rest.empty() && is_space(rest[0])) rest.remove_prefix(1);
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return false;
    const size_t end = rest.find(rest[0], 1);
    if (end == rest.npos) return false;
    std::string value;
    append_resolved(rest.substr(1, end - 1), value);
    attributes_.emplace_back(local_name(key), std::move(value));
    rest.remove_prefix(end + 1);
  }
}

XmlReader::Event XmlReader::read_text() {
  markup_.clear();
  text_.clear();
  for (int c = peek(); c >= 0 && c != '<'; c = peek()) {
    const size_t end = std::min(block_.find('<', at_), block_.size());
    markup_.append(block_, at_, end - at_);
    at_ = end;
    if (grows_too_long(markup_)) return stop(true);
  }
  append_resolved(markup_, text_);
  return Event::text;
}

// No tag and no text of a record comes near this; Excel allows 32,767 characters in a cell.
bool XmlReader::grows_too_long(const std::string& piece) {
  too_long_ = too_long_ || piece.size() > limits::kLineBytesMax;
  return too_long_;
}

XmlReader::Event XmlReader::stop(bool broken) {
  over_ = true;
  broken_ = broken;
  empty_element_ = false;
  return Event::over;
}

}  // namespace newlyn::source
