// SPDX-License-Identifier: MIT
// Compares with shapes and repairs by place.
#include "standardise/identifier/shape.h"

#include <algorithm>

#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr std::string_view kLetters = "oiszb";
constexpr std::string_view kDigits = "01528";

bool fits_place(char c, char place) noexcept {
  if (place == 'a') return is_letter(c);
  if (place == '9') return is_digit(c);
  return is_letter(c) || is_digit(c);
}

}  // namespace

bool fits(std::string_view text, std::string_view shape) noexcept {
  if (text.size() != shape.size()) return false;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!fits_place(text[at], shape[at])) return false;
  }
  return true;
}

std::string repaired(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size() || fits(text, shape)) return {};
  std::string out(text);
  for (size_t at = 0; at < out.size(); ++at) {
    if (fits_place(out[at], shape[at])) continue;
    const std::string_view from = shape[at] == '9' ? kLetters : kDigits;
    const std::string_view to = shape[at] == '9' ? kDigits : kLetters;
    const size_t found = from.find(out[at]);
    if (found == std::string_view::npos) return {};
    out[at] = to[found];
  }
  return out;
}

std::string in_capitals(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (is_letter(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string grouped(std::string_view text, std::initializer_list<size_t> sizes, char divider) {
  std::string out;
  for (const size_t size : sizes) {
    if (text.empty()) break;
    if (!out.empty()) out.push_back(divider);
    out += text.substr(0, size);
    text.remove_prefix(std::min(size, text.size()));
  }
  if (!text.empty()) out += divider + std::string(text);
  return in_capitals(out);
}

}  // namespace newlyn::standardise
