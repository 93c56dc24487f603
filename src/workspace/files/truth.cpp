// SPDX-License-Identifier: MIT
// The known answer: a column of the inputs, or a key file that names records.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_map>

#include "base/error.h"
#include "linkage/evaluation.h"
#include "workspace/files/judged_pairs.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

template <size_t Count>
const record::TextColumn* named_one_of(const std::vector<record::TextColumn>& columns,
                                       const std::array<std::string_view, Count>& names) {
  for (const std::string_view name : names) {
    for (const record::TextColumn& column : columns) {
      if (folded_name(column.name) == name) return &column;
    }
  }
  return nullptr;
}

std::vector<uint32_t> from_column(LinkedFiles& files, const std::string& name) {
  std::unordered_map<std::string, uint32_t> numbers;
  std::vector<uint32_t> truth(files.record_count, linkage::kTruthUnknown);
  bool found = false;
  for (const InputColumns& input : files.inputs) {
    for (const record::TextColumn& column : input.columns) {
      if (folded_name(column.name) != folded_name(name)) continue;
      found = true;
      for (size_t row = 0; row < column.row_count(); ++row) {
        if (column.codes[row] == record::kNullCode) continue;
        const auto number = static_cast<uint32_t>(numbers.size());
        truth[input.first_record + row] =
            numbers.emplace(std::string(column.text(row)), number).first->second;
      }
    }
  }
  if (!found) {
    throw Error(Code::request_invalid,
                fmt::format("--truth {} names neither a column of the input nor a key file that "
                            "exists. Name a column, or a CSV file with a cluster column and the "
                            "record's id.",
                            name));
  }
  return truth;
}

/// Key file rows by record id, or by source and record id.
struct KeyColumns {
  const record::TextColumn* cluster = nullptr;
  const record::TextColumn* id = nullptr;
  const record::TextColumn* source = nullptr;
};

KeyColumns find_key_columns(const std::vector<record::TextColumn>& columns,
                            const std::string& path) {
  constexpr std::array<std::string_view, 6> kCluster = {"clusterid", "cluster", "entityid",
                                                        "entity",    "truth",   "label"};
  constexpr std::array<std::string_view, 6> kId = {"recordid", "uniqueid", "recid",
                                                   "id",       "key",      "recordkey"};
  constexpr std::array<std::string_view, 4> kSource = {"datasource", "sourcedataset", "source",
                                                       "sourcename"};
  const KeyColumns key{named_one_of(columns, kCluster), named_one_of(columns, kId),
                       named_one_of(columns, kSource)};
  if (key.cluster == nullptr || key.id == nullptr) {
    throw Error(Code::request_invalid,
                fmt::format("The key file {} needs a column cluster_id and a column record_id "
                            "(and data_source where there are several sources).",
                            path));
  }
  return key;
}

std::vector<uint32_t> from_key_file(LinkedFiles& files, const std::string& path, RunContext& run) {
  const auto key_store = store::Store::open({});
  const source::Reading reading = source::read_files(*key_store, {{path, ""}}, run);
  const auto columns = source::load_columns(*key_store, reading.tables.at(0), run);
  const KeyColumns key = find_key_columns(columns, path);
  const bool by_source = key.source != nullptr && files.source_names.size() > 1;
  const auto name = [&](std::string_view source, std::string_view id) {
    return by_source ? folded_name(source) + "\x1f" + std::string(id) : std::string(id);
  };
  std::unordered_map<std::string, uint32_t> cluster_of;
  for (size_t row = 0; row < key.id->row_count(); ++row) {
    cluster_of[name(by_source ? key.source->text(row) : "", key.id->text(row))] =
        key.cluster->codes[row];
  }
  std::vector<uint32_t> truth(files.record_count, linkage::kTruthUnknown);
  uint64_t known = 0;
  for (uint64_t record = 0; record < files.record_count; ++record) {
    const auto found = cluster_of.find(name(files.source_name_of(record), files.id_of(record)));
    if (found == cluster_of.end() || found->second == record::kNullCode) continue;
    truth[record] = found->second;
    ++known;
  }
  if (known == 0) {
    throw Error(Code::request_invalid,
                fmt::format("No record id of the key file {} occurs in the input. Name the id "
                            "column with --id.",
                            path));
  }
  return truth;
}

}  // namespace

std::vector<uint32_t> read_truth(LinkedFiles& files, const std::string& truth, RunContext& run) {
  const bool is_file = std::filesystem::is_regular_file(truth);
  return is_file ? from_key_file(files, truth, run) : from_column(files, truth);
}

}  // namespace newlyn::workspace
