// SPDX-License-Identifier: MIT
// Counts the digits of property and street numbers.
#include "standardise/identifier/property_number.h"

#include <fmt/format.h>

#include "standardise/identifier.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

// "1.00023E+11": the digits after the first few are lost.
bool is_rounded(std::string_view text) {
  const std::string folded = fold_ascii(text);
  const size_t power = folded.find('e');
  return power != std::string::npos && power > 0 && is_digit(folded[0]) &&
         is_digits(compact(folded.substr(0, power))) &&
         is_digits(compact(folded.substr(power + 1)));
}

CheckedValue check_digits(std::string_view text, std::string_view name, size_t digits_max) {
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  if (is_rounded(text)) {
    value.remark = "A spreadsheet has rounded the number; its last digits are lost.";
    return value;
  }
  const size_t sign = text.find_first_not_of(" \t");
  if (sign != text.npos && (text[sign] == '-' || text[sign] == '+')) {
    value.remark = fmt::format("A {} has no sign before its digits.", name);
    return value;
  }
  if (!is_digits(value.comparable) || value.comparable.empty()) {
    value.remark = fmt::format("A {} is 1 to {} digits and nothing else.", name, digits_max);
    return value;
  }
  const size_t first = value.comparable.find_first_not_of('0');
  if (first == std::string::npos) {
    value.value_class = ValueClass::impossible;
    value.remark = fmt::format("Zero is no {}.", name);
    return value;
  }
  if (value.comparable.size() - first > digits_max) {
    value.remark = fmt::format("A {} has at most {} digits; this has {}.", name, digits_max,
                               value.comparable.size() - first);
    return value;
  }
  if (first > 0) value.remark = "Zeros in front were left out.";
  value.comparable.erase(0, first);
  value.written = value.comparable;
  value.value_class = ValueClass::valid;
  return value;
}

}  // namespace

CheckedValue check_uprn(std::string_view text) { return check_digits(text, "UPRN", 12); }

CheckedValue check_usrn(std::string_view text) { return check_digits(text, "USRN", 8); }

}  // namespace newlyn::standardise
