// SPDX-License-Identifier: MIT
// Records that are forgotten: everything that is made of records is made anew without them. Slots
// and entities keep their numbers, so that ids and their history are what they were.
#include <algorithm>
#include <map>
#include <set>

#include "index/state/index_state.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

using Texts = std::set<std::string, std::less<>>;

/// Calls `take` with every word of a text.
template <typename Take>
void each_word(std::string_view text, Take take) {
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    if (end > 0) take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void take_away(Texts& texts, std::string_view text) {
  const auto found = texts.find(text);
  if (found != texts.end()) texts.erase(found);
}

/// Values and words by column.
struct OwnTexts {
  std::vector<Texts> values;
  std::vector<Texts> words;

  explicit OwnTexts(size_t width) : values(width), words(width) {}
  void add(size_t column, const std::string& text) {
    if (text.empty()) return;
    values[column].insert(text);
    each_word(text, [&](std::string_view word) { words[column].emplace(word); });
  }
  /// Somebody else has it too.
  void share(size_t column, std::string_view text) {
    take_away(values[column], text);
    if (words[column].empty()) return;
    each_word(text, [&](std::string_view word) { take_away(words[column], word); });
  }
};

RecordKey name_of(Slot slot) { return {std::string(kForgotten), std::to_string(slot)}; }

/// Those of the keys that ever had a slot, with the name that each gets.
std::map<Slot, RecordKey> named_slots(const RecordTable& records, std::span<const RecordKey> keys) {
  std::map<Slot, RecordKey> names;
  for (const RecordKey& key : keys) {
    if (const auto slot = records.find(key)) names.emplace(*slot, name_of(*slot));
  }
  return names;
}

std::vector<Slot> slots_of(const RecordTable& records, std::span<const RecordKey> keys) {
  std::vector<Slot> slots;
  for (const RecordKey& key : keys) {
    if (const auto slot = records.find(key)) slots.push_back(*slot);
  }
  return slots;
}

/// By key what each forgotten record is called from now on; judgements may name one that was never
/// there.
std::map<RecordKey, RecordKey> new_names(const RecordTable& records,
                                         std::span<const RecordKey> keys) {
  std::map<RecordKey, RecordKey> names;
  for (const RecordKey& key : keys) {
    const auto slot = records.find(key);
    names.emplace(key, slot ? name_of(*slot) : RecordKey{std::string(kForgotten), "never there"});
  }
  return names;
}

std::vector<KeptJudgement> judgements_without(std::vector<KeptJudgement> kept,
                                              const std::map<RecordKey, RecordKey>& names) {
  for (KeptJudgement& one : kept) {
    for (RecordKey* side : {&one.judgement.left, &one.judgement.right}) {
      const auto name = names.find(*side);
      if (name == names.end()) continue;
      *side = name->second;
      one.judgement.why.clear();
      one.withdrawn = true;
    }
  }
  return kept;
}

std::vector<NumberedCorrection> corrections_without(std::vector<NumberedCorrection> kept,
                                                    const std::map<RecordKey, RecordKey>& names) {
  for (NumberedCorrection& one : kept) {
    const auto name = names.find(one.correction.record);
    if (name == names.end()) continue;
    one.correction.record = name->second;
    one.correction.value.clear();
    one.correction.why.clear();
    one.withdrawn = true;
  }
  return kept;
}

/// A former identity without records needs no seal; one whose present identity is forgotten stays
/// hidden.
std::vector<NumberedSeal> seals_without(const EntityIndex& index,
                                        const std::map<RecordKey, RecordKey>& names) {
  const auto take = [&](std::vector<RecordKey>& keys, std::vector<FieldValue>& said) {
    const size_t taken =
        std::erase_if(keys, [&](const RecordKey& key) { return names.contains(key); });
    if (taken > 0) said = index.told_by(keys);
  };
  std::vector<NumberedSeal> kept = index.seals();
  for (NumberedSeal& one : kept) {
    take(one.seal.former, one.seal.former_said);
    take(one.seal.present, one.seal.present_said);
    if (!one.seal.former.empty()) continue;
    Seal nothing;
    nothing.ground = one.seal.ground;
    one.seal = nothing;
    one.lifted = true;
  }
  return kept;
}

}  // namespace

std::vector<linkage::ColumnTexts> EntityIndex::texts_of_alone(std::span<const RecordKey> keys,
                                                              Said said) const {
  const RecordTable& records = state_->records;
  const linkage::FittedModel& fitted = *state_->plan.fitted;
  const std::map<Slot, RecordKey> own = named_slots(records, keys);
  OwnTexts texts(fitted.width());
  const auto add = [&](const Record& record) {
    const std::vector<std::string> complete = fitted.complete(record.values);
    for (size_t c = 0; c < complete.size(); ++c) texts.add(c, complete[c]);
  };
  for (const auto& [slot, name] : own) {
    if (const auto last = records.last_record(slot)) add(*last);
    if (said == Said::now) continue;
    for (const Record& former : records.former_versions(slot)) add(former);
  }
  std::vector<std::string_view> values;
  for (Row row = 0; row < records.row_count(); ++row) {
    bool is_shared = false;
    records.each_slot(row, [&](Slot slot) { is_shared |= !own.contains(slot); });
    if (!is_shared) continue;
    values.clear();
    records.values_of(row, values);
    for (size_t c = 0; c < values.size(); ++c) texts.share(c, values[c]);
  }
  std::vector<linkage::ColumnTexts> alone;
  for (size_t c = 0; c < fitted.width(); ++c) {
    alone.push_back({fitted.columns()[c].name,
                     {texts.values[c].begin(), texts.values[c].end()},
                     {texts.words[c].begin(), texts.words[c].end()}});
  }
  return alone;
}

std::vector<RecordKey> EntityIndex::former_records_of(std::string_view id) const {
  std::vector<RecordKey> keys;
  const auto number = state_->number_of(id);
  if (!number) return keys;
  const uint32_t entity = state_->entities.resolve(*number);
  for (Slot slot = 0; slot < state_->records.slot_count(); ++slot) {
    const uint32_t home = state_->entities.home_of(slot);
    if (state_->records.is_live(slot) || home == kNoEntity) continue;
    const KeyView key = state_->records.key(slot);
    if (state_->entities.resolve(home) == entity && key.source != kForgotten) {
      keys.push_back(key.copy());
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

void EntityIndex::forget(const Forgotten& forgotten,
                         std::shared_ptr<const linkage::FittedModel> fitted, RunContext& run) {
  const std::span<const RecordKey> keys = forgotten.keys;
  std::vector<Change> changes;
  for (const RecordKey& key : keys) {
    if (!whole().record(key)) continue;
    Change& change = changes.emplace_back();
    change.kind = Change::Kind::remove;
    change.record.key = key;
  }
  apply(changes, run);
  const std::map<RecordKey, RecordKey> names = new_names(state_->records, keys);
  auto judgements = judgements_without(state_->book.all(), names);
  auto corrections = corrections_without(state_->corrections.all(), names);
  state_->book = JudgementBook();
  state_->book.restore(std::move(judgements));
  state_->corrections = CorrectionBook();
  state_->corrections.restore(std::move(corrections));
  state_->seals.restore(seals_without(*this, names));
  state_->common_sight.reset();
  state_->records.forget_versions(slots_of(state_->records, forgotten.pasts));
  state_->records = state_->records.anew(*fitted, named_slots(state_->records, keys));
  state_->plan.fitted = std::move(fitted);
  state_->corrected.reset();
  state_->words = EntitySearch(*state_->plan.fitted, state_->plan.unsearched);
  state_->shared = SharedValues(relations_of(state_->plan), state_->plan.fitted->parts().columns);
  state_->handed_out.clear();
  state_->seeds.clear();
  state_->seed_keys.clear();
  state_->bulk = true;
  state_->renew_aliases();
  state_->recluster(run);
  state_->entities.end_step(state_->records.slot_count(), state_->sequence);
  state_->catch_up_words();
}

}  // namespace newlyn::index
