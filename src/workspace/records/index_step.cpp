// SPDX-License-Identifier: MIT
// Compares what stands in the store with what the index has, as a link does, for some rows alone.
#include "workspace/records/index_step.h"

#include <algorithm>
#include <sstream>

#include "index/entity_id.h"
#include "index/view.h"
#include "workspace/index/keep_corrections.h"
#include "workspace/index/keep_seals.h"

namespace newlyn::workspace {
namespace {

using RowName = std::pair<std::string, std::string>;

/// The keys that records of these rows would have.
std::vector<std::pair<RowName, index::RecordKey>> keys_of(const std::vector<TouchedRows>& touched) {
  std::vector<std::pair<RowName, index::RecordKey>> keys;
  for (const TouchedRows& one : touched) {
    for (const std::string& id : one.rows.native_ids) {
      for (const std::string& name : one.record_names) {
        keys.push_back({{one.rows.source, id}, {one.rows.source + "/" + name, id}});
      }
    }
  }
  return keys;
}

std::vector<index::Change> changes_of(store::Store& store, const KindIndex& open,
                                      const std::vector<TouchedRows>& touched,
                                      const PassesOver& passes_over) {
  std::vector<index::Change> changes;
  std::set<index::RecordKey> there;
  for (const TouchedRows& one : touched) {
    const KindRecords records = load_records_of(store, one.rows, *open.kind, passes_over);
    const RecordMaker maker(*open.kind, records, *open.fitted);
    open.entities->read([&](const index::EntityIndex& index) {
      const index::View whole = index.whole();
      for (size_t row = 0; row < records.count(); ++row) {
        there.insert(records.keys[row]);
        index::Change change;
        change.record = maker.make(row);
        const auto known = whole.record(change.record.key);
        if (known && *known == change.record) continue;
        change.kind = known ? index::Change::Kind::change : index::Change::Kind::add;
        changes.push_back(std::move(change));
      }
    });
  }
  open.entities->read([&](const index::EntityIndex& index) {
    for (const auto& [row, key] : keys_of(touched)) {
      if (there.contains(key) || !index.whole().entity_of(key)) continue;
      index::Change change;
      change.kind = index::Change::Kind::remove;
      change.record.key = key;
      changes.push_back(std::move(change));
    }
  });
  return changes;
}

/// Adds the entities that records of these rows are in.
void add_entities(const index::EntityIndex& index, const std::vector<TouchedRows>& touched,
                  IndexStep& step) {
  for (const auto& [row, key] : keys_of(touched)) {
    if (auto entity = index.entity_of(key)) step.entities[row].insert(std::move(*entity));
  }
}

/// The ids of entities in a sentence: "split from 7KX3PQM".
void add_ids(const std::string& sentence, std::set<std::string>& ids) {
  std::istringstream words(sentence);
  for (std::string word; words >> word;) {
    if (index::entity_number(word)) ids.insert(word);
  }
}

/// Those that were merged with an entity in a step, or split from it.
std::set<std::string> neighbours_of(const index::EntityIndex& index, const std::string& entity,
                                    uint64_t sequence) {
  std::set<std::string> ids;
  for (const index::EntityStep& event : index.history(entity)) {
    if (event.sequence == sequence) add_ids(event.words, ids);
  }
  return ids;
}

/// Those that an id is to a reader of a view. `before` is the same view of what there was before a
/// step: whom the step ended is told to who saw them.
std::vector<std::string> seen_as(const index::View& view, const index::View& before,
                                 const std::string& id) {
  if (view.sees_all()) {
    return view.resolve(id) ? std::vector{id} : std::vector<std::string>();
  }
  if (view.is_cut()) return view.all_of(id);
  const index::Presence presence = view.presence(id);
  if (presence == index::Presence::sealed) return {id};
  const bool is_seen = presence == index::Presence::seen && view.resolve(id) == id;
  return is_seen || !before.records_of(id).empty() ? std::vector{id} : std::vector<std::string>();
}

void add_neighbours(const index::EntityIndex& index, IndexStep& step) {
  for (auto& [row, entities] : step.entities) {
    for (const std::string& entity : std::set<std::string>(entities)) {
      entities.merge(neighbours_of(index, entity, step.sequence));
    }
  }
}

}  // namespace

IndexStep step_index(store::Store& store, KindIndex& open, const std::vector<TouchedRows>& touched,
                     const PassesOver& passes_over) {
  IndexStep step;
  std::vector<index::Change> changes = changes_of(store, open, touched, passes_over);
  if (changes.empty()) {
    open.entities->read(
        [&](const index::EntityIndex& index) { add_entities(index, touched, step); });
    return step;
  }
  for (const index::Change& change : changes) {
    if (change.kind != index::Change::Kind::remove) {
      step.sources.insert(source_of(change.record.key));
    }
  }
  open.entities->read([&](const index::EntityIndex& index) { add_entities(index, touched, step); });
  std::vector<index::RecordKey> leaving;
  for (const index::Change& change : changes) {
    if (change.kind == index::Change::Kind::remove) leaving.push_back(change.record.key);
  }
  keep_corrections(*open.entities, leaving);
  open.entities->apply(std::move(changes));
  open.entities->read([&](const index::EntityIndex& index) { step.sequence = index.sequence(); });
  keep_seals_whole(*open.entities);
  open.entities->read([&](const index::EntityIndex& index) {
    step.last = index.sequence();
    add_entities(index, touched, step);
    add_neighbours(index, step);
  });
  return step;
}

void keep_seen(const Desk& desk, const KindIndex& open, IndexStep& step) {
  look(desk, open, [&](const index::View& view) {
    const index::View before = view.then(step.sequence > 0 ? step.sequence - 1 : step.last);
    for (auto& [row, entities] : step.entities) {
      std::set<std::string> seen;
      for (const std::string& entity : entities) {
        for (std::string& id : seen_as(view, before, entity)) seen.insert(std::move(id));
      }
      entities = std::move(seen);
    }
  });
}

}  // namespace newlyn::workspace
