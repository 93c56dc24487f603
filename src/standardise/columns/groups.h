// SPDX-License-Identifier: MIT
// The groups of fields that are standardised together, one file each: names, dates, addresses,
// contacts and identifiers, and the columns of other kinds.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "standardise/columns/evidence.h"
#include "standardise/columns/piece.h"
#include "standardise/standardise.h"

namespace newlyn::standardise {

/// One input and what was found out about its columns.
struct Source {
  const Input& input;
  const Evidence& evidence;

  /// The places of the columns of that kind, in the order of the input.
  std::vector<size_t> columns_of(record::FieldKind kind) const;
  const record::TextColumn& column(size_t at) const { return (*input.columns)[at]; }
  record::FieldKind kind(size_t at) const { return (*input.recognised)[at].kind; }
};

/// A column that keeps its own name.
struct OwnPiece {
  std::string name;
  record::FieldKind kind = record::FieldKind::text;
  Piece piece;
};

/// What one group makes of one input.
struct Group {
  std::vector<std::pair<record::FieldKind, Piece>> fields;
  std::vector<OwnPiece> own;
  Findings findings;
};

Group standardise_names(const Source& source);
Group standardise_dates(const Source& source);
Group standardise_addresses(const Source& source);
Group standardise_contacts(const Source& source);
Group standardise_identifiers(const Source& source);
Group standardise_relations(const Source& source);  // and trusted ids
Group standardise_own_columns(const Source& source);

/// Takes e-mail addresses of offices ("info@") away from the records that name a person, and notes
/// how many. Records of organisations keep them.
void leave_out_role_mailboxes(const Source& source, std::vector<Group>& groups);

/// A rule for one distinct value: writes its standard texts (one for each output) and says what
/// became of it. Called from many threads at once.
struct Rule {
  size_t outputs = 1;
  std::function<Outcome(std::string_view raw, std::span<std::string> texts)> apply;
};

/// The rule that reads dates into "1971-06-24".
Rule date_rule(const DateReading& reading);

/// Applies `rule` to every distinct value of a column that is no placeholder, and gives one piece
/// for each output. Counts what was null or not understood.
std::vector<Piece> map_column(const Source& source, size_t column, const Rule& rule,
                              Findings& findings);

/// The first value of each row over all columns of that kind, by a rule with one output.
Piece map_kind(const Source& source, record::FieldKind kind, const Rule& rule, Findings& findings);

}  // namespace newlyn::standardise
