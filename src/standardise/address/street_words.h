// SPDX-License-Identifier: MIT
// The words of an address between its commas, shared by the rules for streets and addresses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

using AddressWords = std::vector<std::string>;

/// Splits folded text at commas, semicolons and line ends into words; empty parts are left out.
/// A "#" becomes the word "no"; "p o box" becomes "po box"; "12-14" stays two words, "12 a" becomes
/// "12a" where a letter other than a direction follows a leading number.
std::vector<AddressWords> split_address(std::string_view folded);

/// Spells street types and directions out, in place: "st" at the end to "street", at the start to
/// "saint".
void spell_out(AddressWords& words);

/// True when the street name ends with this word: street, road, avenue, ...
bool ends_street(std::string_view word);

/// True for "12", "12a", "a12", "12b3": digits with at most two letters around them.
bool is_house_number(std::string_view word);

/// The numbers found in an address.
struct AddressNumbers {
  AddressWords units;  // flats, floors, suites
  AddressWords houses;

  /// Units first: "3 12a" for flat 3 of number 12a, however the address orders them.
  std::string text() const;
};

/// Moves the numbers of flats, floors and houses from `words` to `numbers`.
void take_numbers(AddressWords& words, AddressNumbers& numbers);

std::string join_address(const AddressWords& words);

}  // namespace newlyn::standardise
