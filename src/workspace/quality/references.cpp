// SPDX-License-Identifier: MIT
// One join a reference; a key that stands there twice tells nothing and is left out.
#include "workspace/quality/references.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "workspace/sources/standardise_source.h"

namespace newlyn::workspace {
namespace {

using profile::QualityReference;
using profile::QualityRule;
using record::FieldKind;
using store::quote_name;

// Letters and digits alone, in small letters; null where there are none.
std::string folded(const std::string& value) {
  return fmt::format(R"(nullif(regexp_replace(lower({}), '[^\p{{L}}\p{{N}}]', '', 'g'), ''))",
                     value);
}

void check_column(const QualityReference& reference, const std::string& source,
                  const std::vector<std::string>& columns, const std::string& column) {
  if (std::find(columns.begin(), columns.end(), column) != columns.end()) return;
  throw Error(Code::request_invalid,
              fmt::format("{}: of the column '{}' of source '{}' nothing is stored. Name one of: "
                          "{}.",
                          reference.origin, column, source, fmt::join(columns, ", ")));
}

// The place of a date in the rows that is this column as it stands; nothing for other columns.
std::optional<size_t> date_place(const SourceRows& rows, const std::string& column) {
  for (size_t i = 0; i < rows.values.size(); ++i) {
    const QualityValue& value = rows.values[i];
    const bool date = value.form == FieldKind::date || value.form == FieldKind::birth_date;
    if (date && value.column == column) return i;
  }
  return std::nullopt;
}

struct Matter {
  store::Store& store;
  const SourceRows& rows;
  const QualityReference& reference;
  size_t place;

  std::string table() const { return fmt::format("newlyn_reference_{}", place); }
  std::string column(size_t compared) const {
    return fmt::format("newlyn_reference_{}_{}", place, compared);
  }
};

void check_columns(const Matter& matter) {
  const std::string& name = matter.reference.reference;
  std::vector<std::string> there;
  for (const source::KnownColumn& column : source::known_columns(matter.store, name)) {
    if (column.copied) there.push_back(column.name);
  }
  if (there.empty()) {
    throw Error(Code::source_missing,
                fmt::format("{}: the reference '{}' was never read. Read it first: newlyn source "
                            "read {}.",
                            matter.reference.origin, name, name));
  }
  for (const auto* pairs : {&matter.reference.key, &matter.reference.compare}) {
    for (const auto& [here, other] : *pairs) {
      check_column(matter.reference, matter.rows.definition.name, matter.rows.columns, here);
      check_column(matter.reference, name, there, other);
    }
  }
}

// The reference by key, with the values to compare. Dates as the days that they were read as.
void write_reference(const Matter& matter) {
  std::string keys;
  std::string numbers;
  std::string values;
  std::string joins;
  std::string filled;
  for (size_t i = 0; i < matter.reference.key.size(); ++i) {
    const std::string key = folded(fmt::format("r.{}", quote_name(matter.reference.key[i].second)));
    keys += fmt::format("{} AS key_{}, ", key, i);
    filled += fmt::format("{}{} IS NOT NULL", filled.empty() ? "" : " AND ", key);
    numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", i + 1);
  }
  const std::string relation = current_rows(matter.reference.reference);
  for (size_t i = 0; i < matter.reference.compare.size(); ++i) {
    const auto& [here, there] = matter.reference.compare[i];
    std::string value = folded("r." + quote_name(there));
    if (const auto place = date_place(matter.rows, here)) {
      const std::string table = fmt::format("newlyn_reference_day_{}", i);
      write_value_check(matter.store, {table, relation, quote_name(there),
                                       matter.rows.values[*place].form, there});
      joins += fmt::format(" LEFT JOIN {0} ON r.{1} = {0}.value", table, quote_name(there));
      value = table + ".day";
    }
    values += fmt::format("{}min({}) AS value_{}", i == 0 ? "" : ", ", value, i);
  }
  matter.store.run(fmt::format(
      "CREATE OR REPLACE TEMP TABLE {} AS SELECT {}{} FROM {} AS r{} WHERE {} GROUP BY {} HAVING "
      "count(*) = 1",
      matter.table(), keys, values, relation, joins, filled, numbers));
}

void join_reference(const Matter& matter) {
  std::string on;
  std::string values;
  for (size_t i = 0; i < matter.reference.key.size(); ++i) {
    on += fmt::format("{}{} = r.key_{}", i == 0 ? "" : " AND ",
                      folded("q." + quote_name(matter.reference.key[i].first)), i);
  }
  for (size_t i = 0; i < matter.reference.compare.size(); ++i) {
    values += fmt::format(", r.value_{} AS {}", i, matter.column(i));
  }
  matter.store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS SELECT q.*{1} FROM {0} q LEFT "
                  "JOIN {2} r ON {3}",
                  SourceRows::kTable, values, matter.table(), on));
}

}  // namespace

std::vector<QualityRule> reference_rules(store::Store& store, const SourceRows& rows,
                                         const QualityReference& reference, size_t place) {
  const Matter matter{store, rows, reference, place};
  check_columns(matter);
  write_reference(matter);
  join_reference(matter);
  std::vector<QualityRule> rules;
  for (size_t i = 0; i < reference.compare.size(); ++i) {
    const auto& [here, there] = reference.compare[i];
    QualityRule rule;
    std::string column;
    for (const unsigned char letter : here) {
      column += std::isalnum(letter) != 0 ? static_cast<char>(std::tolower(letter)) : '_';
    }
    rule.name = fmt::format("{}.{}", reference.reference, column);
    rule.dimension = reference.dimension;
    rule.words = fmt::format("{} agrees with {} of {}", here, there, reference.reference);
    const auto day = date_place(rows, here);
    const std::string value = day ? day_column(*day) : folded(quote_name(here));
    rule.applies = fmt::format("{} IS NOT NULL AND {} IS NOT NULL", value, matter.column(i));
    rule.holds = fmt::format("{} = {}", value, matter.column(i));
    rule.columns = {here};
    rule.origin = reference.origin;
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace newlyn::workspace
