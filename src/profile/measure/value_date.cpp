// SPDX-License-Identifier: MIT
// Three numbers, or two and a month in letters, and which of them is the year.
#include "profile/measure/value_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace newlyn::profile {
namespace {

constexpr std::array<int64_t, 10> kDefaults = {10101,    17530101, 18000101, 18991230, 18991231,
                                               19000101, 19010101, 19700101, 20991231, 99991231};

struct Part {
  int64_t number = 0;
  size_t digits = 0;
};

struct Parts {
  std::array<Part, 3> part;
  size_t count = 0;
};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Up to three runs of digits with one separator between them; a time may follow.
Parts parts_of(std::string_view value) noexcept {
  Parts parts;
  size_t at = 0;
  while (at < value.size() && parts.count < 3) {
    Part part;
    while (at < value.size() && is_digit(value[at]) && part.digits < 9) {
      part.number = part.number * 10 + (value[at] - '0');
      ++part.digits;
      ++at;
    }
    if (part.digits == 0) return {};
    parts.part[parts.count++] = part;
    if (at == value.size()) break;
    const bool separator = value[at] == '-' || value[at] == '/' || value[at] == '.';
    if (parts.count < 3 && !separator) return {};
    if (parts.count == 3 && value[at] != ' ' && value[at] != 'T') return {};
    ++at;
  }
  return parts;
}

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

// "01-APR-1998", "3 March 1941", "April 9, 2001". Nothing without exactly one month in English
// letters and two numbers.
struct LetteredMonth {
  int64_t month = 0;
  std::array<int64_t, 2> others{};  // the two numbers beside it, in their order
};
std::optional<LetteredMonth> lettered_month(std::string_view value) noexcept {
  LetteredMonth found;
  size_t numbers = 0;
  for (size_t at = 0; at < value.size();) {
    const size_t begin = at;
    if (is_letter(value[at])) {
      std::string word;
      for (; at < value.size() && is_letter(value[at]); ++at) {
        if (word.size() < 3) word += static_cast<char>(value[at] | 0x20);
      }
      const auto month = std::find(kMonths.begin(), kMonths.end(), word);
      const bool ordinal = word == "st" || word == "nd" || word == "rd" || word == "th";
      if (month == kMonths.end() && !ordinal) return std::nullopt;
      if (ordinal) continue;
      if (found.month != 0) return std::nullopt;
      found.month = month - kMonths.begin() + 1;
    } else if (is_digit(value[at])) {
      int64_t number = 0;
      for (; at < value.size() && is_digit(value[at]) && at - begin < 5; ++at) {
        number = number * 10 + (value[at] - '0');
      }
      if (numbers == 2) break;  // a time follows
      found.others[numbers++] = number;
    } else {
      ++at;
    }
  }
  if (found.month == 0 || numbers != 2) return std::nullopt;
  return found;
}

std::optional<int64_t> number_of(int64_t year, int64_t month, int64_t day) {
  if (month < 1 || month > 12 || day < 1 || day > 31 || year > 9999) return std::nullopt;
  return year * 10000 + month * 100 + day;
}

}  // namespace

std::optional<int64_t> date_number(std::string_view value, DateOrder order) noexcept {
  if (const auto lettered = lettered_month(value)) {
    const auto [first, second] = lettered->others;
    if (std::max(first, second) < 1000) return std::nullopt;
    return first > 31 ? number_of(first, lettered->month, second)
                      : number_of(second, lettered->month, first);
  }
  const Parts parts = parts_of(value);
  const auto& part = parts.part;
  if (parts.count == 1 && part[0].digits == 8) {
    const int64_t number = part[0].number;
    return number_of(number / 10000, number / 100 % 100, number % 100);
  }
  if (parts.count != 3) return std::nullopt;
  if (part[0].digits == 4) return number_of(part[0].number, part[1].number, part[2].number);
  if (part[2].digits != 4) return std::nullopt;
  return order == DateOrder::month_first
             ? number_of(part[2].number, part[0].number, part[1].number)
             : number_of(part[2].number, part[1].number, part[0].number);
}

DateHints date_hints(std::string_view value) noexcept {
  const Parts parts = parts_of(value);
  if (parts.count != 3 || parts.part[2].digits != 4) return {};
  return {parts.part[0].number > 12, parts.part[1].number > 12};
}

std::string date_text(int64_t number) {
  return fmt::format("{:04}-{:02}-{:02}", number / 10000, number / 100 % 100, number % 100);
}

bool is_default_date(int64_t number) noexcept {
  return std::find(kDefaults.begin(), kDefaults.end(), number) != kDefaults.end();
}

}  // namespace newlyn::profile
