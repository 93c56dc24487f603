// SPDX-License-Identifier: MIT
// The model first, so that the index opens under it whenever it is cut off.
#include "workspace/rights/forgetting.h"

#include <map>
#include <set>
#include <string_view>

#include "base/clock.h"
#include "index/view.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {
namespace {

/// A workspace, and an index of it that was opened here.
struct Opened {
  const Home& home;
  store::Store& store;
  KindIndex own = {};
};

/// The kind's index where it is open already, else opened now; null where there is nothing to
/// forget or nothing was linked.
KindIndex* index_of(Opened& opened, const Forgetting& forgetting, RunContext& run) {
  if (forgetting.keys.empty()) return nullptr;
  KindIndex* open = forgetting.open;
  if (open == nullptr) {
    opened.own = open_kind_index(opened.home, opened.store, forgetting.kind, run);
    open = &opened.own;
  }
  return open->entities == nullptr ? nullptr : open;
}

/// What brings records of the index to what the store has of them.
std::vector<index::Change> changes_to(store::Store& store, const Forgetting& forgetting,
                                      const KindIndex& open) {
  std::set<std::string> sources;
  for (const index::RecordKey& key : forgetting.keys) sources.insert(source_of(key));
  const KindRecords stored = load_records(store, {sources.begin(), sources.end()}, forgetting.kind);
  std::map<index::RecordKey, size_t> rows;
  for (size_t row = 0; row < stored.count(); ++row) rows.emplace(stored.keys[row], row);
  const RecordMaker maker(forgetting.kind, stored, *open.fitted);
  std::vector<index::Change> changes;
  open.entities->read([&](const index::EntityIndex& index) {
    for (const index::RecordKey& key : forgetting.keys) {
      if (!index.whole().entity_of(key)) continue;
      const auto row = rows.find(key);
      index::Change& change = changes.emplace_back();
      change.kind = row == rows.end() ? index::Change::Kind::remove : index::Change::Kind::change;
      change.record.key = key;
      if (row != rows.end()) change.record = maker.make(row->second);
    }
  });
  return changes;
}

/// The texts of the first that are not among the second, by column.
std::vector<linkage::ColumnTexts> without(std::vector<linkage::ColumnTexts> texts,
                                          const std::vector<linkage::ColumnTexts>& kept) {
  const auto take_out = [](std::vector<std::string>& from, const std::vector<std::string>& these) {
    const std::set<std::string_view> known(these.begin(), these.end());
    std::erase_if(from, [&](const std::string& text) { return known.contains(text); });
  };
  for (linkage::ColumnTexts& column : texts) {
    for (const linkage::ColumnTexts& same : kept) {
      if (same.column != column.column) continue;
      take_out(column.values, same.values);
      take_out(column.words, same.words);
    }
  }
  return texts;
}

}  // namespace

void forget_records(const Home& home, store::Store& store, const Forgetting& forgetting,
                    RunContext& run) {
  const EntityKind& kind = forgetting.kind;
  Opened opened{home, store};
  KindIndex* open = index_of(opened, forgetting, run);
  if (open == nullptr) return;
  std::vector<linkage::ColumnTexts> alone;
  uint64_t sequence = 0;
  open->entities->read([&](const index::EntityIndex& index) {
    alone = index.texts_of_alone(forgetting.keys, index::Said::ever);
    sequence = index.sequence() + 1;
  });
  open->fitted = linkage::without_texts(open->fitted, alone);
  keep_model(home, kind, *open->fitted);
  open->entities->forget({forgetting.keys, {}}, open->fitted, run);
  keep_only_model(home, kind, *open->fitted);
  note_journal(store, *open);
  note_step(store, kind, sequence, {now_text(), forgetting.who, forgetting.what});
}

std::vector<linkage::ColumnTexts> alone_texts(const KindIndex& open,
                                              const std::vector<index::RecordKey>& keys,
                                              index::Said said) {
  std::vector<linkage::ColumnTexts> texts;
  if (open.entities == nullptr) return texts;
  open.entities->read(
      [&](const index::EntityIndex& index) { texts = index.texts_of_alone(keys, said); });
  return texts;
}

void forget_values(const Home& home, store::Store& store, const Forgetting& forgetting,
                   RunContext& run) {
  const EntityKind& kind = forgetting.kind;
  Opened opened{home, store};
  KindIndex* open = index_of(opened, forgetting, run);
  if (open == nullptr) return;
  std::vector<index::Change> changes = changes_to(store, forgetting, *open);
  if (changes.empty()) return;
  open->entities->apply(std::move(changes), &run);
  uint64_t sequence = 0;
  open->entities->read([&](const index::EntityIndex& index) { sequence = index.sequence(); });
  note_step(store, kind, sequence, {now_text(), forgetting.who, forgetting.what});
  open->fitted = linkage::without_texts(
      open->fitted,
      without(*forgetting.before, alone_texts(*open, forgetting.keys, index::Said::now)));
  keep_model(home, kind, *open->fitted);
  // No record goes; what the journal had of their former values does.
  open->entities->forget({{}, forgetting.keys}, open->fitted, run);
  keep_only_model(home, kind, *open->fitted);
  note_journal(store, *open);
}

}  // namespace newlyn::workspace
