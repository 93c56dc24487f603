// SPDX-License-Identifier: MIT
// What a reader may see, as plain values that rooms without a policy can apply.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::record {

/// How a value is shown.
enum class Masking : uint8_t {
  show,             // as it is
  hide,             // not at all, as if the source had no such field
  known,            // whether there is a value
  year,             // the year of a date
  outcode,          // the first half of a postcode
  last_characters,  // the last three characters
  pseudonym,        // a code that is the same for equal values and tells nothing else
};

/// The word of a masking in files: "show", "hide", "known", "year", "outcode", "last3",
/// "pseudonym".
std::string_view masking_name(Masking masking) noexcept;

/// The masking of a word, or nothing.
std::optional<Masking> masking_named(std::string_view name) noexcept;

/// Rows are seen only where the field has one of the values.
struct RowRule {
  std::string source;  // empty: in every source that has the field
  std::string field;
  std::vector<std::string> values;
  bool operator==(const RowRule&) const = default;
};

/// What an answer may be made of. What is not named may not be seen; it does not count either: not
/// in search, totals, suggestions, explanations or the score of a match.
struct AccessFilter {
  std::vector<std::string> sources;
  std::optional<std::vector<std::string>> kinds;  // of records; nothing: all
  std::map<std::string, Masking> fields;          // a field that is not named is hidden
  std::vector<RowRule> rows;                      // all must hold
  /// Records that may not be seen and yet are said to exist where nothing else of their entity is
  /// seen; all others are as if they were not there. A rule without a field is about all records of
  /// its source.
  std::vector<RowRule> sealed;

  /// Sources that not even which records are one entity may rest on. None of them is seen.
  std::vector<std::string> linked_without;

  /// Whether it hides nothing, whatever else it names: all sources, fields and rows.
  bool whole = false;

  /// Whether anything of the source may be seen.
  bool allows_source(std::string_view source) const;
  /// How the field is shown: hidden when it is not named.
  Masking masking_of(std::string_view field) const;
  /// Whether a row whose field has this value may be seen, as far as this field says.
  bool allows_row(std::string_view source, std::string_view field, std::string_view value) const;
  /// Whether anything of the source may be said to exist though it is not seen.
  bool seals_source(std::string_view source) const;
};

/// What both filters allow: the narrower of each.
AccessFilter both(const AccessFilter& left, const AccessFilter& right);

}  // namespace newlyn::record
