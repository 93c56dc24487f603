// SPDX-License-Identifier: MIT
// Recognises the columns of one table: each by itself in parallel, then the table as a whole.
#include "profile/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/threads.h"
#include "profile/evidence/spelling.h"
#include "profile/evidence/table_sense.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;
using record::RecognisedColumn;
using record::TextColumn;

constexpr size_t kNamesListed = 20;
constexpr size_t kWideTable = 64;  // columns from which several share a range of work
constexpr size_t kColumnsInRange = 16;

std::string folded(std::string_view name) {
  std::string text;
  fold_latin(name, text);
  return text;
}

bool same_name(std::string_view left, std::string_view right) {
  return left == right || folded(left) == folded(right);
}

// What a person wished for the column called `name`.
std::optional<FieldKind> wished_kind(const std::string& name, const ColumnWishes& wishes) {
  if (!wishes.truth_column.empty() && same_name(name, wishes.truth_column)) {
    return FieldKind::truth;
  }
  if (!wishes.id_column.empty() && same_name(name, wishes.id_column)) return FieldKind::record_key;
  for (const std::string& ignored : wishes.ignored) {
    if (same_name(name, ignored)) return FieldKind::ignored;
  }
  for (const auto& [wished, kind] : wishes.kinds) {
    if (same_name(name, wished)) return kind;
  }
  return std::nullopt;
}

// What a header says by itself, where there is no row to ask.
FieldKind kind_by_header(const HeaderSense& header) {
  if (header.key == KeyWord::plain || header.key == KeyWord::named ||
      header.key == KeyWord::number) {
    return FieldKind::record_key;
  }
  const auto told = std::max_element(header.points.begin(), header.points.end());
  return *told > 0 ? static_cast<FieldKind>(told - header.points.begin()) : FieldKind::empty;
}

Candidate look_at(const TextColumn& column, const ColumnWishes& wishes) {
  Candidate candidate;
  if (const auto wished = wished_kind(column.name, wishes)) {
    candidate.fixed = true;
    candidate.kind = *wished;
    return candidate;
  }
  candidate.evidence.header = read_header(column.name);
  candidate.evidence.shape = shape_column(column);
  if (candidate.evidence.shape.filled == 0) {
    candidate.fixed = true;
    candidate.by_header = column.row_count() == 0;
    candidate.kind =
        candidate.by_header ? kind_by_header(candidate.evidence.header) : FieldKind::empty;
    return candidate;
  }
  score_column(candidate.evidence);
  return candidate;
}

RecognisedColumn describe(const std::string& name, const Candidate& candidate) {
  RecognisedColumn column;
  column.name = name;
  column.kind = candidate.kind;
  if (candidate.by_header && candidate.kind != FieldKind::empty) {
    column.confidence = confidence_of(candidate.evidence.header.points, candidate.kind);
    column.reason = fmt::format("header '{}'; there is no row yet", name);
    return column;
  }
  if (candidate.fixed) {
    column.confidence = 1;
    column.reason = candidate.kind == FieldKind::empty ? "no row has a value" : "as asked";
    return column;
  }
  KindPoints points = candidate.evidence.points;
  for (const FieldKind lost : candidate.lost) points[static_cast<size_t>(lost)] = 0;
  column.confidence = confidence_of(points, candidate.kind);
  column.reason = reason_for(name, candidate.evidence, candidate.kind);
  if (!candidate.note.empty()) {
    if (!column.reason.empty()) column.reason += "; ";
    column.reason += candidate.note;
  }
  if (column.reason.empty()) column.reason = "nothing known about the header or the values";
  return column;
}

// The wished names, in the order truth, id, ignored, kinds.
std::vector<std::string> wished_names(const ColumnWishes& wishes) {
  std::vector<std::string> names;
  if (!wishes.truth_column.empty()) names.push_back(wishes.truth_column);
  if (!wishes.id_column.empty()) names.push_back(wishes.id_column);
  names.insert(names.end(), wishes.ignored.begin(), wishes.ignored.end());
  for (const auto& [name, kind] : wishes.kinds) names.push_back(name);
  return names;
}

// The column names of all tables, each once, in order.
std::vector<std::string> column_names(const std::vector<std::vector<TextColumn>>& tables) {
  std::vector<std::string> names;
  for (const std::vector<TextColumn>& table : tables) {
    for (const TextColumn& column : table) names.push_back(column.name);
  }
  return names;
}

std::string list_names(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  size_t more = 0;
  for (const std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) != once.end()) continue;
    if (once.size() < kNamesListed) {
      once.push_back(name);
    } else {
      ++more;
    }
  }
  std::string text = fmt::format("{}", fmt::join(once, ", "));
  if (more > 0) text += fmt::format(" and {} more", more);
  return text;
}

}  // namespace

std::vector<RecognisedColumn> recognise_columns(const std::vector<TextColumn>& columns,
                                                const ColumnWishes& wishes) {
  std::vector<Candidate> candidates(columns.size());
  const size_t grain = columns.size() > kWideTable ? kColumnsInRange : 1;
  parallel_ranges(columns.size(), grain, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) candidates[i] = look_at(columns[i], wishes);
  });
  settle_kinds(candidates, columns);
  std::vector<RecognisedColumn> recognised;
  recognised.reserve(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    recognised.push_back(describe(columns[i].name, candidates[i]));
  }
  return recognised;
}

void check_wishes(const std::vector<std::vector<TextColumn>>& tables, const ColumnWishes& wishes) {
  const std::vector<std::string> wished = wished_names(wishes);
  if (wished.empty()) return;
  const std::vector<std::string> names = column_names(tables);
  for (const std::string& wish : wished) {
    const bool there = std::any_of(names.begin(), names.end(),
                                   [&](const std::string& name) { return same_name(name, wish); });
    if (there) continue;
    throw Error(Code::request_invalid,
                fmt::format("There is no column called '{}'. The columns are: {}. Name one of "
                            "these.",
                            wish, list_names(names)));
  }
}

}  // namespace newlyn::profile
