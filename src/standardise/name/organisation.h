// SPDX-License-Identifier: MIT
// Standardises names of organisations.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The name as words, without "the" in front and without its legal form ("ltd", "gmbh & co kg");
/// single letters in a row are joined ("A.B.C. Taxis" to "abc taxis").
std::string standardise_organisation(std::string_view text);

/// True when the value ends in a legal form that no person's name has ("Acme Ltd").
bool is_organisation_name(std::string_view text);

/// "person", "organisation" or empty for a value of a column that says which of the two a record
/// is.
std::string standardise_entity_type(std::string_view text);

}  // namespace newlyn::standardise
