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
  friend bool operator==(const PersonName&, const PersonName&) = default;
};

/// The given name of a value of a column of given names; titles and suffixes removed. Trailing
/// initials become the middle name: "John A." gives "john" and "a".
PersonName standardise_given_name(std::string_view text);

/// "van der berg", "oneill", "smith jones"; suffixes ("Jr", "OBE") removed.
std::string standardise_family_name(std::string_view text);

/// Further given names; titles and suffixes removed.
std::string standardise_middle_name(std::string_view text);

/// Parses a whole name: "Smith, Dr John A", "Mr J.A. van der Berg OBE", "ВАСИЛЬЕВ, Александр
/// Павлович", "王伟". A single word is a given name if it is a usual English one, else a family
/// name.
PersonName parse_full_name(std::string_view text);

}  // namespace newlyn::standardise
