// SPDX-License-Identifier: MIT
// What records declare of one another, as it is written: ends of relations, trusted ids, and what a
// row says that somebody has: a property, a vehicle, an account. All of a record is one value.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "record/declared_end.h"
#include "record/trusted_id.h"
#include "standardise/columns/groups.h"
#include "standardise/date/date.h"
#include "standardise/identifier.h"
#include "standardise/identifier/property_number.h"
#include "standardise/identifier/vehicle_registration.h"

namespace newlyn::standardise {
namespace {

using record::DeclaredEnd;
using record::FieldKind;
using record::ValueCode;

using Read = std::function<std::string(std::string_view)>;

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

/// A date as the column reads it that it is from; without one as far as it is sure.
std::string date_of(const std::string& text, const std::optional<DayOrder>& order) {
  if (!order) return sure_date(text);
  const ParsedDate parsed = parse_date(text, {*order, false, current_date()});
  const bool is_date =
      parsed.outcome == DateOutcome::date || parsed.outcome == DateOutcome::in_future;
  return is_date ? date_text(parsed.date) : std::string();
}

std::string ends_text(std::string_view raw, const std::optional<DayOrder>& from,
                      const std::optional<DayOrder>& until) {
  std::vector<DeclaredEnd> ends = record::read_declared_ends(raw);
  for (DeclaredEnd& end : ends) {
    end.from = date_of(end.from, from);
    end.until = date_of(end.until, until);
  }
  return record::declared_ends_text(std::move(ends));
}

/// How a column of dates is read; nothing where there is none of that name.
std::optional<DayOrder> order_of(const Source& source, const std::string& name) {
  for (const size_t column : source.columns_of(FieldKind::date)) {
    if (source.column(column).name == name) return source.evidence.day_order[column];
  }
  return std::nullopt;
}

/// How the ends in a column are read: those of a row have the columns of their dates beside them.
Read reading_ends(const Source& source, const std::string& column) {
  const auto from = order_of(source, column + ".start");
  const auto until = order_of(source, column + ".end");
  return [from, until](std::string_view raw) { return ends_text(raw, from, until); };
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
  std::function<Read(const std::string& column)> reading;
};

/// The rule of a reading.
Rule rule_of(const Read& read) {
  return {1, [&read](std::string_view raw, std::span<std::string> texts) {
            texts[0] = read(raw);
            return texts[0].empty() ? Outcome::unreadable : Outcome::good;
          }};
}

/// Adds what the columns of such fields say, by rows.
void add_declared(const Source& source, const Declared& declared, Group& group) {
  Piece all;
  for (const size_t column : source.columns_of(FieldKind::record_key)) {
    // Other keys are those of rows.
    if (!source.column(column).name.starts_with(declared.fields)) continue;
    const Read read = declared.reading(source.column(column).name);
    // What was read once has dates in full, which are read as they are.
    all = both_of(std::move(all), map_column(source, column, rule_of(read), group.findings).front(),
                  declared.reading(""));
  }
  if (!all.empty())
    group.own.push_back({std::string(declared.name), FieldKind::record_key, std::move(all)});
}

/// A number of a property of the country; nothing for what is none.
std::string property_of(std::string_view raw) {
  const CheckedValue checked = check_uprn(raw);
  return checked.value_class == ValueClass::valid ? checked.comparable : std::string();
}

std::string vehicle_of(std::string_view raw) {
  if (identifier_of(raw).empty()) return {};
  return standardise_identifier(check_vehicle_registration(raw).comparable);
}

/// "12345678/123456": a number, and whose numbers these are where that is said behind a tab.
std::string account_of(std::string_view raw) {
  const size_t tab = std::min(raw.find('\t'), raw.size());
  const std::string number = identifier_of(raw.substr(0, tab));
  if (number.empty() || tab == raw.size()) return number;
  const std::string_view of = raw.substr(tab + 1);
  const std::string whose = identifier_of(of);
  return whose.empty() ? number : number + '/' + whose;
}

/// Adds what somebody has by the relations of a row: one column of all that the columns of that
/// name hold.
void add_held(const Source& source, const std::string& name, const Read& read, Group& group) {
  std::vector<Piece> pieces;
  for (const size_t column : source.columns_of(FieldKind::record_key)) {
    if (source.column(column).name != std::string(record::kHeldFields) + name) continue;
    pieces.push_back(std::move(map_column(source, column, rule_of(read), group.findings).front()));
  }
  if (pieces.empty()) return;
  group.own.push_back({name, FieldKind::record_key, all_of(std::move(pieces))});
}

}  // namespace

Group standardise_relations(const Source& source) {
  Group group;
  const auto ends = [&](const std::string& column) { return reading_ends(source, column); };
  const auto ids = [](const std::string&) -> Read { return ids_text; };
  add_declared(source, {"relation.", record::kRelationField, ends}, group);
  add_declared(source, {"identifier.trusted", record::kTrustedIdField, ids}, group);
  add_held(source, "uprn", property_of, group);
  add_held(source, "vehicle", vehicle_of, group);
  add_held(source, "bank_account", account_of, group);
  add_held(source, "held_account", account_of, group);
  return group;
}

}  // namespace newlyn::standardise
