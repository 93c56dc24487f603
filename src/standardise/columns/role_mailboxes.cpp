// SPDX-License-Identifier: MIT
// Takes the addresses of offices away from people, after names and contacts are known.
#include <fmt/format.h>

#include "standardise/columns/groups.h"
#include "standardise/contact/email.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;
using record::ValueCode;

Piece* piece_of_kind(std::vector<Group>& groups, FieldKind kind) {
  for (Group& group : groups) {
    for (auto& [field, piece] : group.fields) {
      if (field == kind && !piece.empty()) return &piece;
    }
  }
  return nullptr;
}

// The list of addresses without those of offices.
std::string without_offices(std::string_view list) {
  std::string kept;
  while (!list.empty()) {
    const size_t end = list.find(' ');
    const std::string_view email = list.substr(0, end);
    if (!is_role_mailbox(email)) kept += (kept.empty() ? "" : " ") + std::string(email);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return kept;
}

// For each code that of its list without offices: itself where none is in it.
std::vector<ValueCode> personal_codes(Piece& emails) {
  const size_t count = emails.values.size();
  std::vector<ValueCode> codes(count, record::kNullCode);
  for (size_t code = 1; code < count; ++code) {
    std::string kept = without_offices(emails.values[code]);
    codes[code] = static_cast<ValueCode>(code);
    if (kept == emails.values[code]) continue;
    codes[code] = kept.empty() ? record::kNullCode : static_cast<ValueCode>(emails.values.size());
    if (!kept.empty()) emails.values.push_back(std::move(kept));
  }
  return codes;
}

}  // namespace

void leave_out_role_mailboxes(const Source& source, std::vector<Group>& groups) {
  Piece* emails = piece_of_kind(groups, FieldKind::email);
  const Piece* given = piece_of_kind(groups, FieldKind::given_name);
  const Piece* family = piece_of_kind(groups, FieldKind::family_name);
  if (emails == nullptr || (given == nullptr && family == nullptr)) return;
  const auto has = [](const Piece* names, size_t row) {
    return names != nullptr && !names->text(row).empty();
  };
  const std::vector<ValueCode> personal = personal_codes(*emails);
  size_t rows = 0;
  for (size_t row = 0; row < emails->codes.size(); ++row) {
    ValueCode& code = emails->codes[row];
    if (personal[code] == code || !(has(given, row) || has(family, row))) continue;
    code = personal[code];
    ++rows;
  }
  if (rows == 0) return;
  std::string names;
  for (const size_t column : source.columns_of(FieldKind::email)) {
    names += (names.empty() ? "" : ", ") + source.column(column).name;
  }
  groups.front().findings.notes.push_back(fmt::format(
      "{} of {}: {} people have the address of an office (such as info@), which says which body, "
      "not which person; it was not compared for them",
      names, source.input.source_name, rows));
}

}  // namespace newlyn::standardise
