// SPDX-License-Identifier: MIT
// A copy beside it that is compared table by table, then one rename.
#include "workspace/home/rewrite_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "base/error.h"
#include "workspace/governance/key_ring.h"
#include "workspace/home/settings.h"
#include "workspace/home/store_version.h"
#include "workspace/keeping/manifest.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using store::quote_name;
using store::quote_text;

/// Whether newlyn.toml leaves the store in clear.
bool stays_clear(const Home& home) {
  const std::string encryption = read_settings(home)["store"]["encryption"].value_or(std::string());
  if (encryption.empty() || encryption == "none") return !encryption.empty();
  throw Error(Code::request_invalid,
              fmt::format("newlyn.toml: encryption = \"{}\" under [store] is not known. Write "
                          "\"none\", or leave it out.",
                          encryption));
}

/// Compares the rows of every table with those of its copy.
void expect_all_rows(store::Store& store) {
  const auto tables =
      store.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' ORDER BY 1");
  for (const auto& row : tables.rows) {
    const std::string name = quote_name(row[0].value_or(""));
    if (store.number(fmt::format("SELECT (SELECT count(*) FROM store.main.{0}) - (SELECT count(*) "
                                 "FROM anew.main.{0})",
                                 name)) == 0) {
      continue;
    }
    throw Error(Code::store_failed,
                fmt::format("The new store lacks rows of the table {}. The old one is still in its "
                            "place.",
                            name));
  }
}

/// Makes the tables of standard records and their relations anew without the ways of packing that
/// they were given: a file in clear and an encrypted one do not have the same. The next reading
/// gives them theirs.
void let_pack_freely(store::Store& store) {
  const auto tables = store.rows(
      "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'store' AND "
      "(starts_with(table_name, 'standard_') OR starts_with(table_name, 'relation_'))");
  for (const auto& table : tables.rows) {
    const std::string name = quote_name(table[0].value_or(""));
    const auto columns = store.rows(
        "SELECT column_name, comment FROM duckdb_columns() WHERE database_name = 'store' AND "
        "table_name = $1 AND comment IS NOT NULL",
        std::array{store::Parameter::of(std::string_view(table[0].value_or("")))});
    std::string sql =
        fmt::format("BEGIN TRANSACTION; CREATE OR REPLACE TABLE {0} AS FROM {0};", name);
    if (table[1]) sql += fmt::format("COMMENT ON TABLE {} IS {};", name, quote_text(*table[1]));
    for (const auto& column : columns.rows) {
      sql += fmt::format("COMMENT ON COLUMN {}.{} IS {};", name, quote_name(column[0].value_or("")),
                         quote_text(column[1].value_or("")));
    }
    store.run(sql + "COMMIT");
  }
}

}  // namespace

void copy_store(store::Store& store, const std::string& path, const std::string& key) {
  std::error_code ignored;
  for (const char* left : {"", ".wal"}) fs::remove(path + left, ignored);
  const mode_t before = ::umask(077);
  try {
    store.attach(path, "anew", key);
    store.run("COPY FROM DATABASE store TO anew");
    expect_all_rows(store);
    store.run("DETACH anew; CHECKPOINT");
  } catch (...) {
    ::umask(before);
    throw;
  }
  ::umask(before);
}

void rewrite_store(const Home& home, store::Store& store) {
  const std::string key = stays_clear(home) ? "" : store_key(needed_keys(home).ring[0]);
  if (key.empty() == store.is_encrypted()) let_pack_freely(store);
  const std::string part = home.store() + ".anew";
  copy_store(store, part, key);
  for (const KeptVersion& kept : kept_stores(home)) fs::remove(kept.file);
  fs::rename(part, home.store());
  sync_folder(home.folder);
}

}  // namespace newlyn::workspace
