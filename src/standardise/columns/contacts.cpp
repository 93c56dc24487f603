// SPDX-License-Identifier: MIT
// Telephone numbers, e-mail addresses and identifiers: fields that hold all values of a record.
#include <fmt/format.h>

#include <algorithm>

#include "standardise/columns/groups.h"
#include "standardise/columns/identifier_type.h"
#include "standardise/contact/email.h"
#include "standardise/contact/telephone.h"
#include "standardise/identifier.h"
#include "standardise/identifier/company_number.h"
#include "standardise/identifier/nhs_number.h"
#include "standardise/identifier/ni_number.h"
#include "standardise/identifier/vat_number.h"
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

// The standard form of an identifier of a column whose name tells `type`, or tells none. Where the
// rule of its type cannot read it, it is compared as text.
std::string read_identifier(std::string_view type, std::string_view raw) {
  if (type == "company_number") return check_company_number(raw).comparable;
  if (type == "vat") return check_vat_number(raw).comparable;
  std::string standard = standardise_identifier(raw);
  const bool may_be_ni = (type.empty() || type == "ni_number") && is_ni_shaped(standard);
  return may_be_ni ? check_ni_number(standard).comparable : standard;
}

// The values of a column that are no number of its kind.
struct Misfits {
  size_t values = 0;  // distinct ones
  uint64_t rows = 0;
};

Misfits count_misfits(const record::TextColumn& column, const Piece& piece,
                      CheckedValue (*check)(std::string_view)) {
  Misfits misfits;
  const std::vector<uint32_t> counts = column.counts();
  for (size_t code = 1; code < piece.values.size(); ++code) {
    if (piece.values[code].empty()) continue;
    const ValueClass found = check(piece.values[code]).value_class;
    if (found != ValueClass::impossible && found != ValueClass::unreadable) continue;
    ++misfits.values;
    misfits.rows += counts[code];
  }
  return misfits;
}

// Counts what is no NHS or National Insurance number in a column of them: one whose name tells it,
// or most of whose values are. Such values are kept, for they can be compared.
void count_wrong_numbers(const Source& source, size_t column, const Piece& piece,
                         Findings& findings) {
  size_t nhs = 0;
  size_t ni = 0;
  for (const std::string& value : piece.values) {
    const IdentifierForm form = identifier_form(value);
    nhs += form == IdentifierForm::nhs_number ? 1 : 0;
    ni += form == IdentifierForm::ni_number ? 1 : 0;
  }
  const size_t values = piece.values.size() - 1;
  const std::string_view type = identifier_type(source.column(column).name);
  const bool is_nhs = type == "nhs_number" || (type.empty() && nhs * 2 > values);
  const bool is_ni = type == "ni_number" || (type.empty() && ni * 2 > values);
  if (!is_nhs && !is_ni) return;
  const Misfits misfits =
      count_misfits(source.column(column), piece, is_nhs ? check_nhs_number : check_ni_number);
  findings.notes.push_back(fmt::format(
      "{} of {}: {} numbers; {} distinct values have a wrong {} and were kept",
      source.column(column).name, source.input.source_name, is_nhs ? "NHS" : "National Insurance",
      misfits.values, is_nhs ? "check digit or form" : "form"));
  if (misfits.rows == 0) return;
  findings.unreadable.push_back(
      {source.input.source_name, source.column(column).name, misfits.rows,
       is_nhs ? "no NHS number by its check digit or form; compared as text"
              : "no National Insurance number by its form; compared as text"});
}

// The columns of one kind of identifier.
struct TypedPieces {
  std::string_view type;
  std::vector<Piece> pieces;
};

// Adds the identifiers of one field kind: those whose column tells what they are under that name,
// so that a passport is never compared with a driving licence, the others under the field's name.
void add_identifiers(const Source& source, FieldKind kind, Group& group) {
  std::vector<TypedPieces> typed;
  for (const size_t column : source.columns_of(kind)) {
    const std::string_view type = identifier_type(source.column(column).name);
    const Rule rule{1, [type](std::string_view raw, std::span<std::string> texts) {
                      texts[0] = read_identifier(type, raw);
                      return texts[0].empty() ? Outcome::unreadable : Outcome::good;
                    }};
    Piece piece = std::move(map_column(source, column, rule, group.findings).front());
    if (kind == FieldKind::national_id) {
      count_wrong_numbers(source, column, piece, group.findings);
    }
    auto same = std::find_if(typed.begin(), typed.end(),
                             [&](const TypedPieces& other) { return other.type == type; });
    if (same == typed.end()) same = typed.insert(typed.end(), {type, {}});
    same->pieces.push_back(std::move(piece));
  }
  for (TypedPieces& one : typed) {
    if (one.type.empty()) {
      group.fields.emplace_back(kind, all_of(std::move(one.pieces)));
    } else {
      group.own.push_back({std::string(one.type), kind, all_of(std::move(one.pieces))});
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
  group.fields.emplace_back(FieldKind::telephone, all_of(std::move(telephones)));
  group.fields.emplace_back(FieldKind::email, all_of(std::move(emails)));
  return group;
}

Group standardise_identifiers(const Source& source) {
  Group group;
  add_identifiers(source, FieldKind::national_id, group);
  add_identifiers(source, FieldKind::account, group);
  return group;
}

}  // namespace newlyn::standardise
