// SPDX-License-Identifier: MIT
// Cuts a text into at most three groups of digits or letters and tries the orders they can have.
#include "profile/evidence/date_shape.h"

#include <array>
#include <cstddef>

#include "profile/evidence/value_words.h"

namespace newlyn::profile {
namespace {

constexpr int kYearFirst = 1750;
constexpr int kYearLast = 2099;
constexpr int kCenturyTurn = 30;  // two-digit years up to this are taken as 20xx

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// A run of digits or letters.
struct Group {
  std::string_view text;
  int number = -1;  // -1: letters
  bool is_month_name() const { return number < 0; }
};

bool is_day(const Group& group) {
  return group.number >= 1 && group.number <= 31 && group.text.size() <= 2;
}

bool is_month(const Group& group) {
  if (group.is_month_name()) return true;
  return group.number >= 1 && group.number <= 12 && group.text.size() <= 2;
}

// The year a group means, or 0.
int year_of(const Group& group) {
  if (group.text.size() == 4 && group.number >= kYearFirst && group.number <= kYearLast) {
    return group.number;
  }
  if (group.text.size() == 2 && group.number >= 0) {
    return group.number + (group.number <= kCenturyTurn ? 2000 : 1900);
  }
  return 0;
}

bool is_day_and_month(const Group& left, const Group& right) {
  return (is_day(left) && is_month(right)) || (is_month(left) && is_day(right));
}

std::optional<DateShape> compact(std::string_view digits) {
  const auto number = [&](size_t begin, size_t length) {
    int value = 0;
    for (size_t i = begin; i < begin + length; ++i) value = value * 10 + (digits[i] - '0');
    return Group{digits.substr(begin, length), value};
  };
  DateShape shape;
  if (digits.size() == 8) {
    shape.year = year_of(number(0, 4));
    if (shape.year != 0 && is_month(number(4, 2)) && is_day(number(6, 2))) return shape;
    shape.year = year_of(number(4, 4));
    if (shape.year != 0 && is_day_and_month(number(0, 2), number(2, 2))) return shape;
  }
  if (digits.size() == 6) {
    shape.compact_six = true;
    shape.year = year_of(number(0, 2));
    if (is_month(number(2, 2)) && is_day(number(4, 2))) return shape;
    shape.year = year_of(number(4, 2));
    if (is_day_and_month(number(0, 2), number(2, 2))) return shape;
  }
  return std::nullopt;
}

// Takes a time of day off the end of `text`; false when what stands there is something else.
bool cut_time(std::string_view& text, bool& timed) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return true;
  size_t begin = colon;
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  if (begin < 7 || colon == begin || colon - begin > 2) return false;
  for (const char c : text.substr(begin)) timed = timed || (c >= '1' && c <= '9');
  --begin;
  if (text[begin] != 't' && text[begin] != ' ') return false;
  text = text.substr(0, begin);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return !text.empty();
}

// Fills `groups`; returns how many there are, or 0 when the text cannot be a date.
size_t cut_groups(std::string_view text, std::array<Group, 3>& groups) {
  size_t count = 0;
  size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '-' || c == '/' || c == '.' || c == ' ' || c == ',') {
      ++i;
      continue;
    }
    if (count == groups.size()) return 0;
    size_t end = i;
    Group group;
    if (is_digit(c)) {
      group.number = 0;
      while (end < text.size() && is_digit(text[end]) && end - i < 5) {
        group.number = group.number * 10 + (text[end++] - '0');
      }
    } else if (is_letter(c)) {
      while (end < text.size() && is_letter(text[end])) ++end;
    } else {
      return 0;
    }
    group.text = text.substr(i, end - i);
    const bool ordinal =
        group.text == "st" || group.text == "nd" || group.text == "rd" || group.text == "th";
    i = end;
    if (ordinal && count > 0 && !groups[count - 1].is_month_name()) continue;
    if (group.is_month_name() && (word_senses(group.text) & kWordMonth) == 0) return 0;
    groups[count++] = group;
  }
  return count;
}

std::optional<DateShape> two_groups(const std::array<Group, 3>& groups) {
  DateShape shape;
  shape.partial = true;
  const auto try_order = [&](const Group& year, const Group& month) {
    if (year.text.size() != 4 || !is_month(month)) return false;
    shape.year = year_of(year);
    return shape.year != 0;
  };
  if (try_order(groups[0], groups[1]) || try_order(groups[1], groups[0])) return shape;
  return std::nullopt;
}

std::optional<DateShape> three_groups(const std::array<Group, 3>& groups) {
  DateShape shape;
  shape.year = year_of(groups[2]);
  if (shape.year != 0 && is_day_and_month(groups[0], groups[1])) return shape;
  shape.year = year_of(groups[0]);
  if (shape.year != 0 && is_day_and_month(groups[1], groups[2])) return shape;
  return std::nullopt;
}

}  // namespace

std::optional<DateShape> date_shape(std::string_view folded) {
  if (folded.size() < 6 || folded.size() > 40) return std::nullopt;
  std::string_view text = folded;
  bool timed = false;
  if (!cut_time(text, timed)) return std::nullopt;
  std::array<Group, 3> groups;
  std::optional<DateShape> shape;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    shape = compact(text);
  } else {
    const size_t count = cut_groups(text, groups);
    if (count == 3) shape = three_groups(groups);
    if (count == 2) shape = two_groups(groups);
  }
  if (shape) shape->timed = timed;
  return shape;
}

}  // namespace newlyn::profile
