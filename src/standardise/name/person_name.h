// SPDX-License-Identifier: MIT
// Standardises given and family names and parses whole names into their parts.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The parts of a person's name, each as lower-case words. Empty: not there.
struct PersonName {
  std::string given;
  std::string middle;
  std::string family;
  std::string generation = {};  // a digit: "1" senior, "2" junior or ii, "3" iii
  friend bool operator==(const PersonName&, const PersonName&) = default;
};

/// The first of the given names of a value; titles and suffixes removed. What follows becomes the
/// middle name, as in a whole name: "Susan Margaret" gives "susan" and "margaret", "John A." gives
/// "john" and "a", "Mary-Jane" "mary" and "jane", so that the systems that write all of somebody's
/// names in one column, some of them or an initial say the same.
PersonName standardise_given_name(std::string_view text);

/// "van der berg", "oneill", "smith jones"; suffixes ("Jr", "OBE") removed.
PersonName standardise_family_name(std::string_view text);

/// Further given names; titles and suffixes removed.
PersonName standardise_middle_name(std::string_view text);

/// The generation in a value of a column of suffixes: "2" for "Jr.", "3" for "III, MD"; nothing for
/// a value without one. False when the value holds a word that is no suffix.
bool read_generation(std::string_view text, std::string& generation);

/// Parses a whole name: "Smith, Dr John A", "Mr J.A. van der Berg OBE", "ВАСИЛЬЕВ, Александр
/// Павлович", "王伟". A single word is a given name if it is a usual English one, else a family
/// name.
PersonName parse_full_name(std::string_view text);

}  // namespace newlyn::standardise
