// SPDX-License-Identifier: MIT
// Names of people and organisations, sex, and which of the two a record is.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "standardise/columns/groups.h"
#include "standardise/name/organisation.h"
#include "standardise/name/person_name.h"
#include "standardise/name/sex.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

/// The name parts of the rows of one input.
struct NamePieces {
  Piece given;
  Piece middle;
  Piece family;
  Piece organisation;
  Piece generation;
};

Rule one_text(std::string (*standardise)(std::string_view)) {
  return {1, [standardise](std::string_view raw, std::span<std::string> texts) {
            texts[0] = standardise(raw);
            return texts[0].empty() ? Outcome::unreadable : Outcome::good;
          }};
}

Rule part_and_generation(PersonName (*standardise)(std::string_view),
                         std::string PersonName::*part) {
  return {2, [standardise, part](std::string_view raw, std::span<std::string> texts) {
            PersonName name = standardise(raw);
            texts[0] = std::move(name.*part);
            texts[1] = std::move(name.generation);
            return texts[0].empty() ? Outcome::unreadable : Outcome::good;
          }};
}

/// The columns of one kind.
struct KindColumns {
  const Source& source;
  FieldKind kind;
};

// The first value of each row over all columns of that kind; adds the generations they tell.
Piece map_name_part(const KindColumns& columns, const Rule& rule, Piece& generation,
                    Findings& findings) {
  Piece part;
  for (const size_t column : columns.source.columns_of(columns.kind)) {
    std::vector<Piece> pieces = map_column(columns.source, column, rule, findings);
    part = first_of(std::move(part), std::move(pieces[0]));
    generation = first_of(std::move(generation), std::move(pieces[1]));
  }
  return part;
}

// "Kam Wing" and "Peter" of two columns: "wing peter". A column that repeats the other one, or its
// initial, adds nothing.
std::string joined_names(const std::string& further, const std::string& middle) {
  if (further.empty() || middle.starts_with(further)) return middle;
  if (middle.empty() || further.starts_with(middle)) return further;
  return further + " " + middle;
}

Piece in_one_column(const Piece& further, Piece middle) {
  if (further.empty()) return middle;
  if (middle.empty()) return further;
  std::map<std::pair<record::ValueCode, record::ValueCode>, record::ValueCode> known;
  for (size_t row = 0; row < middle.codes.size(); ++row) {
    if (further.text(row).empty()) continue;
    const auto both = std::pair(further.codes[row], middle.codes[row]);
    const auto [found, is_new] =
        known.emplace(both, static_cast<record::ValueCode>(middle.values.size()));
    if (is_new) middle.values.push_back(joined_names(further.text(row), middle.text(row)));
    middle.codes[row] = found->second;
  }
  return middle;
}

NamePieces map_parts(const Source& source, Findings& findings) {
  NamePieces parts;
  const Rule generation{1, [](std::string_view raw, std::span<std::string> texts) {
                          const bool understood = read_generation(raw, texts[0]);
                          return understood ? Outcome::good : Outcome::unreadable;
                        }};
  parts.generation = map_kind(source, FieldKind::generation, generation, findings);
  const Rule given{3, [](std::string_view raw, std::span<std::string> texts) {
                     PersonName name = standardise_given_name(raw);
                     texts[0] = std::move(name.given);
                     texts[1] = std::move(name.generation);
                     texts[2] = std::move(name.middle);
                     return texts[0].empty() && texts[2].empty() ? Outcome::placeholder
                                                                 : Outcome::good;
                   }};
  Piece further;  // given names after the first
  for (const size_t column : source.columns_of(FieldKind::given_name)) {
    std::vector<Piece> pieces = map_column(source, column, given, findings);
    // What follows a name that is not taken is not taken either.
    for (size_t row = 0; !parts.given.empty() && row < pieces[2].codes.size(); ++row) {
      if (!parts.given.text(row).empty()) pieces[2].codes[row] = record::kNullCode;
    }
    parts.given = first_of(std::move(parts.given), std::move(pieces[0]));
    parts.generation = first_of(std::move(parts.generation), std::move(pieces[1]));
    further = first_of(std::move(further), std::move(pieces[2]));
  }
  const Rule family = part_and_generation(standardise_family_name, &PersonName::family);
  parts.family =
      map_name_part({source, FieldKind::family_name}, family, parts.generation, findings);
  const Rule middle = part_and_generation(standardise_middle_name, &PersonName::middle);
  parts.middle =
      map_name_part({source, FieldKind::middle_name}, middle, parts.generation, findings);
  parts.middle = in_one_column(further, std::move(parts.middle));
  parts.organisation =
      map_kind(source, FieldKind::organisation_name, one_text(standardise_organisation), findings);
  return parts;
}

// What is made of a whole name, beside given, middle and family name.
constexpr size_t kGeneration = 3;
constexpr size_t kOrganisation = 4;
constexpr size_t kWholeName = 5;

// Parses whole names. The last output is the value as the name of an organisation, whether it
// looks like one or not.
std::vector<Piece> map_full_names(const Source& source, Findings& findings) {
  const Rule rule{6, [](std::string_view raw, std::span<std::string> texts) {
                    texts[kWholeName] = standardise_organisation(raw);
                    if (is_organisation_name(raw)) {
                      texts[kOrganisation] = texts[kWholeName];
                      return Outcome::good;
                    }
                    PersonName name = parse_full_name(raw);
                    texts[0] = std::move(name.given);
                    texts[1] = std::move(name.middle);
                    texts[2] = std::move(name.family);
                    texts[kGeneration] = std::move(name.generation);
                    const bool none = texts[0].empty() && texts[2].empty();
                    return none ? Outcome::unreadable : Outcome::good;
                  }};
  std::vector<Piece> full(rule.outputs);
  for (const size_t column : source.columns_of(FieldKind::full_name)) {
    std::vector<Piece> pieces = map_column(source, column, rule, findings);
    // A row takes all parts from the same column.
    if (full[kWholeName].empty()) {
      full = std::move(pieces);
      continue;
    }
    for (size_t at = 0; at < kWholeName; ++at) {
      Piece later = std::move(pieces[at]);
      for (size_t row = 0; row < later.codes.size(); ++row) {
        if (!full[kWholeName].text(row).empty()) later.codes[row] = record::kNullCode;
      }
      full[at] = first_of(std::move(full[at]), std::move(later));
    }
    full[kWholeName] = first_of(std::move(full[kWholeName]), std::move(pieces[kWholeName]));
  }
  return full;
}

void take(Piece& own, const Piece& other, size_t row, record::ValueCode offset) {
  own.codes[row] = other.text(row).empty() ? own.codes[row] : offset + other.codes[row];
}

// The piece with room for the values of `other`; their codes begin at the result.
record::ValueCode append_values(Piece& own, const Piece& other) {
  if (own.empty()) {
    own.codes.resize(other.codes.size());
    own.values.resize(1);
  }
  const auto offset = static_cast<record::ValueCode>(own.values.size());
  own.values.insert(own.values.end(), other.values.begin(), other.values.end());
  return offset;
}

// Fills the gaps of the parts from the parsed whole name. Where a part is there, the whole name
// must agree with it before it adds the others.
void fill_from_full(NamePieces& parts, const std::vector<Piece>& full) {
  const record::ValueCode given = append_values(parts.given, full[0]);
  const record::ValueCode middle = append_values(parts.middle, full[1]);
  const record::ValueCode family = append_values(parts.family, full[2]);
  const record::ValueCode generation = append_values(parts.generation, full[kGeneration]);
  for (size_t row = 0; row < full[0].codes.size(); ++row) {
    const std::string& own_given = parts.given.text(row);
    const std::string& own_family = parts.family.text(row);
    const bool given_agrees = own_given.empty() || own_given == full[0].text(row);
    const bool family_agrees = own_family.empty() || own_family == full[2].text(row);
    if (!given_agrees || !family_agrees) continue;
    if (own_given.empty()) take(parts.given, full[0], row, given);
    if (parts.middle.text(row).empty()) take(parts.middle, full[1], row, middle);
    if (own_family.empty()) take(parts.family, full[2], row, family);
    if (parts.generation.text(row).empty()) {
      take(parts.generation, full[kGeneration], row, generation);
    }
  }
}

// Records that are said to be organisations have their whole name as organisation name.
void move_organisations(const Piece& entity_type, std::vector<Piece>& full) {
  if (entity_type.empty()) return;
  const record::ValueCode offset = append_values(full[kOrganisation], full[kWholeName]);
  for (size_t row = 0; row < entity_type.codes.size(); ++row) {
    if (entity_type.text(row) != "organisation") continue;
    take(full[kOrganisation], full[kWholeName], row, offset);
    for (size_t at = 0; at < kOrganisation; ++at) full[at].codes[row] = record::kNullCode;
  }
}

void note_repeated_names(const Source& source, const NamePieces& parts, Findings& findings) {
  const std::vector<size_t> columns = source.columns_of(FieldKind::full_name);
  if (columns.empty() || (parts.given.empty() && parts.family.empty())) return;
  std::string names;
  for (const size_t column : columns) {
    if (!names.empty()) names += ", ";
    names += source.column(column).name;
  }
  findings.notes.push_back(
      fmt::format("{} of {} repeats given_name and family_name; it was not compared again", names,
                  source.input.source_name));
}

SexCodes sex_codes_of(const record::TextColumn& column) {
  bool h = false;
  bool m = false;
  bool f = false;
  bool two = false;
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const std::string words = fold_words(column.values[code]);
    h = h || words == "h";
    m = m || words == "m";
    f = f || words == "f";
    two = two || words == "2" || words == "2 0";
  }
  return {two, h && m && !f, h && f};
}

Piece map_sexes(const Source& source, Findings& findings) {
  Piece piece;
  for (const size_t column : source.columns_of(FieldKind::sex)) {
    const SexCodes codes = sex_codes_of(source.column(column));
    const Rule rule{1, [&codes](std::string_view raw, std::span<std::string> texts) {
                      if (raw == "0" || raw == "9" || raw == "u" || raw == "U") {
                        return Outcome::placeholder;
                      }
                      texts[0] = standardise_sex(raw, codes);
                      return texts[0].empty() ? Outcome::unreadable : Outcome::good;
                    }};
    std::vector<Piece> pieces = map_column(source, column, rule, findings);
    piece = first_of(std::move(piece), std::move(pieces.front()));
  }
  return piece;
}

}  // namespace

Group standardise_names(const Source& source) {
  Group group;
  NamePieces parts = map_parts(source, group.findings);
  Piece entity_type =
      map_kind(source, FieldKind::entity_type, one_text(standardise_entity_type), group.findings);
  std::vector<Piece> full = map_full_names(source, group.findings);
  if (!full[0].empty()) {
    note_repeated_names(source, parts, group.findings);
    move_organisations(entity_type, full);
    fill_from_full(parts, full);
    parts.organisation = first_of(std::move(parts.organisation), std::move(full[kOrganisation]));
  }
  group.fields.emplace_back(FieldKind::given_name, std::move(parts.given));
  group.fields.emplace_back(FieldKind::middle_name, std::move(parts.middle));
  group.fields.emplace_back(FieldKind::family_name, std::move(parts.family));
  group.fields.emplace_back(FieldKind::generation, std::move(parts.generation));
  group.fields.emplace_back(FieldKind::organisation_name, std::move(parts.organisation));
  group.fields.emplace_back(FieldKind::entity_type, std::move(entity_type));
  group.fields.emplace_back(FieldKind::sex, map_sexes(source, group.findings));
  return group;
}

}  // namespace newlyn::standardise
