// SPDX-License-Identifier: MIT
// Mappings as SQL over rows.
#include "workspace/mapping/yield.h"

#include <fmt/format.h>

#include <algorithm>

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using store::quote_name;
using store::quote_text;

// The name under which a value is standardised. That of an identifier tells its type, so it keeps
// the name of its column; others stand under their name in the schema.
std::string column_name(const source::MappedField& field, FieldKind kind) {
  const bool identifier = kind == FieldKind::national_id || kind == FieldKind::account;
  if (identifier && !field.column.empty()) return field.column;
  return field.field;
}

bool is_read_by(const source::MappedRecord& record, const std::string& column) {
  return std::any_of(record.fields.begin(), record.fields.end(),
                     [&](const source::MappedField& field) { return field.column == column; });
}

// An address that two tenants share says nothing about whether there is a second one.
bool is_shared(const source::Mapping& mapping, const std::string& column) {
  const auto readers =
      std::count_if(mapping.records.begin(), mapping.records.end(),
                    [&](const source::MappedRecord& one) { return is_read_by(one, column); });
  return readers > 1;
}

std::string presence_sql(const source::MappedRecord& record, const source::Mapping& mapping) {
  // TRY: a row that the condition fails for has no such record, and does not stop the others.
  if (!record.when.empty()) return fmt::format("(try({}) IS TRUE)", record.when);
  const bool has_own =
      std::any_of(record.fields.begin(), record.fields.end(), [&](const auto& field) {
        return !field.column.empty() && !is_shared(mapping, field.column);
      });
  std::string any;
  for (const source::MappedField& field : record.fields) {
    if (field.column.empty() || (has_own && is_shared(mapping, field.column))) continue;
    any += fmt::format("{}nullif(trim({}), '') IS NOT NULL", any.empty() ? "" : " OR ",
                       value_sql(field));
  }
  return any.empty() ? "true" : fmt::format("({})", any);
}

const source::MappedRecord& record_named(const source::Mapping& mapping, const std::string& name) {
  for (const source::MappedRecord& record : mapping.records) {
    if (record.name == name) return record;
  }
  return mapping.records.front();
}

/// SQL: a part of an end of a relation, without the tabs and line ends that divide them.
std::string part_sql(const std::string& value) {
  return fmt::format("coalesce(trim(regexp_replace({}, '\\s+', ' ', 'g')), '')", value);
}

std::string column_part_sql(const std::string& column) {
  if (column.empty()) return "''";
  return part_sql(fmt::format("CAST({} AS VARCHAR)", quote_name(column)));
}

/// SQL: what is standardised of a value. An end of a relation takes its parts along, as
/// declared_ends_text writes them, and a trusted id its type, as trusted_ids_text does.
std::string standard_sql(const source::MappedField& field, FieldKind kind) {
  const std::string value = value_sql(field);
  if (kind != FieldKind::record_key) return value;
  if (field.field == "identifier.trusted") {
    return fmt::format("CASE WHEN nullif({1}, '') IS NULL THEN NULL ELSE {0} || chr(9) || {1} END",
                       column_part_sql(field.domain), part_sql(value));
  }
  return fmt::format(
      "CASE WHEN nullif({1}, '') IS NULL THEN NULL ELSE concat_ws(chr(9), '{0}', {2}, {1}, {3}, "
      "{4}, {5}) END",
      field.field == "relation.anchor" ? "anchor" : "pointer", part_sql(value),
      column_part_sql(field.domain), column_part_sql(field.role), column_part_sql(field.start),
      column_part_sql(field.end));
}

void add_date(Yield& yield, const std::string& column, const std::string& name) {
  if (column.empty()) return;
  yield.expressions.push_back(fmt::format("CAST({} AS VARCHAR)", quote_name(column)));
  yield.columns.push_back({name, FieldKind::date, 1, ""});
  yield.places.push_back(fmt::format("{} {}", yield.labels[0], name));
}

/// Whether a relation says where somebody lives or has a seat.
bool is_residence(const std::string& relation) {
  return relation == "lives_at" || relation == "tenant_of" || relation == "located_at";
}

/// Since when and until when the address of a record was lived at: as its first address says, or
/// its relation to a place.
void add_address_period(Yield& yield, const source::MappedRecord& record,
                        const source::Mapping& mapping) {
  std::string start;
  std::string end;
  for (const source::MappedField& field : record.fields) {
    if (!field.field.starts_with("address.")) continue;
    if (start.empty()) start = field.start;
    if (end.empty()) end = field.end;
  }
  for (const source::MappedRelation& relation : mapping.relations) {
    if (relation.from != record.name || !is_residence(relation.kind)) continue;
    if (start.empty()) start = relation.start;
    if (end.empty()) end = relation.end;
  }
  add_date(yield, start, "address_start");
  add_date(yield, end, "address_end");
}

/// Since when and until when a telephone or an e-mail address was somebody's. One record has one
/// such period: where its fields have several, none is said of all of them.
void add_contact_period(Yield& yield, const source::MappedRecord& record,
                        std::string_view contact) {
  const source::MappedField* first = nullptr;
  for (const source::MappedField& field : record.fields) {
    if (field.field != fmt::format("contact.{}", contact)) continue;
    if (first == nullptr) first = &field;
    if (field.start != first->start || field.end != first->end) return;
  }
  if (first == nullptr) return;
  add_date(yield, first->start, fmt::format("{}_start", contact));
  add_date(yield, first->end, fmt::format("{}_end", contact));
}

}  // namespace

std::string cleaned_sql(const source::MappedField& field) {
  return fmt::format(
      "CAST(list_transform([CAST({} AS VARCHAR)], lambda value: ({}))[1] AS VARCHAR)",
      quote_name(field.column), field.clean);
}

std::string value_sql(const source::MappedField& field) {
  if (!field.text.empty()) return quote_text(field.text);
  if (field.clean.empty()) return fmt::format("CAST({} AS VARCHAR)", quote_name(field.column));
  return fmt::format("try({})", cleaned_sql(field));
}

std::vector<Yield> record_yields(const source::Mapping& mapping) {
  std::vector<Yield> yields;
  for (const source::MappedRecord& record : mapping.records) {
    Yield yield{record.name, {record.name, record.kind}, {}, {}, {}, presence_sql(record, mapping)};
    for (const source::MappedField& field : record.fields) {
      const FieldKind kind = source::schema_field(record, field).kind;
      yield.expressions.push_back(standard_sql(field, kind));
      yield.columns.push_back({column_name(field, kind), kind, 1, ""});
      yield.places.push_back(fmt::format("{} {}", record.name, field.field));
    }
    add_address_period(yield, record, mapping);
    add_contact_period(yield, record, "telephone");
    add_contact_period(yield, record, "email");
    yields.push_back(std::move(yield));
  }
  return yields;
}

std::vector<Yield> relation_yields(const source::Mapping& mapping) {
  std::vector<Yield> yields;
  for (const source::MappedRelation& relation : mapping.relations) {
    Yield yield;
    yield.name = fmt::format("{}: {} to {}", relation.kind, relation.from, relation.to);
    yield.labels = {relation.kind, relation.from, relation.to};
    yield.condition =
        fmt::format("{} AND {}", presence_sql(record_named(mapping, relation.from), mapping),
                    presence_sql(record_named(mapping, relation.to), mapping));
    add_date(yield, relation.start, "start");
    add_date(yield, relation.end, "end");
    yields.push_back(std::move(yield));
  }
  return yields;
}

std::vector<record::TextColumn> load_yield(store::Store& store, const std::string& relation,
                                           const Yield& yield) {
  std::string texts;
  for (size_t i = 0; i < yield.expressions.size(); ++i) {
    texts += fmt::format(", {} AS newlyn_value_{}", yield.expressions[i], i);
  }
  auto columns =
      store.columns(fmt::format("SELECT newlyn_native_id, newlyn_version{} FROM {} AS "
                                "newlyn_row WHERE {}",
                                texts, relation, yield.condition));
  for (size_t i = 0; i < yield.columns.size(); ++i) columns[i + 2].name = yield.columns[i].name;
  return columns;
}

namespace {

/// What rows yield, as it is given to the standardiser.
struct LoadedYields {
  std::vector<std::vector<record::TextColumn>> keys;
  std::vector<std::vector<record::TextColumn>> values;
  std::vector<std::vector<record::RecognisedColumn>> recognised;

  std::vector<standardise::Input> inputs(const std::vector<Yield>& yields) const {
    std::vector<standardise::Input> inputs;
    for (size_t i = 0; i < yields.size(); ++i) {
      inputs.push_back({yields[i].name, &values[i], &recognised[i]});
    }
    return inputs;
  }
};

LoadedYields load_yields(store::Store& store, const std::string& relation,
                         const std::vector<Yield>& yields) {
  LoadedYields loaded;
  for (const Yield& yield : yields) {
    std::vector<record::TextColumn> columns = load_yield(store, relation, yield);
    auto& keys = loaded.keys.emplace_back();
    for (size_t i = 0; i < 2; ++i) keys.push_back(std::move(columns[i]));
    columns.erase(columns.begin(), columns.begin() + 2);
    loaded.recognised.push_back(yield.columns);
    if (columns.empty()) {  // a relation without dates: its rows still count
      columns.push_back(keys[0]);
      columns.back().name = "newlyn_native_id";
      loaded.recognised.back().push_back({"newlyn_native_id", FieldKind::ignored, 1, ""});
    }
    loaded.values.push_back(std::move(columns));
  }
  return loaded;
}

/// Kinds of column whose values are read by what the whole column says.
bool gives_evidence(FieldKind kind) {
  return kind == FieldKind::birth_date || kind == FieldKind::date || kind == FieldKind::county ||
         kind == FieldKind::country || kind == FieldKind::postcode || kind == FieldKind::telephone;
}

}  // namespace

Yielded take_yields(store::Store& store, const std::string& relation,
                    const std::vector<Yield>& yields) {
  LoadedYields loaded = load_yields(store, relation, yields);
  // What loading took is wanted again at once.
  store.give_back_memory();
  Yielded yielded;
  yielded.records =
      standardise::standardise_records(loaded.inputs(yields), [&] { loaded.values.clear(); });
  yielded.keys = std::move(loaded.keys);
  return yielded;
}

standardise::KeptEvidence evidence_of(store::Store& store, const std::string& relation,
                                      const std::vector<Yield>& yields) {
  std::vector<Yield> of = yields;
  for (Yield& yield : of) {
    for (size_t i = 0; i < yield.columns.size(); ++i) {
      if (!gives_evidence(yield.columns[i].kind)) yield.expressions[i] = "CAST(NULL AS VARCHAR)";
    }
  }
  return standardise::keep_evidence(load_yields(store, relation, of).inputs(of));
}

Yielded take_later_yields(store::Store& store, const std::string& relation,
                          const std::vector<Yield>& yields,
                          const standardise::KeptEvidence& evidence) {
  LoadedYields loaded = load_yields(store, relation, yields);
  Yielded yielded;
  yielded.records = standardise::standardise_later(loaded.inputs(yields), evidence);
  yielded.keys = std::move(loaded.keys);
  return yielded;
}

std::string field_values_sql(const source::MappedRecord& record, const source::MappedField& field,
                             const std::string& relation, const std::string& condition) {
  const auto column = [](const std::string& name) {
    return name.empty() ? std::string("NULL") : quote_name(name);
  };
  const std::string value = value_sql(field);
  return fmt::format(
      "SELECT newlyn_native_id, newlyn_version, {}, {}, {}, nullif({}, ''), CAST({} AS VARCHAR), "
      "CAST({} AS VARCHAR) FROM {} AS newlyn_row WHERE {} AND nullif(trim({}), '') IS NOT NULL",
      quote_text(record.name), quote_text(field.field), value, quote_text(field.type),
      column(field.start), column(field.end), relation, condition, value);
}

}  // namespace newlyn::workspace
