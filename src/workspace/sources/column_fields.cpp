// SPDX-License-Identifier: MIT
// The mapping says it; before there is one, the definition does.
#include "workspace/sources/column_fields.h"

#include <filesystem>
#include <iterator>
#include <utility>

#include "source/definition.h"
#include "source/mapping.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;

/// The standard fields that a value of this kind becomes; `name` is what it is called where it has
/// no kind of its own.
std::vector<std::string> standard_fields(FieldKind kind, const std::string& name) {
  switch (kind) {
    case FieldKind::full_name:
      return {"given_name", "middle_name", "family_name"};
    case FieldKind::birth_day:
    case FieldKind::birth_month:
    case FieldKind::birth_year:
      return {"birth_date"};
    case FieldKind::full_address:
      return {"house_number", "street", "town", "county", "postcode", "country"};
    case FieldKind::address_line:
      return {"house_number", "street"};
    case FieldKind::category:
    case FieldKind::number:
    case FieldKind::date:
    case FieldKind::text:
    case FieldKind::free_text:
      return {name};
    default:
      return {std::string(record::field_kind_row(kind).name)};
  }
}

void add_all(std::vector<std::string> more, std::vector<std::string>& fields) {
  std::move(more.begin(), more.end(), std::back_inserter(fields));
}

/// What the definition says of a column.
std::vector<std::string> defined_fields(const std::string& path, const std::string& source,
                                        const std::string& column) {
  for (const source::MappedColumn& one : source::read_definition(path, source).columns) {
    if (one.name != column) continue;
    return standard_fields(record::field_kind_named(one.kind).value_or(FieldKind::text), column);
  }
  return {};
}

}  // namespace

std::vector<std::string> fields_of_column(const Home& home, const std::string& source,
                                          const std::string& column) {
  std::vector<std::string> fields;
  const auto mapping = source::read_mapping(home.mapping_of(source));
  if (!mapping) {
    const std::string path = home.definition_of(source);
    return std::filesystem::exists(path) ? defined_fields(path, source, column) : fields;
  }
  for (const source::MappedRecord& record : mapping->records) {
    for (const source::MappedField& field : record.fields) {
      if (field.column != column) continue;
      add_all(standard_fields(source::schema_field(record, field).kind, field.field), fields);
    }
  }
  return fields;
}

std::vector<std::string> held_fields_of_column(const Home& home, const std::string& source,
                                               const std::string& column) {
  std::vector<std::string> fields;
  const auto mapping = source::read_mapping(home.mapping_of(source));
  if (!mapping) return fields;
  for (const source::MappedRecord& record : mapping->records) {
    for (const source::MappedField& field : record.fields) {
      if (field.column != column) continue;
      if (record.kind == "account") add_all({"bank_account", "held_account"}, fields);
      if (record.kind == "vehicle") add_all({"vehicle"}, fields);
      if (record.kind == "place" && field.field == "identifier.property") {
        add_all({"uprn"}, fields);
      }
    }
  }
  return fields;
}

std::vector<std::string> kinds_of_column(const Home& home, const std::string& source,
                                         const std::string& column) {
  std::vector<std::string> kinds;
  const auto mapping = source::read_mapping(home.mapping_of(source));
  if (!mapping) return kinds;
  for (const source::MappedRecord& record : mapping->records) {
    for (const source::MappedField& field : record.fields) {
      if (field.column == column) kinds.push_back(record.kind);
    }
  }
  return kinds;
}

}  // namespace newlyn::workspace
