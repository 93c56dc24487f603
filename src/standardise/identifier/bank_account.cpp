// SPDX-License-Identifier: MIT
// Counts the digits of sort codes and account numbers.
#include "standardise/identifier/bank_account.h"

#include <fmt/format.h>

#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr std::string_view kSortCode = "999999";
constexpr std::string_view kAccount = "99999999";
constexpr std::string_view kBoth = "99999999999999";

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

void judge(bool zero, CheckedValue& value) {
  value.value_class = zero ? ValueClass::impossible : ValueClass::valid;
  if (zero) value.remark = "Only zeros.";
}

}  // namespace

CheckedValue check_sort_code(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  if (fits(value.comparable, kSortCode)) {
    value.written = grouped(value.comparable, {2, 2, 2}, '-');
    judge(is_zero(value.comparable), value);
    return value;
  }
  value.remark = "A sort code is 6 digits, like 12-34-56.";
  const std::string meant = repaired(value.comparable, kSortCode);
  value.suggestion = grouped(meant, {2, 2, 2}, '-');
  return value;
}

CheckedValue check_bank_account(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  if (fits(value.comparable, kBoth)) {
    const std::string_view both = value.comparable;
    const std::string_view account = both.substr(kSortCode.size());
    value.written = grouped(both.substr(0, 6), {2, 2, 2}, '-') + " " + std::string(account);
    judge(is_zero(account), value);
    value.parts = {{"sort_code", std::string(both.substr(0, 6))},
                   {"account", std::string(account)}};
    return value;
  }
  const size_t size = value.comparable.size();
  if (is_digits(value.comparable) && size >= 6 && size <= kAccount.size()) {
    if (size < kAccount.size()) value.remark = "Zeros in front were put back.";
    value.comparable.insert(0, kAccount.size() - size, '0');
    value.written = value.comparable;
    judge(is_zero(value.comparable), value);
    return value;
  }
  value.remark = "An account number is 6 to 8 digits, with its sort code in front 14.";
  value.suggestion = repaired(value.comparable, kAccount);
  return value;
}

}  // namespace newlyn::standardise
