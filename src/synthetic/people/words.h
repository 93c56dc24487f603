// SPDX-License-Identifier: MIT
// The words of addresses, and other ways to write a given or family name.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::synthetic {

/// Other forms of a word: "William" to "Bill", "Will".
using Forms = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The sections of words.txt. Constant after construction.
struct Words {
  std::vector<std::string> street_names;
  std::vector<std::string> street_types;
  std::vector<std::string> house_names;
  std::vector<std::string> town_names;
  Forms short_streets;  // "Road" to "Rd"
  Forms nicknames;
  Forms spellings;
};

/// Reads the text of words.txt.
/// Throws Error(internal) when a section is missing or unknown.
Words read_words(std::string_view text);

/// Puts plain letters for accented Latin ones: "Łukasz" becomes "Lukasz". Other bytes stay.
std::string without_accents(std::string_view text);

/// Lower-case letters and digits of `text` only, for the name part of an e-mail address.
std::string mail_word(std::string_view text);

/// `text` with its ASCII letters in upper case; accented letters lose their accents first.
std::string upper_case(std::string_view text);

}  // namespace newlyn::synthetic
