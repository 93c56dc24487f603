// SPDX-License-Identifier: MIT
// The records and relations that rows yield under a mapping, as queries and as standard columns.
#pragma once

#include <string>
#include <vector>

#include "source/mapping.h"
#include "standardise/later.h"
#include "store/store.h"

namespace newlyn::workspace {

/// One kind of thing that rows yield: a record or a relation. The labels stand in columns of their
/// own.
struct Yield {
  std::string name;                      // of the record; of a relation "kind: from to"
  std::vector<std::string> labels;       // record: name, kind; relation: kind, from, to
  std::vector<std::string> expressions;  // SQL over a row, one a column
  std::vector<record::RecognisedColumn> columns;
  std::vector<std::string> places;  // of each column: "tenant_1 name.family"
  std::string condition;            // SQL: the row yields it
};

/// What the rows of a relation yield. Its rows have newlyn_native_id and newlyn_version.
struct Yielded {
  std::vector<std::vector<record::TextColumn>> keys;  // by yield: native id and version
  standardise::StandardRecords records;               // one below the other in the order of yields
};

/// The records of a mapping.
std::vector<Yield> record_yields(const source::Mapping& mapping);

/// Its relations: there where both records are.
std::vector<Yield> relation_yields(const source::Mapping& mapping);

/// The SQL of a value that is cleaned, over a row. It fails where its expression does.
std::string cleaned_sql(const source::MappedField& field);

/// The SQL of one value over a row. A value that cannot be cleaned is none.
std::string value_sql(const source::MappedField& field);

/// Takes what the rows of `relation` (stands after FROM) yield, and standardises all of it
/// together.
Yielded take_yields(store::Store& store, const std::string& relation,
                    const std::vector<Yield>& yields);

/// What the columns that rows of `relation` yield say about how their values are read.
standardise::KeptEvidence evidence_of(store::Store& store, const std::string& relation,
                                      const std::vector<Yield>& yields);

/// The same as take_yields of rows that came later, read by the evidence of those before them.
Yielded take_later_yields(store::Store& store, const std::string& relation,
                          const std::vector<Yield>& yields,
                          const standardise::KeptEvidence& evidence);

/// A query for the values that rows of `relation` have in one field of a record, with the type and
/// the period of each: native id, version, record, field, value, type, start, end.
std::string field_values_sql(const source::MappedRecord& record, const source::MappedField& field,
                             const std::string& relation, const std::string& condition);

/// The columns as loaded for one yield, behind the two keys.
std::vector<record::TextColumn> load_yield(store::Store& store, const std::string& relation,
                                           const Yield& yield);

}  // namespace newlyn::workspace
