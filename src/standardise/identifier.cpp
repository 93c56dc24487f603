// SPDX-License-Identifier: MIT
// Cleans identifiers; the rules of single kinds stand in identifier/.
#include "standardise/identifier.h"

#include "standardise/text/fold.h"
#include "standardise/text/placeholder.h"

namespace newlyn::standardise {

std::string standardise_identifier(std::string_view text) {
  const std::string folded = fold_ascii(text);
  std::string_view value = folded;
  if (value.size() > 3 && value.ends_with(".0") && is_digits(value.substr(0, value.size() - 2))) {
    value.remove_suffix(2);
  }
  return compact(value);
}

std::string identifier_of(std::string_view raw) {
  const bool known = !is_placeholder(raw, fold_words(raw), record::FieldKind::account);
  return known ? standardise_identifier(raw) : std::string();
}

IdentifierForm identifier_form(std::string_view standard) noexcept {
  if (is_ni_number(standard)) return IdentifierForm::ni_number;
  if (standard.size() != 10 || !is_digits(standard)) return IdentifierForm::other;
  return is_nhs_number(standard) ? IdentifierForm::nhs_number : IdentifierForm::nhs_number_wrong;
}

}  // namespace newlyn::standardise
