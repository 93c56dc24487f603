// SPDX-License-Identifier: MIT
// Reads, fits where there is no model yet, tells the index what is different, kind after kind.
#include "workspace/link_workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "record/field_kind.h"
#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/accountability/document.h"
#include "workspace/index/access.h"
#include "workspace/index/desk.h"
#include "workspace/index/golden_rules.h"
#include "workspace/index/journal_book.h"
#include "workspace/index/keep_corrections.h"
#include "workspace/index/keep_seals.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/movement.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"
#include "workspace/mapping/stored_yields.h"
#include "workspace/rights/suppression.h"
#include "workspace/sources/standardise_source.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

/// What was read of one kind, and what is told of it.
struct KindWork {
  const EntityKind* kind = nullptr;
  KindRecords records;
  std::shared_ptr<const linkage::FittedModel> fitted;  // in this run; null: the one there is
  LinkedKind report;
  bool begins_anew = false;            // its index is lost
  std::map<uint64_t, StepNote> steps;  // to be noted when all is done
};

/// What was read and is not in the index so, and what is in it and was not read.
struct Difference {
  std::vector<std::pair<size_t, index::Change::Kind>> puts;  // rows that are read
  std::vector<index::RecordKey> takes;

  bool is_empty() const noexcept { return puts.empty() && takes.empty(); }
};

/// Adds what was noticed in training, with what can be done about it where sources are mapped. What
/// records are told apart by besides what sources have is nothing that anybody could change.
void add_notes(const std::vector<std::string>& warnings, std::vector<std::string>& notes) {
  constexpr std::string_view kOfFiles =
      " Leave the column out with --ignore, or say what it is with --column.";
  constexpr std::array<std::string_view, 2> kAdded = {"The comparison lists ",
                                                      "The comparison has_middle_name "};
  for (const std::string& warning : warnings) {
    const bool is_added = std::any_of(kAdded.begin(), kAdded.end(), [&](std::string_view begin) {
      return warning.starts_with(begin);
    });
    if (is_added) continue;
    notes.push_back(warning);
    if (!warning.ends_with(kOfFiles)) continue;
    notes.back().resize(warning.size() - kOfFiles.size());
    notes.back() += " Look whether the mapping of a source takes it for what it is not.";
  }
}

/// The steps in which a kind was fitted.
struct FitSteps {
  const EntityKind* kind = nullptr;
  size_t begin = 0;
  size_t end = 0;
};

class WorkspaceLink {
 public:
  WorkspaceLink(const LinkWorkspaceRequest& request, RunContext& run)
      : request_(request),
        run_(run),
        home_(find_home(request.context.workspace)),
        threshold_(read_link_threshold(home_)) {}
  LinkWorkspaceResponse link();

 private:
  void choose_sources();
  std::vector<std::string> sources_in_play();
  std::vector<StepTime> named_steps() const;
  void skip(const std::string& source, std::string reason);
  bool is_ready(const source::Definition& definition);
  PassesOver passes_over(const EntityKind& kind);
  void prepare_kind(const EntityKind& kind, const Access& access);
  void fit(KindWork& work, const KindIndex& there);
  void find_lost();
  void set_lost_aside();
  void note_links();
  uint64_t change_all(const Access& access);
  uint64_t change_kind(KindWork& work, const Access& access);
  Difference difference(KindWork& work, const KindIndex& open, const RecordMaker& maker) const;
  bool is_gone(const index::RecordKey& key) const;

  const LinkWorkspaceRequest& request_;
  RunContext& run_;
  Home home_;
  double threshold_;  // of models that are fitted now
  std::unique_ptr<store::Store> store_;
  std::vector<std::string> sources_;  // linked in this run
  std::set<std::string> known_;       // sources of the workspace, and those whose records stay
  std::set<std::string_view> lost_;   // kinds whose index begins anew
  std::vector<KindWork> work_;
  std::vector<FitSteps> fits_;
  std::optional<Suppression> suppression_;
  LinkWorkspaceResponse response_;
};

void WorkspaceLink::skip(const std::string& source, std::string reason) {
  response_.skipped.push_back({source, std::move(reason)});
}

/// Whether a source can be linked; makes its standard records where they are not of today.
bool WorkspaceLink::is_ready(const source::Definition& definition) {
  const std::string& name = definition.name;
  const auto mapping = source::read_mapping(home_.mapping_of(name));
  if (!mapping) {
    skip(name, fmt::format("it has no mapping: newlyn map {0}, then newlyn source read {0}", name));
    return false;
  }
  if (source::last_complete_run(*store_, name) == 0) {
    skip(name, fmt::format("it was never read: newlyn source read {}", name));
    return false;
  }
  try {
    standardise_source(*store_, definition, mapping, run_);
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid) throw;
    // A mapping that a person has to correct stops its own source and no other.
    skip(name, error.what());
    return false;
  }
  return true;
}

void WorkspaceLink::choose_sources() {
  std::vector<source::Definition> wanted;
  for (const std::string& name : source_names(home_)) {
    source::Definition definition = source::read_definition(home_.definition_of(name), name);
    known_.insert(definition.name);
    const bool named = std::find(request_.sources.begin(), request_.sources.end(),
                                 definition.name) != request_.sources.end();
    if (request_.sources.empty() || named) wanted.push_back(std::move(definition));
  }
  for (const std::string& name : request_.sources) {
    if (known_.contains(name)) continue;
    throw Error(
        Code::request_invalid,
        fmt::format("There is no source '{}'. newlyn source list shows those there are.", name));
  }
  for (const source::Definition& definition : wanted) {
    if (is_ready(definition)) sources_.push_back(definition.name);
  }
  // A source that was removed without its records stays in the index as it was last read.
  for (const auto& row : store_
                             ->rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE "
                                    "'standard\\_%' ESCAPE '\\'")
                             .rows) {
    known_.insert(row[0].value_or("").substr(std::string_view("standard_").size()));
  }
  if (!sources_.empty()) return;
  std::string why;
  for (const SkippedSource& source : response_.skipped) {
    why += fmt::format(" {}: {}.", source.source, source.reason);
  }
  throw Error(
      Code::request_invalid,
      "There is no source that can be linked." +
          (why.empty() ? " Add one with newlyn source add, then newlyn map and newlyn source "
                         "read."
                       : why));
}

/// Trains a model on the records of this run as linkage does without settings, and fits it.
void WorkspaceLink::fit(KindWork& work, const KindIndex& there) {
  linkage::LinkInput input;
  input.record_count = work.records.count();
  input.columns = work.records.columns;
  // Who points at whom, what several have and when, and what a record says of itself tells nothing
  // of who somebody is, and trusted ids are no evidence but decide.
  std::erase_if(input.columns, [](const linkage::LinkColumn& column) {
    return column.kind == record::FieldKind::record_key || is_period_column(column.column.name) ||
           is_about_record(column.column.name);
  });
  std::map<std::string, uint32_t> numbers;
  for (const index::RecordKey& key : work.records.keys) {
    const auto [place, is_new] =
        numbers.emplace(source_of(key), static_cast<uint32_t>(numbers.size()));
    if (is_new) input.source_names.push_back(place->first);
    input.source_of_record.push_back(place->second);
    input.record_ids.push_back(key_text(key));
  }
  const linkage::LinkInput fitted_on = input;
  const size_t first_step = run_.steps().size();
  linkage::LinkRequest training;
  training.model_alone = true;
  const auto linked = linkage::link_records(std::move(input), training, run_);
  add_notes(linked->result().warnings, work.report.notes);
  run_.step("measuring", [&] {
    auto fitted = linkage::fit_model(fitted_on, {linked->result().model, threshold_});
    if (there.fitted && there.fitted->parts().version == fitted->parts().version) {
      work.report.notes.emplace_back("The model that was fitted is the one there was.");
      return;
    }
    work.fitted = std::move(fitted);
  });
  work.report.fitted = work.fitted != nullptr;
  fits_.push_back({work.kind, first_step, run_.steps().size()});
}

/// Those who were erased are passed over.
PassesOver WorkspaceLink::passes_over(const EntityKind& kind) {
  if (kind.name != "person") return {};
  if (!suppression_) suppression_.emplace(home_);
  if (suppression_->is_empty()) return {};
  return [this](const index::RecordKey& key, const std::vector<ColumnValue>& values) {
    return suppression_->has_record(key, values);
  };
}

void WorkspaceLink::prepare_kind(const EntityKind& kind, const Access& access) {
  KindWork work;
  work.kind = &kind;
  work.report.kind = kind.name;
  work.report.plural = kind.plural;
  if (!access.allows_kind(kind.name)) {
    work.report.left_out =
        fmt::format("the purpose {} does not have this kind of record", request_.context.purpose);
    response_.kinds.push_back(std::move(work.report));
    lost_.erase(kind.name);
    return;
  }
  access.expect_still();
  run_.step(fmt::format("reading {}", kind.plural),
            [&] { work.records = load_records(*store_, sources_, kind, passes_over(kind)); });
  if (work.records.passed_over > 0) {
    work.report.notes.push_back(
        fmt::format("{} records of people who were erased were passed over. Read their sources "
                    "again, so that they leave the store.",
                    work.records.passed_over));
  }
  work.begins_anew = lost_.contains(kind.name);
  const bool is_there =
      !work.begins_anew && !index::journal_version(journal_path(home_, kind)).empty();
  if (work.records.count() == 0 && !is_there) {
    work.report.left_out = "no source has any";
    response_.kinds.push_back(std::move(work.report));
    return;
  }
  expect_transparent(home_, kind);
  if (work.records.count() > 0 && (!is_there || request_.refit)) {
    fit(work,
        is_there && request_.refit ? open_kind_index(home_, *store_, kind, run_) : KindIndex{});
  }
  work_.push_back(std::move(work));
}

/// Whether a record of the index that was not read in this run is there no more.
bool WorkspaceLink::is_gone(const index::RecordKey& key) const {
  const std::string source = source_of(key);
  const bool read = std::find(sources_.begin(), sources_.end(), source) != sources_.end();
  return read || (request_.sources.empty() && !known_.contains(source));
}

Difference WorkspaceLink::difference(KindWork& work, const KindIndex& open,
                                     const RecordMaker& maker) const {
  Difference found;
  open.entities->read([&](const index::EntityIndex& entities) {
    const index::View whole = entities.whole();
    const index::View shown = entities.view();
    for (size_t row = 0; row < work.records.count(); ++row) {
      const auto there = whole.record(work.records.keys[row]);
      if (there && *there == maker.make(row)) {
        work.report.unchanged += shown.entity_of(work.records.keys[row]) ? 1 : 0;
        continue;
      }
      found.puts.emplace_back(row, there ? index::Change::Kind::change : index::Change::Kind::add);
    }
    if (entities.record_count() == 0) return;
    const std::set<index::RecordKey> read(work.records.keys.begin(), work.records.keys.end());
    whole.each_key([&](const index::RecordKey& key, const std::string&) {
      if (read.contains(key) || !is_gone(key)) return;
      found.takes.push_back(key);
      work.report.removed += shown.entity_of(key) ? 1 : 0;
    });
  });
  return found;
}

/// Counts what was put in, as far as anybody sees it.
void count_puts(const Difference& found, const index::EntityIndex& entities, KindWork& work) {
  const index::View shown = entities.view();
  for (const auto& [row, kind] : found.puts) {
    if (!shown.entity_of(work.records.keys[row])) continue;
    ++(kind == index::Change::Kind::change ? work.report.changed : work.report.added);
  }
}

/// The changes of a difference, each made when the index asks for it.
index::ChangeFeed feed_of(const Difference& difference, const RecordMaker& maker) {
  index::ChangeFeed feed;
  feed.puts = difference.puts.size();
  feed.takes = difference.takes.size();
  feed.at = [&difference, &maker, made = index::Change()](size_t place) mutable -> const auto& {
    made = {};
    if (place < difference.puts.size()) {
      made.kind = difference.puts[place].second;
      made.record = maker.make(difference.puts[place].first);
    } else {
      made.kind = index::Change::Kind::remove;
      made.record.key = difference.takes[place - difference.puts.size()];
    }
    return made;
  };
  return feed;
}

uint64_t WorkspaceLink::change_kind(KindWork& work, const Access& access) {
  const std::string plural(work.kind->plural);
  KindIndex open;
  Partition before;
  uint64_t sequence_before = 0;
  uint64_t pairs_before = 0;
  access.expect_still();
  run_.step("opening " + plural, [&] {
    if (!work.begins_anew) open = open_kind_index(home_, *store_, *work.kind, run_);
    if (open.entities == nullptr) {
      keep_model(home_, *work.kind, *work.fitted);
      open = make_kind_index(home_, *work.kind, work.fitted, run_);
    }
    open.entities->read([&](const index::EntityIndex& entities) {
      before = partition_of(entities);
      sequence_before = entities.sequence();
      pairs_before = entities.pair_count();
    });
  });
  // What was fitted to one record alone compares nothing; now there is something to learn from.
  const bool compares = !open.fitted->parts().model.comparisons.empty();
  if (!work.fitted && !compares && work.records.count() > 1) fit(work, open);
  if (work.fitted && work.fitted->parts().version != open.fitted->parts().version) {
    access.expect_still();
    run_.step("refitting " + plural, [&] {
      keep_model(home_, *work.kind, *work.fitted);
      open.entities->refit(work.fitted, &run_);
      open.fitted = work.fitted;
    });
  }
  work.report.model = model_name(*work.kind, open.fitted->parts().version);
  access.expect_still();
  run_.step("linking " + plural, [&] {
    const RecordMaker maker(*work.kind, work.records, *open.fitted);
    const Difference found = difference(work, open, maker);
    keep_corrections(*open.entities, found.takes);
    if (!found.is_empty()) open.entities->apply(feed_of(found, maker), &run_);
    keep_seals_whole(*open.entities);
    open.entities->read(
        [&](const index::EntityIndex& entities) { count_puts(found, entities, work); });
  });
  open.entities->read([&](const index::EntityIndex& entities) {
    report_movement(before, entities, work.report);
    work.report.pairs = entities.pair_count() - pairs_before;
    for (uint64_t step = sequence_before + 1; step <= entities.sequence(); ++step) {
      work.steps[step] = {now_text(), access.who(),
                          work.begins_anew ? "link, begun anew"
                          : request_.refit ? "link with refit"
                                           : "link"};
    }
  });
  return work.report.records;
}

/// Looks for indexes that are lost, before anything is fitted for them. One that is cut short is
/// refused when it is opened.
void WorkspaceLink::find_lost() {
  for (const EntityKind& kind : kEntityKinds) {
    const std::string missing = missing_index(home_, *store_, kind);
    if (!request_.begin_anew && !missing.empty()) throw Error(Code::store_failed, missing);
    if (!request_.begin_anew) continue;
    const bool is_lost =
        !missing.empty() || !open_if_whole(home_, *store_, kind, run_).lost.empty();
    if (is_lost) lost_.insert(kind.name);
  }
  if (!request_.begin_anew || !lost_.empty()) return;
  throw Error(Code::request_invalid,
              "No index of this workspace is lost, so none begins anew. Leave out --begin-anew; "
              "--refit fits the models anew, and ids, judgements and history stay.");
}

void WorkspaceLink::set_lost_aside() {
  for (const std::string_view kind : lost_) set_index_aside(home_, *entity_kind_named(kind));
  for (KindWork& work : work_) {
    if (!work.begins_anew) continue;
    work.report.notes.push_back(
        fmt::format("The index of {} was lost and begins anew. All ids are new, and one may be "
                    "that of somebody else before: tell who keeps ids. Judgements, corrections "
                    "and history of before are not in it.",
                    work.kind->plural));
  }
}

/// Notes of what was linked, once it counts. Cut off before, an index has steps without a time.
void WorkspaceLink::note_links() {
  for (const std::string_view kind : lost_) forget_journal(*store_, *entity_kind_named(kind));
  for (const KindWork& work : work_) {
    for (const auto& [step, note] : work.steps) note_step(*store_, *work.kind, step, note);
    if (!work.steps.empty()) note_sequence(*store_, *work.kind, work.steps.rbegin()->first);
    std::vector<std::string> sources;
    for (const LinkedSource& source : work.report.sources) sources.push_back(source.source);
    note_sources(*store_, *work.kind, sources);
    note_linked(*store_, *work.kind, sources_);
  }
}

uint64_t WorkspaceLink::change_all(const Access& access) {
  set_lost_aside();
  begin_link(home_);
  uint64_t records = 0;
  try {
    for (KindWork& work : work_) {
      records += change_kind(work, access);
      work.records = {};  // as much memory as the index
    }
    access.expect_still();
  } catch (...) {
    roll_back_link(home_);
    throw;
  }
  end_link(home_);
  note_links();
  return records;
}

/// Those of this run, and those whose records they meet in the index.
std::vector<std::string> WorkspaceLink::sources_in_play() {
  std::set<std::string> sources(sources_.begin(), sources_.end());
  for (std::string& source : noted_sources(*store_, kinds_named(""))) {
    sources.insert(std::move(source));
  }
  return {sources.begin(), sources.end()};
}

/// The steps, those of linkage under the kind that they were for.
std::vector<StepTime> WorkspaceLink::named_steps() const {
  std::vector<StepTime> steps = run_.steps();
  for (const FitSteps& fit : fits_) {
    for (size_t step = fit.begin; step < fit.end; ++step) {
      steps[step].name = fmt::format("fitting {}: {}", fit.kind->plural, steps[step].name);
    }
  }
  return steps;
}

LinkWorkspaceResponse WorkspaceLink::link() {
  if (request_.refit && !request_.sources.empty()) {
    throw Error(Code::request_invalid,
                "--refit fits the models to the records of all sources. Leave out --source.");
  }
  store_ = open_home_store(home_);
  note_golden_rules(home_, *store_);
  source::prepare_history(*store_);
  roll_back_link(home_);
  find_lost();
  choose_sources();
  const Access access(home_, request_.context, {"link", "Linking", sources_in_play()});
  for (const EntityKind& kind : kEntityKinds) prepare_kind(kind, access);
  access.change({}, [&] { return change_all(access); });
  for (KindWork& work : work_) response_.kinds.push_back(std::move(work.report));
  std::stable_sort(response_.kinds.begin(), response_.kinds.end(),
                   [](const LinkedKind& a, const LinkedKind& b) {
                     return entity_kind_named(a.kind) < entity_kind_named(b.kind);
                   });
  response_.steps = named_steps();
  return std::move(response_);
}

}  // namespace

LinkWorkspaceResponse link_workspace(const LinkWorkspaceRequest& request, RunContext& run) {
  return WorkspaceLink(request, run).link();
}

}  // namespace newlyn::workspace
