// SPDX-License-Identifier: MIT
// Judges the prefix and the last letter of a National Insurance number.
#include "standardise/identifier/ni_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "standardise/date/date.h"
#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kOwnCharacters = 8;  // without the last letter

bool among(std::string_view prefix, std::span<const std::string_view> list) noexcept {
  return std::find(list.begin(), list.end(), prefix) != list.end();
}

bool is_administrative(std::string_view prefix) noexcept {
  constexpr std::array<std::string_view, 8> kOffices = {"oo", "cr", "fy", "mw",
                                                        "nc", "pp", "py", "pz"};
  return among(prefix, kOffices);
}

bool is_issued(std::string_view prefix) noexcept {
  constexpr std::string_view kNotFirst = "dfiquv";
  constexpr std::string_view kNotSecond = "dfioquv";
  constexpr std::array<std::string_view, 7> kNever = {"bg", "gb", "kn", "nk", "nt", "tn", "zz"};
  return kNotFirst.find(prefix[0]) == std::string_view::npos &&
         kNotSecond.find(prefix[1]) == std::string_view::npos && !among(prefix, kNever) &&
         !is_administrative(prefix);
}

// "tn150688f": what offices wrote for a person whose number they did not know.
bool is_birth_number(std::string_view standard) {
  if (standard.size() != 9 || !standard.starts_with("tn")) return false;
  if (standard[8] != 'm' && standard[8] != 'f') return false;
  const auto two = [&](size_t at) { return (standard[at] - '0') * 10 + standard[at + 1] - '0'; };
  // Any leap year: the century is not told.
  return two(2) > 0 && two(4) > 0 && is_calendar_date({2000, two(4), two(2)});
}

void judge_shaped(std::string_view standard, CheckedValue& value) {
  const std::string_view prefix = standard.substr(0, 2);
  const bool has_suffix = standard.size() > kOwnCharacters;
  const char suffix = has_suffix ? standard[kOwnCharacters] : 'a';
  value.written = grouped(standard, {2, 2, 2, 2});
  value.value_class = ValueClass::impossible;
  if (is_birth_number(standard)) {
    value.value_class = ValueClass::temporary;
    value.remark = "A temporary number made of TN, the birth date and the sex.";
  } else if (is_administrative(prefix)) {
    value.value_class = ValueClass::administrative;
    value.remark =
        fmt::format("An office's own number: {} is not given to people.", in_capitals(prefix));
    value.comparable = standard.substr(0, kOwnCharacters);
  } else if (prefix[0] == 'q' && suffix <= 'd') {
    value.value_class = ValueClass::special;
    value.remark = "Made up: numbers with Q in front are for examples and never given to people.";
    value.comparable = standard.substr(0, kOwnCharacters);
  } else if (!is_issued(prefix)) {
    value.remark = fmt::format("No National Insurance number begins with {}.", in_capitals(prefix));
  } else if (suffix > 'd') {
    value.remark = fmt::format("The last letter is {}; it must be A, B, C or D.",
                               in_capitals(std::string(1, suffix)));
  } else {
    value.value_class = has_suffix ? ValueClass::valid : ValueClass::partial;
    if (!has_suffix) value.remark = "The last letter is missing; the number is known without it.";
    value.comparable = standard.substr(0, kOwnCharacters);
  }
}

}  // namespace

bool is_ni_shaped(std::string_view standard) noexcept {
  return fits(standard, "aa999999a") || fits(standard, "aa999999");
}

bool is_ni_number(std::string_view standard) noexcept {
  if (!is_ni_shaped(standard) || !is_issued(standard.substr(0, 2))) return false;
  return standard.size() == kOwnCharacters || standard[kOwnCharacters] <= 'd';
}

CheckedValue check_ni_number(std::string_view text) {
  CheckedValue value;
  const std::string standard = standardise_identifier(text);
  value.comparable = standard;
  if (is_ni_shaped(standard)) {
    judge_shaped(standard, value);
    return value;
  }
  if (fits(standard, "99a99999")) {
    value.value_class = ValueClass::temporary;
    value.written = grouped(standard, {2, 1});
    value.remark = "A temporary reference number, not a National Insurance number.";
    return value;
  }
  value.remark =
      "A National Insurance number is 2 letters, 6 numbers, then A, B, C or D, like QQ 12 34 56 C.";
  for (const std::string_view shape : {"aa999999a", "aa999999"}) {
    const std::string meant = repaired(standard, shape);
    if (!meant.empty() && is_ni_number(meant)) value.suggestion = grouped(meant, {2, 2, 2, 2});
  }
  return value;
}

}  // namespace newlyn::standardise
