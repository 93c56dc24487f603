// SPDX-License-Identifier: MIT
// What header words mean: the table behind recognition by header.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "record/field_kind.h"

namespace newlyn::profile {

/// What a word or a joined run of words in a header stands for.
enum class HeaderRole : uint8_t {
  kind,          // a field kind, in HeaderPhrase::kind
  plain_key,     // names the row's own key whatever the table is about: "id", "rec id"
  named_key,     // makes a key of the word before it: "... id"
  number_word,   // makes a number of the word before it: "... no", "... reference"
  truth,         // names a known answer: "cluster", "gold"
  group_key,     // names a thing that several rows may share: "person id"
  describes,     // after another phrase: describes that column, as in "phone type"
  marks,         // a mark about the row or another column: "verified", "flag", "opt in"
  other_person,  // the column is about somebody else: "mother", "next of kin"
  thing,         // names a thing that has a name of its own: "ward", as in "ward name"
  relation,      // points to another record: "rel pointer"
  neutral,       // changes nothing: "customer", "home", "of"
};

/// One joined, folded run of header words and its meaning. A run may stand in several rows
/// ("birthday" is a whole date or a day); the values then decide.
struct HeaderPhrase {
  std::string_view joined;  // without spaces: "lastname"
  HeaderRole role;
  record::FieldKind kind;  // for HeaderRole::kind
  double points;           // evidence when the run is the whole header
};

/// Every phrase, sorted by `joined`.
std::span<const HeaderPhrase> header_phrases();

/// The phrases equal to `joined`; empty when there is none.
std::span<const HeaderPhrase> header_phrases_for(std::string_view joined);

}  // namespace newlyn::profile
