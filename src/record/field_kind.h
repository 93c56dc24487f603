// SPDX-License-Identifier: MIT
// The standard schema: what a column can mean.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace newlyn::record {

/// What a column holds. Stored in models by name, never by number.
enum class FieldKind : uint8_t {
  full_name,          // a whole person name in one value: "Smith, Dr John A"
  given_name,
  middle_name,
  family_name,
  generation,         // senior, junior, III: which of several people of one name
  birth_date,         // a whole date in one value
  birth_day,          // parts of a birth date in columns of their own
  birth_month,
  birth_year,
  sex,
  organisation_name,
  entity_type,        // person or organisation
  full_address,       // several address parts in one value
  address_line,       // street line with or without its number
  house_number,
  town,
  county,             // county, state, province
  postcode,
  country,
  telephone,
  email,
  national_id,        // NHS number, National Insurance number, social security number, ...
  account,            // driving licence, passport, bank account, customer number of another body
  category,           // few distinct values: occupation, status
  number,             // a quantity
  date,               // a date that is not a birth date
  text,               // short text of unknown meaning
  free_text,          // sentences
  record_key,         // the row's own key: never compared
  source_name,        // names the source of the row: never compared
  truth,              // a known answer: never compared
  ignored,            // named by the person with --ignore
  empty,              // no value in any row
};

/// One row of the table of kinds: the word used on the command line and in models, plain words.
struct FieldKindRow {
  FieldKind kind;
  std::string_view name;
  std::string_view words;
};

/// All kinds in order of the enumeration.
std::span<const FieldKindRow> field_kinds() noexcept;

/// The row of `kind`. Never fails.
const FieldKindRow& field_kind_row(FieldKind kind) noexcept;

/// The kind called `name` ("family_name"; "surname", "forename", "dob" and similar everyday
/// words are understood too), or nothing.
std::optional<FieldKind> field_kind_named(std::string_view name) noexcept;

}  // namespace newlyn::record
