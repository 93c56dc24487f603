// SPDX-License-Identifier: MIT
// What one value looks like: a set of properties that the column adds up.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::profile {

/// One property of a value. A value has any number of them.
enum class Shape : uint8_t {
  placeholder,  // "n/a", "unknown": says nothing, left out of all shares
  email,
  date,            // a whole date
  partial_date,    // a month and a year
  six_digit_date,  // as likely a number
  timed,           // a date with a time of day
  year,            // four digits, 1850 to 2030
  day,             // 1 to 31
  month,           // 1 to 12 or a month's name
  male,            // a word or letter for a sex
  female,
  other_sex,
  sex_digit,      // 0, 1, 2, 9
  firm_postcode,  // United Kingdom, Canada, Netherlands: letters and digits in a fixed form
  five_postcode,  // five digits, or five and four
  four_postcode,
  loose_postcode,     // 3 to 10 letters and digits with at least one digit
  firm_telephone,     // its form leaves little doubt
  ten_telephone,      // ten digits that North America could dial
  loose_telephone,    // 6 to 15 digits with the usual punctuation
  national_number,    // National Insurance or United States social security form, NHS with check
  name_like,          // one to three words of letters
  one_word,           // one word of letters
  given_word,         // its first word is a common given name
  family_word,        // its last word is a common family name
  whole_name,         // two to five words of letters, one of them a common given name
  several_words,      // two to five words of letters
  initial,            // one letter
  legal_form,         // has a legal form or a word of organisations
  street,             // a number and a street type, or a post office box
  numbered_words,     // a house number, then one to six words
  words_numbered,     // one to six words, then a house number
  unnumbered_street,  // a street type at the end of words without digits
  several_parts,      // two commas or more, or a postcode after other words
  house,              // 12, 12a, 12-14, flat 3
  town,
  state,
  county,
  country,
  entity,
  number,  // a quantity, with or without sign, currency, decimals
  decimal,
  whole_number,  // digits only
  sentence,      // six words or more, or more than 60 bytes
  letter,        // has a letter
  digit,         // has a digit
  identifier,    // no spaces, has a digit, at most 40 bytes
  unique_form,   // a UUID or a long hexadecimal number
  title,         // mr, dr
  generation,    // jr, iii, or a degree that stands in their column
};

inline constexpr size_t kShapeCount = static_cast<size_t>(Shape::generation) + 1;

/// A value's properties, and what else the column counts of it.
struct ValueShape {
  uint64_t bits = 0;
  int year = 0;           // of a date or a year, 0: none
  uint64_t skeleton = 0;  // hash of the value with each run of digits made one '#'
  uint32_t length = 0;    // bytes

  void set(Shape shape) { bits |= uint64_t{1} << static_cast<unsigned>(shape); }
  bool has(Shape shape) const { return (bits >> static_cast<unsigned>(shape) & 1u) != 0; }
};
static_assert(kShapeCount <= 64);

/// Looks at one value. `folded` is scratch space that keeps its memory between calls.
ValueShape shape_of(std::string_view value, std::string& folded);

}  // namespace newlyn::profile
