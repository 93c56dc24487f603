// SPDX-License-Identifier: MIT
// Tells British passports from others by their shape.
#include "standardise/identifier/passport.h"

#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {

CheckedValue check_passport(std::string_view text) {
  constexpr size_t kMin = 6;
  constexpr size_t kMax = 9;  // what the machine-readable zone has room for
  constexpr std::string_view kBritish = "999999999";
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  const std::string& standard = value.comparable;
  if (standard.size() < kMin || standard.size() > kMax || !has_digit(standard)) {
    value.remark =
        "A passport number is 6 to 9 letters and digits, in the United Kingdom 9 digits.";
    return value;
  }
  value.written = in_capitals(standard);
  if (standard.find_first_not_of('0') == std::string::npos) {
    value.value_class = ValueClass::impossible;
    value.remark = "Only zeros.";
    return value;
  }
  value.value_class = ValueClass::valid;
  const bool british = fits(standard, kBritish);
  value.parts.push_back({"shape", british ? "as in the United Kingdom" : "of another country"});
  if (!british) value.suggestion = repaired(standard, kBritish);
  if (!value.suggestion.empty()) value.remark = "British if a letter stands for a digit.";
  return value;
}

}  // namespace newlyn::standardise
