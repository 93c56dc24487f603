// SPDX-License-Identifier: MIT
// Told by few words, so that no record is taken for a sum: a person may be called Summers.
#include "source/table/sum_line.h"

#include <algorithm>
#include <array>
#include <string>

#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

constexpr std::array<std::string_view, 8> kSumWords = {"total",       "totals",     "grand total",
                                                       "sub total",   "subtotal",   "end of report",
                                                       "end of file", "end of data"};

// What may stand beside them and the number: "Total number of records: 21".
constexpr std::array<std::string_view, 11> kBeside = {"of",    "number", "count",  "records",
                                                      "rows",  "lines",  "cases",  "people",
                                                      "items", "the",    "entries"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c & 0x80) != 0; }

bool has_only_words_beside(std::string_view rest) {
  for (size_t at = 0; at < rest.size();) {
    if (!is_letter(rest[at])) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < rest.size() && is_letter(rest[end])) ++end;
    const std::string_view word = rest.substr(at, end - at);
    if (std::find(kBeside.begin(), kBeside.end(), word) == kBeside.end()) return false;
    at = end;
  }
  return true;
}

// "Total 21" and "Total:"; neither "Totally" nor "Total Care Services".
bool is_sum_word(std::string_view value) {
  const std::string words = lower(trim(value));
  return std::any_of(kSumWords.begin(), kSumWords.end(), [&](std::string_view word) {
    if (!words.starts_with(word)) return false;
    const std::string_view rest = std::string_view(words).substr(word.size());
    return (rest.empty() || !is_letter(rest[0])) && has_only_words_beside(rest);
  });
}

size_t filled(std::span<const std::string_view> values) {
  return static_cast<size_t>(std::count_if(
      values.begin(), values.end(), [](std::string_view value) { return !trim(value).empty(); }));
}

}  // namespace

bool is_sum_line(std::span<const std::string_view> values, size_t columns) {
  const auto first = std::find_if(values.begin(), values.end(),
                                  [](std::string_view value) { return !trim(value).empty(); });
  if (first == values.end() || values.size() > columns) return false;
  // Asked of every row: most have another first letter.
  if (std::string_view("tsgeTSGE").find(trim(*first)[0]) == std::string_view::npos) return false;
  return is_sum_word(*first) && filled(values) < columns;
}

bool may_follow_sum(std::span<const std::string_view> values, size_t columns) {
  return is_sum_line(values, columns) || (filled(values) == 1 && columns > 1);
}

}  // namespace newlyn::source
