// SPDX-License-Identifier: MIT
// Rows that speak of several people and things: which column is about whom, and what it is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profile/profile.h"
#include "record/recognised_column.h"
#include "record/text_column.h"

namespace newlyn::profile {

/// What a column is about.
enum class PartyKind : uint8_t {
  subject,       // the person or thing that the row is about; headers need not say so
  person,        // a person named in the header: "mother", "joint tenant", "2"
  organisation,  // "school", "employer"
  property,      // "property", "site"
};

/// A column with the party it belongs to.
struct PartyColumn {
  record::RecognisedColumn column;  // recognised among the columns of its party alone
  PartyKind kind = PartyKind::subject;
  std::string party;               // "mother", "tenant_2", "site"; empty: the subject
  std::vector<std::string> words;  // of the header, in small letters, without those of the party
};

/// Recognises the columns of a table whose rows may name several people. Each party's columns are
/// recognised by themselves, so that two surnames are two people's. A party is told by words
/// ("mother_forename"), by numbers ("Surname 2"), or by a prefix before headers that stand there
/// without it too ("SURNAME", "P_SURNAME"); people are parties only where a name stands with them.
/// One answer a column, in their order.
std::vector<PartyColumn> recognise_parties(const std::vector<record::TextColumn>& columns,
                                           const ColumnWishes& wishes);

}  // namespace newlyn::profile
