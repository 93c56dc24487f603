// SPDX-License-Identifier: MIT
// Words of the schema, of the kinds of column, or the name itself.
#include "workspace/files/plain_label.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "record/field_kind.h"
#include "record/schema.h"

namespace newlyn::workspace {
namespace {

/// Fields whose words elsewhere explain rather than name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kNames = {{
    {"address.full", "address"},
    {"birth_day", "day of birth"},
    {"birth_month", "month of birth"},
    {"birth_year", "year of birth"},
    {"identifier.national", "national number"},
    {"identifier.other", "reference number"},
    {"nhs_number", "NHS number"},
    {"ni_number", "NI number"},
    {"street", "street"},
    {"uprn", "UPRN"},
    {"usrn", "USRN"},
    {"vat_number", "VAT number"},
}};
/// Longer words explain, and so do those with marks between them.
constexpr size_t kNameLettersMax = 22;

std::string words_of(std::string_view field) {
  for (const auto& [name, words] : kNames) {
    if (name == field) return std::string(words);
  }
  for (const record::SchemaKind& kind : record::schema_kinds()) {
    const record::SchemaField* known = record::schema_field_named(kind, field);
    if (known == nullptr || known->words.size() > kNameLettersMax) continue;
    if (known->words.find_first_of(",:;") == std::string_view::npos) {
      return std::string(known->words);
    }
  }
  if (const auto kind = record::field_kind_named(field)) {
    return std::string(record::field_kind_row(*kind).words);
  }
  std::string text(field.substr(field.find('.') + 1));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace

std::string plain_label(std::string_view field) {
  std::string text = words_of(field);
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace newlyn::workspace
