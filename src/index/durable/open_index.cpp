// SPDX-License-Identifier: MIT
// The snapshot where it can be used, then the steps that it lacks.
#include "index/durable/open_index.h"

#include <filesystem>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "index/durable/journal_entries.h"
#include "index/journal/migration.h"
#include "index/snapshot/snapshot_file.h"

namespace newlyn::index {
namespace {

/// The fitted model of a version that the journal names.
std::shared_ptr<const linkage::FittedModel> model_of(const IndexPlan& plan,
                                                     const std::string& named) {
  if (named == plan.fitted->parts().version) return plan.fitted;
  auto former = plan.former ? plan.former(named) : nullptr;
  if (former != nullptr) return former;
  throw Error(Code::model_invalid, "The journal needs the fitted model " + named +
                                       ", which is not there. Put back its file.");
}

/// The index that a picture in the journal at `path` is of, under a model of the plan.
std::unique_ptr<EntityIndex> index_of_picture(const std::string& path, std::string_view picture,
                                              IndexPlan plan) {
  auto index = std::make_unique<EntityIndex>(std::move(plan));
  SnapshotReader reader("in the journal " + path, picture);
  index->open_picture(reader);
  return index;
}

IndexPlan plan_under(const IndexPlan& plan, const std::string& model) {
  IndexPlan under = plan;
  under.fitted = model_of(plan, model);
  return under;
}

class Opening {
 public:
  Opening(std::string path, const OpenPlan& plan, RunContext& run)
      : path_(std::move(path)), plan_(plan.index), expects_(plan.expects), run_(run) {}

  OpenedIndex open() {
    bring_up_to_date();
    refuse_newer();
    opened_.journal = std::make_unique<Journal>(path_);
    // What a crash left of files that were to take another's place.
    for (const char* part : {".snapshot.new", ".anew", ".anew.picture", ".anew.picture.new"}) {
      std::filesystem::remove(path_ + part);
    }
    const uint64_t from = open_snapshot().value_or(opened_.journal->begin());
    opened_.state.from_snapshot = from > opened_.journal->begin();
    redo(from);
    begin_or_compare();
    opened_.state.journal_bytes = opened_.journal->last().end;
    return std::move(opened_);
  }

 private:
  void note(std::string sentence) { opened_.state.notes.push_back(std::move(sentence)); }

  void bring_up_to_date() {
    const auto kept = migrate_journal(path_);
    if (!kept) return;
    note("The journal " + path_ + " was of an earlier version and was brought up to date. As it " +
         "was, it is kept as " + *kept + ".");
  }

  void refuse_newer() const {
    if (!is_newer_snapshot(snapshot_path(path_))) return;
    throw Error(Code::store_failed,
                "The snapshot " + snapshot_path(path_) +
                    " was written by a later version of Newlyn. Use that version.");
  }

  /// Reads the snapshot and returns the place up to which the journal is in it.
  std::optional<uint64_t> open_snapshot() {
    opened_.index = std::make_unique<EntityIndex>(plan_);
    const std::string path = snapshot_path(path_);
    if (!std::filesystem::exists(path)) return std::nullopt;
    const std::string instead =
        " All steps of the journal were done again instead, so nothing is lost. Take that file "
        "away "
        "if this is told again: another is written when that saves time.";
    try {
      SnapshotReader reader(path);
      if (reader.version() < kPastVersion) {
        note("The snapshot " + path + " was written before snapshots kept what was before." +
             instead);
        return std::nullopt;
      }
      const SnapshotHead& head = reader.head();
      if (!opened_.journal->has({head.last_entry, head.last_entry_head, head.journal_bytes})) {
        note("The snapshot " + path + " is not of this journal or is ahead of it." + instead);
        return std::nullopt;
      }
      opened_.index = std::make_unique<EntityIndex>(plan_under(plan_, head.model));
      opened_.index->open_picture(reader);
      version_ = head.model;
      return head.journal_bytes;
    } catch (const Error& error) {
      if (error.code() != Code::store_failed) throw;
      note(error.what() + instead);
      opened_.index = std::make_unique<EntityIndex>(plan_);
      return std::nullopt;
    }
  }

  void redo(uint64_t from) {
    const double begun = monotonic_seconds();
    const uint64_t cut =
        opened_.journal->redo(from, [&](std::string_view entry) { redo_entry(entry); });
    opened_.redo_seconds = monotonic_seconds() - begun;
    if (expects_) expects_(opened_.index->sequence());
    opened_.journal->cut_rest();
    if (cut > 0) {
      note("The last " + std::to_string(cut) + " bytes of the journal " + path_ +
           " were not written to their end and were cut off.");
    }
  }

  void redo_entry(std::string_view bytes) {
    const auto entry = read_entry(bytes);
    if (!entry) {
      throw Error(Code::store_failed, "The journal holds a step that this version cannot read.");
    }
    ++opened_.state.entries_redone;
    if (entry->model) {
      version_ = *entry->model;
      opened_.index->refit(model_of(plan_, version_), run_);
    }
    if (entry->picture) {
      opened_.index = index_of_picture(path_, *entry->picture, plan_under(plan_, version_));
    }
    for (const std::vector<Change>& step : entry->steps) opened_.index->apply(step, run_);
  }

  /// A new journal names the model of the plan; the last one that another names must be it.
  void begin_or_compare() {
    const std::string& wanted = plan_.fitted->parts().version;
    if (version_.empty()) {
      version_ = wanted;
      opened_.index->refit(plan_.fitted, run_);
      opened_.journal->add(write_model_entry(version_));
      opened_.journal->sync();
    }
    if (version_ == wanted) return;
    throw Error(Code::model_invalid, "The journal " + path_ + " is under the fitted model " +
                                         version_ + ", not under " + wanted +
                                         ". Open it with that one, or refit first.");
  }

  std::string path_;
  const IndexPlan& plan_;
  const ExpectSequence& expects_;
  RunContext& run_;
  OpenedIndex opened_;
  std::string version_;  // of the fitted model that was named last
};

}  // namespace

std::string snapshot_path(const std::string& journal) { return journal + ".snapshot"; }

std::string journal_version(const std::string& path) {
  std::string version;
  if (!std::filesystem::exists(path)) return version;
  migrate_journal(path);
  Journal journal(path);
  uint64_t from = journal.begin();
  if (const auto head = read_snapshot_head(snapshot_path(path))) {
    if (journal.has({head->last_entry, head->last_entry_head, head->journal_bytes})) {
      version = head->model;
      from = head->journal_bytes;
    }
  }
  journal.redo(from, [&](std::string_view bytes) {
    if (const auto model = model_in_entry(bytes)) version = *model;
  });
  return version;
}

OpenedIndex open_index(const std::string& path, const OpenPlan& plan, RunContext& run) {
  return Opening(path, plan, run).open();
}

uint64_t redone_state(const std::string& path, uint64_t end, const IndexPlan& plan,
                      RunContext& run) {
  auto again = std::make_unique<EntityIndex>(plan);
  std::string version;
  each_entry(path, end, [&](std::string_view bytes) {
    const auto entry = read_entry(bytes);
    if (!entry) throw Error(Code::store_failed, "The journal " + path + " cannot be read.");
    if (entry->model) {
      version = *entry->model;
      again->refit(model_of(plan, version), run);
    }
    if (entry->picture) again = index_of_picture(path, *entry->picture, plan_under(plan, version));
    for (const std::vector<Change>& step : entry->steps) again->apply(step, run);
  });
  return again->state_hash();
}

}  // namespace newlyn::index
