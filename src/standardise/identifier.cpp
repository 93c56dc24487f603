// SPDX-License-Identifier: MIT
// Cleans identifiers and checks NHS and National Insurance numbers.
#include "standardise/identifier.h"

#include <algorithm>
#include <array>

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

bool is_nhs_number(std::string_view standard) noexcept {
  if (standard.size() != 10 || !is_digits(standard)) return false;
  if (standard.find_first_not_of(standard.front()) == std::string_view::npos) return false;
  int sum = 0;
  for (int at = 0; at < 9; ++at) sum += (10 - at) * (standard[static_cast<size_t>(at)] - '0');
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == standard[9] - '0';
}

bool is_ni_number(std::string_view standard) noexcept {
  if (standard.size() != 8 && standard.size() != 9) return false;
  constexpr std::string_view kNotFirst = "dfiquv";
  constexpr std::string_view kNotSecond = "dfioquv";
  constexpr std::array<std::string_view, 7> kNever = {"bg", "gb", "kn", "nk", "nt", "tn", "zz"};
  const std::string_view prefix = standard.substr(0, 2);
  if (!is_letter(prefix[0]) || kNotFirst.find(prefix[0]) != std::string_view::npos) return false;
  if (!is_letter(prefix[1]) || kNotSecond.find(prefix[1]) != std::string_view::npos) return false;
  if (std::find(kNever.begin(), kNever.end(), prefix) != kNever.end()) return false;
  if (!is_digits(standard.substr(2, 6))) return false;
  return standard.size() == 8 || (standard[8] >= 'a' && standard[8] <= 'd');
}

IdentifierForm identifier_form(std::string_view standard) noexcept {
  if (is_ni_number(standard)) return IdentifierForm::ni_number;
  if (standard.size() != 10 || !is_digits(standard)) return IdentifierForm::other;
  return is_nhs_number(standard) ? IdentifierForm::nhs_number : IdentifierForm::nhs_number_wrong;
}

}  // namespace newlyn::standardise
