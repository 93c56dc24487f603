// SPDX-License-Identifier: MIT
// The stored rows of a source as one table to measure: what is copied, the mapped values, and what
// the rules of their kinds say of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/mapping/yield.h"

namespace newlyn::workspace {

/// A value that the rows of a source give under its mapping.
struct QualityValue {
  std::string record;  // name of the record; of a relation "tenant_of tenant_1 home"
  std::string kind;    // of the schema; empty without a mapping and for relations
  std::string field;   // of the schema; "start" and "end" of relations and of values
  std::string column;  // of the source; empty for a text that is the same in every record
  record::FieldKind form = record::FieldKind::text;
  std::string sql;        // over a row
  std::string present;    // SQL: the row yields the record
  bool measured = false;  // some rule looks at it, so that the table has its columns
  bool checked = false;   // the rule of its kind says whether it is valid
};

/// SQL over a row of the table for the measured value at `place`. So for the others.
std::string value_column(size_t place);
/// See value_column. Not empty and no stand-in for "not known".
std::string has_value_sql(size_t place);
/// See value_column. Of a kind with a rule, and good under it.
std::string is_valid_sql(size_t place);
/// See value_column. The day that a date was read as: "1971-06-24", or "1971-06" or "1971" where
/// parts lack.
std::string day_column(size_t place);

/// The rows of one source.
struct SourceRows {
  static constexpr const char* kTable = "newlyn_quality_rows";  // temporary

  source::Definition definition;
  std::optional<source::Mapping> mapping;
  source::SourceRun last;            // the last complete run
  std::vector<std::string> columns;  // copied ones
  std::vector<QualityValue> values;
  uint64_t rows = 0;

  /// The place of a record's value of that field; nothing without one.
  std::vector<size_t> places_of(const std::string& record, const std::string& field) const;
};

/// Makes the table anew from the last versions of the records that are not gone. Throws
/// Error(source_missing) for a source that was never read, Error(request_invalid) for a mapping
/// that reads what is not stored.
SourceRows load_source_rows(store::Store& store, const source::Definition& definition,
                            const std::optional<source::Mapping>& mapping, RunContext& run);

/// A temporary table (value, state, day) with what the rule of a kind says of the different values
/// of a column: state "stand-in" or "wrong", null where a value is good.
struct ValueCheck {
  std::string table;
  std::string relation;  // stands after FROM
  std::string sql;       // the value, over its rows
  record::FieldKind form;
  std::string name;  // of the column, which tells what kind of identifier it is
};
void write_value_check(store::Store& store, const ValueCheck& check);

}  // namespace newlyn::workspace
