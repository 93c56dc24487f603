// SPDX-License-Identifier: MIT
// Judges telephone numbers and e-mail addresses.
#include "standardise/contact/check_contact.h"

#include <algorithm>

#include "standardise/contact/email.h"
#include "standardise/contact/telephone.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

std::string repaired_email(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  if (text.ends_with(".con")) text.back() = 'm';
  return standardise_email(text).valid ? text : std::string();
}

}  // namespace

CheckedValue check_telephone(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_telephone(text, "GB");
  if (value.comparable.starts_with('+')) {
    value.value_class = ValueClass::valid;
    value.written = value.comparable;
  } else {
    value.remark = value.comparable.empty()
                       ? "A telephone number has digits."
                       : "Not a number that can be dialled from the United Kingdom.";
  }
  return value;
}

CheckedValue check_email(std::string_view text) {
  Email email = standardise_email(text);
  CheckedValue value;
  value.comparable = email.text;
  const std::string repair = repaired_email(email.text);
  const bool repairable = !repair.empty() && repair != email.text;
  if (repairable) value.suggestion = repair;
  if (email.placeholder) {
    value.value_class = ValueClass::missing;
    value.remark = "The address of nobody.";
  } else if (!email.valid) {
    value.remark = "An e-mail address has the form name@example.org.";
  } else {
    value.written = email.text;
    value.value_class = is_role_mailbox(email.text) ? ValueClass::special : ValueClass::valid;
    if (value.value_class == ValueClass::special) {
      value.remark = "The mailbox of an office, not of a person.";
    } else if (repairable) {
      value.remark = "No address ends in .con; .com was probably meant.";
    }
  }
  return value;
}

}  // namespace newlyn::standardise
