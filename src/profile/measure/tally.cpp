// SPDX-License-Identifier: MIT
// One pass over the distinct values.
#include "profile/measure/tally.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <queue>

namespace newlyn::profile {
namespace {

constexpr size_t kTop = 10;
constexpr size_t kPlaceholdersShown = 10;
constexpr size_t kPatternSigns = 40;
constexpr size_t kPatternsMax = 50'000;
constexpr size_t kCategoriesMax = 200;
constexpr size_t kLengthMax = 4096;  // longer values are counted as this long

bool is_lower(unsigned char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_upper(unsigned char letter) { return letter >= 'A' && letter <= 'Z'; }
bool is_digit(unsigned char letter) { return letter >= '0' && letter <= '9'; }
bool is_continued(unsigned char letter) { return (letter & 0xC0) == 0x80; }

uint32_t characters_of(std::string_view value) {
  return static_cast<uint32_t>(
      std::count_if(value.begin(), value.end(), [](char letter) { return !is_continued(letter); }));
}

// The letters and digits of a value in lower case: what is left when it is typed carelessly.
std::string folded_of(std::string_view value) {
  std::string folded;
  for (const char letter : value) {
    const auto byte = static_cast<unsigned char>(letter);
    if (is_upper(byte)) folded += static_cast<char>(letter + ('a' - 'A'));
    if (is_lower(byte) || is_digit(byte) || byte >= 0x80) folded += letter;
  }
  return folded;
}

// The bytes of the signs that Windows-1252 has for the bytes 0x80 to 0x9F.
constexpr std::array<std::string_view, 27> kWindowsSigns = {
    "\xE2\x82\xAC", "\xE2\x80\x9A", "\xC6\x92",     "\xE2\x80\x9E", "\xE2\x80\xA6", "\xE2\x80\xA0",
    "\xE2\x80\xA1", "\xCB\x86",     "\xE2\x80\xB0", "\xC5\xA0",     "\xE2\x80\xB9", "\xC5\x92",
    "\xC5\xBD",     "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\xA2",
    "\xE2\x80\x93", "\xE2\x80\x94", "\xCB\x9C",     "\xE2\x84\xA2", "\xC5\xA1",     "\xE2\x80\xBA",
    "\xC5\x93",     "\xC5\xBE",     "\xC5\xB8"};

// Whether what follows stands for a byte from 0x80 to 0xBF that was read as Windows-1252.
bool begins_with_lone_byte(std::string_view rest) {
  if (rest.size() < 2) return false;
  if (rest[0] == '\xC2') return static_cast<unsigned char>(rest[1]) <= 0xBF;
  return std::any_of(kWindowsSigns.begin(), kWindowsSigns.end(),
                     [&](std::string_view sign) { return rest.starts_with(sign); });
}

// UTF-8 of Latin letters and signs that was read as Windows-1252 and written once more ("Ã©" for
// é, "Å‚" for ł, "â€™" for an apostrophe), or letters lost on the way.
bool is_damaged(std::string_view value) {
  if (value.find("\xEF\xBF\xBD") != std::string_view::npos) return true;
  if (value.find("\xC3\xA2\xE2\x82\xAC") != std::string_view::npos) return true;
  for (const std::string_view lead : {"\xC3\x82", "\xC3\x83", "\xC3\x84", "\xC3\x85"}) {
    const size_t at = value.find(lead);
    if (at != std::string_view::npos && begins_with_lone_byte(value.substr(at + 2))) return true;
  }
  return false;
}

// "£1,250.50" as 1250.5; nothing for what is no number.
std::optional<double> number_of(std::string_view value) {
  std::string plain;
  for (const char letter : value) {
    if (letter == ',' || letter == ' ' || letter == '$') continue;
    plain += letter;
  }
  for (const std::string_view sign : {"\xC2\xA3", "\xE2\x82\xAC"}) {
    const size_t at = plain.find(sign);
    if (at != std::string::npos) plain.erase(at, sign.size());
  }
  if (!plain.empty() && plain.front() == '+') plain.erase(0, 1);
  double number = 0;
  const auto [end, failed] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  if (failed != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
  return number;
}

bool is_yes_or_no(std::string_view value) {
  if (value.size() > 5) return false;
  const std::string folded = folded_of(value);
  for (const std::string_view word : {"y", "n", "yes", "no", "true", "false", "t", "f"}) {
    if (folded == word) return true;
  }
  return false;
}

bool goes_before(const CountedText& left, const CountedText& right) {
  return left.rows != right.rows ? left.rows > right.rows : left.text < right.text;
}

// The codes with the highest counts; of equals those with the smaller text.
std::vector<CountedText> top_of(const record::TextColumn& column,
                                const std::vector<uint32_t>& counts,
                                const std::vector<bool>& left_out) {
  const auto before = [&](record::ValueCode left, record::ValueCode right) {
    return counts[left] != counts[right] ? counts[left] > counts[right]
                                         : column.values[left] < column.values[right];
  };
  std::priority_queue<record::ValueCode, std::vector<record::ValueCode>, decltype(before)> best(
      before);
  for (record::ValueCode code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0 || left_out[code]) continue;
    if (best.size() == kTop && !before(code, best.top())) continue;
    best.push(code);
    if (best.size() > kTop) best.pop();
  }
  std::vector<CountedText> top;
  for (; !best.empty(); best.pop()) {
    top.push_back({std::string(column.values[best.top()]), counts[best.top()]});
  }
  std::reverse(top.begin(), top.end());
  return top;
}

void add_typed(std::string_view value, const ValueShape& shape, uint64_t rows, Tally& tally) {
  if (shape.has(Shape::date)) {
    tally.date_rows += rows;
    if (shape.year > 0) {
      const auto year = static_cast<size_t>(std::min(shape.year, 9999));
      if (tally.years.size() <= year) tally.years.resize(year + 1, 0);
      tally.years[year] += rows;
    }
    const DateHints hints = date_hints(value);
    if (hints.day_first) tally.day_first_rows += rows;
    if (hints.month_first) tally.month_first_rows += rows;
  }
  if (shape.has(Shape::number) || shape.has(Shape::whole_number) || shape.has(Shape::decimal)) {
    const auto number = number_of(value);
    if (number) {
      tally.number_rows += rows;
      if (shape.has(Shape::whole_number)) tally.whole_rows += rows;
      tally.numbers.push_back({*number, rows});
    }
  }
  if (is_yes_or_no(value)) tally.yes_rows += rows;
}

void add_value(std::string_view value, const ValueShape& shape, uint64_t rows, Tally& tally) {
  const uint32_t length = std::min<uint32_t>(characters_of(value), kLengthMax);
  if (tally.lengths.size() <= length) tally.lengths.resize(length + 1, 0);
  tally.lengths[length] += rows;
  if (tally.lengths_distinct.size() <= length) tally.lengths_distinct.resize(length + 1, 0);
  ++tally.lengths_distinct[length];
  std::string pattern = pattern_of(value);
  if (tally.patterns.size() < kPatternsMax || tally.patterns.count(pattern) != 0) {
    tally.patterns[std::move(pattern)] += rows;
  }
  if (tally.folding) {
    ++tally.folded[folded_of(value)];
    tally.folding = tally.folded.size() <= kCategoriesMax;
  }
  if (tally.first.data() == nullptr || value < tally.first) tally.first = value;
  if (tally.last.data() == nullptr || value > tally.last) tally.last = value;
  if (is_damaged(value)) tally.damaged_rows += rows;
  add_typed(value, shape, rows, tally);
}

// Reads the days once it is known what stands first.
void read_days(const record::TextColumn& column, const std::vector<uint32_t>& counts,
               Tally& tally) {
  if (tally.date_rows == 0) return;
  const DateOrder order =
      tally.month_first_rows > tally.day_first_rows ? DateOrder::month_first : DateOrder::day_first;
  for (record::ValueCode code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    const auto day = date_number(column.values[code], order);
    if (day) tally.days.push_back({static_cast<double>(*day), counts[code]});
  }
}

}  // namespace

std::string pattern_of(std::string_view value) {
  std::string pattern;
  size_t run = 0;
  for (const char letter : value) {
    const auto byte = static_cast<unsigned char>(letter);
    if (is_continued(byte)) continue;
    const char sign = is_digit(byte)                   ? '9'
                      : is_upper(byte)                 ? 'A'
                      : is_lower(byte) || byte >= 0x80 ? 'a'
                                                       : letter;
    const bool goes_on = !pattern.empty() && (sign == 'A' || sign == 'a') && run > 0 &&
                         (pattern.back() == sign || (pattern.back() == '+' && run > 2 &&
                                                     pattern[pattern.size() - 2] == sign));
    run = goes_on ? run + 1 : 1;
    if (goes_on && run == 3) {
      pattern.back() = '+';  // "aa" and one more: "a+"
      continue;
    }
    if (goes_on && run > 3) continue;
    if (pattern.size() == kPatternSigns) return pattern + "...";
    pattern += sign;
  }
  return pattern;
}

Tally tally_values(const record::TextColumn& column, ColumnMeasure& measure) {
  Tally tally;
  const std::vector<uint32_t> counts = column.counts();
  std::vector<bool> left_out(counts.size(), false);
  measure.rows = column.row_count();
  measure.nulls = counts[record::kNullCode];
  std::string scratch;
  for (record::ValueCode code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    const std::string_view value = column.values[code];
    const ValueShape shape = shape_of(value, scratch);
    if (shape.has(Shape::placeholder)) {
      left_out[code] = true;
      measure.placeholders += counts[code];
      measure.placeholder_values.push_back({std::string(value), counts[code]});
      continue;
    }
    ++measure.distinct;
    if (counts[code] == 1) ++measure.used_once;
    add_value(value, shape, counts[code], tally);
  }
  read_days(column, counts, tally);
  measure.top = top_of(column, counts, left_out);
  std::sort(measure.placeholder_values.begin(), measure.placeholder_values.end(), goes_before);
  if (measure.placeholder_values.size() > kPlaceholdersShown) {
    measure.placeholder_values.resize(kPlaceholdersShown);
  }
  measure.pattern_count = tally.patterns.size();
  for (const auto& [pattern, rows] : tally.patterns) measure.patterns.push_back({pattern, rows});
  const size_t shown = std::min(kTop, measure.patterns.size());
  std::partial_sort(measure.patterns.begin(),
                    measure.patterns.begin() + static_cast<std::ptrdiff_t>(shown),
                    measure.patterns.end(), goes_before);
  measure.patterns.resize(shown);
  return tally;
}

}  // namespace newlyn::profile
