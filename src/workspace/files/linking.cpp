// SPDX-License-Identifier: MIT
// From named files to linked records: what every verb over files begins with.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/error.h"
#include "base/threads.h"
#include "profile/profile.h"
#include "workspace/files/judged_pairs.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

// A threshold of 0 would put everything together that is compared.
constexpr double kThresholdMin = 1e-9;

profile::ColumnWishes wishes_of(const LinkFilesRequest& request) {
  profile::ColumnWishes wishes;
  for (const auto& [kind_name, column] : request.columns) {
    const auto kind = record::field_kind_named(kind_name);
    if (!kind) {
      std::string known;
      for (const record::FieldKindRow& row : record::field_kinds()) {
        known += fmt::format("{}{}", known.empty() ? "" : ", ", row.name);
      }
      throw Error(Code::request_invalid,
                  fmt::format("--column {}={}: there is no kind of column called {}. Use one of: "
                              "{}.",
                              kind_name, column, kind_name, known));
    }
    wishes.kinds[column] = *kind;
  }
  wishes.ignored = request.ignored;
  wishes.id_column = request.id_column;
  const bool truth_is_file = std::filesystem::is_regular_file(request.truth);
  if (!truth_is_file) wishes.truth_column = request.truth;
  return wishes;
}

// What only groups or names rows may differ from file to file; what is compared may not.
bool is_compared(record::FieldKind kind) {
  switch (kind) {
    case record::FieldKind::record_key:
    case record::FieldKind::source_name:
    case record::FieldKind::truth:
    case record::FieldKind::ignored:
    case record::FieldKind::empty:
      return false;
    default:
      return true;
  }
}

/// For columns of one name that are compared, and were taken for different kinds in different
/// files: the file where that was surest.
std::map<std::string, size_t> surest_files(const std::vector<InputColumns>& inputs) {
  struct Found {
    const record::RecognisedColumn* column;
    size_t file;
    bool differs = false;
  };
  std::map<std::string, Found> found;
  for (size_t file = 0; file < inputs.size(); ++file) {
    for (const record::RecognisedColumn& column : inputs[file].recognised) {
      if (!is_compared(column.kind)) continue;
      const auto [known, is_new] = found.try_emplace(column.name, Found{&column, file});
      if (is_new) continue;
      const bool differs = known->second.differs || known->second.column->kind != column.kind;
      if (column.confidence > known->second.column->confidence) known->second = {&column, file};
      known->second.differs = differs;
    }
  }
  std::map<std::string, size_t> surest;
  for (const auto& [name, one] : found) {
    if (one.differs) surest.emplace(name, one.file);
  }
  return surest;
}

/// Columns of one name in several files are of one kind, or they could not be compared: the kind
/// of the file where it is surest. What a person asked for is sure.
void agree_on_kinds(std::vector<InputColumns>& inputs) {
  for (const auto& [name, file] : surest_files(inputs)) {
    const auto named = [&name = name](const record::RecognisedColumn& column) {
      return column.name == name && is_compared(column.kind);
    };
    const auto& surest = inputs[file];
    const auto model = std::find_if(surest.recognised.begin(), surest.recognised.end(), named);
    for (InputColumns& input : inputs) {
      const auto column = std::find_if(input.recognised.begin(), input.recognised.end(), named);
      if (column == input.recognised.end() || column->kind == model->kind) continue;
      column->kind = model->kind;
      column->confidence = model->confidence;
      column->reason = fmt::format("as in {}, where it is surer", surest.table->source_name);
    }
  }
}

/// The run up to clusters; each member function is one step.
class Linking {
 public:
  Linking(LinkedFiles& files, const LinkFilesRequest& request, LinkFilesResponse& response,
          RunContext& run)
      : files_(files), request_(request), response_(response), run_(run) {}

  void link_all();
  void link_read();
  linkage::LinkInput read_for_model(linkage::Model& model);
  /// The first two steps alone.
  void read_all();

 private:
  void read_given_model();
  void read();
  void parse_ahead();
  void recognise();
  void link();
  void report();
  void warn();
  void warn_about_columns();
  linkage::LinkInput prepare();
  linkage::LinkRequest link_request() const;
  void recognise_columns();
  void find_duplicate_free(const linkage::LinkInput& input);
  void cluster_further();
  /// True for a model over columns as they are.
  bool is_given() const { return model_ && model_->raw_columns; }

  LinkedFiles& files_;
  const LinkFilesRequest& request_;
  LinkFilesResponse& response_;
  RunContext& run_;
  std::optional<linkage::Model> model_;
  std::shared_ptr<const linkage::ModelSql> sql_;  // of the model, as far as it can be read
  std::vector<bool> duplicate_free_;              // by source of the linkage
};

void Linking::read() {
  files_.store = store::Store::open({});
  files_.store->set_watch([&run = run_] { run.check_stop(); });
  std::vector<source::FileRequest> requests;
  for (const std::string& path : request_.files) requests.push_back({path, request_.sheet});
  // What the model's SQL means is found out while the store looks into the files.
  parallel_ranges(2, 1, [&](size_t first, size_t) {
    if (first == 0) {
      files_.reading = source::read_files(*files_.store, requests, run_);
    } else if (is_given()) {
      parse_ahead();
    }
  });
  for (std::string& warning : files_.reading.warnings) {
    response_.warnings.push_back(std::move(warning));
  }
  for (const source::ReadIssue& issue : files_.reading.issues) {
    response_.issues.push_back({issue.file, issue.line, issue.reason});
  }
  for (const source::InputTable& table : files_.reading.tables) {
    response_.sources.push_back({table.source_name, table.format, table.encoding, table.rows_read,
                                 table.rows_kept, table.rows_rejected});
    InputColumns input;
    input.table = &table;
    input.first_record = files_.record_count;
    if (!is_given()) input.columns = source::load_columns(*files_.store, table, run_);
    files_.record_count += table.rows_kept;
    files_.inputs.push_back(std::move(input));
  }
  response_.records = files_.record_count;
}

/// SQL that cannot be read is told of where the model is put to use: files that cannot come first.
void Linking::parse_ahead() {
  try {
    sql_ = linkage::parse_model(*files_.store, *model_);
  } catch (const Error& error) {
    if (error.code() != Code::model_invalid) throw;
  }
}

void Linking::recognise_columns() {
  const profile::ColumnWishes wishes = wishes_of(request_);
  std::vector<std::vector<record::TextColumn>> tables;
  for (InputColumns& input : files_.inputs) tables.push_back(std::move(input.columns));
  profile::check_wishes(tables, wishes);
  for (size_t i = 0; i < tables.size(); ++i) files_.inputs[i].columns = std::move(tables[i]);
  for (InputColumns& input : files_.inputs) {
    input.recognised = profile::recognise_columns(input.columns, wishes);
  }
  agree_on_kinds(files_.inputs);
  for (const InputColumns& input : files_.inputs) {
    for (const record::RecognisedColumn& column : input.recognised) {
      const record::FieldKindRow& row = record::field_kind_row(column.kind);
      response_.columns.push_back({input.table->source_name, column.name, std::string(row.name),
                                   std::string(row.words), column.confidence, column.reason});
    }
  }
}

void Linking::recognise() {
  if (is_given()) {
    recognise_given(files_, request_, *model_, run_);
  } else {
    recognise_columns();
  }
  collect_identities(files_);
  // Files are compared, not sources: a file of several sources is still one side of a match.
  if (request_.match) {
    const bool one_path = request_.files[0] == request_.files[1];
    for (size_t i = 0; i < files_.inputs.size(); ++i) {
      const source::InputTable& table = *files_.inputs[i].table;
      const bool right =
          one_path ? i >= files_.inputs.size() / 2 : table.path != files_.inputs[0].table->path;
      files_.side_of_record.insert(files_.side_of_record.end(), table.rows_kept, right ? 1U : 0U);
    }
  }
  if (!request_.truth.empty()) files_.truth = read_truth(files_, request_.truth, run_);
}

linkage::LinkInput Linking::prepare() {
  linkage::LinkInput input =
      is_given() ? given_input(files_, *model_, response_) : standard_input(files_, response_);
  if (request_.match) {
    input.source_of_record = files_.side_of_record;
    input.source_names = {files_.inputs.front().table->source_name,
                          files_.inputs.back().table->source_name};
  }
  input.vetoes = make_vetoes(files_, request_, input, run_);
  input.judgements = read_judgements(files_, request_, response_, run_);
  if (files_.keep_compared) files_.compared = input.columns;
  return input;
}

linkage::LinkRequest Linking::link_request() const {
  linkage::LinkRequest request;
  const bool link_only = is_given() && model_->link_type == "link_only";
  request.across_only = request_.match || (link_only && files_.source_names.size() > 1);
  request.pairs_max = request_.pairs_max;
  request.one_to_one = request_.one_to_one;
  request.duplicate_free = duplicate_free_;
  request.components = request_.components;
  for (const double threshold : request_.thresholds) {
    request.thresholds.push_back(std::max(threshold, kThresholdMin));
  }
  request.threshold = request_.threshold_given ? std::max(request_.threshold, kThresholdMin) : 0.5;
  const bool threshold_is_zero = request_.threshold_given && request_.threshold == 0;
  request.every_edge = threshold_is_zero || files_.edge_probability == 0;
  if (threshold_is_zero) request.threshold = 0.5;
  request.edge_probability = std::min(request.threshold, files_.edge_probability);
  request.only_counts_edges = files_.only_counts_edges;
  request.every_weight = files_.every_weight;
  request.model = model_;
  request.sql = sql_;
  request.recipe = request_.training;
  if (request.recipe) {
    request.recipe->pairs_max = request_.pairs_max;
    request.recipe->seed = request_.seed;
  }
  request.wishes = files_.wishes;
  request.keep_terms = request_.save_terms;
  request.seed = request_.seed;
  return request;
}

void Linking::link() {
  linkage::LinkInput input;
  run_.step("standardising", [&] { input = prepare(); });
  find_duplicate_free(input);
  files_.linkage = linkage::link_records(std::move(input), link_request(), run_);
  if (!request_.thresholds.empty()) run_.step("further thresholds", [&] { cluster_further(); });
}

void Linking::find_duplicate_free(const linkage::LinkInput& input) {
  if (request_.duplicate_free.empty()) return;
  duplicate_free_.assign(input.source_names.size(), false);
  for (const std::string& name : request_.duplicate_free) {
    const auto found = std::find(input.source_names.begin(), input.source_names.end(), name);
    if (found == input.source_names.end()) {
      throw Error(Code::request_invalid,
                  fmt::format("--duplicate-free {}: there is no source of that name. The sources "
                              "are: {}.",
                              name, fmt::join(input.source_names, ", ")));
    }
    duplicate_free_[static_cast<size_t>(found - input.source_names.begin())] = true;
  }
}

void Linking::cluster_further() {
  for (const double threshold : request_.thresholds) {
    run_.check_stop();
    files_.clusters_at.push_back(
        files_.linkage->clusters_at(std::max(threshold, kThresholdMin), run_));
    std::vector<uint64_t> sizes;
    for (const uint32_t cluster : files_.clusters_at.back()) {
      if (cluster >= sizes.size()) sizes.resize(size_t{cluster} + 1, 0);
      ++sizes[cluster];
    }
    ThresholdReport report;
    report.threshold = threshold;
    report.entities = sizes.size();
    report.duplicates = files_.record_count - sizes.size();
    report.largest = sizes.empty() ? 0 : *std::max_element(sizes.begin(), sizes.end());
    report.column = fmt::format("cluster_id_{}", threshold);
    std::replace(report.column.begin(), report.column.end(), '.', '_');
    response_.thresholds.push_back(std::move(report));
  }
}

/// Tells what a person would want to know about an answer that says little.
void Linking::warn() {
  const linkage::LinkResult& result = files_.linkage->result();
  auto& warnings = response_.warnings;
  if (response_.records == 1) {
    warnings.push_back("There is one record only, so there was nothing to compare it with.");
  }
  if (response_.records > 1 && result.model.comparisons.empty()) {
    warnings.push_back(
        "No column was compared: none has two different values that tell records apart, or all "
        "were left out. Every record stands alone. Say what a column is with --column.");
  } else if (response_.records > 1 && result.pair_count == 0) {
    warnings.push_back(
        "No two different records agree on enough to be worth comparing, so only equal ones could "
        "be joined. If you know better, say what the columns are with --column.");
  }
  if (result.model.comparisons.size() == 1 && response_.records > 1) {
    warnings.push_back(fmt::format(
        "Only {} could be compared. One thing alone seldom tells who is who; add columns if you "
        "have them.",
        result.model.comparisons[0].name));
  }
  if (result.identical_records * 2 > response_.records) {
    warnings.push_back(
        fmt::format("{} of {} records are the same as another in everything that is compared.",
                    result.identical_records, response_.records));
  }
  warn_about_columns();
}

/// Says which kinds of column are not in every input.
void Linking::warn_about_columns() {
  if (files_.inputs.size() < 2) return;
  std::map<record::FieldKind, size_t> inputs_with;
  for (const InputColumns& input : files_.inputs) {
    std::set<record::FieldKind> kinds;
    for (const record::RecognisedColumn& column : input.recognised) kinds.insert(column.kind);
    for (const record::FieldKind kind : kinds) ++inputs_with[kind];
  }
  std::string partly;
  for (const auto& [kind, count] : inputs_with) {
    const bool compared = kind < record::FieldKind::record_key;
    if (!compared || count == files_.inputs.size()) continue;
    partly += fmt::format("{}{}", partly.empty() ? "" : ", ", record::field_kind_row(kind).words);
  }
  if (!partly.empty()) {
    response_.warnings.push_back(fmt::format(
        "The inputs have different columns. Not in all of them, and so compared only where both "
        "records have it: {}.",
        partly));
  }
}

void Linking::report() {
  const linkage::LinkResult& result = files_.linkage->result();
  response_.pairs = result.pair_count;
  response_.edges = result.edge_count;
  response_.entities = result.cluster_count;
  response_.duplicates = response_.records - response_.entities;
  for (const linkage::RuleReport& rule : result.rules) {
    response_.rules.push_back(
        {rule.words, rule.pair_count, rule.new_pairs, rule.expected_matches, rule.rows_left_out});
    if (rule.rows_left_out > 0) {
      response_.warnings.push_back(fmt::format(
          "{} records share one {} with too many others to be compared by it, even after further "
          "splitting; other rules still compare them.",
          rule.rows_left_out, rule.words));
    }
  }
  for (const std::string& note : result.notes) response_.notes.push_back(note);
  for (const std::string& warning : result.warnings) response_.warnings.push_back(warning);
  if (request_.training) {
    for (const std::string& warning : result.training_warnings) {
      response_.warnings.push_back(warning);
    }
  }
  warn();
}

void Linking::read_all() {
  if (request_.training) {
    read_given_model();
  } else {
    model_ = read_model_file(request_.model);
  }
  run_.step("reading", [&] { read(); });
  run_.step("recognising columns", [&] { recognise(); });
}

/// Reads a model to be trained, which has to be over columns as they are.
void Linking::read_given_model() {
  model_ = read_model_file(request_.model);
  if (is_given()) return;
  throw Error(Code::model_invalid,
              fmt::format("{} was chosen by Newlyn for standard columns. Train it again without "
                          "--model, or give settings whose SQL names the columns of the files.",
                          request_.model));
}

void Linking::link_read() {
  link();
  report();
}

void Linking::link_all() {
  read_all();
  link_read();
}

linkage::LinkInput Linking::read_for_model(linkage::Model& model) {
  read_given_model();
  run_.step("reading", [&] { read(); });
  run_.step("recognising columns", [&] { recognise(); });
  model = *model_;
  return prepare();
}

}  // namespace

linkage::LinkInput read_for_model(LinkedFiles& files, const LinkFilesRequest& request,
                                  LinkFilesResponse& response, ModelReading reading) {
  return Linking(files, request, response, reading.run).read_for_model(reading.model);
}

std::optional<linkage::Model> read_model_file(const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(Code::source_missing,
                fmt::format("The model file {} cannot be opened. See whether the name is right "
                            "and the file may be read.",
                            path));
  }
  return linkage::read_model({std::istreambuf_iterator<char>(file), {}}, path);
}

void read_inputs(LinkedFiles& files, const LinkFilesRequest& request, LinkFilesResponse& response,
                 RunContext& run) {
  Linking(files, request, response, run).read_all();
}

void link_read_inputs(LinkedFiles& files, const LinkFilesRequest& request,
                      LinkFilesResponse& response, RunContext& run) {
  Linking(files, request, response, run).link_read();
}

void link_inputs(LinkedFiles& files, const LinkFilesRequest& request, LinkFilesResponse& response,
                 RunContext& run) {
  Linking(files, request, response, run).link_all();
}

}  // namespace newlyn::workspace
