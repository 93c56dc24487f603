// SPDX-License-Identifier: MIT
// Splits street lines into house number and street.
#include "standardise/address/street.h"

#include "standardise/address/street_words.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {

StreetLine standardise_street(std::string_view text) {
  AddressNumbers numbers;
  AddressWords street;
  for (AddressWords& words : split_address(fold_ascii(text))) {
    take_numbers(words, numbers);
    spell_out(words);
    for (std::string& word : words) street.push_back(std::move(word));
  }
  return {numbers.text(), join_address(street)};
}

std::string standardise_house_number(std::string_view text) {
  std::string folded = fold_ascii(text);
  if (folded.size() > 2 && folded.ends_with(".0") &&
      is_digits(std::string_view(folded).substr(0, folded.size() - 2))) {
    folded.resize(folded.size() - 2);
  }
  AddressNumbers numbers;
  AddressWords names;
  for (AddressWords& words : split_address(folded)) {
    take_numbers(words, numbers);
    for (std::string& word : words) names.push_back(std::move(word));
  }
  const std::string number = numbers.text();
  return number.empty() ? join_address(names) : number;
}

}  // namespace newlyn::standardise
