// SPDX-License-Identifier: MIT
// Files a part at a time; what is found is looked up among the records there are.
#include "workspace/rights/erasure_proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "workspace/home/settings.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using store::quote_name;

constexpr size_t kShortest = 4;
constexpr size_t kPartBytes = size_t{16} << 20;

/// Calls `take` with parts of a file that overlap by `overlap` bytes. Returns its length.
template <typename Take>
uint64_t each_part(const fs::path& path, size_t overlap, const Take& take) {
  std::ifstream file(path, std::ios::binary);
  std::string part;
  uint64_t bytes = 0;
  while (file) {
    const size_t kept = std::min(part.size(), overlap);
    part.erase(0, part.size() - kept);
    part.resize(kept + kPartBytes);
    file.read(part.data() + kept, kPartBytes);
    const auto got = static_cast<size_t>(file.gcount());
    part.resize(kept + got);
    bytes += got;
    take(part);
  }
  return bytes;
}

bool holds(const std::string& part, const std::string& value) {
  return memmem(part.data(), part.size(), value.data(), value.size()) != nullptr;
}

/// Whether a record that is there has the value, by itself or inside a longer one.
bool is_of_others(store::Store& store, const std::string& value) {
  const auto columns = store.rows(
      "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'store' AND "
      "(starts_with(table_name, 'record_') OR starts_with(table_name, 'standard_')) AND data_type "
      "= 'VARCHAR'");
  const std::array wanted = {store::Parameter::of(std::string_view(value))};
  for (const auto& column : columns.rows) {
    const std::string sql =
        fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} WHERE contains({}, $1) LIMIT 1)",
                    quote_name(column[0].value_or("")), quote_name(column[1].value_or("")));
    if (store.number(sql, wanted) > 0) return true;
  }
  return false;
}

bool says(const index::Record& record, const std::string& value) {
  const auto has = [&](const std::string& text) { return text.find(value) != text.npos; };
  return std::any_of(record.values.begin(), record.values.end(), has) ||
         std::any_of(record.vetoes.begin(), record.vetoes.end(), has) ||
         std::any_of(record.further.begin(), record.further.end(),
                     [&](const index::FieldValue& field) { return has(field.value); });
}

/// Whether the store has the row of a record.
bool has_row(store::Store& store, const index::RecordKey& key) {
  const std::string sql = fmt::format("SELECT count(*) FROM {} WHERE newlyn_native_id = $1",
                                      quote_name("record_" + source_of(key)));
  return store.number(sql, std::array{store::Parameter::of(std::string_view(key.id))}) > 0;
}

/// Those of `places` that an index makes of a record whose row is there: how a name sounds, since
/// when somebody can have been born. The store has only the values that they are made of.
std::set<size_t> made_of_others(const Home& home, store::Store& store,
                                const std::vector<std::string>& wanted, std::set<size_t> places) {
  std::set<size_t> of_others;
  RunContext run;
  for (const EntityKind& kind : kEntityKinds) {
    if (places.empty()) break;
    const KindIndex open = open_kind_index(home, store, kind, run);
    if (open.entities == nullptr) continue;
    open.entities->read([&](const index::EntityIndex& index) {
      index.each_record([&](const index::Record& record, const std::string&) {
        std::erase_if(places, [&](size_t i) {
          const bool is_made = says(record, wanted[i]) && has_row(store, record.key);
          if (is_made) of_others.insert(i);
          return is_made;
        });
      });
    });
  }
  return of_others;
}

/// Asks each text of the tables that hold no records for all the values in one go, and adds the
/// places of those it has.
void search_tables(store::Store& store, const std::vector<std::string>& wanted, EraseProof& proof,
                   std::map<std::string, std::set<size_t>>& found) {
  if (wanted.empty()) return;
  const auto columns = store.rows(
      "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'store' AND NOT "
      "(starts_with(table_name, 'record_') OR starts_with(table_name, 'standard_')) AND data_type "
      "= 'VARCHAR' ORDER BY ALL");
  std::vector<store::Parameter> parameters;
  for (const std::string& value : wanted) {
    parameters.push_back(store::Parameter::of(std::string_view(value)));
  }
  for (const auto& column : columns.rows) {
    const std::string table = column[0].value_or("");
    std::string asked;
    for (size_t i = 0; i < wanted.size(); ++i) {
      asked += fmt::format("{}CAST(coalesce(bool_or(contains({}, ${})), false) AS INTEGER)",
                           i == 0 ? "" : ", ", quote_name(column[1].value_or("")), i + 1);
    }
    const auto answer =
        store.rows(fmt::format("SELECT {} FROM {}", asked, quote_name(table)), parameters);
    ++proof.columns;
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (answer.rows[0][i].value_or("0") == "1") found["the table " + table].insert(i);
    }
  }
}

/// Whether the bytes of the store show its values: it is neither encrypted nor compressed.
bool is_store_sealed(const Home& home, const store::Store& store) {
  if (store.is_encrypted()) return true;
  return read_settings(home)["store"]["compression"].value_or(std::string()) != "none";
}

}  // namespace

EraseProof prove_erased(const Home& home, const std::vector<std::string>& values) {
  EraseProof proof;
  std::vector<std::string> wanted;
  size_t longest = 0;
  for (const std::string& value : values) {
    if (value.size() < kShortest) {
      ++proof.too_short;
      continue;
    }
    wanted.push_back(value);
    longest = std::max(longest, value.size());
  }
  std::map<std::string, std::set<size_t>> found;
  for (const auto& entry : fs::recursive_directory_iterator(home.folder)) {
    if (!entry.is_regular_file()) continue;
    ++proof.files;
    std::set<size_t>& in_file = found[fs::relative(entry.path(), home.folder).string()];
    proof.bytes += each_part(entry.path(), longest, [&](const std::string& part) {
      for (size_t i = 0; i < wanted.size(); ++i) {
        if (!in_file.contains(i) && holds(part, wanted[i])) in_file.insert(i);
      }
    });
  }
  const auto store = open_home_store(home);
  proof.store_is_sealed = is_store_sealed(home, *store);
  search_tables(*store, wanted, proof, found);
  std::set<size_t> asked;
  std::set<size_t> of_others;
  for (const auto& [file, in_file] : found) {
    for (const size_t i : in_file) {
      if (asked.insert(i).second && is_of_others(*store, wanted[i])) of_others.insert(i);
    }
  }
  std::set<size_t> alone;
  std::set_difference(asked.begin(), asked.end(), of_others.begin(), of_others.end(),
                      std::inserter(alone, alone.end()));
  of_others.merge(made_of_others(home, *store, wanted, std::move(alone)));
  proof.of_others = of_others.size();
  proof.values = wanted.size() - of_others.size();
  for (const auto& [file, in_file] : found) {
    const auto count = static_cast<uint64_t>(std::count_if(
        in_file.begin(), in_file.end(), [&](size_t i) { return !of_others.contains(i); }));
    if (count > 0) proof.found.emplace_back(file, count);
  }
  return proof;
}

}  // namespace newlyn::workspace
