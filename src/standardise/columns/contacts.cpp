// SPDX-License-Identifier: MIT
// Telephone numbers, e-mail addresses and identifiers: fields that hold all values of a record.
#include <fmt/format.h>

#include <algorithm>

#include "standardise/columns/groups.h"
#include "standardise/columns/identifier_type.h"
#include "standardise/contact/email.h"
#include "standardise/contact/telephone.h"
#include "standardise/identifier.h"
#include "standardise/text/fold.h"
#include "standardise/text/placeholder.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;
using record::ValueCode;

constexpr size_t kTelephoneDigitsMin = 7;

// The values of one cell, sorted, each once, divided by spaces.
std::string list_of(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::string list;
  for (const std::string& value : values) {
    if (!list.empty() && !value.empty()) list.push_back(' ');
    list += value;
  }
  return list;
}

// The parts of a cell that holds several values.
std::vector<std::string_view> split_cell(std::string_view raw, std::string_view dividers) {
  std::vector<std::string_view> parts;
  while (!raw.empty()) {
    const size_t end = raw.find_first_of(dividers);
    const std::string_view part = raw.substr(0, end);
    if (part.find_first_not_of(' ') != std::string_view::npos) parts.push_back(part);
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
  }
  return parts;
}

bool has_whole_numbers(const std::vector<std::string_view>& parts) {
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return static_cast<size_t>(std::count_if(part.begin(), part.end(), is_digit)) >=
           kTelephoneDigitsMin;
  });
}

Outcome read_telephones(std::string_view raw, const std::string& region, std::string& list) {
  std::vector<std::string_view> parts = split_cell(raw, ";,|/");
  if (parts.size() > 1 && !has_whole_numbers(parts)) parts = {raw};
  std::vector<std::string> numbers;
  for (const std::string_view part : parts) {
    const std::string number = standardise_telephone(part, region);
    if (!is_placeholder(number, number, FieldKind::telephone)) numbers.push_back(number);
  }
  list = list_of(std::move(numbers));
  return list.empty() ? Outcome::unreadable : Outcome::good;
}

Outcome read_emails(std::string_view raw, std::string& list) {
  bool nobody = false;
  bool all_valid = true;
  std::vector<std::string> addresses;
  for (const std::string_view part : split_cell(raw, ";,|")) {
    Email email = standardise_email(part);
    nobody = nobody || email.placeholder;
    if (email.placeholder) continue;
    all_valid = all_valid && email.valid;
    // A text that is no address is still compared: often one character is missing.
    addresses.push_back(std::move(email.text));
  }
  list = list_of(std::move(addresses));
  if (list.empty()) return nobody ? Outcome::placeholder : Outcome::unreadable;
  return all_valid ? Outcome::good : Outcome::unreadable;
}

// Says how many identifiers have a known form.
void note_forms(const Source& source, size_t column, const Piece& piece, Findings& findings) {
  size_t nhs = 0;
  size_t wrong = 0;
  size_t ni = 0;
  for (const std::string& value : piece.values) {
    const IdentifierForm form = identifier_form(value);
    nhs += form == IdentifierForm::nhs_number ? 1 : 0;
    wrong += form == IdentifierForm::nhs_number_wrong ? 1 : 0;
    ni += form == IdentifierForm::ni_number ? 1 : 0;
  }
  const size_t values = piece.values.size() - 1;
  const std::string place =
      fmt::format("{} of {}", source.column(column).name, source.input.source_name);
  if (nhs * 2 > values) {
    findings.notes.push_back(
        fmt::format("{}: NHS numbers; {} distinct values have a wrong check digit and were kept",
                    place, wrong));
  } else if (ni * 2 > values) {
    findings.notes.push_back(fmt::format(
        "{}: National Insurance numbers; {} distinct values have another form and were kept", place,
        values - ni));
  }
}

// The columns of one kind of identifier.
struct TypedPieces {
  std::string_view type;
  std::vector<Piece> pieces;
};

// Adds the identifiers of one field kind: those whose column tells what they are under that name,
// so that a passport is never compared with a driving licence, the others under the field's name.
void add_identifiers(const Source& source, FieldKind kind, Group& group) {
  const Rule rule{1, [](std::string_view raw, std::span<std::string> texts) {
                    texts[0] = standardise_identifier(raw);
                    return texts[0].empty() ? Outcome::unreadable : Outcome::good;
                  }};
  std::vector<TypedPieces> typed;
  for (const size_t column : source.columns_of(kind)) {
    Piece piece = std::move(map_column(source, column, rule, group.findings).front());
    if (kind == FieldKind::national_id) note_forms(source, column, piece, group.findings);
    const std::string_view type = identifier_type(source.column(column).name);
    auto same = std::find_if(typed.begin(), typed.end(),
                             [&](const TypedPieces& other) { return other.type == type; });
    if (same == typed.end()) same = typed.insert(typed.end(), {type, {}});
    same->pieces.push_back(std::move(piece));
  }
  for (const TypedPieces& one : typed) {
    if (one.type.empty()) {
      group.fields.emplace_back(kind, all_of(one.pieces));
    } else {
      group.own.push_back({std::string(one.type), kind, all_of(one.pieces)});
    }
  }
}

}  // namespace

Group standardise_contacts(const Source& source) {
  Group group;
  std::vector<Piece> telephones;
  for (const size_t column : source.columns_of(FieldKind::telephone)) {
    const std::string& region = source.evidence.region[column];
    const Rule rule{1, [&region](std::string_view raw, std::span<std::string> texts) {
                      return read_telephones(raw, region, texts[0]);
                    }};
    telephones.push_back(std::move(map_column(source, column, rule, group.findings).front()));
  }
  std::vector<Piece> emails;
  for (const size_t column : source.columns_of(FieldKind::email)) {
    const Rule rule{1, [](std::string_view raw, std::span<std::string> texts) {
                      return read_emails(raw, texts[0]);
                    }};
    emails.push_back(std::move(map_column(source, column, rule, group.findings).front()));
  }
  group.fields.emplace_back(FieldKind::telephone, all_of(telephones));
  group.fields.emplace_back(FieldKind::email, all_of(emails));
  return group;
}

Group standardise_identifiers(const Source& source) {
  Group group;
  add_identifiers(source, FieldKind::national_id, group);
  add_identifiers(source, FieldKind::account, group);
  return group;
}

}  // namespace newlyn::standardise
