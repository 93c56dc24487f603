// SPDX-License-Identifier: MIT
// Deleting leaves bytes in the pages of a database, so what is left is copied into a new one.
#include "workspace/rights/erased_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "base/error.h"
#include "source/definition.h"
#include "source/mapping.h"
#include "source/open_source.h"
#include "workspace/index/standard_records.h"
#include "workspace/keeping/manifest.h"
#include "workspace/rights/suppression.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using store::Parameter;
using store::quote_name;

Parameter text(const std::string& value) { return Parameter::of(std::string_view(value)); }

bool has_table(store::Store& store, const std::string& table) {
  return store.number(
             "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'store' AND "
             "table_name = $1",
             std::array{text(table)}) > 0;
}

/// The columns of a table that are the source's own.
std::vector<std::string> own_columns_of(store::Store& store, const std::string& table) {
  std::vector<std::string> columns;
  const auto rows = store.rows(
      "SELECT column_name FROM duckdb_columns() WHERE database_name = 'store' AND table_name = $1 "
      "AND NOT starts_with(column_name, 'newlyn_') ORDER BY column_index",
      std::array{text(table)});
  for (const auto& row : rows.rows) columns.push_back(row[0].value_or(""));
  return columns;
}

/// Whether the record of a row is somebody else: another person, or an organisation.
bool is_somebody_else(const index::EntityIndex& index, const std::string& entity,
                      const index::RecordKey& key, const std::string& kind) {
  if (kind == "organisation") return true;
  if (kind != "person") return false;
  const auto other = index.entity_of(key);
  return !other || *other != entity;
}

void settle_shared(store::Store& store, const Home& home, const index::EntityIndex& index,
                   ErasedRow& row) {
  const std::string table = "standard_" + row.source;
  if (!has_table(store, table)) return;
  const auto entity = index.entity_of({row.source + "/" + row.records.front(), row.native_id});
  if (!entity) return;  // the row is gone from its source
  const auto records = store.rows(
      fmt::format("SELECT newlyn_record, newlyn_kind FROM {} WHERE newlyn_native_id = $1",
                  quote_name(table)),
      std::array{text(row.native_id)});
  for (const auto& record : records.rows) {
    const std::string name = record[0].value_or("");
    if (std::find(row.records.begin(), row.records.end(), name) != row.records.end()) continue;
    row.is_shared |= is_somebody_else(index, *entity, {row.source + "/" + name, row.native_id},
                                      record[1].value_or(""));
  }
  if (row.is_shared) row.columns = own_columns_in(store, home, row.source, row.records);
}

void add_values(store::Store& store, const std::string& table, const ErasedRow& row,
                std::set<std::string>& values) {
  if (!has_table(store, table)) return;
  const bool is_record = table == "record_" + row.source;
  if (row.is_shared && !is_record && row.records.empty()) return;  // single fields go
  std::vector<std::string> columns =
      row.stays() && is_record ? row.columns : own_columns_of(store, table);
  std::string condition = "newlyn_native_id = $1";
  if (row.is_shared && !is_record) {
    std::vector<std::string> names;
    for (const std::string& name : row.records) names.push_back(store::quote_text(name));
    condition += fmt::format(" AND newlyn_record IN ({})", fmt::join(names, ", "));
  }
  for (const std::string& column : columns) {
    const auto rows = store.rows(
        fmt::format("SELECT DISTINCT CAST({0} AS VARCHAR) FROM {1} WHERE {2} AND {0} IS NOT NULL",
                    quote_name(column), quote_name(table), condition),
        std::array{text(row.native_id)});
    for (const auto& value : rows.rows) values.insert(value[0].value_or(""));
  }
}

constexpr const char* kGoing = "IN (SELECT native_id FROM newlyn_going)";

/// Puts native ids into a table that statements refer to.
void list_going(store::Store& store, const std::vector<std::string>& ids) {
  store.run("CREATE OR REPLACE TABLE newlyn_going (native_id VARCHAR)");
  const auto appender = store.append("newlyn_going");
  for (const std::string& id : ids) {
    appender->add_text(id);
    appender->end_row();
  }
  appender->close();
}

/// Takes out what was made of the rows.
void erase_made(store::Store& store, const RowGroup& group) {
  for (const char* made : {"standard_", "relation_", "value_"}) {
    const std::string table = made + group.source;
    if (!has_table(store, table)) continue;
    store.run(fmt::format("DELETE FROM {} WHERE newlyn_native_id {}", quote_name(table), kGoing));
  }
}

void erase_whole(store::Store& store, const RowGroup& group) {
  erase_made(store, group);
  const std::string table = "record_" + group.source;
  if (has_table(store, table)) {
    store.run(fmt::format("DELETE FROM {} WHERE newlyn_native_id {}", quote_name(table), kGoing));
  }
  store.run(fmt::format("DELETE FROM source_unseen WHERE source = $1 AND native_id {}", kGoing),
            std::array{text(group.source)});
}

void erase_part(store::Store& store, const RowGroup& group) {
  const std::string table = "record_" + group.source;
  std::vector<std::string> emptied;
  for (const std::string& column : group.columns) emptied.push_back(quote_name(column) + " = NULL");
  if (!emptied.empty()) {
    store.run(fmt::format("UPDATE {} SET {} WHERE newlyn_native_id {}", quote_name(table),
                          fmt::join(emptied, ", "), kGoing));
  }
  // The hash of what stood there would let a guess be tried.
  store.run(fmt::format("UPDATE {} SET newlyn_row_hash = {} WHERE newlyn_native_id {}",
                        quote_name(table), source::row_hash_sql(own_columns_of(store, table)),
                        kGoing));
  if (group.is_bare) return erase_made(store, group);
  for (const std::string& name : group.records) {
    const std::array theirs = {text(name)};
    for (const auto& [made, condition] :
         {std::pair{"standard_", "newlyn_record = $1"}, std::pair{"value_", "newlyn_record = $1"},
          std::pair{"relation_", "(newlyn_from = $1 OR newlyn_to = $1)"}}) {
      if (!has_table(store, made + group.source)) continue;
      store.run(fmt::format("DELETE FROM {} WHERE newlyn_native_id {} AND {}",
                            quote_name(made + group.source), kGoing, condition),
                theirs);
    }
  }
}

/// Takes the columns of the key out of a list of columns.
void take_out_key(const Home& home, const std::string& source, std::vector<std::string>& columns) {
  const std::string file = home.definition_of(source);
  if (!fs::exists(file)) return;
  const std::vector<std::string> key = source::read_definition(file, source).key;
  std::erase_if(columns, [&](const std::string& column) {
    return std::find(key.begin(), key.end(), column) != key.end();
  });
}

}  // namespace

std::vector<ErasedRow> rows_of(store::Store& store, const Home& home,
                               const index::EntityIndex& index,
                               const std::vector<index::RecordKey>& keys) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> records;
  for (const index::RecordKey& key : keys) {
    records[{source_of(key), key.id}].push_back(record_name_of(key));
  }
  std::vector<ErasedRow> rows;
  for (const auto& [place, names] : records) {
    ErasedRow& row = rows.emplace_back();
    row.source = place.first;
    row.native_id = place.second;
    row.records = names;
    settle_shared(store, home, index, row);
  }
  return rows;
}

std::vector<index::RecordKey> keys_of_kind(const Home& home, const std::vector<ErasedRow>& rows,
                                           std::string_view kind) {
  std::set<index::RecordKey> keys;
  for (const ErasedRow& row : rows) {
    if (kind == "person") {
      for (const std::string& name : row.records) {
        keys.insert({row.source + "/" + name, row.native_id});
      }
    }
    const auto mapping = source::read_mapping(home.mapping_of(row.source));
    if (!mapping || row.is_shared) continue;
    for (const source::MappedRecord& record : mapping->records) {
      if (record.kind == kind) keys.insert({row.source + "/" + record.name, row.native_id});
    }
  }
  return {keys.begin(), keys.end()};
}

std::vector<std::string> unmapped_columns(store::Store& store, const Home& home,
                                          const ErasedRow& row) {
  std::vector<std::string> columns = own_columns_of(store, "record_" + row.source);
  const auto mapping = source::read_mapping(home.mapping_of(row.source));
  if (!mapping) return columns;
  take_out_key(home, row.source, columns);
  const auto used = source::used_columns(*mapping);
  std::erase_if(columns, [&](const std::string& column) {
    return std::any_of(used.begin(), used.end(),
                       [&](const source::UsedColumn& one) { return one.name == column; });
  });
  return columns;
}

namespace {

/// A text in small letters, without blanks.
std::string compact(std::string value) {
  for (char& letter : value) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  std::erase(value, ' ');
  return value;
}

/// What stands in the columns of rows that are kept, a line each.
std::string kept_text(store::Store& store, const std::vector<ErasedRow>& rows) {
  std::string text;
  for (const ErasedRow& row : rows) {
    for (const std::string& column : row.kept) {
      const auto found = store.rows(
          fmt::format("SELECT DISTINCT CAST({0} AS VARCHAR) FROM {1} WHERE newlyn_native_id = $1 "
                      "AND {0} IS NOT NULL",
                      quote_name(column), quote_name("record_" + row.source)),
          std::array{Parameter::of(std::string_view(row.native_id))});
      for (const auto& value : found.rows) text += compact(value[0].value_or("")) + "\n";
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> values_in(store::Store& store, const std::vector<ErasedRow>& rows) {
  std::set<std::string> values;
  for (const ErasedRow& row : rows) {
    for (const char* made : {"record_", "standard_"}) {
      add_values(store, made + row.source, row, values);
    }
    if (!row.stays()) values.insert(row.native_id);
  }
  const std::string kept = kept_text(store, rows);
  if (!kept.empty()) {
    // What is kept is found, and so is what the standardiser made of it.
    std::erase_if(values,
                  [&](const std::string& value) { return kept.find(compact(value)) != kept.npos; });
  }
  return {values.begin(), values.end()};
}

uint64_t version_count(store::Store& store, const std::vector<ErasedRow>& rows) {
  uint64_t count = 0;
  for (const ErasedRow& row : rows) {
    if (!has_table(store, "record_" + row.source)) continue;
    count += static_cast<uint64_t>(
        store.number(fmt::format("SELECT count(*) FROM {} WHERE newlyn_native_id = $1",
                                 quote_name("record_" + row.source)),
                     std::array{text(row.native_id)}));
  }
  return count;
}

std::string first_read(store::Store& store, const std::vector<ErasedRow>& rows) {
  std::string first = "9999";
  for (const ErasedRow& row : rows) {
    if (!has_table(store, "record_" + row.source)) continue;
    const auto read = store.rows(
        fmt::format("SELECT strftime(make_timestamp(min(b.began)), '%Y-%m-%dT%H:%M:%SZ') FROM {} v "
                    "JOIN source_run_begun b ON b.run = v.newlyn_run WHERE v.newlyn_native_id = $1",
                    quote_name("record_" + row.source)),
        std::array{text(row.native_id)});
    if (!read.rows.empty() && read.rows[0][0]) first = std::min(first, *read.rows[0][0]);
  }
  return first;
}

std::vector<std::string> stored_columns(store::Store& store, const std::string& source) {
  return own_columns_of(store, "record_" + source);
}

std::vector<std::string> own_columns_in(store::Store& store, const Home& home,
                                        const std::string& source,
                                        const std::vector<std::string>& records) {
  const auto mapping = source::read_mapping(home.mapping_of(source));
  std::vector<std::string> columns;
  if (mapping) columns = own_columns(*mapping, records);
  const auto there = own_columns_of(store, "record_" + source);
  std::erase_if(columns, [&](const std::string& column) {
    return std::find(there.begin(), there.end(), column) == there.end();
  });
  return columns;
}

std::vector<RowGroup> groups_of(const std::vector<ErasedRow>& rows) {
  std::map<std::tuple<std::string, bool, bool, std::vector<std::string>, std::vector<std::string>>,
           std::vector<std::string>>
      ids;
  for (const ErasedRow& row : rows) {
    const bool is_bare = !row.is_shared && row.stays();
    ids[{row.source, row.stays(), is_bare, row.records, row.columns}].push_back(row.native_id);
  }
  std::vector<RowGroup> groups;
  for (auto& [way, of] : ids) {
    RowGroup& group = groups.emplace_back();
    std::tie(group.source, group.is_part, group.is_bare, group.records, group.columns) = way;
    group.ids = std::move(of);
  }
  return groups;
}

void keep_columns(store::Store& store, const Home& home, const std::vector<std::string>& columns,
                  ErasedRow& row) {
  std::vector<std::string> own =
      row.stays() ? row.columns : own_columns_of(store, "record_" + row.source);
  std::vector<std::string> going;
  for (std::string& column : own) {
    const bool is_kept = std::find(columns.begin(), columns.end(), column) != columns.end();
    (is_kept ? row.kept : going).push_back(std::move(column));
  }
  if (row.kept.empty()) return;
  take_out_key(home, row.source, going);
  row.columns = std::move(going);
}

void erase_rows(store::Store& store, const std::vector<RowGroup>& groups) {
  store.run("BEGIN TRANSACTION");
  try {
    for (const RowGroup& group : groups) {
      if (group.ids.empty()) continue;
      list_going(store, group.ids);
      group.is_part ? erase_part(store, group) : erase_whole(store, group);
    }
    store.run("DROP TABLE IF EXISTS newlyn_going; COMMIT");
  } catch (...) {
    store.run("ROLLBACK");
    throw;
  }
}

}  // namespace newlyn::workspace
