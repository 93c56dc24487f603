// SPDX-License-Identifier: MIT
// The table of field kinds.
#include "record/field_kind.h"

#include <array>

#include "base/check.h"

namespace newlyn::record {
namespace {

constexpr std::array<FieldKindRow, 33> kKinds = {{
    {FieldKind::full_name, "full_name", "whole name"},
    {FieldKind::given_name, "given_name", "given name"},
    {FieldKind::middle_name, "middle_name", "middle name"},
    {FieldKind::family_name, "family_name", "family name"},
    {FieldKind::generation, "generation", "generation after a name"},
    {FieldKind::birth_date, "birth_date", "date of birth"},
    {FieldKind::birth_day, "birth_day", "day of birth"},
    {FieldKind::birth_month, "birth_month", "month of birth"},
    {FieldKind::birth_year, "birth_year", "year of birth"},
    {FieldKind::sex, "sex", "sex"},
    {FieldKind::organisation_name, "organisation_name", "organisation name"},
    {FieldKind::entity_type, "entity_type", "person or organisation"},
    {FieldKind::full_address, "full_address", "whole address"},
    {FieldKind::address_line, "address_line", "address line"},
    {FieldKind::house_number, "house_number", "house number"},
    {FieldKind::town, "town", "town"},
    {FieldKind::county, "county", "county or state"},
    {FieldKind::postcode, "postcode", "postcode"},
    {FieldKind::country, "country", "country"},
    {FieldKind::telephone, "telephone", "telephone"},
    {FieldKind::email, "email", "e-mail"},
    {FieldKind::national_id, "national_id", "national identifier"},
    {FieldKind::account, "account", "other identifier"},
    {FieldKind::category, "category", "category"},
    {FieldKind::number, "number", "number"},
    {FieldKind::date, "date", "date"},
    {FieldKind::text, "text", "short text"},
    {FieldKind::free_text, "free_text", "free text"},
    {FieldKind::record_key, "record_key", "record key"},
    {FieldKind::source_name, "source_name", "name of the source"},
    {FieldKind::truth, "truth", "known answer"},
    {FieldKind::ignored, "ignored", "ignored"},
    {FieldKind::empty, "empty", "no values"},
}};

struct Alias {
  std::string_view word;
  FieldKind kind;
};

constexpr std::array<Alias, 22> kAliases = {{
    {"name", FieldKind::full_name},        {"forename", FieldKind::given_name},
    {"first_name", FieldKind::given_name}, {"surname", FieldKind::family_name},
    {"last_name", FieldKind::family_name}, {"dob", FieldKind::birth_date},
    {"date_of_birth", FieldKind::birth_date}, {"gender", FieldKind::sex},
    {"organisation", FieldKind::organisation_name},
    {"organization_name", FieldKind::organisation_name},
    {"company", FieldKind::organisation_name}, {"address", FieldKind::address_line},
    {"street", FieldKind::address_line},   {"city", FieldKind::town},
    {"state", FieldKind::county},          {"zip", FieldKind::postcode},
    {"phone", FieldKind::telephone},       {"id", FieldKind::record_key},
    {"key", FieldKind::record_key},        {"e-mail", FieldKind::email},
    {"ignore", FieldKind::ignored},        {"suffix", FieldKind::generation},
}};

}  // namespace

std::span<const FieldKindRow> field_kinds() noexcept { return kKinds; }

const FieldKindRow& field_kind_row(FieldKind kind) noexcept {
  return kKinds[static_cast<size_t>(kind)];
}

std::optional<FieldKind> field_kind_named(std::string_view name) noexcept {
  for (const FieldKindRow& row : field_kinds()) {
    if (row.name == name) return row.kind;
  }
  for (const Alias& alias : kAliases) {
    if (alias.word == name) return alias.kind;
  }
  return std::nullopt;
}

}  // namespace newlyn::record
