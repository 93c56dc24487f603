// SPDX-License-Identifier: MIT
// The check digits of VAT numbers.
#include "standardise/identifier/vat_number.h"

#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr int kModulus = 97;
constexpr int kNewer = 55;  // numbers since 2009 are shifted by this
constexpr std::string_view kShape = "999999999";

// What is left of the weighted digits and the check digits: nothing where the older way fits.
int remainder(std::string_view digits) noexcept {
  int sum = (digits[7] - '0') * 10 + (digits[8] - '0');
  for (int at = 0; at < 7; ++at) sum += (8 - at) * (digits[static_cast<size_t>(at)] - '0');
  return sum % kModulus;
}

// Government departments have 000 to 499, health authorities 500 to 999.
CheckedValue check_public_body(std::string_view standard) {
  CheckedValue value;
  value.comparable = standard;
  value.written = grouped(standard, {2, 3});
  const bool health = standard.starts_with("ha");
  const bool upper = standard[2] >= '5';
  value.value_class = health == upper ? ValueClass::valid : ValueClass::impossible;
  if (health != upper) value.remark = "GD goes with 000 to 499, HA with 500 to 999.";
  value.parts.push_back({"holder", health ? "health authority" : "government department"});
  return value;
}

}  // namespace

CheckedValue check_vat_number(std::string_view text) {
  CheckedValue value;
  const std::string standard = standardise_identifier(text);
  value.comparable = standard;
  std::string_view digits = standard;
  if (digits.starts_with("gb") || digits.starts_with("xi")) digits.remove_prefix(2);
  if (fits(digits, "aa999") && (digits.starts_with("gd") || digits.starts_with("ha"))) {
    return check_public_body(digits);
  }
  if (!fits(digits, kShape) && !fits(digits, "999999999999")) {
    value.remark = "A VAT number is 9 digits, with GB in front or without, like GB 123 4567 82.";
    const std::string meant = repaired(digits, kShape);
    if (!meant.empty() && remainder(meant) == 0) value.suggestion = grouped(meant, {3, 4, 2});
    return value;
  }
  const std::string_view branch = digits.substr(kShape.size());
  digits = digits.substr(0, kShape.size());
  value.written = "GB " + grouped(digits, {3, 4, 2});
  const int rest = remainder(digits);
  const bool older = rest == 0;
  const bool newer = (rest + kNewer) % kModulus == 0;
  value.value_class = ValueClass::impossible;
  if (digits.find_first_not_of('0') == std::string_view::npos) {
    value.remark = "Zero is no VAT number.";
  } else if (!older && !newer) {
    value.remark = "The last two digits do not fit the others: at least one digit is wrong.";
  } else {
    value.value_class = ValueClass::valid;
    value.comparable = digits;
    value.parts.push_back({"check", older ? "modulus 97" : "modulus 97 less 55"});
    if (!branch.empty()) value.parts.push_back({"branch", std::string(branch)});
  }
  return value;
}

}  // namespace newlyn::standardise
