// SPDX-License-Identifier: MIT
// Rules of the schema, of files and of references, counted over the stored rows of each source.
#include "workspace/measure_quality.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "base/error.h"
#include "workspace/files/linked_files.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/index/source_look.h"
#include "workspace/quality/built_in_rules.h"
#include "workspace/quality/duplicates.h"
#include "workspace/quality/history.h"
#include "workspace/quality/quality_page.h"
#include "workspace/quality/references.h"
#include "workspace/quality/source_rows.h"
#include "workspace/quality/stored_columns.h"
#include "workspace/rights/restricted_rows.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

using profile::Dimension;
using profile::QualityFile;
using profile::QualityRule;

constexpr const char* kPeopleRule = "people.unique";

/// What is measured of one source, before anything is counted.
struct Plan {
  SourceRows rows;
  QualityFile file;
  std::vector<QualityRule> rules;
  bool is_partial = false;  // something of the source is not shown
};

/// Whether a column is of the key, by which rows are named whatever a purpose shows.
bool is_key(const source::Definition& definition, const std::string& column) {
  return std::find(definition.key.begin(), definition.key.end(), column) != definition.key.end();
}

/// One run over sources.
class Measuring {
 public:
  /// Under a purpose `look` is what it leaves of the sources; else null.
  Measuring(const QualityRequest& request, const SourceLook* look, RunContext& run)
      : request_(request), look_(look), run_(run), home_(find_home(request.workspace)) {
    names_ = source_names(home_);
  }

  const Home& home() const { return home_; }
  store::Store& store() { return *store_; }

  void open();
  /// The sources to measure: those that are named, else all that were read.
  std::vector<std::string> sources(std::vector<std::string>& notes);
  std::string kept_back(const std::string& name) const;
  Plan plan(const std::string& name);
  SourceQuality measure(const std::string& name);
  QualityOutcome duplicates(const Plan& plan);

 private:
  QualityFile read_files(const std::string& name) const;
  void switch_off(Plan& plan) const;
  bool is_unlinked(const SourceQuality& quality) const;

  bool shows(const std::string& source, const QualityRule& rule) const;
  bool leave_out_hidden(Plan& plan) const;

  const QualityRequest& request_;
  const SourceLook* look_;
  RunContext& run_;
  Home home_;
  std::vector<std::string> names_;
  std::unique_ptr<store::Store> store_;
};

void Measuring::open() {
  store_ = open_home_store(home_);
  store_->set_watch([&run = run_] { run.check_stop(); });
  source::prepare_history(*store_);
}

std::string Measuring::kept_back(const std::string& name) const {
  return kept_back_words(
      name, stored_columns(*store_, source::read_definition(home_.definition_of(name), name)));
}

std::vector<std::string> Measuring::sources(std::vector<std::string>& notes) {
  if (!request_.sources.empty()) return request_.sources;
  std::vector<std::string> read;
  for (const std::string& name : names_) {
    if (source::last_complete_run(*store_, name) != 0) {
      read.push_back(name);
    } else {
      notes.push_back(fmt::format("Source '{}' was never read and is not measured.", name));
    }
  }
  if (!read.empty()) return read;
  throw Error(Code::source_missing,
              "No source of the workspace was read yet, so there is nothing to measure. Add and "
              "read one: newlyn source add, newlyn source read.");
}

QualityFile Measuring::read_files(const std::string& name) const {
  QualityFile all =
      profile::read_quality_file({home_.quality() + "/rules.toml", name, true, names_});
  if (name == "rules") return all;
  QualityFile own =
      profile::read_quality_file({home_.quality() + "/" + name + ".toml", name, false, names_});
  const auto add = [](auto& to, auto& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  add(all.rules, own.rules);
  add(all.needs, own.needs);
  add(all.references, own.references);
  add(all.off, own.off);
  return all;
}

void Measuring::switch_off(Plan& plan) const {
  for (const profile::QualityOff& off : plan.file.off) {
    const size_t before = plan.rules.size();
    std::erase_if(plan.rules, [&](const QualityRule& rule) { return rule.name == off.rule; });
    if (plan.rules.size() < before || off.rule == kPeopleRule) continue;
    throw Error(
        Code::request_invalid,
        fmt::format("{}: source '{}' has no rule '{}' to switch off. newlyn quality {} "
                    "lists those it has.",
                    off.origin, plan.rows.definition.name, off.rule, plan.rows.definition.name));
  }
}

Plan Measuring::plan(const std::string& name) {
  const auto definition = source::read_definition(home_.definition_of(name), name);
  const auto mapping = source::read_mapping(home_.mapping_of(name));
  Plan plan;
  plan.file = read_files(name);
  plan.rows = load_source_rows(*store_, definition, mapping, run_);
  plan.rules = built_in_rules(*store_, plan.rows);
  switch_off(plan);
  const auto add = [&](QualityRule rule) {
    const bool taken = rule.name == kPeopleRule ||
                       std::any_of(plan.rules.begin(), plan.rules.end(),
                                   [&](const auto& one) { return one.name == rule.name; });
    if (taken) {
      throw Error(Code::request_invalid,
                  fmt::format("{}: source '{}' has a rule '{}' already. Give yours another name.",
                              rule.origin, name, rule.name));
    }
    plan.rules.push_back(std::move(rule));
  };
  for (QualityRule& rule : plan.file.rules) add(rule);
  for (size_t i = 0; i < plan.file.references.size(); ++i) {
    for (auto& rule : reference_rules(*store_, plan.rows, plan.file.references[i], i)) add(rule);
  }
  plan.is_partial = leave_out_hidden(plan);
  return plan;
}

bool Measuring::shows(const std::string& source, const QualityRule& rule) const {
  return look_ == nullptr ||
         std::all_of(rule.columns.begin(), rule.columns.end(),
                     [&](const std::string& column) { return look_->shows(source, column); });
}

/// Takes out rows and rules that the purpose does not show. Returns whether it shows less than all.
bool Measuring::leave_out_hidden(Plan& plan) const {
  if (look_ == nullptr) return false;
  const std::string& source = plan.rows.definition.name;
  const std::set<std::string> restricted =
      restricted_rows(home_, *store_, {source, request_.purpose}, run_);
  if (!restricted.empty()) {
    store_->run(fmt::format("DELETE FROM {} WHERE NOT ({})", SourceRows::kTable,
                            not_restricted_sql("newlyn_native_id", restricted)));
    plan.rows.rows = static_cast<uint64_t>(
        store_->number(fmt::format("SELECT count(*) FROM {}", SourceRows::kTable)));
  }
  const size_t before = plan.rules.size();
  std::erase_if(plan.rules, [&](const QualityRule& rule) { return !shows(source, rule); });
  return !restricted.empty() || plan.rules.size() < before ||
         std::any_of(
             plan.rows.columns.begin(), plan.rows.columns.end(), [&](const std::string& column) {
               return !is_key(plan.rows.definition, column) && !look_->shows(source, column);
             });
}

QualityOutcome Measuring::duplicates(const Plan& plan) {
  QualityOutcome outcome;
  outcome.rule.name = kPeopleRule;
  outcome.rule.dimension = Dimension::uniqueness;
  outcome.rule.words = "a person stands there once";
  outcome.rule.origin = "linkage";
  const auto count = count_duplicates(*store_, plan.rows, request_.linked_at_most, run_);
  outcome.remark = count.remark;
  outcome.counts.rows = count.people;
  if (!count.measured) return outcome;
  outcome.estimated = count.linked < count.people;
  outcome.counts.failed = std::min(count.estimate, count.people);
  outcome.counts.passed = count.people - outcome.counts.failed;
  return outcome;
}

bool is_off(const QualityFile& file, const std::string& rule) {
  return std::any_of(file.off.begin(), file.off.end(),
                     [&](const profile::QualityOff& off) { return off.rule == rule; });
}

bool counts_for(const QualityRule& rule, const std::string& use) {
  return rule.uses.empty() || std::find(rule.uses.begin(), rule.uses.end(), use) != rule.uses.end();
}

/// The score of a dimension over the rules that count for a use; over all for an empty use.
DimensionScore score_dimension(const std::vector<QualityOutcome>& rules, Dimension dimension,
                               const std::string& use) {
  DimensionScore one;
  one.dimension = dimension;
  double sum = 0;
  double weights = 0;
  for (const QualityOutcome& outcome : rules) {
    const auto score = outcome.score();
    if (outcome.rule.dimension != dimension || !score) continue;
    if (!use.empty() && !counts_for(outcome.rule, use)) continue;
    sum += *score * outcome.rule.weight;
    weights += outcome.rule.weight;
    ++one.rules;
  }
  if (weights > 0) one.score = sum / weights;
  return one;
}

std::string why_not_measured(const Plan& plan, const SourceQuality& quality, Dimension dimension) {
  const std::string& name = plan.rows.definition.name;
  if (plan.is_partial) return "the purpose shows nothing that tells";
  switch (dimension) {
    case Dimension::accuracy:
      return fmt::format("no reference is named: [[reference]] in quality/{}.toml", name);
    case Dimension::timeliness:
      return fmt::format("no latency was agreed: latency = \"1 day\" in sources/{}.toml", name);
    case Dimension::uniqueness:
      for (const QualityOutcome& outcome : quality.rules) {
        if (outcome.rule.name == kPeopleRule) return outcome.remark;
      }
      return "every rule is switched off";
    default:
      return plan.rows.mapping || dimension == Dimension::validity
                 ? "no rule concerns a row"
                 : fmt::format("the source has no mapping: newlyn map {}", name);
  }
}

void judge_needs(const Plan& plan, SourceQuality& quality) {
  for (const profile::QualityNeed& need : plan.file.needs) {
    for (const auto& [dimension, least] : need.minimums) {
      // What is not measured at all is not measured for one use either.
      const bool measured = quality.dimensions[static_cast<size_t>(dimension)].score.has_value();
      quality.needs.push_back(
          {need.use, std::string(profile::dimension_name(dimension)), least,
           measured ? score_dimension(quality.rules, dimension, need.use).score : std::nullopt});
    }
  }
  for (const QualityOutcome& outcome : quality.rules) {
    if (!outcome.rule.limit) continue;
    const std::string use = outcome.rule.uses.empty()
                                ? std::string("every use")
                                : fmt::format("{}", fmt::join(outcome.rule.uses, ", "));
    quality.needs.push_back({use, outcome.rule.name, *outcome.rule.limit, outcome.score()});
  }
}

/// Whether people would have been linked, had it not been switched off. Scores without that rule
/// cannot be put beside those with it.
bool Measuring::is_unlinked(const SourceQuality& quality) const {
  if (request_.linked_at_most != 0) return false;
  return std::any_of(quality.rules.begin(), quality.rules.end(), [](const QualityOutcome& one) {
    return one.rule.name == kPeopleRule && one.counts.rows > 1;
  });
}

SourceQuality Measuring::measure(const std::string& name) {
  const Plan plan = this->plan(name);
  SourceQuality quality;
  quality.name = name;
  quality.rows = plan.rows.rows;
  quality.is_partial = plan.is_partial;
  quality.last = plan.rows.last;
  if (plan.is_partial) quality.last = {};
  // What people wrote as a condition runs where nothing can be written.
  run_.step("counting", [&] {
    store_->run("BEGIN TRANSACTION READ ONLY");
    for (const QualityRule& rule : plan.rules) {
      run_.check_stop();
      const auto counts = profile::count_rule(*store_, SourceRows::kTable, rule);
      quality.rules.push_back({rule, counts, false, ""});
    }
    store_->run("COMMIT");
  });
  // Who is one person is told by all that is known of them.
  const bool links = !plan.is_partial && !is_off(plan.file, kPeopleRule);
  if (links) quality.rules.push_back(duplicates(plan));
  for (const profile::QualityOff& off : plan.file.off) quality.off.push_back({off.rule, off.why});
  for (const profile::DimensionRow& row : profile::dimensions()) {
    DimensionScore score = score_dimension(quality.rules, row.dimension, "");
    if (row.dimension == Dimension::uniqueness && is_unlinked(quality)) score.score.reset();
    if (!score.score) score.remark = why_not_measured(plan, quality, row.dimension);
    quality.dimensions.push_back(std::move(score));
  }
  judge_needs(plan, quality);
  return quality;
}

void check_page(const QualityRequest& request, OutputFiles& outputs) {
  if (request.page.empty()) return;
  const std::string ending = std::filesystem::path(request.page).extension().string();
  if (ending != ".html" && ending != ".htm") {
    throw Error(Code::request_invalid,
                fmt::format("The quality of sources is written as an HTML page, but {} does not "
                            "end in .html.",
                            request.page));
  }
  outputs.check(request.page, {});
}

/// The rows behind an outcome as texts. Without values only the keys are read.
std::vector<std::vector<std::string>> texts_of(const store::TextRows& rows) {
  std::vector<std::vector<std::string>> texts;
  for (const auto& row : rows.rows) {
    auto& text = texts.emplace_back();
    for (const auto& value : row) text.push_back(value.value_or(""));
  }
  return texts;
}

/// Which rows may be shown, and how many.
struct RowsWanted {
  const SourceLook& look;
  const std::set<std::string>& restricted;
  bool with_values = false;
  uint64_t count = 0;
};

void show_people(store::Store& store, const RowsWanted& wanted, FailingRows& answer) {
  if (answer.outcome.counts.failed == 0) return;
  answer.columns = {"record", "same person as"};
  const std::string pairs = fmt::format(
      "FROM {0} p JOIN {0} f ON f.cluster = p.cluster AND f.place = 1 WHERE p.place > 1",
      DuplicateCount::kTable);
  const std::string shown =
      fmt::format("{} AND {}", not_restricted_sql("p.native_id", wanted.restricted),
                  not_restricted_sql("f.native_id", wanted.restricted));
  answer.rows = texts_of(store.rows(
      fmt::format("SELECT p.native_id, p.record, f.native_id {} AND {} ORDER BY 3, 1, 2 LIMIT {}",
                  pairs, shown, wanted.count)));
  answer.restricted = static_cast<uint64_t>(
      store.number(fmt::format("SELECT count(*) {} AND NOT ({})", pairs, shown)));
}

void show_rows(store::Store& store, const RowsWanted& wanted, FailingRows& answer) {
  const QualityRule& rule = answer.outcome.rule;
  std::string texts;
  for (const std::string& column : rule.columns) {
    if (!wanted.with_values) break;
    if (wanted.look.shows(answer.source, column)) answer.columns.push_back(column);
  }
  answer.values_hidden = answer.columns.size() < rule.columns.size();
  for (const std::string& column : answer.columns) {
    texts += fmt::format(", CAST({} AS VARCHAR)", store::quote_name(column));
  }
  const std::string shown = not_restricted_sql("newlyn_native_id", wanted.restricted);
  const std::string failing = fmt::format("({})", profile::failing_sql(rule));
  answer.rows = texts_of(store.rows(
      fmt::format("SELECT newlyn_native_id{} FROM {} WHERE {} AND {} ORDER BY 1 LIMIT {}", texts,
                  SourceRows::kTable, failing, shown, wanted.count)));
  answer.restricted = static_cast<uint64_t>(store.number(fmt::format(
      "SELECT count(*) FROM {} WHERE {} AND NOT {}", SourceRows::kTable, failing, shown)));
}

/// The sources of a request; all that there are where it names none.
std::vector<std::string> asked_sources(const Home& home, const QualityRequest& request) {
  return request.sources.empty() ? source_names(home) : request.sources;
}

/// Which sources a request is about.
std::string sources_words(const QualityRequest& request) {
  if (request.sources.empty()) return "all sources";
  return fmt::format("source {}", fmt::join(request.sources, ", source "));
}

}  // namespace

std::optional<double> QualityOutcome::score() const {
  const uint64_t concerned = counts.passed + counts.failed;
  if (concerned == 0) return std::nullopt;
  return static_cast<double>(counts.passed) / static_cast<double>(concerned);
}

std::string NeedOutcome::outcome() const {
  if (!score) return "not measured";
  return *score >= least ? "met" : "missed";
}

namespace {

/// Measures and keeps the scores.
QualityResponse measure_now(const QualityRequest& request, const SourceLook* look,
                            RunContext& run) {
  OutputFiles outputs;
  check_page(request, outputs);
  Measuring measuring(request, look, run);
  measuring.open();
  QualityResponse response;
  std::optional<Error> first_fault;
  for (const std::string& name : measuring.sources(response.notes)) {
    try {
      response.sources.push_back(measuring.measure(name));
    } catch (const Error& error) {
      // What a person has to correct about one source keeps no other from being measured.
      if (!request.sources.empty() || error.code() != Code::request_invalid) throw;
      if (!first_fault) first_fault = error;
      response.notes.push_back(fmt::format("Source '{}' is not measured. {}", name, error.what()));
      continue;
    }
    std::string kept_back = measuring.kept_back(name);
    if (!kept_back.empty()) response.notes.push_back(std::move(kept_back));
  }
  if (response.sources.empty() && first_fault) throw Error(*first_fault);
  const bool is_partial = std::any_of(response.sources.begin(), response.sources.end(),
                                      [](const SourceQuality& one) { return one.is_partial; });
  if (is_partial) {
    response.notes.push_back(fmt::format(
        "The purpose {} does not show all of the sources: only rules on what it shows were "
        "measured, and no score is kept of this.",
        request.purpose));
  } else {
    response.run = keep_quality(measuring.store(), response.sources);
    for (SourceQuality& one : response.sources) {
      one.past = quality_past(measuring.store(), one.name);
    }
  }
  if (!request.page.empty()) {
    run.step("writing", [&] {
      outputs.write_text(request.page, page_html(quality_page(response)));
      run.check_stop();
      outputs.keep();
    });
  }
  response.steps = run.steps();
  return response;
}

/// Finds the rows that fail a rule.
FailingRows find_failing(const QualityRequest& request, const SourceLook& look, RunContext& run) {
  const bool has_purpose = names_purpose(find_home(request.workspace), request.purpose);
  Measuring measuring(request, has_purpose ? &look : nullptr, run);
  measuring.open();
  const Plan plan = measuring.plan(request.sources[0]);
  FailingRows answer;
  answer.source = request.sources[0];
  const std::set<std::string> restricted = restricted_rows(
      find_home(request.workspace), measuring.store(), {answer.source, request.purpose}, run);
  const RowsWanted wanted{look, restricted, request.with_values, request.rows_shown};
  if (request.rule == kPeopleRule && !plan.is_partial) {
    answer.outcome = measuring.duplicates(plan);
    show_people(measuring.store(), wanted, answer);
  } else {
    const auto rule = std::find_if(plan.rules.begin(), plan.rules.end(),
                                   [&](const auto& one) { return one.name == request.rule; });
    if (rule == plan.rules.end() && plan.is_partial) {
      throw Error(Code::request_invalid,
                  fmt::format("Under the purpose {1} the source '{0}' has no rule '{2}': newlyn "
                              "quality {0} --purpose {1} lists those on what it shows. Use another "
                              "purpose for others.",
                              answer.source, request.purpose, request.rule));
    }
    if (rule == plan.rules.end()) {
      throw Error(Code::request_invalid,
                  fmt::format("Source '{0}' has no rule '{1}'. newlyn quality {0} lists those it "
                              "has.",
                              answer.source, request.rule));
    }
    measuring.store().run("BEGIN TRANSACTION READ ONLY");
    answer.outcome.rule = *rule;
    answer.outcome.counts = profile::count_rule(measuring.store(), SourceRows::kTable, *rule);
    show_rows(measuring.store(), wanted, answer);
    measuring.store().run("COMMIT");
  }
  return answer;
}

/// The scores of earlier runs.
std::vector<std::pair<std::string, std::vector<QualityPast>>> history_in(
    const Home& home, const std::vector<std::string>& sources, const Asked& asked) {
  const std::vector<std::string> names = sources.empty() ? source_names(home) : sources;
  for (const std::string& name : names) source::read_definition(home.definition_of(name), name);
  const auto store = open_home_store(home);
  prepare_quality_history(*store);
  std::vector<std::pair<std::string, std::vector<QualityPast>>> history;
  RunContext run;
  for (const std::string& name : names) {
    // Scores are of all rows and columns.
    const auto definition = source::read_definition(home.definition_of(name), name);
    FiguresQuestion figures{asked, "quality", name, {}};
    for (const StoredColumn& column : stored_columns(*store, definition)) {
      if (!is_key(definition, column.name)) figures.columns.push_back(column.name);
    }
    const bool is_shown = shows_whole(home, *store, figures, run);
    history.emplace_back(name, is_shown ? quality_past(*store, name) : std::vector<QualityPast>());
  }
  return history;
}

}  // namespace

QualityResponse measure_quality(const QualityRequest& request, RunContext& run) {
  QualityResponse response;
  const Home home = find_home(request.workspace);
  std::optional<SourceLook> look;
  if (names_purpose(home, request.purpose)) {
    look.emplace(home, Asked{request.workspace, request.purpose},
                 SourceQuestion{"quality", "Measuring sources", asked_sources(home, request)});
  }
  make_change(home, {"quality", sources_words(request), request.purpose}, [&] {
    response = measure_now(request, look ? &*look : nullptr, run);
    return response.sources.size();
  });
  return response;
}

FailingRows failing_rows(const QualityRequest& request, RunContext& run) {
  const Home home = find_home(request.workspace);
  const Deed deed{"show failing rows", sources_words(request), request.purpose};
  attempt(home, deed, [&] {
    if (request.sources.size() == 1) return;
    throw Error(Code::request_invalid,
                "Name one source to look at what fails: newlyn quality SOURCE --failing RULE.");
  });
  const SourceLook look(home, {request.workspace, request.purpose},
                        {"show_failing_rows", "Looking at failing rows", request.sources});
  return answer_traced(home, deed, [&](Deed& shown) {
    FailingRows answer = find_failing(request, look, run);
    std::set<std::string> fields;
    for (const std::string& column : answer.columns) {
      // Of two records that are one person the answer names the keys alone.
      if (request.rule == kPeopleRule) break;
      for (const std::string& field : look.fields_of(answer.source, column)) fields.insert(field);
    }
    shown.fields = {fields.begin(), fields.end()};
    shown.count = answer.rows.size();
    return answer;
  });
}

std::vector<std::pair<std::string, std::vector<QualityPast>>> quality_history(
    const Asked& asked, const std::vector<std::string>& sources) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"quality", "scores of earlier runs", asked.purpose}, [&](Deed& deed) {
    auto history = history_in(home, sources, asked);
    deed.count = history.size();
    return history;
  });
}

std::string begin_quality_file(const Asked& asked, const std::string& source) {
  const Home home = find_home(asked.workspace);
  const std::string path = home.quality() + "/" + source + ".toml";
  make_change(home, {"quality", "a file of rules for source " + source, asked.purpose},
              [&]() -> uint64_t {
                source::read_definition(home.definition_of(source), source);
                make_home_folder(home.quality());
                if (std::filesystem::exists(path)) {
                  throw Error(Code::request_invalid,
                              fmt::format("{} is there already and stays as it is.", path));
                }
                write_home_file(path, profile::quality_file_text(source));
                return 1;
              });
  return path;
}

}  // namespace newlyn::workspace
