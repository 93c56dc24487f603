// SPDX-License-Identifier: MIT
// Which entity each record belongs to, and what becomes of ids when entities merge and split.
//
// 1. An id is given once. On merge the survivor is the entity with most records, then the oldest,
//    then the smallest id; the others redirect to it.
// 2. On split the id stays with the part that has most of its records, ties as above. A part whose
//    records came by a merge gets back the id it had before.
// 3. Which records an entity had at the end of any step can be told, and what an id led to then.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/past/memberships.h"
#include "index/records/record_table.h"

namespace newlyn::index {

inline constexpr uint32_t kNoEntity = 0xFFFF'FFFF;

/// What happened to an entity.
struct EntityEvent {
  enum class Kind : uint64_t { made, merged, brought_back, ended };
  Kind kind = Kind::made;
  uint64_t sequence = 0;  // of the changes that brought it about
  uint32_t entity = 0;
  uint32_t other = kNoEntity;  // merged into; or, of one made or brought back, split from
  // The events before this one of the entity, and of the other.
  uint32_t before_of_entity = kNoEntity;
  uint32_t before_of_other = kNoEntity;
};

class EntityTable {
 public:
  /// `ids` gives the id of an entity's number.
  explicit EntityTable(std::function<std::string(uint32_t)> ids) : ids_(std::move(ids)) {}

  /// The entity of a record; kNoEntity when it has none.
  uint32_t entity_of(Slot slot) const noexcept {
    return slot < members_.size() ? members_[slot].entity : kNoEntity;
  }
  /// The entity that a record was in before merges; kNoEntity when it never was in any.
  uint32_t home_of(Slot slot) const noexcept {
    return slot < members_.size() ? members_[slot].home : kNoEntity;
  }
  /// Records of an entity; empty when it is no more.
  std::vector<Slot> slots_of(uint32_t entity) const;
  bool has_slots(uint32_t entity) const noexcept { return entities_[entity].count > 0; }
  size_t size_of(uint32_t entity) const noexcept { return entities_[entity].count; }
  /// The entity that an id leads to today: itself or what it was merged into.
  uint32_t resolve(uint32_t entity) const noexcept;
  size_t entity_count() const noexcept { return entities_.size(); }
  /// What happened to an entity, oldest first.
  std::vector<EntityEvent> events_of(uint32_t entity) const;
  size_t event_count() const noexcept { return events_.size(); }
  const EntityEvent& event(size_t place) const noexcept { return events_[place]; }
  /// What an id was redirected to, or kNoEntity.
  uint32_t redirect_of(uint32_t entity) const noexcept { return entities_[entity].redirect; }

  /// A record is gone, until the end of the step at least.
  void leave(Slot slot);
  /// Whole entities fall into these clusters now, together with records that have none. Requires:
  /// clusters are ordered, and every record of the entities is in one.
  void assign(const std::vector<std::vector<Slot>>& clusters, uint64_t sequence);
  /// What left in this step and did not come again is gone. `slot_count` slots were ever there.
  void end_step(size_t slot_count, uint64_t sequence);

  /// The entity of a record at the end of a step; kNoEntity where it was not there.
  uint32_t entity_at(Slot slot, uint64_t sequence) const noexcept;
  /// The records of an entity then.
  std::vector<Slot> slots_at(uint32_t entity, uint64_t sequence) const;
  /// What an id led to then; itself where it was not given yet.
  uint32_t resolve_at(uint32_t entity, uint64_t sequence) const;
  /// The entity of a record, or the one it was in last by what that leads to today; kNoEntity for
  /// one that never was in any.
  uint32_t last_entity_of(Slot slot) const noexcept;
  /// The step in which a record that was there then had come, or come again.
  uint64_t came_by(Slot slot, uint64_t sequence) const noexcept {
    return past_.since(slot, sequence, kNoEntity);
  }
  /// Where records were before.
  const Memberships& past() const noexcept { return past_; }

  /// When an entity was made.
  uint64_t made_of(uint32_t entity) const noexcept { return entities_[entity].made; }
  /// Whether an entity was made of part of another.
  bool was_split_off(uint32_t entity) const;
  /// When something happened, as the life of an entity tells it and as it was.
  struct Moments {
    uint64_t told = 0;
    uint64_t true_one = 0;
  };
  /// Gives the records of an entity a new id that has no past; the old one leads to `into`, or
  /// ends with kNoEntity. Returns the new one.
  uint32_t renew(uint32_t entity, uint32_t into, const Moments& when);
  /// Lets a record that is gone come back to another entity than it was in.
  void rehome(Slot slot, uint32_t entity) {
    members_.edit(slot).home = entity;
    past_.rename(slot, entity, kNoEntity);
  }

  /// A copy for somebody who only saves it.
  EntityTable share();
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  struct Member {
    uint32_t entity = kNoEntity;
    uint32_t home = kNoEntity;  // the entity it was in before merges
    Slot next = kNoEntity;      // of the same entity
  };
  struct Entity {
    uint64_t made = 0;
    uint32_t redirect = kNoEntity;
    uint32_t count = 0;
    Slot first = kNoEntity;
    uint32_t last_event = kNoEntity;
  };
  /// The records of one entity that are in one cluster.
  struct Fragment {
    size_t cluster = 0;
    std::vector<Slot> slots;
    uint32_t id = kNoEntity;  // what it brings into the cluster
  };
  using Fragments = std::vector<Fragment>;
  /// By cluster: entities and what of them is in it.
  using Pieces = std::vector<std::vector<std::pair<uint32_t, const Fragment*>>>;
  struct Claim;

  bool is_before(uint32_t a, uint32_t b) const;
  std::map<uint32_t, Fragments> fragments_of(const std::vector<std::vector<Slot>>& clusters) const;
  std::vector<Claim> claims_of(uint32_t entity, const Fragments& fragments) const;
  void split(uint32_t entity, Fragments& fragments);
  uint32_t returning_entity(const std::vector<Slot>& slots) const;
  Pieces pieces_of(std::map<uint32_t, Fragments>& of_entity, size_t cluster_count);
  uint32_t survivor_of(const std::vector<std::pair<uint32_t, const Fragment*>>& pieces) const;
  void redirect(uint32_t entity, uint32_t into, uint64_t sequence);
  uint32_t make(uint64_t sequence, uint32_t from);
  struct Settling {
    uint64_t sequence = 0;
    bool new_home = false;
  };
  void settle(uint32_t entity, const std::vector<Slot>& slots, const Settling& how);
  void note_before(Slot slot, uint32_t entity, uint64_t sequence);
  void set_slots(uint32_t entity, const std::vector<Slot>& slots);
  void note(EntityEvent event);

  std::function<std::string(uint32_t)> ids_;
  Paged<Member> members_;  // by slot
  Paged<Entity> entities_;
  Paged<EntityEvent> events_;
  Memberships past_;
  // Of the step at work:
  std::unordered_map<Slot, uint32_t> left_;  // and have not come again, with what they left
  std::set<uint32_t> emptied_;               // entities of them that had no other record
};

}  // namespace newlyn::index
