// SPDX-License-Identifier: MIT
// What records declare of one another, as it is written: ends of relations, trusted ids. All of a
// record is one value.
#include <functional>
#include <map>

#include "record/declared_end.h"
#include "record/trusted_id.h"
#include "standardise/columns/groups.h"
#include "standardise/date/date.h"

namespace newlyn::standardise {
namespace {

using record::DeclaredEnd;
using record::FieldKind;
using record::ValueCode;

/// A date as far as it is sure: of "3/4/2020", which no column of dates explains, the year.
std::string sure_date(const std::string& text) {
  const Date today = current_date();
  const ParsedDate day_first = parse_date(text, {DayOrder::day_first, false, today});
  const ParsedDate month_first = parse_date(text, {DayOrder::month_first, false, today});
  const auto is_date = [](const ParsedDate& parsed) {
    return parsed.outcome == DateOutcome::date || parsed.outcome == DateOutcome::in_future;
  };
  if (!is_date(day_first) && !is_date(month_first)) return {};
  if (!is_date(day_first)) return date_text(month_first.date);
  if (!is_date(month_first) || day_first.date == month_first.date) return date_text(day_first.date);
  return date_text({day_first.date.year, 0, 0});
}

std::string ends_text(std::string_view raw) {
  std::vector<DeclaredEnd> ends = record::read_declared_ends(raw);
  for (DeclaredEnd& end : ends) {
    end.from = sure_date(end.from);
    end.until = sure_date(end.until);
  }
  return record::declared_ends_text(std::move(ends));
}

/// The ids as they are: what of several of one type counts is found out when they are read.
std::string ids_text(std::string_view raw) {
  std::vector<record::TrustedId> ids;
  while (!raw.empty()) {
    const size_t end = std::min(raw.find('\n'), raw.size());
    const std::string_view line = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    const size_t tab = std::min(line.find('\t'), line.size());
    if (tab + 1 >= line.size()) continue;
    ids.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
  }
  return record::trusted_ids_text(std::move(ids));
}

using Read = std::function<std::string(std::string_view)>;

/// Two pieces row by row: what both have in one value.
Piece both_of(Piece left, const Piece& right, const Read& read) {
  if (left.empty()) return right;
  Piece both;
  std::map<std::pair<ValueCode, ValueCode>, ValueCode> codes;
  both.values.emplace_back();
  for (size_t row = 0; row < left.codes.size(); ++row) {
    const auto [place, is_new] = codes.try_emplace({left.codes[row], right.codes[row]},
                                                   static_cast<ValueCode>(both.values.size()));
    if (is_new) both.values.push_back(read(left.text(row) + "\n" + right.text(row)));
    both.codes.push_back(place->second);
  }
  return both;
}

/// A standard column of declarations: which fields of the schema it is of, and how each is read.
struct Declared {
  std::string_view fields;  // how their names begin
  std::string_view name;
  Read read;
};

/// Adds what the columns of such fields say, by rows.
void add_declared(const Source& source, const Declared& declared, Group& group) {
  Piece all;
  const Rule rule{1, [&read = declared.read](std::string_view raw, std::span<std::string> texts) {
                    texts[0] = read(raw);
                    return texts[0].empty() ? Outcome::unreadable : Outcome::good;
                  }};
  for (const size_t column : source.columns_of(FieldKind::record_key)) {
    // Other keys are those of rows.
    if (!source.column(column).name.starts_with(declared.fields)) continue;
    all = both_of(std::move(all), map_column(source, column, rule, group.findings).front(),
                  declared.read);
  }
  if (!all.empty())
    group.own.push_back({std::string(declared.name), FieldKind::record_key, std::move(all)});
}

}  // namespace

Group standardise_relations(const Source& source) {
  Group group;
  add_declared(source, {"relation.", record::kRelationField, ends_text}, group);
  add_declared(source, {"identifier.trusted", record::kTrustedIdField, ids_text}, group);
  return group;
}

}  // namespace newlyn::standardise
