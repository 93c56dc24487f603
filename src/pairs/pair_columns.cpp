// SPDX-License-Identifier: MIT
// Prepares columns for comparison: words, dates, and the measures that read them.
#include "pairs/pair_columns.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "base/line_allocator.h"
#include "base/threads.h"
#include "pairs/comparators/edit_distance.h"

namespace newlyn::pairs {
namespace {

constexpr size_t kRowsPacked = 4096;  // at a time
constexpr float kWordWeightMin = 0.1F;
constexpr int kYearsNear = 2;
constexpr int kYearsFar = 10;

/// Calls `take` with every word of `text`.
template <typename Take>
void each_word(std::string_view text, Take take) {
  size_t from = 0;
  while (from < text.size()) {
    const size_t to = std::min(text.find(' ', from), text.size());
    if (to > from) take(text.substr(from, to - from));
    from = to + 1;
  }
}

int digits_at(std::string_view text, size_t from, size_t length) noexcept {
  int number = 0;
  for (size_t i = from; i < from + length; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return 0;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

DateParts parse_parts(std::string_view text) noexcept {
  const size_t size = text.size();
  if (size != 4 && size != 7 && size != 10) return {};
  if ((size >= 7 && text[4] != '-') || (size == 10 && text[7] != '-')) return {};
  DateParts parts;
  parts.year = static_cast<int16_t>(digits_at(text, 0, 4));
  parts.month = static_cast<uint8_t>(digits_at(text, 5, 2));
  parts.day = static_cast<uint8_t>(digits_at(text, 8, 2));
  const bool whole =
      parts.year != 0 && (size < 7 || parts.month != 0) && (size < 10 || parts.day != 0);
  return whole ? parts : DateParts{};
}

bool swapped_day_month(const DateParts& left, const DateParts& right) noexcept {
  return left.year == right.year && left.day != 0 && left.day == right.month &&
         left.month == right.day;
}

}  // namespace

std::optional<uint16_t> PairColumns::find(std::string_view name) const noexcept {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return static_cast<uint16_t>(i);
  }
  return std::nullopt;
}

void PairColumns::pack_rows() {
  const size_t width = columns.size();
  row_stride = line_stride<record::ValueCode>(width);
  // Not cleared before: that would be as much work, and of one thread.
  LineAllocator<record::ValueCode> memory;
  const size_t size = row_count * row_stride;
  const std::shared_ptr<record::ValueCode[]> packed(
      memory.allocate(size),
      [memory, size](record::ValueCode* block) mutable { memory.deallocate(block, size); });
  parallel_ranges(row_count, kRowsPacked, [&](size_t begin, size_t end) {
    for (size_t c = 0; c < width; ++c) {
      const auto& codes = columns[c].codes;
      for (size_t row = begin; row < end; ++row) packed[row * row_stride + c] = codes[row];
    }
  });
  codes_by_row = packed;
}

void prepare_tokens(PairColumn& column) {
  TokenLists& lists = column.tokens;
  if (!lists.offsets.empty()) return;
  record::ValueIndex words;
  std::vector<double> holders(1, 0);
  lists.offsets.assign(2, 0);
  double rows = 0;
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const size_t begin = lists.tokens.size();
    each_word(column.values[code],
              [&](std::string_view word) { lists.tokens.push_back(words.code_of(word)); });
    const auto first = lists.tokens.begin() + static_cast<std::ptrdiff_t>(begin);
    std::sort(first, lists.tokens.end());
    lists.tokens.erase(std::unique(first, lists.tokens.end()), lists.tokens.end());
    holders.resize(words.values().value_count() + 1, 0);
    for (size_t i = begin; i < lists.tokens.size(); ++i) {
      holders[lists.tokens[i]] += column.counts[code];
    }
    rows += column.counts[code];
    lists.offsets.push_back(static_cast<uint32_t>(lists.tokens.size()));
  }
  lists.weights.assign(holders.size(), kWordWeightMin);
  for (size_t token = 1; token < holders.size(); ++token) {
    const auto weight = static_cast<float>(std::log(std::max(1.0, rows) / holders[token]));
    lists.weights[token] = std::max(kWordWeightMin, weight);
  }
  lists.words = words.take();
}

void prepare_dates(PairColumn& column) {
  if (!column.dates.empty()) return;
  column.dates.resize(column.values.value_count() + 1);
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    column.dates[code] = parse_parts(column.values[code]);
  }
}

double token_share(const TokenLists& lists, record::ValueCode left,
                   record::ValueCode right) noexcept {
  const auto a = lists.of(left);
  const auto b = lists.of(right);
  double common = 0;
  double total = 0;
  for (const uint32_t token : a) total += lists.weights[token];
  for (const uint32_t token : b) total += lists.weights[token];
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) common += lists.weights[a[i]];
    const bool step_left = a[i] <= b[j];
    const bool step_right = b[j] <= a[i];
    i += step_left ? 1 : 0;
    j += step_right ? 1 : 0;
  }
  return total > 0 ? 2 * common / total : 0;
}

uint32_t common_tokens(const TokenLists& lists, record::ValueCode left,
                       record::ValueCode right) noexcept {
  const auto a = lists.of(left);
  const auto b = lists.of(right);
  uint32_t common = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const bool step_left = a[i] <= b[j];
    const bool step_right = b[j] <= a[i];
    common += step_left && step_right ? 1 : 0;
    i += step_left ? 1 : 0;
    j += step_right ? 1 : 0;
  }
  return common;
}

bool token_any(const TokenLists& lists, record::ValueCode left, record::ValueCode right) noexcept {
  const auto a = lists.of(left);
  const auto b = lists.of(right);
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return false;
}

int date_distance(const PairColumn& column, record::ValueCode left, record::ValueCode right) {
  if (left == right) return 0;
  const DateParts& a = column.dates[left];
  const DateParts& b = column.dates[right];
  const bool whole = a.day != 0 && b.day != 0;
  if (whole &&
      (swapped_day_month(a, b) || within_one_edit(column.values[left], column.values[right]))) {
    return 1;
  }
  if (a.year == 0 || b.year == 0) return 6;
  const bool same_year = a.year == b.year;
  const bool same_month = a.month == b.month && a.month != 0;
  const bool same_day = a.day == b.day && a.day != 0;
  if (same_year + same_month + same_day >= 2) return 2;
  const bool month_open = a.month == 0 || b.month == 0;
  if (same_year && month_open) return 2;
  if (same_year) return 3;
  const int years = std::abs(a.year - b.year);
  if (years <= kYearsNear) return 4;
  return years <= kYearsFar ? 5 : 6;
}

}  // namespace newlyn::pairs
