// SPDX-License-Identifier: MIT
// The word lists of lexicon/, compiled into the program and looked up by word.
#pragma once

#include <string_view>
#include <unordered_map>

namespace newlyn::standardise {

/// The text of the list lexicon/<list>.csv; empty for a name that is not a list.
std::string_view lexicon_text(std::string_view list) noexcept;

/// One word list: first column to the rest of the line. Words are ASCII and already folded.
class WordTable {
 public:
  /// Requires: `text` lives as long as the table (a lexicon_text does).
  explicit WordTable(std::string_view text);
  bool has(std::string_view word) const noexcept { return rows_.find(word) != rows_.end(); }
  /// What stands after the word, or an empty view when the word is not in the list.
  std::string_view find(std::string_view word) const noexcept {
    const auto row = rows_.find(word);
    return row == rows_.end() ? std::string_view() : row->second;
  }
  size_t size() const noexcept { return rows_.size(); }

 private:
  struct Hash {
    size_t operator()(std::string_view word) const noexcept;
  };
  std::unordered_map<std::string_view, std::string_view, Hash> rows_;
};

/// The table of the list of that name, made at first use.
const WordTable& titles();
const WordTable& suffixes();
const WordTable& particles();
const WordTable& family_endings();
const WordTable& sexes();
const WordTable& given_name_sexes();
const WordTable& months();
const WordTable& placeholders();
const WordTable& role_mailboxes();
const WordTable& identifier_types();
const WordTable& company_prefixes();
const WordTable& latin_letters();
const WordTable& legal_forms();
const WordTable& street_types();
const WordTable& unit_words();
const WordTable& directions();
const WordTable& regions();
const WordTable& uk_counties();
const WordTable& uk_postcode_areas();
const WordTable& country_words();

/// Splits "a,b" at its first comma; the second part is empty when there is none.
struct Fields {
  std::string_view first;
  std::string_view rest;
};
Fields split_field(std::string_view line) noexcept;

}  // namespace newlyn::standardise
