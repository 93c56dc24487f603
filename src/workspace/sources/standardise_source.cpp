// SPDX-License-Identifier: MIT
// Columns out of the store, standard columns back into it through the appender.
#include "workspace/sources/standardise_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.h"
#include "base/error.h"
#include "record/field_kind.h"
#include "workspace/mapping/expression_faults.h"
#include "workspace/mapping/stored_yields.h"
#include "workspace/mapping/yield.h"

namespace newlyn::workspace {
namespace {

using store::quote_name;

// How the tables of this version differ from those of earlier ones, which are made again.
constexpr std::string_view kMadeWith = "with kinds, values, middle names and relations";

// Rows a value has on average in columns whose values are said to come again and again.
constexpr size_t kRepeatedMin = 4;

// What a table of standard records was made of: the run, and the version of the mapping. It stands
// in the comment of the table.
std::string made_of(store::Store& store, const std::string& table) {
  const auto rows = store.rows("SELECT comment FROM duckdb_tables() WHERE table_name = $1",
                               std::array{store::Parameter::of(std::string_view(table))});
  return rows.rows.empty() ? "" : rows.rows[0][0].value_or("");
}

// A table of what rows yield: its name, and the columns that the labels of a yield stand in.
struct LabelledTable {
  std::string name;
  std::vector<std::string> labels;
};

// Makes the table. Values that come again and again are packed by a dictionary, others by what
// texts share: left to itself the store would try both on all of them first. An encrypted file has
// one way for the two.
void create_table(store::Store& store, const LabelledTable& table, const Yielded& yielded) {
  const auto column_sql = [&](const std::string& name, bool repeated) {
    const char* packing = store.is_encrypted() ? "dict_fsst" : repeated ? "dictionary" : "fsst";
    return fmt::format("{} VARCHAR USING COMPRESSION {}", quote_name(name), packing);
  };
  std::string columns =
      column_sql("newlyn_native_id", false) + ", " + column_sql("newlyn_version", true);
  for (const std::string& label : table.labels) columns += ", " + column_sql(label, true);
  for (const auto& [kind, column] : yielded.records.columns) {
    const bool repeated = column.values.value_count() * kRepeatedMin <= column.row_count();
    columns += ", " + column_sql(column.name, repeated);
  }
  store.run(fmt::format("CREATE OR REPLACE TABLE {} ({})", quote_name(table.name), columns));
}

// Writes what rows yield into a table: keys, labels, standard columns.
void write_table(store::Store& store, const LabelledTable& table, const std::vector<Yield>& yields,
                 const Yielded& yielded) {
  store.give_back_memory();
  create_table(store, table, yielded);
  size_t begin = 0;
  for (size_t i = 0; i < yields.size(); ++i) {
    const std::vector<record::TextColumn>& keys = yielded.keys[i];
    const size_t rows = keys[0].row_count();
    std::vector<store::CodedRows> columns;
    for (const record::TextColumn& key : keys) columns.push_back({&key.values, key.codes});
    std::vector<record::ValueSet> labels(table.labels.size());
    const std::vector<record::ValueCode> same(rows, 1);
    for (size_t label = 0; label < labels.size(); ++label) {
      labels[label].append(yields[i].labels[label]);
      columns.push_back({&labels[label], same});
    }
    for (const auto& [kind, column] : yielded.records.columns) {
      columns.push_back({&column.values, std::span(column.codes).subspan(begin, rows)});
    }
    store.append_columns(table.name, columns);
    begin += rows;
  }
  // What each column is: its name does not tell it of identifiers and of a source's own words.
  for (const standardise::StandardColumn& column : yielded.records.columns) {
    store.run(fmt::format("COMMENT ON COLUMN {}.{} IS '{}'", quote_name(table.name),
                          quote_name(column.column.name),
                          record::field_kind_row(column.kind).name));
  }
}

// The columns of the definition as one record a row.
std::vector<Yield> plain_yield(store::Store& store, const source::Definition& definition) {
  Yield yield;
  yield.name = definition.name;
  yield.condition = "true";
  for (const source::KnownColumn& column : source::known_columns(store, definition.name)) {
    for (const source::MappedColumn& mapped : definition.columns) {
      const auto kind = record::field_kind_named(mapped.kind);
      if (mapped.name != column.name || !kind) continue;
      yield.expressions.push_back(quote_name(column.name));
      yield.columns.push_back({column.name, *kind, 1, ""});
    }
  }
  if (yield.columns.empty()) return {};
  return {yield};
}

// Every value of every record with its field, type and period, as the source has them: a view, for
// all of it stands in the rows.
void define_values(store::Store& store, const source::Definition& definition,
                   const source::Mapping& mapping, const std::vector<Yield>& yields) {
  const std::string rows = current_rows(definition.name);
  std::string values;
  for (size_t i = 0; i < mapping.records.size(); ++i) {
    for (const source::MappedField& field : mapping.records[i].fields) {
      values += values.empty() ? "" : " UNION ALL ";
      values += field_values_sql(mapping.records[i], field, rows, yields[i].condition);
    }
  }
  const std::string name = "value_" + definition.name;
  drop_made(store, name);
  if (values.empty()) return;
  store.run(
      fmt::format("CREATE VIEW {} (newlyn_native_id, newlyn_version, newlyn_record, field, value, "
                  "type, \"start\", \"end\") AS {}",
                  quote_name(name), values));
}

// The version of a mapping's text; a text that was never applied gets the next one.
int64_t version_of(store::Store& store, const std::string& source, const source::Mapping& mapping) {
  prepare_mappings(store);
  const std::array parameters = {store::Parameter::of(std::string_view(source)),
                                 store::Parameter::of(std::string_view(mapping.text)),
                                 store::Parameter::of(now_micros())};
  store.run(
      "INSERT INTO newlyn_mapping SELECT $1, (SELECT coalesce(max(version), 0) + 1 FROM "
      "newlyn_mapping WHERE source = $1), $3, $2 WHERE NOT EXISTS (SELECT 1 FROM newlyn_mapping "
      "WHERE source = $1 AND text = $2)",
      parameters);
  return store.number("SELECT version FROM newlyn_mapping WHERE source = $1 AND text = $2",
                      std::array{parameters[0], parameters[1]});
}

void write_mapped(store::Store& store, const source::Definition& definition,
                  const source::Mapping& mapping) {
  const std::string rows = current_rows(definition.name);
  const std::vector<Yield> records = stored_yields(definition.name, mapping);
  const std::vector<Yield> relations = relation_yields(mapping);
  write_table(store, {"standard_" + definition.name, {"newlyn_record", "newlyn_kind"}}, records,
              take_yields(store, rows, records));
  write_table(store,
              {"relation_" + definition.name, {"newlyn_relation", "newlyn_from", "newlyn_to"}},
              relations, take_yields(store, rows, relations));
  define_values(store, definition, mapping, records);
}

}  // namespace

void drop_made(store::Store& store, const std::string& name) {
  const bool view = store.number("SELECT count(*) FROM duckdb_views() WHERE view_name = $1",
                                 std::array{store::Parameter::of(std::string_view(name))}) > 0;
  store.run(fmt::format("DROP {} IF EXISTS {}", view ? "VIEW" : "TABLE", quote_name(name)));
}

bool is_standardised_by(store::Store& store, const std::string& source,
                        const source::Mapping& mapping) {
  const int64_t version = version_of(store, source, mapping);
  return made_of(store, "standard_" + source)
      .ends_with(fmt::format(" mapping {} {}", version, kMadeWith));
}

std::string current_rows(const std::string& source) {
  return fmt::format(
      "(SELECT * REPLACE (CAST(newlyn_version AS VARCHAR) AS newlyn_version) FROM ({}) WHERE "
      "newlyn_operation <> 'gone')",
      source::last_versions_sql(quote_name("record_" + source)));
}

void check_mapped_columns(store::Store& store, const source::Definition& definition,
                          const source::Mapping& mapping) {
  const auto stored =
      store.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = $1",
                 std::array{store::Parameter::of(std::string_view("record_" + definition.name))});
  for (const source::UsedColumn& used : source::used_columns(mapping)) {
    const bool there = std::any_of(stored.rows.begin(), stored.rows.end(), [&](const auto& row) {
      return row[0].value_or("") == used.name;
    });
    if (there) continue;
    throw Error(Code::request_invalid,
                fmt::format("The mapping of source '{0}' reads the column '{1}' ({2}), of which "
                            "nothing is stored. Correct sources/{0}.map.toml, or copy the column: "
                            "name it under [columns] of sources/{0}.toml and read again.",
                            definition.name, used.name, used.where));
  }
}

void prepare_mappings(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_mapping (source VARCHAR, version BIGINT, applied BIGINT, "
      "text VARCHAR)");
}

int64_t standardise_source(store::Store& store, const source::Definition& definition,
                           const std::optional<source::Mapping>& mapping, RunContext& run) {
  const int64_t last = source::last_complete_run(store, definition.name);
  if (last == 0) return 0;
  if (mapping) check_mapped_columns(store, definition, *mapping);
  const int64_t version = mapping ? version_of(store, definition.name, *mapping) : 0;
  const std::string table = "standard_" + definition.name;
  const std::string made = mapping ? fmt::format("{} mapping {} {}", last, version, kMadeWith)
                                   : fmt::format("{} {}", last, kMadeWith);
  if (made_of(store, table) == made) return version;
  const std::vector<Yield> plain = mapping ? std::vector<Yield>() : plain_yield(store, definition);
  if (!mapping && plain.empty()) return 0;
  run.step("standardising", [&] {
    store.give_back_memory();
    if (mapping) {
      check_expressions(store, definition, *mapping, current_rows(definition.name));
      write_mapped(store, definition, *mapping);
    } else {
      write_table(store, {table, {}}, plain,
                  take_yields(store, current_rows(definition.name), plain));
      for (const char* other : {"relation_", "value_"}) {
        drop_made(store, other + definition.name);
      }
    }
    store.run(fmt::format("COMMENT ON TABLE {} IS '{}'", quote_name(table), made));
  });
  return version;
}

}  // namespace newlyn::workspace
