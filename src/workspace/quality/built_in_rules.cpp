// SPDX-License-Identifier: MIT
// One function for each family of rules.
#include "workspace/quality/built_in_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/clock.h"
#include "workspace/quality/age.h"

namespace newlyn::workspace {
namespace {

using profile::Dimension;
using profile::QualityRule;
using record::FieldKind;

// What a record of a kind is not much use without: one of some fields.
struct Expected {
  std::string_view kind;
  std::string_view name;  // what the rule is called
  std::string_view words;
  std::array<std::string_view, 4> fields;
};

constexpr std::array<Expected, 13> kExpected = {{
    {"person", "name", "a name", {"name.full", "name.family"}},
    {"person", "birth_date", "a date of birth", {"birth_date", "birth_year"}},
    {"organisation", "name", "a name", {"name.full"}},
    {"place",
     "address",
     "an address, a property number or a name",
     {"address.full", "address.line", "identifier.property", "name"}},
    {"account", "number", "a number", {"number"}},
    {"vehicle", "registration", "a registration", {"registration"}},
    {"event", "type", "a type", {"type"}},
    {"event", "start", "a start", {"start"}},
    {"service_involvement", "service", "a service", {"service"}},
    {"service_involvement", "start", "a start", {"start"}},
    {"marker", "type", "a type", {"type"}},
    {"marker", "owner", "an owner", {"owner"}},
    {"marker", "review_date", "a date of review", {"review_date"}},
}};

// Whether a row only gives the number of an event: another table tells what it was and when.
bool is_only_named(const source::MappedRecord& record) {
  return record.kind == "event" &&
         std::all_of(record.fields.begin(), record.fields.end(),
                     [](const source::MappedField& field) { return field.field == "identifier"; });
}

// Two dates of a record of which the second is not before the first.
struct DateOrder {
  std::string_view kind;  // empty: of a period
  std::string_view first;
  std::string_view second;
};

constexpr std::array<DateOrder, 7> kOrders = {{
    {"person", "birth_date", "death_date"},
    {"organisation", "founded", "dissolved"},
    {"account", "opened", "closed"},
    {"event", "start", "end"},
    {"service_involvement", "start", "end"},
    {"marker", "start", "end"},
    {"", "start", "end"},
}};

std::string present_column(const std::string& record) {
  return store::quote_name("newlyn_present_" + record);
}

/// Makes the rules of one source.
class Rules {
 public:
  explicit Rules(const SourceRows& rows) : rows_(rows) {}

  std::vector<QualityRule> take() { return std::move(rules_); }

  void add_presence();
  void add_validity();
  void add_numbers();
  void add_order();
  void add_generations();
  void add_reviews();
  void add_unique_numbers();
  void add_freshness(store::Store& store);

 private:
  void add(QualityRule rule);
  void add_expected(const source::MappedRecord& record, const Expected& expected);
  // The name of a value in rules: of its column as well where the field has several.
  std::string name_of(size_t place) const;
  static std::string day(size_t place) { return day_column(place); }
  std::string known_day(size_t place) const {
    return fmt::format("{} AND {} IS NOT NULL", has_value_sql(place), day(place));
  }

  const SourceRows& rows_;
  std::vector<QualityRule> rules_;
};

void Rules::add(QualityRule rule) {
  std::string name;  // columns may be called anything; names of rules can be typed
  for (const unsigned char letter : rule.name) {
    const bool plain = std::isalnum(letter) != 0 || letter == '.' || letter == '-';
    name += plain ? static_cast<char>(std::tolower(letter)) : '_';
  }
  rule.name = name;
  size_t copies = 1;
  const auto taken = [&] {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const QualityRule& one) { return one.name == rule.name; });
  };
  while (taken()) rule.name = fmt::format("{}.{}", name, ++copies);
  if (rule.origin.empty()) rule.origin = rows_.mapping ? "schema" : "definition";
  rules_.push_back(std::move(rule));
}

std::string Rules::name_of(size_t place) const {
  const QualityValue& value = rows_.values[place];
  const bool several = rows_.places_of(value.record, value.field).size() > 1;
  return several ? fmt::format("{}.{}.{}", value.record, value.field, value.column)
                 : fmt::format("{}.{}", value.record, value.field);
}

void Rules::add_expected(const source::MappedRecord& record, const Expected& expected) {
  QualityRule rule;
  rule.name = fmt::format("{}.{}.present", record.name, expected.name);
  rule.dimension = Dimension::completeness;
  rule.words = fmt::format("{} has {}", record.name, expected.words);
  rule.applies = present_column(record.name);
  for (const std::string_view field : expected.fields) {
    for (const size_t place : rows_.places_of(record.name, std::string(field))) {
      rule.holds += (rule.holds.empty() ? "" : " OR ") + has_value_sql(place);
      const std::string& column = rows_.values[place].column;
      if (!column.empty()) rule.columns.push_back(column);
    }
  }
  if (rule.holds.empty()) {
    rule.holds = "false";
    rule.words += "; no column of the mapping gives it";
  }
  add(std::move(rule));
}

void Rules::add_presence() {
  if (!rows_.mapping) return;
  for (const source::MappedRecord& record : rows_.mapping->records) {
    if (is_only_named(record)) continue;
    for (const Expected& expected : kExpected) {
      if (expected.kind == record.kind) add_expected(record, expected);
    }
  }
}

void Rules::add_validity() {
  for (size_t place = 0; place < rows_.values.size(); ++place) {
    const QualityValue& value = rows_.values[place];
    if (!value.checked) continue;
    QualityRule rule;
    rule.name = name_of(place) + ".valid";
    rule.dimension = Dimension::validity;
    const std::string_view what = record::field_kind_row(value.form).words;
    if (value.form == FieldKind::birth_date) {
      rule.words = fmt::format("{} is a day that exists and is not in the future", value.column);
    } else if (value.form == FieldKind::postcode) {
      rule.words = fmt::format("{} has the form of a postcode", value.column);
    } else {
      rule.words = fmt::format("{} is valid as {}", value.column, what);
    }
    rule.applies = has_value_sql(place);
    rule.holds = is_valid_sql(place);
    rule.columns = {value.column};
    add(rule);
    if (value.field != "death_date" && value.field != "founded") continue;
    rule.name = name_of(place) + ".not_in_future";
    rule.words = fmt::format("{} is not in the future", value.column);
    rule.applies = known_day(place);
    rule.holds = fmt::format("{} <= '{}'", day(place), now_text().substr(0, 10));
    add(std::move(rule));
  }
}

void Rules::add_numbers() {
  struct Range {
    std::string_view field;
    double least;
    double most;
  };
  constexpr std::array<Range, 2> kRanges = {{{"latitude", -90, 90}, {"longitude", -180, 180}}};
  for (size_t place = 0; place < rows_.values.size(); ++place) {
    const QualityValue& value = rows_.values[place];
    if (value.form != FieldKind::number) continue;
    const std::string number = fmt::format(
        "TRY_CAST(regexp_replace({}, '[£$€, ]', '', 'g') AS DOUBLE)", value_column(place));
    QualityRule rule;
    rule.name = name_of(place) + ".valid";
    rule.dimension = Dimension::validity;
    rule.words = fmt::format("{} is a number", value.column);
    rule.applies = has_value_sql(place);
    rule.holds = number + " IS NOT NULL";
    rule.columns = {value.column};
    for (const Range& range : kRanges) {
      if (range.field != value.field) continue;
      rule.words =
          fmt::format("{} is a number from {} to {}", value.column, range.least, range.most);
      rule.holds = fmt::format("{} BETWEEN {} AND {}", number, range.least, range.most);
    }
    add(std::move(rule));
  }
}

void Rules::add_order() {
  for (size_t first = 0; first < rows_.values.size(); ++first) {
    const QualityValue& value = rows_.values[first];
    for (const DateOrder& order : kOrders) {
      if (order.first != value.field || order.kind != value.kind) continue;
      for (const size_t second : rows_.places_of(value.record, std::string(order.second))) {
        const std::string length =
            fmt::format("least(length({}), length({}))", day(first), day(second));
        QualityRule rule;
        rule.name = fmt::format("{}.{}.not_before_{}", value.record, order.second, order.first);
        rule.dimension = Dimension::consistency;
        rule.words = fmt::format("{} is not before {}", rows_.values[second].column, value.column);
        rule.applies = fmt::format("{} AND {}", known_day(first), known_day(second));
        // Where only the year is told, years are compared.
        rule.holds =
            fmt::format("left({}, {}) >= left({}, {})", day(second), length, day(first), length);
        rule.columns = {value.column, rows_.values[second].column};
        add(std::move(rule));
      }
    }
  }
}

void Rules::add_generations() {
  if (!rows_.mapping) return;
  for (const source::MappedRelation& relation : rows_.mapping->relations) {
    if (relation.kind != "parent_of") continue;
    for (const size_t parent : rows_.places_of(relation.from, "birth_date")) {
      for (const size_t child : rows_.places_of(relation.to, "birth_date")) {
        QualityRule rule;
        rule.name = fmt::format("{}.older_than.{}", relation.from, relation.to);
        rule.dimension = Dimension::consistency;
        rule.words = fmt::format("{} was born before {}", relation.from, relation.to);
        rule.applies = fmt::format("{} AND {}", known_day(parent), known_day(child));
        rule.holds = fmt::format("left({}, 4) < left({}, 4)", day(parent), day(child));
        rule.columns = {rows_.values[parent].column, rows_.values[child].column};
        add(std::move(rule));
      }
    }
  }
}

void Rules::add_reviews() {
  for (size_t place = 0; place < rows_.values.size(); ++place) {
    const QualityValue& value = rows_.values[place];
    if (value.kind != "marker" || value.field != "review_date") continue;
    QualityRule rule;
    rule.name = name_of(place) + ".not_past";
    rule.dimension = Dimension::timeliness;
    rule.words = fmt::format("{} has been looked at by its date of review", value.record);
    rule.applies = known_day(place);
    for (const size_t end : rows_.places_of(value.record, "end")) {
      rule.applies += fmt::format(" AND NOT {}", has_value_sql(end));
    }
    rule.holds = fmt::format("{} >= '{}'", day(place), now_text().substr(0, 10));
    rule.columns = {value.column};
    add(std::move(rule));
  }
}

// A number that a state gave to one person stands in one record of a kind.
void Rules::add_unique_numbers() {
  for (size_t place = 0; place < rows_.values.size(); ++place) {
    const QualityValue& value = rows_.values[place];
    if (value.form != FieldKind::national_id || !value.checked) continue;
    const std::string plain =
        fmt::format("regexp_replace(upper({}), '[^A-Z0-9]', '', 'g')", value_column(place));
    const std::string good = fmt::format("{} AND {}", has_value_sql(place), is_valid_sql(place));
    QualityRule rule;
    rule.name = name_of(place) + ".unique";
    rule.dimension = Dimension::uniqueness;
    rule.words = fmt::format("{} stands in one row only", value.column);
    rule.applies = good;
    rule.holds =
        fmt::format("{} NOT IN (SELECT {} FROM {} WHERE {} GROUP BY 1 HAVING count(*) > 1)", plain,
                    plain, SourceRows::kTable, good);
    rule.columns = {value.column};
    add(std::move(rule));
  }
}

void Rules::add_freshness(store::Store& store) {
  const SourceAge age = age_of(store, rows_.definition);
  if (age.agreed_seconds == 0) return;
  QualityRule late;
  late.name = "latency";
  late.dimension = Dimension::timeliness;
  late.words = fmt::format("what is stored is not older than {}; it is {} old",
                           rows_.definition.latency, age_words(age.seconds));
  late.holds = age.seconds <= age.agreed_seconds ? "true" : "false";
  late.origin = "definition";
  add(std::move(late));
}

}  // namespace

bool is_expected(std::string_view kind, std::string_view field) {
  return std::any_of(kExpected.begin(), kExpected.end(), [&](const Expected& expected) {
    const auto& fields = expected.fields;
    return expected.kind == kind && std::find(fields.begin(), fields.end(), field) != fields.end();
  });
}

std::vector<QualityRule> built_in_rules(store::Store& store, const SourceRows& rows) {
  Rules rules(rows);
  rules.add_presence();
  rules.add_unique_numbers();
  rules.add_order();
  rules.add_generations();
  rules.add_freshness(store);
  rules.add_reviews();
  rules.add_validity();
  rules.add_numbers();
  return rules.take();
}

}  // namespace newlyn::workspace
