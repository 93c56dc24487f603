// SPDX-License-Identifier: MIT
// The check digit of NHS numbers and what is said where it does not fit.
#include "standardise/identifier/nhs_number.h"

#include <fmt/format.h>

#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr std::string_view kShape = "9999999999";
constexpr int kNoDigit = 10;

// Requires: nine digits at least.
int check_digit(std::string_view digits) noexcept {
  int sum = 0;
  for (int at = 0; at < 9; ++at) sum += (10 - at) * (digits[static_cast<size_t>(at)] - '0');
  return (11 - sum % 11) % 11;
}

bool is_one_digit(std::string_view digits) noexcept {
  return digits.find_first_not_of(digits.front()) == std::string_view::npos;
}

std::string why_unreadable(std::string_view standard) {
  if (is_digits(standard)) {
    return fmt::format("An NHS number has 10 digits; this has {}.", standard.size());
  }
  return "An NHS number is 10 digits and nothing else.";
}

}  // namespace

bool is_nhs_number(std::string_view standard) noexcept {
  return fits(standard, kShape) && !is_one_digit(standard) &&
         check_digit(standard) == standard[9] - '0';
}

CheckedValue check_nhs_number(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  const std::string& standard = value.comparable;
  if (!fits(standard, kShape)) {
    value.remark = why_unreadable(standard);
    const std::string meant = repaired(standard, kShape);
    if (is_nhs_number(meant)) value.suggestion = grouped(meant, {3, 3, 4});
    return value;
  }
  value.written = grouped(standard, {3, 3, 4});
  value.value_class = ValueClass::impossible;
  if (is_one_digit(standard)) {
    value.remark = "One digit ten times is never issued.";
  } else if (check_digit(standard) == kNoDigit) {
    value.remark = "No number begins with these nine digits: no last digit would fit them.";
  } else if (!is_nhs_number(standard)) {
    value.remark = "The last digit does not fit the others: at least one digit is wrong.";
  } else {
    value.value_class = ValueClass::valid;
    if (standard.starts_with("999")) value.remark = "Of the range kept for tests.";
  }
  return value;
}

}  // namespace newlyn::standardise
