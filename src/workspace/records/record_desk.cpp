// SPDX-License-Identifier: MIT
// Lines are read, put into groups without a key that comes twice, and each group is stored: the
// rows of its sources with their standard records first, the indexes then, the notes last. Cut off
// between, the rows are there and the next link or the same lines again bring them into the
// indexes.
#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/journal_book.h"
#include "workspace/index/step_times.h"
#include "workspace/keeping/backup_queue.h"
#include "workspace/records.h"
#include "workspace/records/arrival_source.h"
#include "workspace/records/index_step.h"
#include "workspace/records/sealed_rows.h"
#include "workspace/rights/suppression.h"

namespace newlyn::workspace {
namespace {

struct VerbWords {
  const char* verb;
  const char* words;
  const char* cause;  // of a step, as the history of an entity tells it
};

const VerbWords& words_of(RecordVerb verb) {
  static constexpr VerbWords kAdd{"record_add", "Adding records", "record added"};
  static constexpr VerbWords kReplace{"record_replace", "Replacing records", "record replaced"};
  static constexpr VerbWords kDelete{"record_delete", "Deleting records", "record deleted"};
  if (verb == RecordVerb::add) return kAdd;
  return verb == RecordVerb::replace ? kReplace : kDelete;
}

/// A line that was read, and where its outcome stands.
struct ReadLine {
  size_t place = 0;
  std::string source;
  std::string native_id;
  source::ArrivingRecord record;
};

constexpr const char* kWithheld = "somebody who was erased, or a row that a rule deleted";

}  // namespace

struct RecordDesk::State {
  State(const RequestContext& context, RecordVerb verb_asked, RunContext& run_of_verb)
      : asked(context),
        verb(verb_asked),
        run(run_of_verb),
        desk(open_desk(request(), run)),
        sources(desk.home, *desk.store),
        suppression(desk.home),
        sealed(desk) {
    for (const EntityKind& kind : kEntityKinds) {
      const auto noted = noted_sources(*desk.store, {&kind});
      linked[std::string(kind.name)] = {noted.begin(), noted.end()};
      all_linked.insert(noted.begin(), noted.end());
    }
  }

  DeskRequest request() const {
    return {asked, words_of(verb).verb, words_of(verb).words, kinds_named("")};
  }

  std::vector<RecordOutcome> take(const std::vector<RecordLine>& lines);
  bool read_line(const RecordLine& line, RecordOutcome& outcome, ReadLine& read);
  void do_group(std::vector<ReadLine>& group, std::vector<RecordOutcome>& outcomes);
  void store_source(const std::vector<const ReadLine*>& rows, std::vector<RecordOutcome>& outcomes);
  void remove_source(const std::vector<const ReadLine*>& rows,
                     std::vector<RecordOutcome>& outcomes);
  std::vector<source::RecordPresence> presence_of(const ArrivalSource& of,
                                                  const std::vector<std::string>& ids) const;
  source::LeftOut left_out(store::Store& store, const source::Taking& taking, ArrivalSource& of);
  void step_indexes(const std::vector<ReadLine>& group, std::vector<RecordOutcome>& outcomes);
  void note(const std::vector<std::pair<const EntityKind*, IndexStep>>& steps);
  std::vector<std::string> fields_of(const ReadLine& line);
  void count(const RecordOutcome& outcome);

  RequestContext asked;
  RecordVerb verb;
  RunContext& run;
  Desk desk;
  ArrivalSources sources;
  Suppression suppression;
  SealedRows sealed;
  std::map<std::string, std::set<std::string>> linked;  // sources by kind
  std::set<std::string> all_linked;
  RecordCounts counts;
};

bool RecordDesk::State::read_line(const RecordLine& line, RecordOutcome& outcome, ReadLine& read) {
  outcome.line = line.number;
  try {
    read.record = source::read_arriving_record(line.text);
    outcome.data_source = read.record.data_source;
    outcome.record_id = read.record.record_id;
    ArrivalSource& of = sources.named(read.record.data_source, all_linked, run);
    read.source = of.definition.name;
    read.native_id = source::native_id_of(of.definition, read.record);
    if (outcome.record_id.empty()) outcome.record_id = read.native_id;
    for (const auto& [name, value] : read.record.values) {
      const bool is_key = name == "DATA_SOURCE" || name == "RECORD_ID";
      if (!is_key && verb != RecordVerb::remove && !of.known.contains(name)) {
        outcome.not_taken.push_back(name);
      }
    }
    return true;
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid) throw;
    outcome.outcome = "rejected";
    outcome.reason = error.what();
    return false;
  }
}

source::LeftOut RecordDesk::State::left_out(store::Store& store, const source::Taking& taking,
                                            ArrivalSource& of) {
  source::LeftOut left;
  const std::optional<source::Mapping> mapping = of.later->mapping();
  if (!suppression.is_empty()) left = suppression.left_out(store, {of.definition, mapping, taking});
  if (!of.withheld->is_empty()) of.withheld->add_to(left, store, taking);
  return left;
}

void RecordDesk::State::store_source(const std::vector<const ReadLine*>& rows,
                                     std::vector<RecordOutcome>& outcomes) {
  ArrivalSource& of = sources.named(rows[0]->record.data_source, all_linked, run);
  source::ArrivalGroup group{of.definition, of.plan, {}, {}, {}};
  std::vector<const ReadLine*> kept;
  std::vector<std::string> ids;
  for (const ReadLine* row : rows) ids.push_back(row->native_id);
  std::vector<source::RecordPresence> presence;
  if (verb == RecordVerb::replace) presence = presence_of(of, ids);
  const std::vector<bool> unknown = sealed.are_unknown(of, ids);
  std::vector<bool> is_new;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!presence.empty() && presence[i] != source::RecordPresence::there) {
      outcomes[rows[i]->place].outcome = "rejected";
      outcomes[rows[i]->place].reason =
          "there is no such record to replace; newlyn record add puts it in";
      continue;
    }
    kept.push_back(rows[i]);
    is_new.push_back(unknown[i]);
    group.rows.emplace_back(rows[i]->native_id, rows[i]->record);
  }
  if (kept.empty()) return;
  group.leaves_out = [&](store::Store& store, const source::Taking& taking) {
    return left_out(store, taking, of);
  };
  group.also = [&](const source::SourceRun& stored) { of.later->write(*desk.store, stored); };
  const auto fates = source::store_arrivals(*desk.store, group);
  constexpr std::array<const char*, 6> kWords = {"added",     "changed",  "returned",
                                                 "unchanged", "filtered", "filtered"};
  for (size_t i = 0; i < kept.size(); ++i) {
    RecordOutcome& outcome = outcomes[kept[i]->place];
    outcome.outcome = kWords[static_cast<size_t>(fates[i])];
    if (fates[i] == source::ArrivalFate::filtered) {
      outcome.reason = "the definition of the source leaves such rows out";
    } else if (fates[i] == source::ArrivalFate::kept_away) {
      outcome.reason = kWithheld;
    } else if (is_new[i]) {
      outcome.outcome = kWords[static_cast<size_t>(source::ArrivalFate::added)];
      sealed.note_told(of, kept[i]->native_id);
    }
  }
}

/// Whether rows are there, for whoever asks.
std::vector<source::RecordPresence> RecordDesk::State::presence_of(
    const ArrivalSource& of, const std::vector<std::string>& ids) const {
  auto presence = source::record_presence(*desk.store, of.definition.name, ids);
  const std::vector<bool> unknown = sealed.are_unknown(of, ids);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (unknown[i]) presence[i] = source::RecordPresence::never;
  }
  return presence;
}

void RecordDesk::State::remove_source(const std::vector<const ReadLine*>& rows,
                                      std::vector<RecordOutcome>& outcomes) {
  ArrivalSource& of = sources.named(rows[0]->record.data_source, all_linked, run);
  std::vector<std::string> ids;
  for (const ReadLine* row : rows) ids.push_back(row->native_id);
  const auto presence = presence_of(of, ids);
  std::vector<std::string> there;
  for (size_t i = 0; i < rows.size(); ++i) {
    RecordOutcome& outcome = outcomes[rows[i]->place];
    outcome.outcome = "deleted";
    if (presence[i] == source::RecordPresence::there) there.push_back(ids[i]);
    if (presence[i] == source::RecordPresence::gone) {
      outcome.outcome = "unchanged";
      outcome.reason = "it is gone already";
    } else if (presence[i] == source::RecordPresence::never) {
      outcome.outcome = "rejected";
      outcome.reason = "the source has no record with this key";
    }
  }
  if (there.empty()) return;
  source::DepartureGroup group{of.definition, of.plan, there, {}};
  group.also = [&](const source::SourceRun& stored) { of.later->take_out(*desk.store, stored); };
  source::store_departures(*desk.store, group);
}

/// Notes of steps and of sources that a kind has now; losing them harms no entity.
void RecordDesk::State::note(const std::vector<std::pair<const EntityKind*, IndexStep>>& steps) {
  desk.store->run("BEGIN TRANSACTION");
  try {
    for (const auto& [kind, step] : steps) {
      note_step(*desk.store, *kind, step.sequence,
                {now_text(), desk.access->who(), words_of(verb).cause});
      note_sequence(*desk.store, *kind, step.last);
      std::set<std::string>& noted = linked[std::string(kind->name)];
      const size_t before = noted.size();
      noted.insert(step.sources.begin(), step.sources.end());
      if (noted.size() > before) note_sources(*desk.store, *kind, {noted.begin(), noted.end()});
    }
    desk.store->run("COMMIT");
  } catch (...) {
    desk.store->run("ROLLBACK");
    throw;
  }
}

void RecordDesk::State::step_indexes(const std::vector<ReadLine>& group,
                                     std::vector<RecordOutcome>& outcomes) {
  std::map<std::pair<std::string, std::string>, size_t> places;
  std::map<std::string, std::vector<std::string>> ids;
  for (const ReadLine& line : group) {
    const std::string& outcome = outcomes[line.place].outcome;
    if (outcome == "rejected" || outcome == "filtered") continue;
    places[{line.source, line.native_id}] = line.place;
    ids[line.source].push_back(line.native_id);
  }
  std::vector<std::pair<const EntityKind*, IndexStep>> steps;
  for (KindIndex& open : desk.kinds) {
    std::vector<TouchedRows> touched;
    for (const auto& [source, native_ids] : ids) {
      TouchedRows one{{source, native_ids}, {}};
      for (const auto& record : sources.named(source, all_linked, run).later->mapping().records) {
        if (record.kind == open.kind->name) one.record_names.push_back(record.name);
      }
      if (!one.record_names.empty()) touched.push_back(std::move(one));
    }
    PassesOver passes_over;
    if (open.kind->name == "person" && !suppression.is_empty()) {
      passes_over = [&](const index::RecordKey& key, const std::vector<ColumnValue>& values) {
        return suppression.has_record(key, values);
      };
    }
    IndexStep step = step_index(*desk.store, open, touched, passes_over);
    keep_seen(desk, open, step);
    for (const auto& [row, entities] : step.entities) {
      auto& into = outcomes[places.at(row)].entities;
      into.insert(into.end(), entities.begin(), entities.end());
    }
    if (step.sequence > 0) steps.emplace_back(open.kind, std::move(step));
  }
  if (!steps.empty()) note(steps);
}

/// The columns of a line that its source keeps.
std::vector<std::string> RecordDesk::State::fields_of(const ReadLine& line) {
  const ArrivalSource& of = sources.named(line.record.data_source, all_linked, run);
  std::vector<std::string> fields;
  for (const auto& [name, value] : line.record.values) {
    if (of.known.contains(name)) fields.push_back(name);
  }
  return fields;
}

void RecordDesk::State::do_group(std::vector<ReadLine>& group,
                                 std::vector<RecordOutcome>& outcomes) {
  // Lines come for as long as somebody sends them: what was allowed at the first may not be now.
  ask_governance(desk, request());
  Answered about{group.size(), "", ""};
  for (const ReadLine& line : group) {
    about.others.push_back(fmt::format("{}:{}", line.source, line.native_id));
  }
  if (group.size() == 1) about.about = about.subject = about.others[0];
  for (const ReadLine& line : group) {
    if (verb == RecordVerb::remove) break;
    for (const std::string& field : fields_of(line)) desk.access->note_shown(field);
  }
  desk.access->change(about, [&]() -> uint64_t {
    std::map<std::string, std::vector<const ReadLine*>> by_source;
    for (const ReadLine& line : group) by_source[line.source].push_back(&line);
    for (const auto& [source, rows] : by_source) {
      verb == RecordVerb::remove ? remove_source(rows, outcomes) : store_source(rows, outcomes);
    }
    step_indexes(group, outcomes);
    // A record that is gone leads to nobody afterwards, so its entry says whose it was.
    for (const ReadLine& line : group) {
      const auto& entities = outcomes[line.place].entities;
      about.others.insert(about.others.end(), entities.begin(), entities.end());
    }
    return group.size();
  });
  group.clear();
}

void RecordDesk::State::count(const RecordOutcome& outcome) {
  ++counts.read;
  const std::map<std::string_view, uint64_t*> of = {
      {"added", &counts.added},       {"changed", &counts.changed},
      {"returned", &counts.returned}, {"unchanged", &counts.unchanged},
      {"deleted", &counts.deleted},   {"filtered", &counts.filtered},
      {"rejected", &counts.rejected}};
  ++*of.at(outcome.outcome);
}

std::vector<RecordOutcome> RecordDesk::State::take(const std::vector<RecordLine>& lines) {
  std::vector<RecordOutcome> outcomes(lines.size());
  std::vector<ReadLine> group;
  std::set<std::pair<std::string, std::string>> keys;
  for (size_t i = 0; i < lines.size(); ++i) {
    ReadLine read;
    read.place = i;
    if (!read_line(lines[i], outcomes[i], read)) continue;
    // A record that comes twice is done twice, in order.
    if (!keys.emplace(read.source, read.native_id).second) {
      do_group(group, outcomes);
      keys = {{read.source, read.native_id}};
    }
    group.push_back(std::move(read));
  }
  if (!group.empty()) do_group(group, outcomes);
  for (const RecordOutcome& outcome : outcomes) count(outcome);
  return outcomes;
}

RecordDesk::RecordDesk(const RequestContext& context, RecordVerb verb, RunContext& run)
    : state_(answer_asked(context, {words_of(verb).verb},
                          [&] { return std::make_unique<State>(context, verb, run); })) {}

RecordDesk::~RecordDesk() = default;

std::vector<RecordOutcome> RecordDesk::take(const std::vector<RecordLine>& lines) {
  return state_->take(lines);
}

void RecordDesk::serve() {
  serve_backups({state_->desk.home, *state_->desk.store, state_->desk.kinds}, state_->run);
}

const RecordCounts& RecordDesk::counts() const noexcept { return state_->counts; }

}  // namespace newlyn::workspace
