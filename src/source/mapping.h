// SPDX-License-Identifier: MIT
// What the columns of a source mean under the standard schema. One readable file beside the
// definition; a row can yield several records and relations between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/schema.h"

namespace newlyn::source {

/// One value of one field of a record.
struct MappedField {
  std::string field;   // of the schema: "name.family"
  std::string column;  // of the source; empty where `text` is given
  std::string text;    // the same value in every record
  std::string clean;   // SQL in which `value` is the column's text; empty: as it is
  std::string type;    // "home", "former": what kind of name, address, contact or identifier
  std::string start;   // the column that says since when
  std::string end;     // the column that says until when
  std::string remark;  // how sure the proposal is and why; a comment in the file
  // Of a relation or trusted id: the column that says whose names these are.
  std::string domain = {};
  std::string role = {};  // of a pointer: the column that says what this record is to the other
};

/// One record that a row yields.
struct MappedRecord {
  std::string name;  // unique in the mapping: "tenant_2"
  std::string kind;  // of the schema
  std::string when;  // SQL over the row; empty: when any of its columns has a value
  std::vector<MappedField> fields;
};

/// A relation between two records of one row.
struct MappedRelation {
  std::string kind;  // of the schema
  std::string from;  // names of records
  std::string to;
  std::string start;  // columns of the source
  std::string end;
};

/// The mapping of a source.
struct Mapping {
  std::vector<MappedRecord> records;
  std::vector<MappedRelation> relations;
  std::vector<std::string> left_out;  // copied columns that are meant to stay without a field
  std::string text;                   // the file as it was read
};

/// Reads the file of a mapping; nothing where there is none. Throws Error(request_invalid) with
/// file, line and remedy for what the schema does not know or what refers to no record.
std::optional<Mapping> read_mapping(const std::string& path);

/// The mapping as the text of its file, with comments for the person who changes it.
std::string mapping_text(std::string_view source, const Mapping& mapping);

/// The columns that a mapping reads by name, each once, with where each is used ("tenant_1
/// name.family"). Those that only stand inside SQL are not among them.
struct UsedColumn {
  std::string name;
  std::string where;
};
std::vector<UsedColumn> used_columns(const Mapping& mapping);

/// The schema's field behind one of the mapping. Requires: read_mapping accepted it.
const record::SchemaField& schema_field(const MappedRecord& record, const MappedField& field);

}  // namespace newlyn::source
