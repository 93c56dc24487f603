// SPDX-License-Identifier: MIT
// Rules that need the whole table: neighbours, kinds that a table holds once, employers.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "profile/evidence/score.h"
#include "record/text_column.h"

namespace newlyn::profile {

/// One column on its way to a kind.
struct Candidate {
  ColumnEvidence evidence;
  record::FieldKind kind = record::FieldKind::text;
  bool fixed = false;                   // a person said the kind, or there is no value
  bool by_header = false;               // there is no row, so that the header alone tells
  std::string note;                     // why a rule of the table changed the kind; empty: none did
  std::vector<record::FieldKind> lost;  // kinds that went to another column
};

/// The kind with most points; the earlier one in the enumeration where they are equal.
record::FieldKind best_kind(const KindPoints& points);

/// Chooses the kind of every candidate that is not fixed, by its points and by the rules below.
///
/// 1. Neighbours: a column of single words beside a given name is rather a family name, numbers
///    beside streets without numbers are house numbers, five digits beside an address are a
///    postcode, three small-number columns with a year of
///    birth are its day and month, a "name" beside a family name is a given name.
/// 2. A table holds one given name, birth date, town and so on; the column with most points keeps
///    the kind, the others fall to their next best. Numbered variants of one header
///    ("NAME_FIRST", "NAME_FIRST_2") all keep it.
/// 3. A company beside people's names in the same rows is where they work, not what they are.
///
/// Requires: candidates.size() == columns.size().
void settle_kinds(std::span<Candidate> candidates, std::span<const record::TextColumn> columns);

}  // namespace newlyn::profile
