// SPDX-License-Identifier: MIT
// Reads XML event by event, as far as the parts of a workbook need it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/bytes/byte_reader.h"

namespace newlyn::source {

/// Hands out beginnings and ends of elements and the text between them. Names come without their
/// namespace prefix. Document types are passed over, so that no entity is ever expanded but the
/// five of XML and numbered characters. Malformed XML ends the reading: `broken` says so.
class XmlReader {
 public:
  enum class Event : uint8_t { begin, end, text, over };

  explicit XmlReader(ByteReader& bytes) : bytes_(bytes) {}

  /// The next event. An empty element <a/> gives begin and end.
  Event next();

  /// Name of the element that began or ended.
  const std::string& name() const noexcept { return name_; }
  /// Text of a text event, entities resolved.
  const std::string& text() const noexcept { return text_; }
  /// An attribute of the element that began; empty where there is none.
  std::string_view attribute(std::string_view name) const noexcept;
  /// All attributes of the element that began, names without prefix.
  const std::vector<std::pair<std::string, std::string>>& attributes() const noexcept {
    return attributes_;
  }
  /// True when the reading ended because the XML is malformed or cut short.
  bool broken() const noexcept { return broken_; }
  /// True when it ended because one tag or text is longer than limits::kLineBytesMax.
  bool too_long() const noexcept { return too_long_; }

 private:
  int peek();
  int take();
  bool read_until(std::string_view end, std::string& out);
  Event read_markup();
  Event read_element(std::string_view markup);
  Event read_text();
  bool read_attributes(std::string_view rest);
  Event stop(bool broken);
  bool grows_too_long(const std::string& piece);

  ByteReader& bytes_;
  std::string block_;
  size_t at_ = 0;
  size_t depth_ = 0;
  bool over_ = false;
  bool broken_ = false;
  bool too_long_ = false;
  bool empty_element_ = false;
  std::string name_;
  std::string text_;
  std::string markup_;
  std::vector<std::pair<std::string, std::string>> attributes_;
};

}  // namespace newlyn::source
