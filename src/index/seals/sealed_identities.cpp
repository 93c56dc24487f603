// SPDX-License-Identifier: MIT
// Walks from the records that seals name to those judged the same, and to their entities.
#include "index/seals/sealed_identities.h"

#include <algorithm>
#include <unordered_map>

namespace newlyn::index {
namespace {

using State = EntityIndex::State;

/// All that is judged the same as one of the keys, these among them.
std::set<RecordKey> with_judged(const State& state, const std::vector<RecordKey>& keys) {
  std::set<RecordKey> all;
  for (const RecordKey& key : keys) {
    if (all.contains(key)) continue;
    for (RecordKey& same : state.book.same_as(key)) all.insert(std::move(same));
  }
  return all;
}

/// Entities of records of an identity, with those that its records were in last.
std::set<uint32_t> entities_of(const State& state, const std::vector<RecordKey>& keys) {
  std::set<uint32_t> entities;
  for (const RecordKey& key : with_judged(state, keys)) {
    const auto slot = state.records.find(key);
    if (slot) entities.insert(state.entities.last_entity_of(*slot));
  }
  entities.erase(kNoEntity);
  return entities;
}

/// Whether something in the life of an entity names one of others, by what it leads to today.
bool names_one_of(const State& state, uint32_t entity, const std::set<uint32_t>& others) {
  for (const EntityEvent& event : state.entities.events_of(entity)) {
    const uint32_t other = event.other == entity ? event.entity : event.other;
    if (other != kNoEntity && others.contains(state.entities.resolve(other))) return true;
  }
  return false;
}

/// The last step before which the records of an entity cannot have come, as far as entities tell
/// that were made of records that came with or before its first: no id that a seal gives says when
/// the seal was made.
uint64_t came_at(const State& state, uint32_t entity) {
  const std::vector<Slot> slots = state.entities.slots_of(entity);
  const Slot first = *std::min_element(slots.begin(), slots.end());
  uint64_t sequence = 1;
  for (Slot slot = 0; slot <= first; ++slot) {
    const uint32_t home = state.entities.home_of(slot);
    if (home == kNoEntity || state.entities.made_of(home) <= sequence) continue;
    if (!state.entities.was_split_off(home)) sequence = state.entities.made_of(home);
  }
  return sequence;
}

/// Adds records that name the former identity with its birth date, though no record is there that
/// they could be joined to.
void add_former_again(const State& state, SealedSides& sides) {
  for (const std::string& name : sides.told->former_names()) {
    const TextCode word = state.records.texts().find(name);
    if (word == TextTable::kNone) continue;
    state.words.words().each_place(word, [&](WordPlace place) {
      state.records.each_slot(place.row, [&](Slot slot) {
        if (sides.former.contains(slot) || sides.present.contains(slot)) return;
        const Record record = state.records.record(slot);
        if (!sides.told->names_former(record)) return;
        (sides.told->of(record).present ? sides.alone : sides.former).insert(slot);
      });
      return true;
    });
  }
}

/// "tax 1": how a record is named to people.
std::string name_of(const RecordKey& key) { return key.source + " " + key.id; }

}  // namespace

HiddenIdentities hidden_identities(const State& state) {
  HiddenIdentities hidden;
  if (state.seals.is_empty()) return hidden;
  const Within all{state.book, [&](Slot slot) { return state.records.is_live(slot); }};
  for (const NumberedSeal& kept : state.seals.all()) {
    if (kept.lifted) continue;
    hidden.sides.push_back(sealed_sides(state, kept, all));
    SealedSides& sides = hidden.sides.back();
    add_former_again(state, sides);
    hidden.entities.merge(entities_of(state, kept.seal.former));
    for (const Slot slot : sides.former) hidden.entities.insert(state.entities.entity_of(slot));
    hidden.slots.insert(sides.betraying.begin(), sides.betraying.end());
    hidden.slots.insert(sides.alone.begin(), sides.alone.end());
  }
  for (const uint32_t entity : hidden.entities) {
    for (const Slot slot : state.entities.slots_of(entity)) hidden.slots.insert(slot);
  }
  return hidden;
}

bool is_hidden(const State& state, const HiddenIdentities& hidden, const RecordKey& key) {
  if (hidden.sides.empty()) return false;
  const auto slot = state.records.find(key);
  if (slot && hidden.slots.contains(*slot)) return true;
  if (slot && hidden.entities.contains(state.entities.last_entity_of(*slot))) return true;
  for (const RecordKey& same : state.book.same_as(key)) {
    for (const SealSide& side : state.seals.of(same)) {
      if (side.is_former) return true;
    }
  }
  return false;
}

namespace {

/// Whether records of one entity are of the present identity and those of the other may not join
/// it.
bool keeps_from(const State& state, const SealedSides& sides, const std::vector<Slot>& present,
                const std::vector<Slot>& others) {
  const bool is_present = std::any_of(present.begin(), present.end(),
                                      [&](Slot slot) { return sides.present.contains(slot); });
  return is_present && std::any_of(others.begin(), others.end(), [&](Slot slot) {
           return sides.apart.contains(slot) || sides.told->of(state.records.record(slot)).former;
         });
}

}  // namespace

bool keeps_apart(const State& state, const HiddenIdentities& hidden,
                 const std::vector<uint32_t>& left, const std::vector<uint32_t>& right) {
  return std::any_of(hidden.sides.begin(), hidden.sides.end(), [&](const SealedSides& sides) {
    return keeps_from(state, sides, left, right) || keeps_from(state, sides, right, left);
  });
}

bool can_be_judged_same(const State& state, const HiddenIdentities& hidden,
                        const std::vector<RecordKey>& keys) {
  if (hidden.sides.empty()) return true;
  const std::vector<Slot> slots = live_slots_of(state, state.book, keys);
  return std::none_of(hidden.sides.begin(), hidden.sides.end(), [&](const SealedSides& sides) {
    const bool is_present = std::any_of(slots.begin(), slots.end(),
                                        [&](Slot slot) { return sides.present.contains(slot); });
    return is_present && std::any_of(slots.begin(), slots.end(), [&](Slot slot) {
             return sides.told->of(state.records.record(slot)).former;
           });
  });
}

std::vector<linkage::Judgement> sealed_pairs(const State& state, const std::vector<Slot>& slots,
                                             const JudgementBook& book) {
  std::vector<linkage::Judgement> pairs;
  if (state.seals.is_empty()) return pairs;
  std::unordered_map<Slot, uint32_t> places;
  for (uint32_t i = 0; i < slots.size(); ++i) places.emplace(slots[i], i);
  const Within within{book, [&](Slot slot) { return places.contains(slot); }};
  for (const NumberedSeal& kept : state.seals.all()) {
    if (kept.lifted) continue;
    const SealedSides sides = sealed_sides(state, kept, within);
    // What is said of a record for more than its content is said of it alone.
    std::unordered_map<Slot, bool> alone;
    const auto is_alone = [&](Slot slot) {
      const auto [place, is_new] = alone.try_emplace(slot, false);
      if (is_new) {
        const Record record = state.records.record(slot);
        place->second = (!book.is_empty() && book.is_judged(record.key)) ||
                        !trusted_ids_of(record).empty() ||
                        sides.told->of(record) != sides.told->by_content(record);
      }
      return place->second;
    };
    sides.each_pair([&](Slot one, Slot other) {
      const auto [left, right] = std::minmax(places.at(one), places.at(other));
      pairs.push_back({left, right, false, !is_alone(one) && !is_alone(other)});
    });
  }
  return pairs;
}

std::vector<uint64_t> judgements_across(const State& state, const Seal& seal) {
  const std::set<RecordKey> present(seal.present.begin(), seal.present.end());
  std::set<uint64_t> numbers;
  for (const RecordKey& key : seal.former) {
    for (const KeptJudgement* kept : state.book.of(key)) {
      const Judgement& of = kept->judgement;
      const RecordKey& other = of.left == key ? of.right : of.left;
      if (of.verdict == Verdict::same && present.contains(other)) numbers.insert(kept->number);
    }
  }
  return {numbers.begin(), numbers.end()};
}

std::string objection_to(const State& state, const Seal& seal) {
  if (seal.former.empty() || seal.present.empty()) {
    return "A seal needs records of the former identity and of the present one.";
  }
  const std::set<RecordKey> former(seal.former.begin(), seal.former.end());
  const std::set<RecordKey> present(seal.present.begin(), seal.present.end());
  for (const RecordKey& key : present) {
    if (former.contains(key)) return name_of(key) + " cannot be of both identities.";
  }
  // Judgements that say the two identities to be one fall with the seal; who is judged the same as
  // both must be put on one side.
  std::set<RecordKey> reached = former;
  std::vector<RecordKey> open(former.begin(), former.end());
  while (!open.empty()) {
    const RecordKey here = open.back();
    open.pop_back();
    for (const KeptJudgement* kept : state.book.of(here)) {
      const Judgement& of = kept->judgement;
      const RecordKey& next = of.left == here ? of.right : of.left;
      const bool falls = former.contains(here) && present.contains(next);
      if (of.verdict != Verdict::same || falls) continue;
      if (present.contains(next)) {
        return name_of(here) + " is judged the same as " + name_of(next) + " (judgement " +
               std::to_string(kept->number) +
               ") and as a record of the former identity. Name it on one of the sides, or withdraw "
               "the judgement first.";
      }
      if (reached.insert(next).second) open.push_back(next);
    }
  }
  return {};
}

bool joins_identities(const State& state, const RecordKey& left, const RecordKey& right) {
  if (state.seals.is_empty()) return false;
  std::set<uint64_t> former;
  std::set<uint64_t> present;
  for (const RecordKey& key : with_judged(state, {left, right})) {
    for (const SealSide& side : state.seals.of(key)) {
      (side.is_former ? former : present).insert(side.number);
    }
  }
  return std::any_of(former.begin(), former.end(),
                     [&](uint64_t number) { return present.contains(number); });
}

BeforeSeal before_seal(const State& state, const Seal& seal) {
  BeforeSeal before;
  const std::set<uint32_t> former = entities_of(state, seal.former);
  for (const uint32_t entity : entities_of(state, seal.present)) {
    if (!former.contains(entity)) continue;
    const std::vector<Slot> slots = state.entities.slots_of(entity);
    before.mixed.insert(before.mixed.end(), slots.begin(), slots.end());
  }
  return before;
}

void part_ids(State& state, const BeforeSeal& before) {
  const Seal& seal = state.seals.find(before.number)->seal;
  const std::set<uint32_t> former = entities_of(state, seal.former);
  std::set<uint32_t> mixed;
  for (const Slot slot : before.mixed) {
    if (state.records.is_live(slot)) mixed.insert(state.entities.entity_of(slot));
  }
  for (const Slot slot : live_slots_of(state, state.book, seal.present)) {
    const uint32_t entity = state.entities.entity_of(slot);
    if (former.contains(entity) || names_one_of(state, entity, former)) mixed.insert(entity);
  }
  const std::vector<Slot> former_slots = live_slots_of(state, state.book, seal.former);
  const uint32_t into =
      former_slots.empty() ? kNoEntity : state.entities.entity_of(former_slots.front());
  for (const uint32_t entity : mixed) {
    const bool holds_former = std::any_of(former_slots.begin(), former_slots.end(), [&](Slot slot) {
      return state.entities.entity_of(slot) == entity;
    });
    if (holds_former) continue;
    const uint32_t fresh =
        state.entities.renew(entity, into, {came_at(state, entity), state.sequence});
    for (const RecordKey& key : with_judged(state, seal.present)) {
      const auto slot = state.records.find(key);
      if (slot && !state.records.is_live(*slot)) state.entities.rehome(*slot, fresh);
    }
  }
}

std::vector<NumberedSeal> EntityIndex::seals() const { return state_->seals.all(); }

std::vector<FieldValue> EntityIndex::told_by(const std::vector<RecordKey>& keys) const {
  return index::told_by(*state_, keys);
}

namespace {

std::vector<RecordKey> keys_of(const State& state, const std::set<Slot>& slots) {
  std::vector<RecordKey> keys;
  for (const Slot slot : slots) keys.push_back(state.records.key(slot).copy());
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// The records of one side with all that stand together with it; of the present side without those
/// that tell of the former one.
std::vector<RecordKey> grown(const State& state, const std::set<Slot>& side,
                             const SealedSides& sides) {
  std::set<Slot> slots;
  for (const Slot slot : side) {
    for (const Slot mate : state.entities.slots_of(state.entities.entity_of(slot))) {
      if (!sides.betraying.contains(mate)) slots.insert(mate);
    }
  }
  return keys_of(state, slots);
}

template <typename T>
std::vector<T> without(std::vector<T> from, const std::vector<T>& known) {
  std::erase_if(from, [&](const T& one) {
    return std::find(known.begin(), known.end(), one) != known.end();
  });
  return from;
}

}  // namespace

std::vector<Change> EntityIndex::seal_extensions() const {
  std::vector<Change> changes;
  for (const SealedSides& sides : hidden_identities(*state_).sides) {
    const Seal& seal = state_->seals.find(sides.number)->seal;
    const std::vector<RecordKey> former = grown(*state_, sides.former, sides);
    // Who tells of the present identity and was not put with it has no part in it.
    const std::vector<Slot> named = live_slots_of(*state_, state_->book, seal.present);
    const std::vector<RecordKey> present = grown(*state_, {named.begin(), named.end()}, sides);
    Change change;
    change.kind = Change::Kind::extend_seal;
    change.seal_number = sides.number;
    Seal& by = change.seal;
    by.former = without(former, seal.former);
    by.present = without(present, seal.present);
    // What one identity has said does not become a word of the other one.
    by.former_said = without(without(told_by(former), seal.former_said), seal.present_said);
    by.present_said = without(without(told_by(present), seal.present_said), seal.former_said);
    by.present_said = without(by.present_said, by.former_said);
    if (by != Seal()) changes.push_back(std::move(change));
  }
  return changes;
}

OpenUnderSeal EntityIndex::open_under(uint64_t number) const {
  for (const SealedSides& sides : hidden_identities(*state_).sides) {
    if (sides.number != number) continue;
    std::set<Slot> undecided = sides.apart;
    undecided.insert(sides.alone.begin(), sides.alone.end());
    return {keys_of(*state_, undecided), keys_of(*state_, sides.betraying)};
  }
  return {};
}

std::vector<std::string> EntityIndex::entities_under(const std::vector<RecordKey>& keys) const {
  std::set<std::string> ids;
  for (const Slot slot : live_slots_of(*state_, state_->book, keys)) {
    ids.insert(state_->id_of(state_->entities.entity_of(slot)));
  }
  return {ids.begin(), ids.end()};
}

}  // namespace newlyn::index
