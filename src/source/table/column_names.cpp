// SPDX-License-Identifier: MIT
// Trims and tells apart names of columns.
#include "source/table/column_names.h"

#include <fmt/format.h>

namespace newlyn::source {
namespace {

// Bytes of the white-space character at the beginning of `text`; 0 where there is none. The
// characters are those with the White_Space property of Unicode, and U+FEFF and U+200B.
size_t space_at_front(std::string_view text) noexcept {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  if (at(0) == ' ' || (at(0) >= '\t' && at(0) <= '\r')) return 1;
  if (text.size() >= 2 && at(0) == 0xC2 && (at(1) == 0xA0 || at(1) == 0x85)) return 2;
  if (text.size() < 3) return 0;
  const bool general =
      at(0) == 0xE2 && at(1) == 0x80 &&
      ((at(2) >= 0x80 && at(2) <= 0x8B) || at(2) == 0xA8 || at(2) == 0xA9 || at(2) == 0xAF);
  const bool other = text.starts_with("\xE3\x80\x80") || text.starts_with("\xE2\x81\x9F") ||
                     text.starts_with("\xE1\x9A\x80") || text.starts_with("\xEF\xBB\xBF");
  return general || other ? 3 : 0;
}

size_t space_at_back(std::string_view text) noexcept {
  for (size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    if (space_at_front(text.substr(text.size() - length)) == length) return length;
  }
  return 0;
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  while (const size_t bytes = space_at_front(text)) text.remove_prefix(bytes);
  while (const size_t bytes = space_at_back(text)) text.remove_suffix(bytes);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string ColumnNames::add(std::string_view wish) {
  std::string base(trim(wish));
  for (char& c : base) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (base.empty()) base = fmt::format("column_{}", names_.size() + 1);
  std::string name = base;
  for (size_t n = 2; !taken_.insert(lower(name)).second; ++n) {
    if (n == 2) repeated_.push_back(base);
    name = fmt::format("{}_{}", base, n);
  }
  names_.push_back(name);
  return name;
}

}  // namespace newlyn::source
