// SPDX-License-Identifier: MIT
// Finds the id and the cluster of a file by name, then by content.
#include "workspace/comparison/clustering_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/error.h"
#include "profile/profile.h"
#include "source/source.h"
#include "store/store.h"
#include "workspace/files/judged_pairs.h"

namespace newlyn::workspace {
namespace {

constexpr std::array<std::string_view, 10> kClusterNames = {
    "clusterid", "cluster",  "entityid", "entity",     "resolvedentityid",
    "personid",  "goldenid", "masterid", "matchgroup", "groupid"};
constexpr std::array<std::string_view, 7> kIdNames = {"recordid",  "uniqueid", "recid", "id",
                                                      "recordkey", "rowid",    "key"};
constexpr std::array<std::string_view, 4> kSourceNames = {"sourcedataset", "datasource", "source",
                                                          "sourcename"};
constexpr size_t kColumnsNamed = 20;

bool same_letters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

constexpr size_t kNone = static_cast<size_t>(-1);

using Columns = std::vector<record::TextColumn>;

template <size_t Count>
size_t named_one_of(const Columns& columns, const std::array<std::string_view, Count>& names) {
  for (const std::string_view name : names) {
    for (size_t i = 0; i < columns.size(); ++i) {
      if (folded_name(columns[i].name) == name) return i;
    }
  }
  return kNone;
}

std::string names_of(const Columns& columns) {
  std::string names;
  for (size_t i = 0; i < std::min(columns.size(), kColumnsNamed); ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", columns[i].name);
  }
  if (columns.size() > kColumnsNamed) names += fmt::format(" and {} more", columns.size() - 20);
  return names;
}

size_t wished(const Columns& columns, const std::string& wish, const std::string& path) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (same_letters(columns[i].name, wish)) return i;
  }
  throw Error(Code::request_invalid,
              fmt::format("{} has no column called '{}'. Its columns are: {}.", path, wish,
                          names_of(columns)));
}

/// The column that is surest to be the row's own key; kNone when nothing looks like one.
size_t key_by_content(const Columns& columns, size_t cluster) {
  const auto recognised = profile::recognise_columns(columns, {});
  size_t surest = kNone;
  for (size_t i = 0; i < recognised.size(); ++i) {
    if (i == cluster || recognised[i].kind != record::FieldKind::record_key) continue;
    if (surest == kNone || recognised[i].confidence > recognised[surest].confidence) surest = i;
  }
  return surest;
}

}  // namespace

ClusteringFile::ClusteringFile(const std::string& path, const ClusteringWishes& wishes,
                               RunContext& run)
    : path_(path) {
  const auto store = store::Store::open({});
  const source::Reading reading = source::read_files(*store, {{path, ""}}, run);
  Columns columns = source::load_columns(*store, reading.tables.at(0), run);
  choose_columns(columns, wishes);
}

void ClusteringFile::choose_columns(Columns& columns, const ClusteringWishes& wishes) {
  size_t cluster = kNone;
  if (wishes.wants_cluster) {
    cluster = wishes.cluster_column.empty() ? named_one_of(columns, kClusterNames)
                                            : wished(columns, wishes.cluster_column, path_);
    if (cluster == kNone) {
      throw Error(Code::request_invalid,
                  fmt::format("It is not clear which column of {} is the cluster. Name it with "
                              "--cluster COLUMN; the columns are: {}.",
                              path_, names_of(columns)));
    }
  }
  size_t id = kNone;
  if (wishes.id_column.empty()) {
    id = named_one_of(columns, kIdNames);
    if (id == kNone || id == cluster) id = key_by_content(columns, cluster);
  } else {
    id = wished(columns, wishes.id_column, path_);
  }
  if (id == kNone) {
    throw Error(Code::request_invalid,
                fmt::format("It is not clear which column of {} is the record's own id. Name it "
                            "with --id COLUMN; the columns are: {}.",
                            path_, names_of(columns)));
  }
  if (id == cluster) {
    throw Error(Code::request_invalid,
                fmt::format("{} is named as the id and as the cluster of {}. Name two columns.",
                            columns[id].name, path_));
  }
  const size_t source = named_one_of(columns, kSourceNames);
  const bool has_source = source != kNone && source != id && source != cluster;
  const size_t used = 1U + (cluster != kNone ? 1U : 0U) + (has_source ? 1U : 0U);
  holds_values_ = columns.size() > used;
  id_column_ = columns[id].name;
  ids_ = std::move(columns[id]);
  if (cluster != kNone) {
    cluster_column_ = columns[cluster].name;
    clusters_ = std::move(columns[cluster]);
  }
  if (has_source) sources_ = std::move(columns[source]);
}

bool ClusteringFile::ids_repeat() const {
  const std::vector<uint32_t> counts = ids_.counts();
  return std::any_of(counts.begin() + 1, counts.end(), [](uint32_t count) { return count > 1; });
}

std::string ClusteringFile::key(uint64_t row, bool with_source) const {
  const std::string_view id = ids_.text(row);
  if (id.empty() || !with_source) return std::string(id);
  return folded_name(sources_.text(row)) + "\x1f" + std::string(id);
}

uint32_t ClusteringFile::cluster_number(uint64_t row) const noexcept {
  const record::ValueCode code = clusters_.codes[row];
  if (code != record::kNullCode) return code;
  return static_cast<uint32_t>(clusters_.values.value_count() + 1 + row);
}

KeyedRows keyed_rows(const ClusteringFile& file, bool with_source) {
  KeyedRows keyed;
  for (uint32_t row = 0; row < file.row_count(); ++row) {
    std::string key = file.key(row, with_source);
    if (key.empty()) {
      ++keyed.without_id;
    } else if (!keyed.row_of_key.emplace(std::move(key), row).second) {
      ++keyed.repeated;
    }
  }
  return keyed;
}

}  // namespace newlyn::workspace
