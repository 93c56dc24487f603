// SPDX-License-Identifier: MIT
// Reads the family name, the birth date and the sex out of a driver number.
#include "standardise/identifier/driving_licence.h"

#include <fmt/format.h>

#include <algorithm>

#include "standardise/date/date.h"
#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kCharacters = 16;
constexpr std::string_view kShape = "?????999999??9aa";
constexpr std::string_view kNorthernIreland = "99999999";

// Letters, then 9s only.
bool is_filled(std::string_view part) {
  const size_t letters = std::min(part.find_first_of("0123456789"), part.size());
  return part.find_first_not_of('9', letters) == std::string_view::npos;
}

bool has_shape(std::string_view number) {
  return fits(number, kShape) && is_letter(number[0]) && is_filled(number.substr(0, 5)) &&
         is_filled(number.substr(11, 2));
}

void judge_birth(std::string_view number, CheckedValue& value) {
  const int first = number[6] - '0';
  const bool woman = first >= 5;
  const int month = (woman ? first - 5 : first) * 10 + number[7] - '0';
  const int day = (number[8] - '0') * 10 + number[9] - '0';
  const int year = (number[5] - '0') * 10 + number[10] - '0';
  // The century is not told; 1900 is no leap year where 2000 is.
  if (month == 0 || day == 0 || !is_calendar_date({2000 + year, month, day})) {
    value.value_class = ValueClass::impossible;
    value.remark = "The digits of the birth date are no day of the calendar.";
    return;
  }
  value.value_class = ValueClass::valid;
  value.parts.push_back(
      {"family_name",
       std::string(number.substr(0, std::min<size_t>(5, number.find_first_of("0123456789"))))});
  value.parts.push_back({"birth_date", fmt::format("{:02}-{:02}-{:02}", year, month, day)});
  value.parts.push_back({"sex", woman ? "f" : "m"});
}

}  // namespace

CheckedValue check_driving_licence(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  if (fits(value.comparable, kNorthernIreland)) {
    value.value_class = ValueClass::valid;
    value.written = value.comparable;
    value.parts.push_back({"shape", "as in Northern Ireland"});
    return value;
  }
  std::string number = value.comparable;
  const bool has_issue = number.size() == kCharacters + 2;
  if (has_issue) number.resize(kCharacters);
  if (has_shape(number)) {
    value.comparable = number;
    value.written = grouped(number, {5, 6, 5});
    judge_birth(number, value);
    return value;
  }
  value.remark = "A driver number of Great Britain is 16 characters, like MORGA 657054 SM9IJ.";
  const std::string meant = repaired(number, kShape);
  if (!meant.empty() && has_shape(meant)) value.suggestion = grouped(meant, {5, 6, 5});
  return value;
}

}  // namespace newlyn::standardise
