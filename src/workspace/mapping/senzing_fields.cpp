// SPDX-License-Identifier: MIT
// One table of attributes.
//
// Source: the Senzing Entity Specification.
#include "workspace/mapping/senzing_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "store/store.h"

namespace newlyn::workspace {
namespace {

struct Attribute {
  std::string_view name;
  std::string_view of_person;        // field of the schema; empty: none
  std::string_view of_organisation;  // the same
};

constexpr auto kAttributes = std::to_array<Attribute>({
    {"NAME_FULL", "name.full", "name.full"},
    {"NAME_ORG", "", "name.full"},
    {"NAME_PREFIX", "name.title", ""},
    {"NAME_FIRST", "name.given", ""},
    {"NAME_MIDDLE", "name.middle", ""},
    {"NAME_LAST", "name.family", ""},
    {"NAME_SUFFIX", "name.generation", ""},
    {"DATE_OF_BIRTH", "birth_date", ""},
    {"DATE_OF_DEATH", "death_date", ""},
    {"GENDER", "sex", ""},
    {"ADDR_FULL", "address.full", "address.full"},
    {"ADDR_LINE1", "address.line", "address.line"},
    {"ADDR_LINE2", "address.line", "address.line"},
    {"ADDR_LINE3", "address.line", "address.line"},
    {"ADDR_LINE4", "address.line", "address.line"},
    {"ADDR_LINE5", "address.line", "address.line"},
    {"ADDR_LINE6", "address.line", "address.line"},
    {"ADDR_CITY", "address.town", "address.town"},
    {"ADDR_STATE", "address.county", "address.county"},
    {"ADDR_POSTAL_CODE", "address.postcode", "address.postcode"},
    {"ADDR_COUNTRY", "address.country", "address.country"},
    {"PHONE_NUMBER", "contact.telephone", "contact.telephone"},
    {"EMAIL_ADDRESS", "contact.email", "contact.email"},
    {"SSN_NUMBER", "identifier.national", ""},
    {"NATIONAL_ID_NUMBER", "identifier.national", "identifier.other"},
    {"TAX_ID_NUMBER", "identifier.national", "identifier.other"},
    {"PASSPORT_NUMBER", "identifier.other", ""},
    {"DRIVERS_LICENSE_NUMBER", "identifier.other", ""},
    {"OTHER_ID_NUMBER", "identifier.other", "identifier.other"},
    {"ACCOUNT_NUMBER", "identifier.other", "identifier.other"},
    {"TRUSTED_ID_NUMBER", "identifier.other", "identifier.other"},
    {"DUNS_NUMBER", "", "identifier.other"},
    {"LEI_NUMBER", "", "identifier.other"},
    {"NPI_NUMBER", "identifier.other", "identifier.other"},
    {"REL_ANCHOR_KEY", "relation.anchor", "relation.anchor"},
    {"REL_POINTER_KEY", "relation.pointer", "relation.pointer"},
});

/// A column: its attribute and which of several features it is of, from 1.
struct ColumnName {
  std::string attribute;
  int place = 1;
};

const Attribute* attribute_named(std::string_view name) {
  const auto found = std::find_if(kAttributes.begin(), kAttributes.end(),
                                  [&](const Attribute& one) { return one.name == name; });
  return found == kAttributes.end() ? nullptr : found;
}

ColumnName read_name(const std::string& column) {
  const size_t mark = column.rfind('_');
  if (attribute_named(column) != nullptr || mark == column.npos) return {column, 1};
  const std::string number = column.substr(mark + 1);
  const bool digits = !number.empty() && number.size() < 4 &&
                      std::all_of(number.begin(), number.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits ? ColumnName{column.substr(0, mark), std::stoi(number)} : ColumnName{column, 1};
}

bool has(const std::vector<std::string>& columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

/// SQL: what a row is about, in capital letters.
std::string type_sql(const std::vector<std::string>& columns) {
  const std::string named = has(columns, "NAME_ORG")
                                ? "CASE WHEN NAME_ORG IS NULL THEN 'PERSON' ELSE 'ORGANIZATION' END"
                                : "'PERSON'";
  if (!has(columns, "RECORD_TYPE")) return named;
  return fmt::format("coalesce(upper(nullif(trim(RECORD_TYPE), '')), {})", named);
}

/// Lines of a second address would be taken for further lines of the first.
bool is_second_address(const ColumnName& name) {
  return name.place > 1 && name.attribute.starts_with("ADDR_");
}

/// The column of another attribute of the same feature: of REL_POINTER_KEY_2 and "ROLE"
/// REL_POINTER_ROLE_2. Empty where there is none.
std::string beside(const std::vector<std::string>& columns, const std::string& key,
                   std::string_view part) {
  const ColumnName name = read_name(key);
  std::string other = name.attribute.substr(0, name.attribute.rfind('_') + 1) + std::string(part);
  if (name.place > 1) other += fmt::format("_{}", name.place);
  return has(columns, other) ? other : std::string();
}

/// Whether a column says more of an end of a relation or a trusted id whose key is among the
/// columns.
bool is_beside_key(const std::vector<std::string>& columns, const std::string& column) {
  for (const std::string& key : columns) {
    const std::string attribute = read_name(key).attribute;
    const bool is_key = attribute == "REL_ANCHOR_KEY" || attribute == "REL_POINTER_KEY" ||
                        attribute == "TRUSTED_ID_NUMBER";
    if (!is_key) continue;
    for (const std::string_view part : {"DOMAIN", "ROLE", "FROM_DATE", "THRU_DATE", "TYPE"}) {
      if (beside(columns, key, part) == column) return true;
    }
  }
  return false;
}

/// Which column goes to which field of a record of the mapping.
struct Placing {
  size_t record = 0;
  const std::string& column;
  std::string_view field;  // empty: none
};

void put(MapProposal& proposal, const std::vector<std::string>& columns, const Placing& placing) {
  const auto& [record, column, field] = placing;
  if (field.empty()) return;
  source::MappedRecord& into = proposal.mapping.records[record];
  source::MappedField mapped;
  mapped.field = field;
  mapped.column = column;
  mapped.remark = "attribute of Senzing records";
  if (field == "identifier.trusted") mapped.domain = beside(columns, column, "TYPE");
  if (field.starts_with("relation.")) {
    mapped.domain = beside(columns, column, "DOMAIN");
    mapped.role = beside(columns, column, "ROLE");
    mapped.start = beside(columns, column, "FROM_DATE");
    mapped.end = beside(columns, column, "THRU_DATE");
  }
  into.fields.push_back(mapped);
  proposal.fields.push_back({into.name, mapped.field, column, 1, mapped.remark, {}});
}

}  // namespace

bool is_senzing(const std::vector<std::string>& columns) {
  return has(columns, "DATA_SOURCE") && has(columns, "RECORD_ID");
}

std::string why_senzing_is_left(const std::string& column) {
  const ColumnName name = read_name(column);
  if (column == "DATA_SOURCE") return "the name of the source";
  if (attribute_named(name.attribute) != nullptr) {
    return is_second_address(name) ? "of a second address; one is compared" : "";
  }
  if (name.attribute.starts_with("REL_")) {
    return "of a disclosed relation, and no record has its key";
  }
  if (name.attribute.starts_with("EMPLOYER") || name.attribute.starts_with("GROUP_")) {
    return "a group that somebody is of; not compared";
  }
  for (const std::string_view end : {"_TYPE", "_COUNTRY", "_STATE", "_DOMAIN", "_DATE"}) {
    const bool says_more =
        name.attribute.ends_with(end) &&
        std::any_of(kAttributes.begin(), kAttributes.end(), [&](const Attribute& one) {
          const std::string_view stem(name.attribute.data(), name.attribute.find('_') + 1);
          return one.name.starts_with(stem);
        });
    if (says_more) return "says of what type, place or time another attribute is; not compared";
  }
  return "";
}

MapProposal propose_senzing(const std::vector<std::string>& columns) {
  MapProposal proposal;
  const std::string type = type_sql(columns);
  proposal.mapping.records = {{"person", "person", type + " = 'PERSON'", {}},
                              {"organisation",
                               "organisation",
                               type + " IN ('ORGANIZATION', 'ORGANISATION', 'BUSINESS', 'COMPANY')",
                               {}}};
  for (const std::string& column : columns) {
    const ColumnName name = read_name(column);
    const Attribute* attribute = attribute_named(name.attribute);
    if (column == "RECORD_ID" || column == "DATA_SOURCE") continue;
    if (is_beside_key(columns, column)) continue;
    if (attribute == nullptr || is_second_address(name)) {
      proposal.mapping.left_out.push_back(column);
      std::string why =
          column == "RECORD_TYPE" ? "says which record a row yields" : why_senzing_is_left(column);
      if (why.empty()) why = "no field of the schema is meant by this attribute";
      proposal.unmapped.emplace_back(column, std::move(why));
      continue;
    }
    put(proposal, columns, {0, column, attribute->of_person});
    put(proposal, columns, {1, column, attribute->of_organisation});
    // It is found by and compared as other numbers are, and decides besides.
    if (attribute->name == "TRUSTED_ID_NUMBER") {
      put(proposal, columns, {0, column, "identifier.trusted"});
      put(proposal, columns, {1, column, "identifier.trusted"});
    }
  }
  std::erase_if(proposal.mapping.records,
                [](const source::MappedRecord& record) { return record.fields.empty(); });
  return proposal;
}

}  // namespace newlyn::workspace
