// SPDX-License-Identifier: MIT
// Writes answers aside and renames them when everything is done.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

std::string lower_extension(const std::string& path) {
  std::string extension = fs::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return extension;
}

/// What follows TO in COPY, by the ending of the file's name.
std::string copy_options(const std::string& path) {
  const std::string extension = lower_extension(path);
  if (extension == ".parquet") return "(FORMAT parquet, COMPRESSION zstd)";
  if (extension == ".json" || extension == ".jsonl") return "(FORMAT json)";
  if (extension == ".tsv") return "(FORMAT csv, HEADER, DELIMITER '\t')";
  return "(FORMAT csv, HEADER)";
}

constexpr std::array<std::string_view, 6> kEndings = {".csv",     ".tsv",  ".txt",
                                                      ".parquet", ".json", ".jsonl"};

bool same_name(const std::string& a, const std::string& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

/// The columns of an input for SELECT; one called like a column of ours gets a further name.
std::string select_columns(const source::InputTable& table, bool with_source,
                           LinkFilesResponse& response) {
  std::vector<std::string> ours = {"cluster_id"};
  if (with_source) ours.emplace_back("source_dataset");
  for (const ThresholdReport& further : response.thresholds) ours.push_back(further.column);
  std::string sql;
  for (const std::string& column : table.columns) {
    const bool taken = std::any_of(
        ours.begin(), ours.end(), [&](const std::string& name) { return same_name(column, name); });
    sql += fmt::format(", {}", store::quote_name(column));
    if (!taken) continue;
    sql += fmt::format(" AS {}", store::quote_name(column + "_input"));
    response.warnings.push_back(fmt::format(
        "{}: the column {} is written as {}_input, because Newlyn adds a column of that name.",
        table.source_name, column, column));
  }
  return sql;
}

// The first part of a path that is there and no folder; nothing where there is none.
fs::path file_in_the_way(const fs::path& folder) {
  fs::path place;
  for (const fs::path& part : folder) {
    place /= part;
    std::error_code problem;
    const fs::file_status status = fs::status(place, problem);
    if (!fs::exists(status)) return {};
    if (!fs::is_directory(status)) return place;
  }
  return {};
}

}  // namespace

OutputFiles::~OutputFiles() {
  for (const auto& [aside, path] : pending_) {
    std::error_code ignored;
    fs::remove(aside, ignored);
  }
}

void OutputFiles::check(const std::string& path, const std::vector<std::string>& inputs) {
  std::error_code ignored;
  for (const std::string& input : inputs) {
    if (!fs::equivalent(path, input, ignored)) continue;
    throw Error(Code::request_invalid,
                fmt::format("{} is an input and would be overwritten. Name another file.", path));
  }
  const std::string place = fs::weakly_canonical(path, ignored).string();
  if (std::find(checked_.begin(), checked_.end(), place) != checked_.end()) {
    throw Error(Code::request_invalid,
                fmt::format("{} is named for two different outputs. Name two files.", path));
  }
  checked_.push_back(place);
  const fs::path folder = fs::absolute(path).parent_path();
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) {
    const fs::path file = file_in_the_way(folder);
    if (!file.empty()) {
      throw Error(Code::output_unwritable,
                  fmt::format("{} is a file, so nothing can be written in it. Name a place in a "
                              "folder.",
                              file.string()));
    }
    throw Error(Code::output_unwritable,
                fmt::format("The folder {} does not exist. Make it, or name another place.",
                            folder.string()));
  }
  if (fs::is_directory(path, problem)) {
    throw Error(Code::output_unwritable, fmt::format("{} is a folder. Name a file in it.", path));
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw Error(Code::output_unwritable,
                fmt::format("The folder {} may not be written. Name another place, or ask for the "
                            "right to write there.",
                            folder.string()));
  }
}

void OutputFiles::check_ending(const std::string& path) {
  const std::string ending = lower_extension(path);
  if (std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end()) return;
  throw Error(Code::request_invalid,
              fmt::format("{} ends in none of .csv, .tsv, .txt, .parquet, .json, .jsonl, so it is "
                          "not clear in which form to write it. Name a file with one of these "
                          "endings.",
                          path));
}

std::string OutputFiles::aside(const std::string& path) {
  const fs::path place(path);
  const std::string name =
      fmt::format(".{}.{}.part{}", place.filename().string(), getpid(), place.extension().string());
  pending_.emplace_back((place.parent_path() / name).string(), path);
  return pending_.back().first;
}

void OutputFiles::write_rows(LinkedFiles& files, const std::string& path,
                             LinkFilesResponse& response) {
  const auto& clusters = files.linkage->result().cluster_of_record;
  const bool several = files.inputs.size() > 1;
  std::string query;
  for (size_t i = 0; i < files.inputs.size(); ++i) {
    const InputColumns& input = files.inputs[i];
    const std::string table = fmt::format("clusters_{}", i);
    std::string columns = "newlyn_cluster BIGINT, newlyn_source VARCHAR";
    std::string further;
    for (size_t t = 0; t < files.clusters_at.size(); ++t) {
      columns += fmt::format(", newlyn_cluster_{} BIGINT", t);
      further += fmt::format(", newlyn_cluster_{} AS {}", t,
                             store::quote_name(response.thresholds[t].column));
    }
    files.store->run(fmt::format("CREATE OR REPLACE TEMP TABLE {} ({})", table, columns));
    const auto appender = files.store->append(table);
    for (uint64_t row = 0; row < input.table->rows_kept; ++row) {
      appender->add_integer(clusters[input.first_record + row]);
      appender->add_text(files.source_name_of(input.first_record + row));
      for (const auto& at : files.clusters_at) appender->add_integer(at[input.first_record + row]);
      appender->end_row();
    }
    appender->close();
    query += fmt::format("{}SELECT newlyn_cluster AS cluster_id{}{}{} FROM {} POSITIONAL JOIN {}",
                         i == 0 ? "" : " UNION ALL BY NAME ", further,
                         several ? ", newlyn_source AS source_dataset" : "",
                         select_columns(*input.table, several, response), table,
                         store::quote_name(input.table->table));
  }
  files.store->run(
      fmt::format("COPY ({}) TO {} {}", query, store::quote_text(aside(path)), copy_options(path)));
}

namespace {

// The rows of a file of edges, in Splink's columns. Levels are compared again for many edges at a
// time by all threads.
class EdgeRows {
 public:
  explicit EdgeRows(LinkedFiles& files) : files_(files), result_(files.linkage->result()) {}

  std::vector<store::MadeColumn> columns() const {
    using Type = store::MadeColumn::Type;
    std::vector<store::MadeColumn> columns = {
        {Type::text, "source_dataset_l"}, {Type::text, "unique_id_l"},
        {Type::text, "source_dataset_r"}, {Type::text, "unique_id_r"},
        {Type::real, "match_weight"},     {Type::real, "match_probability"}};
    for (const auto& comparison : result_.model.comparisons) {
      std::string name = "gamma_" + comparison.name;
      std::replace(name.begin(), name.end(), ' ', '_');
      columns.push_back({Type::integer, std::move(name)});
    }
    columns.push_back({Type::text, "match_key"});
    return columns;
  }

  void make(size_t begin, size_t end, store::Appender& rows) {
    for (size_t i = begin; i < end; ++i) {
      if (i == compared_end_) compare();
      add(i, rows);
    }
  }

 private:
  void compare() {
    compared_begin_ = compared_end_;
    compared_end_ = std::min(compared_begin_ + kComparedAtOnce, result_.edges.size());
    gammas_ = files_.linkage->gammas(
        std::span(result_.edges).subspan(compared_begin_, compared_end_ - compared_begin_));
  }

  void add(size_t i, store::Appender& rows) const {
    const linkage::Edge& edge = result_.edges[i];
    for (const uint32_t record : {edge.left, edge.right}) {
      rows.add_text(files_.source_name_of(record));
      rows.add_text(files_.id_of(record));
    }
    rows.add_real(edge.weight);
    rows.add_real(linkage::probability_of(edge.weight));
    const size_t width = result_.model.comparisons.size();
    for (size_t c = 0; c < width; ++c) {
      rows.add_integer(gammas_[(i - compared_begin_) * width + c]);
    }
    rows.add_text(edge.rule == linkage::kIdenticalRule ? "identical" : std::to_string(edge.rule));
    rows.end_row();
  }

  static constexpr size_t kComparedAtOnce = size_t{1} << 16;

  LinkedFiles& files_;
  const linkage::LinkResult& result_;
  std::vector<int8_t> gammas_;  // those of the edges from compared_begin_ on
  size_t compared_begin_ = 0;
  size_t compared_end_ = 0;
};

}  // namespace

void OutputFiles::write_edges(LinkedFiles& files, const std::string& path) {
  EdgeRows edges(files);
  const store::MadeRows rows = {
      edges.columns(), files.linkage->result().edges.size(),
      [&](uint64_t begin, uint64_t end, store::Appender& made) { edges.make(begin, end, made); }};
  files.store->run_over(rows, fmt::format("COPY (FROM newlyn_rows()) TO {} {}",
                                          store::quote_text(aside(path)), copy_options(path)));
}

void OutputFiles::write_text(const std::string& path, const std::string& text) {
  write_stream(path, [&](std::ostream& file) { file << text; });
}

void OutputFiles::write_stream(const std::string& path,
                               const std::function<void(std::ostream& file)>& write) {
  std::ofstream file(aside(path), std::ios::binary);
  write(file);
  file.close();
  if (!file) {
    throw Error(Code::output_unwritable,
                fmt::format("{} could not be written. See whether the disk is full.", path));
  }
}

void OutputFiles::write_table(store::Store& store, const std::string& table,
                              const std::string& path) {
  store.run(fmt::format("COPY {} TO {} {}", store::quote_name(table),
                        store::quote_text(aside(path)), copy_options(path)));
}

void OutputFiles::keep() {
  for (const auto& [aside, path] : pending_) {
    std::error_code problem;
    fs::rename(aside, path, problem);
    if (problem) {
      throw Error(Code::output_unwritable,
                  fmt::format("{} could not be put into place: {}.", path, problem.message()));
    }
  }
  pending_.clear();
}

}  // namespace newlyn::workspace
