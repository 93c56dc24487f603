// SPDX-License-Identifier: MIT
// Columns of other kinds, each under its own name.
#include <algorithm>

#include "record/declared_end.h"
#include "standardise/columns/groups.h"
#include "standardise/columns/own_name.h"
#include "standardise/date/date.h"
#include "standardise/text/fold.h"
#include "standardise/text/number.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

bool keeps_own_name(FieldKind kind) {
  return kind == FieldKind::category || kind == FieldKind::number || kind == FieldKind::date ||
         kind == FieldKind::text || kind == FieldKind::free_text;
}

Rule rule_for(const Source& source, size_t column) {
  switch (source.kind(column)) {
    case FieldKind::number:
      return {1, [](std::string_view raw, std::span<std::string> texts) {
                texts[0] = standardise_number(raw);
                return texts[0].empty() ? Outcome::unreadable : Outcome::good;
              }};
    case FieldKind::date:
      return date_rule({source.evidence.day_order[column], false, current_date()});
    default:
      return {1, [](std::string_view raw, std::span<std::string> texts) {
                texts[0] = fold_words(raw);
                return Outcome::good;
              }};
  }
}

}  // namespace

Group standardise_own_columns(const Source& source) {
  Group group;
  for (size_t column = 0; column < source.input.columns->size(); ++column) {
    const FieldKind kind = source.kind(column);
    // The dates of relations stand in these.
    const bool is_of_relation = source.column(column).name.starts_with(record::kRowEndFields);
    if (!keeps_own_name(kind) || is_of_relation) continue;
    std::string name = own_column_name(source.column(column).name);
    const auto taken = [&](const std::string& candidate) {
      return std::any_of(group.own.begin(), group.own.end(),
                         [&](const OwnPiece& own) { return own.name == candidate; });
    };
    for (int number = 2; taken(name); ++number) {
      name = own_column_name(source.column(column).name) + "_" + std::to_string(number);
    }
    std::vector<Piece> pieces =
        map_column(source, column, rule_for(source, column), group.findings);
    group.own.push_back({std::move(name), kind, std::move(pieces.front())});
  }
  return group;
}

}  // namespace newlyn::standardise
