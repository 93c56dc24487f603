// SPDX-License-Identifier: MIT
// Standardises towns, counties (states, provinces) and countries.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The town as words: "st" becomes "saint", "mt" "mount", "ft" "fort"; a state at the end that
/// stands after a comma is removed.
std::string standardise_town(std::string_view text);

/// A state of the United States or Australia or a province of Canada in its short form ("ohio" to
/// "oh"); any other county as words.
std::string standardise_county(std::string_view text);

/// The two letters of ISO 3166 in lower case where the country is known (code of two or three
/// letters, or name in one of eight languages), else its words.
std::string standardise_country(std::string_view text);

/// "us", "au", "ca" or empty: the country whose state or province `words` names.
std::string_view region_country(std::string_view words);

/// The ISO code when `words` is the name of a country, empty otherwise. Codes of two letters are
/// not looked at: too many are also states or words.
std::string_view country_named(std::string_view words);

}  // namespace newlyn::standardise
