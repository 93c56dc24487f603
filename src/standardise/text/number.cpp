// SPDX-License-Identifier: MIT
// Reads decimal numbers with separators of thousands and signs of currency.
#include "standardise/text/number.h"

#include <algorithm>

#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kNumberBytesMax = 40;

// Removes commas when they divide thousands; one comma before other than three digits is a point.
void read_commas(std::string& text) {
  const auto commas = std::count(text.begin(), text.end(), ',');
  if (commas == 0) return;
  const size_t last = text.rfind(',');
  const bool thousands =
      text.size() - last >= 4 && (text.size() - last == 4 || text[last + 4] == '.');
  if (commas == 1 && !thousands && text.find('.') == std::string::npos) {
    text[last] = '.';
  } else {
    std::erase(text, ',');
  }
}

}  // namespace

std::string standardise_number(std::string_view raw) {
  std::string text;
  for (const char c : fold_ascii(raw)) {
    if (is_digit(c) || c == '.' || c == ',' || c == '-' || is_letter(c)) text.push_back(c);
  }
  if (text.empty() || text.size() > kNumberBytesMax) return {};
  read_commas(text);
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  if (std::any_of(text.begin(), text.end(), [](char c) { return !is_digit(c) && c != '.'; }) ||
      std::count(text.begin(), text.end(), '.') > 1 || !has_digit(text)) {
    return {};
  }
  const size_t point = text.find('.');
  if (point != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  const size_t first = text.find_first_not_of('0');
  text.erase(0, first == std::string::npos ? text.size() : first);
  if (text.empty() || text.front() == '.') text.insert(text.begin(), '0');
  if (negative && text != "0") text.insert(text.begin(), '-');
  return text;
}

}  // namespace newlyn::standardise
