// SPDX-License-Identifier: MIT
// Applies one rule to the distinct values of a column.
#include <algorithm>

#include "standardise/columns/groups.h"
#include "standardise/text/fold.h"
#include "standardise/text/placeholder.h"

namespace newlyn::standardise {

using record::FieldKind;
using record::ValueCode;

std::vector<size_t> Source::columns_of(FieldKind wanted) const {
  std::vector<size_t> found;
  for (size_t at = 0; at < input.columns->size(); ++at) {
    if (kind(at) == wanted) found.push_back(at);
  }
  return found;
}

std::vector<Piece> map_column(const Source& source, size_t column, const Rule& rule,
                              Findings& findings) {
  const record::TextColumn& values = source.column(column);
  const FieldKind kind = source.kind(column);
  const size_t count = values.values.value_count() + 1;
  std::vector<Piece> pieces(rule.outputs);
  for (Piece& piece : pieces) {
    piece.codes = values.codes;
    piece.values.resize(count);
  }
  std::vector<Outcome> outcomes(count, Outcome::good);
  for_each_value(values, [&](ValueCode code) {
    const std::string_view raw = values.values[code];
    if (is_placeholder(raw, fold_words(raw), kind)) {
      outcomes[code] = Outcome::placeholder;
      return;
    }
    std::vector<std::string> texts(rule.outputs);
    outcomes[code] = rule.apply(raw, texts);
    for (size_t at = 0; at < texts.size(); ++at) pieces[at].values[code] = std::move(texts[at]);
  });
  count_outcomes(values, outcomes, source.input.source_name, findings);
  return pieces;
}

Piece map_kind(const Source& source, FieldKind kind, const Rule& rule, Findings& findings) {
  Piece piece;
  for (const size_t column : source.columns_of(kind)) {
    std::vector<Piece> pieces = map_column(source, column, rule, findings);
    piece = first_of(std::move(piece), std::move(pieces.front()));
  }
  return piece;
}

}  // namespace newlyn::standardise
