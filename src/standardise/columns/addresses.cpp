// SPDX-License-Identifier: MIT
// Addresses: whole ones, street lines, and their parts in columns of their own.
//
// 1. All street lines of a row are joined and parsed together; a whole address serves where a row
//    has no street line.
// 2. A part with a column of its own is taken from there; the parsed text fills its gaps.
// 3. A town found at the end of a street line is no part of the street, unless the row has another
//    town: then it is a locality and stays in the street.
#include <algorithm>

#include "standardise/address/full_address.h"
#include "standardise/address/place.h"
#include "standardise/address/postcode.h"
#include "standardise/address/street.h"
#include "standardise/columns/groups.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;
using record::ValueCode;

struct AddressPieces {
  Piece house_number;
  Piece street;
  Piece street_with_town;
  Piece town;
  Piece county;
  Piece postcode;
  Piece country;
};

Rule text_rule(std::string (*standardise)(std::string_view)) {
  return {1, [standardise](std::string_view raw, std::span<std::string> texts) {
            texts[0] = standardise(raw);
            return Outcome::good;
          }};
}

// The raw texts of all columns of a kind by row, placeholders left out, joined by commas.
Piece raw_lines(const Source& source, FieldKind kind, Findings& findings) {
  const Rule as_written{1, [](std::string_view raw, std::span<std::string> texts) {
                          texts[0] = raw;
                          return Outcome::good;
                        }};
  std::vector<Piece> lines;
  for (const size_t column : source.columns_of(kind)) {
    lines.push_back(std::move(map_column(source, column, as_written, findings).front()));
  }
  return joined(std::move(lines));
}

// Parses every distinct text of `lines`.
AddressPieces parse_lines(Piece lines, bool whole) {
  AddressPieces out;
  if (lines.empty()) return out;
  const size_t count = lines.values.size();
  for (Piece* piece : {&out.house_number, &out.street, &out.street_with_town, &out.town,
                       &out.county, &out.postcode, &out.country}) {
    piece->codes = lines.codes;
    piece->values.resize(count);
  }
  for_each_index(count, [&](size_t at) {
    if (lines.values[at].empty()) return;
    AddressParts parts = parse_address(lines.values[at], whole);
    out.street_with_town.values[at] = parts.street;
    if (!parts.town.empty()) {
      if (!parts.street.empty()) out.street_with_town.values[at] += ' ';
      out.street_with_town.values[at] += parts.town;
    }
    out.house_number.values[at] = std::move(parts.house_number);
    out.street.values[at] = std::move(parts.street);
    out.town.values[at] = std::move(parts.town);
    out.county.values[at] = std::move(parts.county);
    out.postcode.values[at] = std::move(parts.postcode);
    out.country.values[at] = std::move(parts.country);
  });
  lines = {};
  for (Piece* piece : {&out.town, &out.county, &out.postcode, &out.country}) {
    const auto is_null = [](const std::string& value) { return value.empty(); };
    if (std::all_of(piece->values.begin(), piece->values.end(), is_null)) *piece = {};
  }
  if (out.town.empty()) out.street_with_town = {};
  return out;
}

AddressPieces merge(AddressPieces first, AddressPieces second) {
  first.house_number = first_of(std::move(first.house_number), std::move(second.house_number));
  first.street = first_of(std::move(first.street), std::move(second.street));
  first.street_with_town =
      first_of(std::move(first.street_with_town), std::move(second.street_with_town));
  first.town = first_of(std::move(first.town), std::move(second.town));
  first.county = first_of(std::move(first.county), std::move(second.county));
  first.postcode = first_of(std::move(first.postcode), std::move(second.postcode));
  first.country = first_of(std::move(first.country), std::move(second.country));
  return first;
}

// The street of each row, with the town found behind it where the row has another town.
Piece choose_street(AddressPieces& parsed, const Piece& own_town) {
  if (own_town.empty() || parsed.town.empty()) return std::move(parsed.street);
  Piece street = std::move(parsed.street);
  const auto offset = static_cast<ValueCode>(street.values.size());
  street.values.insert(street.values.end(), parsed.street_with_town.values.begin(),
                       parsed.street_with_town.values.end());
  for (size_t row = 0; row < street.codes.size(); ++row) {
    const std::string& found = parsed.town.text(row);
    const std::string& own = own_town.text(row);
    if (found.empty() || own.empty() || found == own) continue;
    street.codes[row] = offset + parsed.street_with_town.codes[row];
  }
  return street;
}

// A column of house numbers may hold "12 high street"; only its leading numbers count then.
Piece map_house_numbers(const Source& source, Findings& findings) {
  return map_kind(source, FieldKind::house_number, text_rule(standardise_house_number), findings);
}

Piece map_postcodes(const Source& source, Findings& findings) {
  const PostcodeCountry country = source.evidence.postcodes;
  const Rule rule{1, [country](std::string_view raw, std::span<std::string> texts) {
                    texts[0] = standardise_postcode(raw, country);
                    return Outcome::good;
                  }};
  return map_kind(source, FieldKind::postcode, rule, findings);
}

}  // namespace

Group standardise_addresses(const Source& source) {
  Group group;
  Findings& findings = group.findings;
  Piece town = map_kind(source, FieldKind::town, text_rule(standardise_town), findings);
  AddressPieces parsed =
      merge(parse_lines(raw_lines(source, FieldKind::address_line, findings), town.empty()),
            parse_lines(raw_lines(source, FieldKind::full_address, findings), true));
  Piece house_number = map_house_numbers(source, findings);
  Piece county = map_kind(source, FieldKind::county, text_rule(standardise_county), findings);
  Piece postcode = map_postcodes(source, findings);
  Piece country = map_kind(source, FieldKind::country, text_rule(standardise_country), findings);
  group.fields.emplace_back(FieldKind::house_number,
                            first_of(std::move(house_number), std::move(parsed.house_number)));
  group.fields.emplace_back(FieldKind::address_line, choose_street(parsed, town));
  group.fields.emplace_back(FieldKind::town, first_of(std::move(town), std::move(parsed.town)));
  group.fields.emplace_back(FieldKind::county,
                            first_of(std::move(county), std::move(parsed.county)));
  group.fields.emplace_back(FieldKind::postcode,
                            first_of(std::move(postcode), std::move(parsed.postcode)));
  group.fields.emplace_back(FieldKind::country,
                            first_of(std::move(country), std::move(parsed.country)));
  return group;
}

}  // namespace newlyn::standardise
