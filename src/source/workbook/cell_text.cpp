// SPDX-License-Identifier: MIT
// Reads number formats and applies those that change what a value means.
#include "source/workbook/cell_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace newlyn::source {
namespace {

constexpr double kSerialMax = 2'958'466;  // 1 January 10000
constexpr int64_t kDaySeconds = 86'400;
constexpr int64_t kPhantomDay = 60;  // 29 February 1900, which was not but is counted

NumberFormat of(NumberFormat::Kind kind) { return {kind, {}}; }

// The first section of a format code without colours, conditions and locale; literals keep a
// mark before them so that they are not taken for placeholders.
struct Section {
  std::string placeholders;  // lower case; what stands for parts of the value
  std::string pattern;       // zeros and literals in their order
  bool only_zeros = true;    // no placeholder but 0
};

Section read_section(std::string_view code) {
  Section section;
  for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"') {
      const size_t end = std::min(code.find('"', i + 1), code.size());
      section.pattern += code.substr(i + 1, end - i - 1);
      i = end;
    } else if (c == '\\' && i + 1 < code.size()) {
      section.pattern += code[++i];
    } else if (c == '_' && i + 1 < code.size()) {
      ++i;
    } else if (c == '[') {
      const size_t end = std::min(code.find(']', i + 1), code.size());
      // [h], [mm] and [ss] count hours, minutes, seconds; all else is colour or locale.
      const std::string_view inner = code.substr(i + 1, end - i - 1);
      if (inner.find_first_not_of("hmsHMS") == inner.npos) section.placeholders += "h";
      i = end;
    } else if (c == '-' || c == ' ' || c == '(' || c == ')' || c == '/') {
      section.pattern += c;
    } else {
      section.placeholders += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      section.pattern += c;
      section.only_zeros = section.only_zeros && c == '0';
    }
  }
  return section;
}

// Puts the digits of a whole number into the zeros of a pattern, from the right.
std::string fill_zeros(uint64_t number, std::string_view pattern) {
  std::string digits = fmt::to_string(number);
  const auto zeros = static_cast<size_t>(std::count(pattern.begin(), pattern.end(), '0'));
  if (digits.size() < zeros) digits.insert(0, zeros - digits.size(), '0');
  std::string text;
  size_t spare = digits.size() - zeros;
  size_t next = 0;
  for (const char c : pattern) {
    if (c != '0') {
      text += c;
      continue;
    }
    text += digits.substr(next, 1 + spare);
    next += 1 + spare;
    spare = 0;
  }
  return text;
}

std::string date_text(int64_t day, bool days_from_1904) {
  if (!days_from_1904 && day == kPhantomDay) return "1900-02-29";
  const std::chrono::sys_days base = days_from_1904
                                         ? std::chrono::sys_days(std::chrono::January / 1 / 1904)
                                         : std::chrono::sys_days(std::chrono::December / 30 / 1899);
  if (!days_from_1904 && day < kPhantomDay) ++day;
  const std::chrono::year_month_day date(base + std::chrono::days(day));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string clock_text(int64_t seconds) {
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string serial_text(double serial, NumberFormat::Kind kind, bool days_from_1904) {
  const auto all = static_cast<int64_t>(std::llround(serial * static_cast<double>(kDaySeconds)));
  if (kind == NumberFormat::Kind::time) return clock_text(all);
  if (kind == NumberFormat::Kind::date) {
    return date_text(static_cast<int64_t>(std::floor(serial)), days_from_1904);
  }
  const std::string date = date_text(all / kDaySeconds, days_from_1904);
  const int64_t seconds = all % kDaySeconds;
  return seconds == 0 ? date : date + " " + clock_text(seconds);
}

std::string plain_text(double value) {
  if (value == std::floor(value) && std::fabs(value) < 1e15) {
    return fmt::to_string(static_cast<int64_t>(value));
  }
  return fmt::format("{:.15g}", value);
}

}  // namespace

NumberFormat built_in_format(int id) {
  using Kind = NumberFormat::Kind;
  if (id == 22) return of(Kind::date_time);
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) {
    return of(Kind::date);
  }
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) {
    return of(Kind::time);
  }
  return {};
}

NumberFormat read_format(std::string_view code) {
  using Kind = NumberFormat::Kind;
  const Section section = read_section(code);
  const std::string& marks = section.placeholders;
  if (marks == "general" || marks.empty() || marks == "@") return {};
  const auto has = [&](std::string_view letters) {
    return marks.find_first_of(letters) != marks.npos;
  };
  // "e" is a year in East Asian formats, but an exponent beside digits.
  const bool digits = has("0#?");
  const bool time = has("h") || (has("s") && !digits);
  const bool date = has("yd") || (has("m") && !time && !digits);
  if (date && time) return of(Kind::date_time);
  if (date) return of(Kind::date);
  if (time) return of(Kind::time);
  if (section.only_zeros && marks.size() > 1) return {Kind::zeros, section.pattern};
  return {};
}

std::string number_text(std::string_view number, const NumberFormat& format, bool days_from_1904) {
  using Kind = NumberFormat::Kind;
  double value = 0;
  const char* end = number.data() + number.size();
  const auto [stopped, failed] = std::from_chars(number.data(), end, value);
  if (failed != std::errc() || stopped != end || !std::isfinite(value)) {
    return std::string(number);
  }
  switch (format.kind) {
    case Kind::plain:
      break;
    case Kind::zeros:
      if (value >= 0 && value < 1e15 && value == std::floor(value)) {
        return fill_zeros(static_cast<uint64_t>(value), format.zeros);
      }
      break;
    case Kind::date:
    case Kind::time:
    case Kind::date_time:
      if (value >= 0 && value < kSerialMax) {
        return serial_text(value, format.kind, days_from_1904);
      }
      break;
  }
  return plain_text(value);
}

}  // namespace newlyn::source
