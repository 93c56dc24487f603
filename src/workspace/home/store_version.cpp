// SPDX-License-Identifier: MIT
// One step a version, each as SQL.
#include "workspace/home/store_version.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "base/error.h"
#include "workspace/home/rewrite_store.h"
#include "workspace/index/journal_book.h"
#include "workspace/keeping/manifest.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

bool has_table(store::Store& store, std::string_view name) {
  return store.number("SELECT count(*) FROM duckdb_tables() WHERE table_name = $1",
                      std::array{store::Parameter::of(name)}) > 0;
}

/// Version 2 knows of the journals of the index. How long those are that there are already, it
/// learns when they are opened.
void from_1_to_2(store::Store& store) {
  store.run(journal_book_sql());
  if (!has_table(store, "newlyn_index_source")) return;
  store.run("INSERT INTO newlyn_index_journal SELECT DISTINCT kind, 0 FROM newlyn_index_source");
}

using Migration = void (*)(store::Store& store);

// The n-th brings version n+1 to version n+2.
constexpr std::array<Migration, kStoreVersion - 1> kMigrations = {from_1_to_2};

std::string kept_name(const Home& home, int64_t version) {
  return fmt::format("{}.version_{}", home.store(), version);
}

/// The version of a store. Throws Error(store_failed) where it has none.
int64_t version_of(const Home& home, store::Store& store) {
  const int64_t version = has_table(store, "workspace_format")
                              ? store.number("SELECT max(version) FROM workspace_format")
                              : 0;
  if (version > 0) return version;
  throw Error(Code::store_failed,
              fmt::format("{} is not the store of a workspace: it has no version. newlyn restore "
                          "makes a workspace of the last backup.",
                          home.store()));
}

}  // namespace

void begin_store(store::Store& store) {
  store.run(journal_book_sql());
  store.run(
      fmt::format("CREATE TABLE workspace_format (version INTEGER); INSERT INTO "
                  "workspace_format VALUES ({})",
                  kStoreVersion));
}

void bring_up_to_date(const Home& home, const KeyedStore& opened) {
  store::Store& store = *opened.store;
  const int64_t version = version_of(home, store);
  if (version == kStoreVersion) return;
  if (version > kStoreVersion) {
    throw Error(Code::store_failed,
                fmt::format("The store {} was written by a later version of Newlyn: it is of "
                            "version {}, and this program knows those up to {}. Nothing was "
                            "changed. Use that version of Newlyn.",
                            home.store(), version, kStoreVersion));
  }
  const std::string kept = kept_name(home, version);
  copy_store(store, kept + ".new", opened.key);
  fs::rename(kept + ".new", kept);
  sync_folder(home.folder);
  store.run("BEGIN TRANSACTION");
  try {
    for (int64_t at = version; at < kStoreVersion; ++at) {
      kMigrations[static_cast<size_t>(at - 1)](store);
    }
    store.run(fmt::format("UPDATE workspace_format SET version = {}", kStoreVersion));
    store.run("COMMIT");
  } catch (...) {
    store.run("ROLLBACK");
    throw;
  }
}

std::vector<KeptVersion> kept_stores(const Home& home) {
  std::vector<KeptVersion> kept;
  for (int64_t version = 1; version <= kStoreVersion; ++version) {
    const std::string file = kept_name(home, version);
    if (fs::exists(file)) kept.push_back({file, version});
  }
  return kept;
}

std::optional<KeptVersion> roll_back_store(const Home& home, store::Store& store) {
  std::vector<KeptVersion> kept = kept_stores(home);
  if (!kept.empty() && kept.back().version == kStoreVersion) kept.pop_back();
  if (kept.empty()) return std::nullopt;
  const KeptVersion now{kept_name(home, kStoreVersion), kStoreVersion};
  store.run("CHECKPOINT");
  // A link keeps the newer one under both names until the older one takes its place.
  fs::remove(now.file);
  fs::create_hard_link(home.store(), now.file);
  fs::rename(kept.back().file, home.store());
  sync_folder(home.folder);
  return now;
}

}  // namespace newlyn::workspace
