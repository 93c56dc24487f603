// SPDX-License-Identifier: MIT
// Gives ids to clusters: entities are cut along the clusters, pieces claim ids, clusters choose.
#include "index/entities/entity_table.h"

#include <algorithm>
#include <set>

#include "index/entity_id.h"

namespace newlyn::index {

/// How many records of a fragment had an id before merges.
struct EntityTable::Claim {
  uint32_t id = kNoEntity;
  size_t fragment = 0;
  size_t count = 0;
  Slot first = 0;  // of those records
};

uint32_t EntityTable::resolve(uint32_t entity) const noexcept {
  while (entities_[entity].redirect != kNoEntity) entity = entities_[entity].redirect;
  return entity;
}

/// Older, or of the same age and with the smaller id.
bool EntityTable::is_before(uint32_t a, uint32_t b) const {
  if (entities_[a].made != entities_[b].made) return entities_[a].made < entities_[b].made;
  return ids_(a) < ids_(b);
}

void EntityTable::leave(Slot slot) {
  const uint32_t entity = entity_of(slot);
  if (entity == kNoEntity) return;
  std::vector<Slot> slots = slots_of(entity);
  std::erase(slots, slot);
  set_slots(entity, slots);
  if (slots.empty()) emptied_.insert(entity);
  left_.emplace(slot, entity);
  members_.edit(slot).entity = kNoEntity;
}

void EntityTable::end_step(size_t slot_count, uint64_t sequence) {
  for (const uint32_t entity : emptied_) {
    if (!has_slots(entity)) note({EntityEvent::Kind::ended, sequence, entity});
  }
  std::vector<std::pair<Slot, uint32_t>> gone(left_.begin(), left_.end());
  std::sort(gone.begin(), gone.end());  // a set without order has one of its own each time
  for (const auto& [slot, entity] : gone) past_.note(slot, entity, sequence);
  emptied_.clear();
  left_.clear();
  past_.note_slots(slot_count, sequence);
}

uint32_t EntityTable::entity_at(Slot slot, uint64_t sequence) const noexcept {
  if (!past_.was_there(slot, sequence)) return kNoEntity;
  return past_.at(slot, sequence).value_or(entity_of(slot));
}

uint32_t EntityTable::last_entity_of(Slot slot) const noexcept {
  const uint32_t entity = entity_of(slot);
  if (entity != kNoEntity) return entity;
  const uint32_t home = home_of(slot);
  return home == kNoEntity ? kNoEntity : resolve(home);
}

std::vector<Slot> EntityTable::slots_at(uint32_t entity, uint64_t sequence) const {
  std::vector<Slot> slots = past_.former_of(entity);
  const std::vector<Slot> now = slots_of(entity);
  slots.insert(slots.end(), now.begin(), now.end());
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  std::erase_if(slots, [&](Slot slot) { return entity_at(slot, sequence) != entity; });
  return slots;
}

uint32_t EntityTable::resolve_at(uint32_t entity, uint64_t sequence) const {
  for (;;) {
    uint32_t into = kNoEntity;
    for (const EntityEvent& event : events_of(entity)) {
      if (event.entity != entity || event.sequence > sequence) continue;
      into = event.kind == EntityEvent::Kind::merged ? event.other : kNoEntity;
    }
    if (into == kNoEntity) return entity;
    entity = into;
  }
}

std::vector<Slot> EntityTable::slots_of(uint32_t entity) const {
  std::vector<Slot> slots;
  slots.reserve(entities_[entity].count);
  for (Slot slot = entities_[entity].first; slots.size() < entities_[entity].count;
       slot = members_[slot].next) {
    slots.push_back(slot);
  }
  return slots;
}

void EntityTable::set_slots(uint32_t entity, const std::vector<Slot>& slots) {
  Entity& kept = entities_.edit(entity);
  kept.count = static_cast<uint32_t>(slots.size());
  kept.first = slots.empty() ? kNoEntity : slots.front();
  for (size_t i = 0; i < slots.size(); ++i) {
    members_.edit(slots[i]).next = i + 1 < slots.size() ? slots[i + 1] : kNoEntity;
  }
}

/// Adds an event to those of both entities.
void EntityTable::note(EntityEvent event) {
  const auto place = static_cast<uint32_t>(events_.size());
  uint32_t& last = entities_.edit(event.entity).last_event;
  event.before_of_entity = last;
  last = place;
  if (event.other != kNoEntity) {
    uint32_t& last_of_other = entities_.edit(event.other).last_event;
    event.before_of_other = last_of_other;
    last_of_other = place;
  }
  events_.push_back(event);
}

std::vector<EntityEvent> EntityTable::events_of(uint32_t entity) const {
  std::vector<EntityEvent> events;
  for (uint32_t place = entities_[entity].last_event; place != kNoEntity;) {
    events.push_back(events_[place]);
    const EntityEvent& event = events.back();
    place = event.entity == entity ? event.before_of_entity : event.before_of_other;
  }
  std::reverse(events.begin(), events.end());
  return events;
}

std::map<uint32_t, EntityTable::Fragments> EntityTable::fragments_of(
    const std::vector<std::vector<Slot>>& clusters) const {
  std::map<uint32_t, Fragments> fragments;
  for (size_t cluster = 0; cluster < clusters.size(); ++cluster) {
    for (const Slot slot : clusters[cluster]) {
      const uint32_t entity = members_[slot].entity;
      if (entity == kNoEntity) continue;
      Fragments& of = fragments[entity];
      if (of.empty() || of.back().cluster != cluster) of.push_back({cluster, {}, kNoEntity});
      of.back().slots.push_back(slot);
    }
  }
  return fragments;
}

/// What the fragments of one entity may be called, the strongest claim first.
std::vector<EntityTable::Claim> EntityTable::claims_of(uint32_t entity,
                                                       const Fragments& fragments) const {
  std::vector<Claim> claims;
  for (size_t f = 0; f < fragments.size(); ++f) {
    std::map<uint32_t, Claim> by_id;
    for (const Slot slot : fragments[f].slots) {
      const uint32_t home = members_[slot].home;
      if (home == kNoEntity || resolve(home) != entity) continue;
      Claim& claim = by_id.try_emplace(home, Claim{home, f, 0, slot}).first->second;
      ++claim.count;
      claim.first = std::min(claim.first, slot);
    }
    for (const auto& [id, claim] : by_id) claims.push_back(claim);
  }
  std::sort(claims.begin(), claims.end(), [&](const Claim& a, const Claim& b) {
    if (a.count != b.count) return a.count > b.count;
    if (a.id != b.id) return is_before(a.id, b.id);
    return a.first < b.first;
  });
  return claims;
}

/// Gives the fragments of an entity that falls apart its id and those that merges took from them.
void EntityTable::split(uint32_t entity, Fragments& fragments) {
  std::set<uint32_t> given;
  for (const Claim& claim : claims_of(entity, fragments)) {
    Fragment& fragment = fragments[claim.fragment];
    if (fragment.id != kNoEntity || !given.insert(claim.id).second) continue;
    fragment.id = claim.id;
  }
  if (given.contains(entity)) return;
  // None of its first records is left: the largest part without a name goes on as it.
  Fragment* largest = nullptr;
  for (Fragment& fragment : fragments) {
    const bool open = fragment.id == kNoEntity;
    if (open && (largest == nullptr || fragment.slots.size() > largest->slots.size())) {
      largest = &fragment;
    }
  }
  if (largest != nullptr) largest->id = entity;
}

/// The entity that records without one were in last, if it ended.
uint32_t EntityTable::returning_entity(const std::vector<Slot>& slots) const {
  uint32_t best = kNoEntity;
  for (const Slot slot : slots) {
    if (members_[slot].home == kNoEntity) continue;
    // Where it was merged into another one, it was last in that.
    const uint32_t home = resolve(members_[slot].home);
    if (has_slots(home)) continue;
    if (best == kNoEntity || is_before(home, best)) best = home;
  }
  return best;
}

uint32_t EntityTable::make(uint64_t sequence, uint32_t from) {
  const auto entity = static_cast<uint32_t>(entities_.size());
  entities_.push_back({sequence});
  note({EntityEvent::Kind::made, sequence, entity, from});
  return entity;
}

/// Notes where a record was that is in `entity` from now on.
void EntityTable::note_before(Slot slot, uint32_t entity, uint64_t sequence) {
  uint32_t before = members_[slot].entity;
  const auto left = left_.find(slot);
  if (left != left_.end()) {
    before = left->second;
    left_.erase(left);
  }
  const bool is_new = before == kNoEntity && members_[slot].home == kNoEntity;
  if (!is_new && before != entity) past_.note(slot, before, sequence);
}

void EntityTable::settle(uint32_t entity, const std::vector<Slot>& slots, const Settling& how) {
  set_slots(entity, slots);
  entities_.edit(entity).redirect = kNoEntity;
  for (const Slot slot : slots) {
    note_before(slot, entity, how.sequence);
    Member& member = members_.edit(slot);
    member.entity = entity;
    if (how.new_home || member.home == kNoEntity) member.home = entity;
  }
}

EntityTable::Pieces EntityTable::pieces_of(std::map<uint32_t, Fragments>& of_entity,
                                           size_t cluster_count) {
  Pieces pieces(cluster_count);
  for (auto& [entity, fragments] : of_entity) {
    if (fragments.size() == 1) {
      fragments[0].id = entity;
    } else {
      split(entity, fragments);
    }
    for (const Fragment& fragment : fragments) {
      pieces[fragment.cluster].emplace_back(entity, &fragment);
    }
  }
  return pieces;
}

/// The id that goes on where several come together; kNoEntity where none does.
uint32_t EntityTable::survivor_of(
    const std::vector<std::pair<uint32_t, const Fragment*>>& pieces) const {
  const Fragment* best = nullptr;
  for (const auto& [entity, fragment] : pieces) {
    if (fragment->id == kNoEntity) continue;
    const bool better =
        best == nullptr || fragment->slots.size() > best->slots.size() ||
        (fragment->slots.size() == best->slots.size() && is_before(fragment->id, best->id));
    if (better) best = fragment;
  }
  return best == nullptr ? kNoEntity : best->id;
}

void EntityTable::redirect(uint32_t entity, uint32_t into, uint64_t sequence) {
  entities_.edit(entity).redirect = into;
  note({EntityEvent::Kind::merged, sequence, entity, into});
}

void EntityTable::assign(const std::vector<std::vector<Slot>>& clusters, uint64_t sequence) {
  for (const std::vector<Slot>& cluster : clusters) {
    const Slot last = *std::max_element(cluster.begin(), cluster.end());
    if (last >= members_.size()) members_.resize(size_t{last} + 1, Member{});
  }
  std::map<uint32_t, Fragments> of_entity = fragments_of(clusters);
  const Pieces pieces = pieces_of(of_entity, clusters.size());
  // Ids are chosen before any entity changes.
  std::vector<uint32_t> survivor;
  for (const auto& of_cluster : pieces) survivor.push_back(survivor_of(of_cluster));
  std::vector<uint32_t> returning(clusters.size(), kNoEntity);
  for (size_t cluster = 0; cluster < clusters.size(); ++cluster) {
    if (pieces[cluster].empty()) returning[cluster] = returning_entity(clusters[cluster]);
  }
  for (auto& [entity, fragments] : of_entity) set_slots(entity, {});
  for (size_t cluster = 0; cluster < clusters.size(); ++cluster) {
    uint32_t& id = survivor[cluster];
    const uint32_t from = pieces[cluster].empty() ? kNoEntity : pieces[cluster].front().first;
    const uint32_t former = returning[cluster];
    if (former != kNoEntity && !has_slots(former)) id = former;
    const bool is_new = id == kNoEntity;
    if (is_new) {
      id = make(sequence, from);
    } else if (!of_entity.contains(id) && !emptied_.contains(id)) {
      note({EntityEvent::Kind::brought_back, sequence, id, from});
    }
    settle(id, clusters[cluster], {sequence, is_new});
  }
  for (size_t cluster = 0; cluster < clusters.size(); ++cluster) {
    for (const auto& [entity, fragment] : pieces[cluster]) {
      const bool lost = fragment->id != kNoEntity && fragment->id != survivor[cluster];
      if (lost) redirect(fragment->id, survivor[cluster], sequence);
    }
  }
  for (const auto& [entity, fragments] : of_entity) {
    if (has_slots(entity) || entities_[entity].redirect != kNoEntity) continue;
    const auto largest = std::max_element(
        fragments.begin(), fragments.end(),
        [](const Fragment& a, const Fragment& b) { return a.slots.size() < b.slots.size(); });
    redirect(entity, survivor[largest->cluster], sequence);
  }
}

bool EntityTable::was_split_off(uint32_t entity) const {
  const std::vector<EntityEvent> events = events_of(entity);
  return !events.empty() && events.front().entity == entity && events.front().other != kNoEntity &&
         events.front().kind == EntityEvent::Kind::made;
}

uint32_t EntityTable::renew(uint32_t entity, uint32_t into, const Moments& when) {
  const std::vector<Slot> slots = slots_of(entity);
  set_slots(entity, {});
  const uint32_t fresh = make(when.told, kNoEntity);
  settle(fresh, slots, {when.true_one, true});
  // What is told of its records is told of the new id.
  for (const Slot slot : slots) past_.rename(slot, fresh, kNoEntity);
  if (into != kNoEntity) {
    redirect(entity, into, when.true_one);
  } else {
    note({EntityEvent::Kind::ended, when.true_one, entity});
  }
  return fresh;
}

EntityTable EntityTable::share() {
  EntityTable copy(ids_);
  copy.members_ = members_.share();
  copy.entities_ = entities_.share();
  copy.events_ = events_.share();
  copy.past_ = past_.share();
  return copy;
}

void EntityTable::save(SnapshotWriter& writer) const {
  members_.save(writer);
  entities_.save(writer);
  events_.save(writer);
  past_.save(writer);
}

void EntityTable::load(SnapshotReader& reader) {
  members_.load(reader);
  entities_.load(reader);
  events_.load(reader);
  if (reader.version() >= kPastVersion) past_.load(reader);
}

}  // namespace newlyn::index
