// SPDX-License-Identifier: MIT
// Each different value is checked once; the store joins what was said of it to the rows.
#include "workspace/quality/source_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/error.h"
#include "base/threads.h"
#include "standardise/value_kind_of.h"
#include "workspace/mapping/expression_faults.h"
#include "workspace/quality/built_in_rules.h"
#include "workspace/quality/stored_columns.h"
#include "workspace/sources/standardise_source.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using standardise::CheckedValue;
using standardise::ValueClass;
using store::quote_name;
using store::quote_text;

constexpr size_t kValuesAtOnce = 1U << 14;

bool is_date(FieldKind form) { return form == FieldKind::date || form == FieldKind::birth_date; }

std::string state_column(size_t place) { return fmt::format("newlyn_state_{}", place); }

// Where the name of a column does not tell its kind, the field of the schema may.
const standardise::ValueKind* rule_of(const ValueCheck& check) {
  std::string small;
  for (const unsigned char letter : check.name) small += static_cast<char>(std::tolower(letter));
  if (check.form == FieldKind::account) {
    for (const char* name : {"uprn", "usrn"}) {
      if (small.find(name) != small.npos) return standardise::value_kind_named(name);
    }
  }
  return standardise::value_kind_of(check.form, check.name);
}

std::string_view state_of(ValueClass value_class, FieldKind form) {
  switch (value_class) {
    case ValueClass::missing:
    case ValueClass::temporary:
      return "stand-in";
    case ValueClass::impossible:
      // A postcode has to have the form; which areas are in use changes, and made-up ones are fine.
      return form == FieldKind::postcode ? "" : "wrong";
    case ValueClass::unreadable:
      return "wrong";
    default:
      return {};
  }
}

// Values of one column tell together how its dates are written; others are checked in parallel.
std::vector<CheckedValue> check_all(const standardise::ValueKind& rule, FieldKind form,
                                    const std::vector<std::string>& values) {
  const bool together = is_date(form) || form == FieldKind::sex;
  if (together) return standardise::check_values(rule, values);
  std::vector<CheckedValue> checked(values.size());
  parallel_ranges(values.size(), kValuesAtOnce, [&](size_t begin, size_t end) {
    const std::vector<std::string> part(values.begin() + static_cast<ptrdiff_t>(begin),
                                        values.begin() + static_cast<ptrdiff_t>(end));
    std::vector<CheckedValue> found = standardise::check_values(rule, part);
    std::move(found.begin(), found.end(), checked.begin() + static_cast<ptrdiff_t>(begin));
  });
  return checked;
}

std::string copied_columns(store::Store& store, SourceRows& rows) {
  std::string texts;
  for (const StoredColumn& column : stored_columns(store, rows.definition)) {
    rows.columns.push_back(column.name);
    texts += ", " + quote_name(column.name);
  }
  return texts;
}

void add_period(SourceRows& rows, QualityValue value, const std::string& start,
                const std::string& end) {
  if (start.empty() || end.empty()) return;
  value.form = FieldKind::date;
  for (const auto& [field, column] : {std::pair("start", &start), std::pair("end", &end)}) {
    value.field = field;
    value.column = *column;
    value.sql = fmt::format("CAST({} AS VARCHAR)", quote_name(*column));
    rows.values.push_back(value);
  }
}

void add_mapped(SourceRows& rows) {
  const std::vector<Yield> records = record_yields(*rows.mapping);
  for (size_t i = 0; i < records.size(); ++i) {
    const source::MappedRecord& record = rows.mapping->records[i];
    for (const source::MappedField& field : record.fields) {
      QualityValue value{record.name,
                         record.kind,
                         field.field,
                         field.column,
                         source::schema_field(record, field).kind,
                         value_sql(field),
                         records[i].condition};
      rows.values.push_back(value);
      value.record = fmt::format("{}.{}.{}", record.name, field.field, field.column);
      value.kind.clear();
      add_period(rows, value, field.start, field.end);
    }
  }
  const std::vector<Yield> relations = relation_yields(*rows.mapping);
  for (size_t i = 0; i < relations.size(); ++i) {
    const source::MappedRelation& relation = rows.mapping->relations[i];
    QualityValue value;
    value.record = fmt::format("{}.{}.{}", relation.kind, relation.from, relation.to);
    value.present = relations[i].condition;
    add_period(rows, value, relation.start, relation.end);
  }
}

// Without a mapping the definition says what columns are.
void add_defined(SourceRows& rows) {
  for (const source::MappedColumn& column : rows.definition.columns) {
    const auto form = record::field_kind_named(column.kind);
    const bool stored =
        std::find(rows.columns.begin(), rows.columns.end(), column.name) != rows.columns.end();
    if (!form || !stored) continue;
    rows.values.push_back(
        {"row", "", column.name, column.name, *form, quote_name(column.name), "true"});
  }
}

void write_values(store::Store& store, SourceRows& rows, const std::string& copied) {
  std::string texts = copied;
  for (size_t i = 0; i < rows.values.size(); ++i) {
    if (!rows.values[i].measured) continue;
    texts += fmt::format(", CASE WHEN {} THEN nullif(trim({}), '') END AS {}",
                         rows.values[i].present, rows.values[i].sql, value_column(i));
  }
  if (rows.mapping) {
    for (const Yield& yield : record_yields(*rows.mapping)) {
      texts +=
          fmt::format(", {} AS {}", yield.condition, quote_name("newlyn_present_" + yield.name));
    }
  }
  store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE newlyn_quality_values AS SELECT newlyn_native_id, "
                  "newlyn_version{} FROM {} AS newlyn_row",
                  texts, current_rows(rows.definition.name)));
}

void join_checks(store::Store& store, SourceRows& rows) {
  std::string texts;
  std::string joins;
  for (size_t i = 0; i < rows.values.size(); ++i) {
    if (!rows.values[i].measured) continue;
    const std::string table = fmt::format("newlyn_checked_{}", i);
    texts +=
        fmt::format(", {0}.state AS {1}, {0}.day AS {2}", table, state_column(i), day_column(i));
    joins += fmt::format(" LEFT JOIN {0} ON v.{1} = {0}.value", table, value_column(i));
  }
  store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} AS SELECT v.*{} FROM "
                  "newlyn_quality_values v{}",
                  SourceRows::kTable, texts, joins));
  store.run("DROP TABLE newlyn_quality_values");
  for (size_t i = 0; i < rows.values.size(); ++i) {
    store.run(fmt::format("DROP TABLE IF EXISTS newlyn_checked_{}", i));
  }
}

}  // namespace

std::string value_column(size_t place) { return fmt::format("newlyn_value_{}", place); }

std::string day_column(size_t place) { return fmt::format("newlyn_day_{}", place); }

std::string has_value_sql(size_t place) {
  return fmt::format("({} IS NOT NULL AND {} IS DISTINCT FROM 'stand-in')", value_column(place),
                     state_column(place));
}

std::string is_valid_sql(size_t place) { return fmt::format("({} IS NULL)", state_column(place)); }

std::vector<size_t> SourceRows::places_of(const std::string& record,
                                          const std::string& field) const {
  std::vector<size_t> places;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].record == record && values[i].field == field) places.push_back(i);
  }
  return places;
}

void write_value_check(store::Store& store, const ValueCheck& check) {
  store.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} (value VARCHAR, state VARCHAR, day "
                  "VARCHAR)",
                  check.table));
  const auto column = store.columns(fmt::format(
      "SELECT DISTINCT CAST({0} AS VARCHAR) AS v FROM {1} WHERE {0} IS NOT NULL ORDER BY v",
      check.sql, check.relation))[0];
  std::vector<std::string> values;
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    values.emplace_back(column.values[code]);
  }
  const standardise::ValueKind any = standardise::any_value_of(check.form);
  const standardise::ValueKind* rule = rule_of(check);
  const auto checked = check_all(rule == nullptr ? any : *rule, check.form, values);
  const auto appender = store.append(check.table);
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string_view state = state_of(checked[i].value_class, check.form);
    const bool day = is_date(check.form) && state.empty();
    if (state.empty() && !day) continue;
    appender->add_text(values[i]);
    if (state.empty()) {
      appender->add_null();
    } else {
      appender->add_text(state);
    }
    if (day) {
      appender->add_text(checked[i].comparable);
    } else {
      appender->add_null();
    }
    appender->end_row();
  }
  appender->close();
}

SourceRows load_source_rows(store::Store& store, const source::Definition& definition,
                            const std::optional<source::Mapping>& mapping, RunContext& run) {
  SourceRows rows;
  rows.definition = definition;
  rows.mapping = mapping;
  for (const source::SourceRun& one : source::source_runs(store, definition.name, 50)) {
    if (one.state != "complete" || rows.last.run != 0) continue;
    rows.last = one;
  }
  const std::string copied = copied_columns(store, rows);
  if (source::last_complete_run(store, definition.name) == 0 || copied.empty()) {
    throw Error(Code::source_missing,
                fmt::format("Source '{0}' was never read. Read it first: newlyn source read {0}.",
                            definition.name));
  }
  if (mapping) {
    check_mapped_columns(store, definition, *mapping);
    check_expressions(store, definition, *mapping, current_rows(definition.name));
    add_mapped(rows);
  } else {
    add_defined(rows);
  }
  for (QualityValue& value : rows.values) {
    value.checked = rule_of({"", "", "", value.form, value.column}) != nullptr;
    value.measured =
        value.checked || value.form == FieldKind::number || is_expected(value.kind, value.field);
  }
  run.step("taking rows", [&] { write_values(store, rows, copied); });
  run.step("checking values", [&] {
    for (size_t i = 0; i < rows.values.size(); ++i) {
      run.check_stop();
      const QualityValue& value = rows.values[i];
      if (!value.measured) continue;
      write_value_check(store, {fmt::format("newlyn_checked_{}", i), "newlyn_quality_values",
                                value_column(i), value.form, value.column});
    }
    join_checks(store, rows);
  });
  rows.rows = static_cast<uint64_t>(
      store.number(fmt::format("SELECT count(*) FROM {}", SourceRows::kTable)));
  return rows;
}

}  // namespace newlyn::workspace
