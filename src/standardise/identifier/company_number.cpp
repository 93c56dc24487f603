// SPDX-License-Identifier: MIT
// Pads company numbers and looks their register up.
#include "standardise/identifier/company_number.h"

#include <fmt/format.h>

#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kCharacters = 8;

// Societies' numbers may end in a letter: "IP12345R".
bool is_serial(std::string_view serial) {
  if (serial.empty()) return false;
  const bool lettered = serial.back() == 'r' && serial.size() == kCharacters - 2;
  return is_digits(lettered ? serial.substr(0, serial.size() - 1) : serial);
}

bool is_zero(std::string_view serial) {
  return serial.find_first_not_of('0') == std::string_view::npos;
}

void accept(std::string_view prefix, std::string_view serial, CheckedValue& value) {
  const size_t missing = kCharacters - prefix.size() - serial.size();
  value.comparable = std::string(prefix) + std::string(missing, '0') + std::string(serial);
  value.written = in_capitals(value.comparable);
  if (is_zero(serial)) {
    value.value_class = ValueClass::impossible;
    value.remark = "Zero is no company number.";
    return;
  }
  value.value_class = ValueClass::valid;
  if (missing > 0) value.remark = "Zeros that were lost in front were put back.";
  const std::string_view place =
      prefix.empty() ? "England and Wales" : company_prefixes().find(prefix);
  value.parts.push_back({"register", std::string(place)});
}

}  // namespace

CheckedValue check_company_number(std::string_view text) {
  CheckedValue value;
  const std::string standard = standardise_identifier(text);
  value.comparable = standard;
  if (is_digits(standard) && !standard.empty() && standard.size() <= kCharacters) {
    accept({}, standard, value);
    return value;
  }
  const std::string_view prefix = std::string_view(standard).substr(0, 2);
  const std::string_view serial = std::string_view(standard).substr(prefix.size());
  if (fits(prefix, "aa") && is_serial(serial) && standard.size() <= kCharacters) {
    if (company_prefixes().has(prefix)) {
      accept(prefix, serial, value);
    } else {
      value.value_class = ValueClass::impossible;
      value.written = in_capitals(standard);
      value.remark = fmt::format("No register's numbers begin with {}.", in_capitals(prefix));
    }
    return value;
  }
  value.remark = "A company number is 8 digits, or 2 letters and 6 digits, like SC123456.";
  std::string meant = repaired(standard, "99999999");
  if (meant.empty() && company_prefixes().has(prefix)) meant = repaired(standard, "aa999999");
  value.suggestion = in_capitals(meant);
  return value;
}

}  // namespace newlyn::standardise
