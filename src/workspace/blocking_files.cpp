// SPDX-License-Identifier: MIT
// Reads files and counts blocking rules over them.
#include "workspace/blocking_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/error.h"
#include "linkage/blocking_report.h"
#include "workspace/files/blocking_chart.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

constexpr double kChartWidth = 760;

/// What is wrong with rules given by hand, where the words are those for a model's.
std::string rule_problem(std::string reason) {
  for (const std::string_view model_words :
       {"The model cannot be used: ", " Correct the model file."}) {
    const size_t at = reason.find(model_words);
    if (at != std::string::npos) reason.erase(at, model_words.size());
  }
  return fmt::format(
      "A rule given with --rule cannot be used: {} Write it as SQL over two records, "
      "such as \"l.postcode = r.postcode\".",
      reason);
}

/// One run; each member function is one step.
class BlockingFiles {
 public:
  BlockingFiles(const BlockingFilesRequest& request, RunContext& run)
      : request_(request), run_(run) {}

  BlockingFilesResponse answer();

 private:
  void choose_rules();
  bool rules_read_files(const linkage::LinkInput& standard) const;
  linkage::LinkInput files_input();
  bool model_weighs() const;
  linkage::BlockingInput prepare();
  void report(const linkage::BlockingReport& counted);
  void warn();
  void write();

  const BlockingFilesRequest& request_;
  RunContext& run_;
  LinkedFiles files_;
  OutputFiles outputs_;
  std::optional<linkage::Model> model_;
  std::vector<linkage::BlockingRule> rules_;
  bool across_only_ = false;
  BlockingFilesResponse response_;
};

/// The rules of the model and those given by hand.
void BlockingFiles::choose_rules() {
  model_ = read_model_file(request_.files.model);
  if (model_) rules_ = model_->rules;
  for (const std::string& rule : request_.rules) rules_.push_back({rule});
  response_.chosen_rules = rules_.empty();
}

/// True when the rules cannot be answered by what Newlyn makes of the columns, and read those of
/// the files. What it makes of a column goes before the column as it stands: a run would use it.
bool BlockingFiles::rules_read_files(const linkage::LinkInput& standard) const {
  std::set<std::string> in_files;
  for (const InputColumns& input : files_.inputs) {
    for (const record::RecognisedColumn& column : input.recognised) in_files.insert(column.name);
  }
  std::set<std::string> made;
  for (const linkage::LinkColumn& column : standard.columns) made.insert(column.column.name);
  bool all_in_files = true;
  bool all_made = true;
  for (const linkage::BlockingRule& rule : rules_) {
    const auto columns = linkage::rule_columns(rule.sql);
    if (!columns) return true;  // more than equalities
    for (const std::string& column : *columns) {
      all_in_files &= in_files.contains(column);
      all_made &= made.contains(column);
    }
  }
  return all_in_files && !all_made;
}

/// The columns as they stand in the files: for a model typed as it wants them, for a rule by hand
/// as the file's own text.
linkage::LinkInput BlockingFiles::files_input() {
  LinkFilesResponse unused;  // what is said of ids matters to runs
  if (!model_) {
    linkage::LinkInput input;
    input.record_count = files_.record_count;
    input.source_names = files_.source_names;
    input.source_of_record = files_.source_of_record;
    input.store = files_.store.get();
    input.table = "newlyn_rule_records";
    std::string query;
    for (const InputColumns& table : files_.inputs) {
      query += fmt::format("{}SELECT * FROM {}", query.empty() ? "" : " UNION ALL BY NAME ",
                           store::quote_name(table.table->table));
    }
    files_.store->run(fmt::format("CREATE OR REPLACE VIEW {} AS {}", input.table, query));
    return input;
  }
  for (InputColumns& input : files_.inputs) {
    input.recognised.clear();
    input.columns.clear();
  }
  files_.source_names.clear();
  files_.source_of_record.clear();
  files_.record_ids = {};
  recognise_given(files_, request_.files, *model_, run_);
  collect_identities(files_);
  return given_input(files_, *model_, unused);
}

/// True where the model itself can say what pairs are worth: it reads the files and was trained.
bool BlockingFiles::model_weighs() const {
  if (!model_ || !model_->raw_columns) return false;
  for (const linkage::ModelComparison& comparison : model_->comparisons) {
    for (const linkage::ModelLevel& level : comparison.levels) {
      if (level.m && level.u) return true;
    }
  }
  return false;
}

linkage::BlockingInput BlockingFiles::prepare() {
  const auto sided = [&](linkage::LinkInput input) {
    if (request_.files.match) input.source_of_record = files_.side_of_record;
    return input;
  };
  linkage::BlockingInput input;
  input.truth = files_.truth;
  linkage::LinkInput standard = sided(standard_input(files_, response_.files));
  const bool model_reads_files = model_ && model_->raw_columns;
  const bool from_files =
      !rules_.empty() && (model_ ? model_reads_files : rules_read_files(standard));
  response_.files_columns = from_files;
  if (!from_files) {
    input.records = std::move(standard);
    return input;
  }
  if (!request_.counts_only && !model_weighs()) input.standard = std::move(standard);
  input.records = sided(files_input());
  const bool link_only = model_ && model_->link_type == "link_only";
  across_only_ = request_.files.match || (link_only && files_.source_names.size() > 1);
  return input;
}

void BlockingFiles::report(const linkage::BlockingReport& counted) {
  response_.records = counted.records;
  response_.possible_pairs = counted.possible_pairs;
  response_.blocked_records = counted.blocked_records;
  response_.equal_records = counted.equal_records;
  response_.by_model = counted.by_model;
  response_.true_pairs = counted.true_pairs;
  response_.true_pairs_found = counted.true_pairs_found;
  for (const linkage::RuleCount& rule : counted.rules) {
    BlockingRuleReport row;
    row.words = rule.words;
    row.sql = rule.sql;
    row.pairs = rule.pairs;
    row.new_pairs = rule.new_pairs;
    row.cumulative = rule.cumulative;
    row.exact = rule.exact;
    row.pairs_unsplit = rule.pairs_unsplit;
    row.block_count = rule.block_count;
    row.records_in_blocks = rule.records_in_blocks;
    row.records_left_out = rule.records_left_out;
    row.expected_matches = rule.expected_matches;
    for (const linkage::LargeBlock& block : rule.largest) {
      row.largest.push_back({block.key, block.records, block.pairs});
    }
    response_.rules.push_back(std::move(row));
  }
  for (const linkage::RuleSuggestion& rule : counted.suggestions) {
    response_.suggestions.push_back({rule.words, rule.sql, rule.new_pairs, rule.expected_matches});
  }
  for (const std::string& note : counted.notes) response_.files.notes.push_back(note);
}

void BlockingFiles::warn() {
  auto& warnings = response_.files.warnings;
  if (response_.rules.empty() && response_.records > 1) {
    warnings.push_back(
        "No rule could be found: no column tells records apart. Say what the columns are with "
        "--column, or give a rule with --rule.");
  }
  for (const BlockingRuleReport& rule : response_.rules) {
    if (rule.pairs_unsplit == 0 && response_.records > 1) {
      warnings.push_back(fmt::format("No two records agree on {}.", rule.words));
    }
    if (rule.records_left_out > 0) {
      warnings.push_back(fmt::format(
          "{} records share one {} with too many others to be compared by it, even after further "
          "splitting.",
          rule.records_left_out, rule.words));
    }
  }
}

void BlockingFiles::write() {
  if (request_.svg.empty()) return;
  std::vector<RulePairs> rules;
  for (const BlockingRuleReport& rule : response_.rules) {
    rules.push_back({rule.words, rule.pairs, rule.new_pairs});
  }
  const Drawing chart = draw_blocking(rules);
  outputs_.write_text(request_.svg,
                      svg_file({"blocking", "Pairs by blocking rule", blocking_words(rules)},
                               chart.svg, {kChartWidth, chart.height}));
  run_.check_stop();
  outputs_.keep();
}

BlockingFilesResponse BlockingFiles::answer() {
  check_request(request_.files);
  if (!request_.svg.empty()) outputs_.check(request_.svg, request_.files.files);
  choose_rules();
  // Columns are recognised whatever the model reads: estimates need them.
  LinkFilesRequest reading = request_.files;
  reading.model.clear();
  across_only_ = reading.match;
  read_inputs(files_, reading, response_.files, run_);
  linkage::BlockingInput input;
  run_.step("standardising", [&] { input = prepare(); });
  linkage::BlockingRequest counting;
  counting.across_only = across_only_;
  counting.rules = rules_;
  counting.estimate = !request_.counts_only;
  if (model_weighs()) counting.model = model_;
  counting.blocks_shown = request_.blocks_shown;
  counting.suggestions_max = request_.suggestions_max;
  counting.seed = request_.files.seed;
  try {
    report(linkage::report_blocking(std::move(input), counting, run_));
  } catch (const Error& problem) {
    if (model_ || problem.code() != Code::model_invalid) throw;
    throw Error(Code::model_invalid, rule_problem(problem.what()));
  }
  warn();
  write();
  response_.files.steps = run_.steps();
  return std::move(response_);
}

}  // namespace

BlockingFilesResponse blocking_files(const BlockingFilesRequest& request, RunContext& run) {
  return BlockingFiles(request, run).answer();
}

}  // namespace newlyn::workspace
