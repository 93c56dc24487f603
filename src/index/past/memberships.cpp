// SPDX-License-Identifier: MIT
// Notes in the order of the steps, each with the one before it of the same record.
#include "index/past/memberships.h"

#include <algorithm>

namespace newlyn::index {

uint32_t Memberships::last_of(uint32_t slot) const noexcept {
  return slot < last_.size() ? last_[slot] : kEnd;
}

void Memberships::note(uint32_t slot, uint32_t entity, uint64_t sequence) {
  last_.resize(size_t{slot} + 1, kEnd);
  notes_.push_back({sequence, slot, entity, last_[slot]});
  last_.edit(slot) = static_cast<uint32_t>(notes_.size() - 1);
}

void Memberships::note_slots(size_t count, uint64_t sequence) {
  if (count <= slot_count_) return;
  comings_.push_back({sequence, slot_count_});
  slot_count_ = count;
}

bool Memberships::was_there(uint32_t slot, uint64_t sequence) const noexcept {
  if (slot >= slot_count_) return false;
  // The first coming after the step; what came from it on was not there.
  size_t low = 0;
  size_t high = comings_.size();
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (comings_[middle].sequence <= sequence) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == comings_.size() || slot < comings_[low].first;
}

std::optional<uint32_t> Memberships::at(uint32_t slot, uint64_t sequence) const noexcept {
  std::optional<uint32_t> entity;
  for (uint32_t place = last_of(slot); place != kEnd; place = notes_[place].before) {
    if (notes_[place].until <= sequence) break;
    entity = notes_[place].entity;
  }
  return entity;
}

uint64_t Memberships::since(uint32_t slot, uint64_t sequence, uint32_t none) const noexcept {
  for (uint32_t place = last_of(slot); place != kEnd; place = notes_[place].before) {
    const bool came_again = notes_[place].until <= sequence && notes_[place].entity == none;
    if (came_again) return notes_[place].until;
  }
  // The last coming that does not begin behind the slot.
  size_t low = 0;
  size_t high = comings_.size();
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (comings_[middle].first <= slot) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? 0 : comings_[low - 1].sequence;
}

std::vector<uint32_t> Memberships::former_of(uint32_t entity) const {
  std::vector<uint32_t> slots;
  each([&](uint32_t slot, uint32_t was, uint64_t) {
    if (was == entity) slots.push_back(slot);
  });
  return slots;
}

void Memberships::rename(uint32_t slot, uint32_t entity, uint32_t none) {
  for (uint32_t place = last_of(slot); place != kEnd; place = notes_[place].before) {
    if (notes_[place].entity != none) notes_.edit(place).entity = entity;
  }
}

Memberships Memberships::share() {
  Memberships copy;
  copy.notes_ = notes_.share();
  copy.last_ = last_.share();
  copy.comings_ = comings_.share();
  copy.slot_count_ = slot_count_;
  return copy;
}

void Memberships::save(SnapshotWriter& writer) const {
  notes_.save(writer);
  last_.save(writer);
  comings_.save(writer);
  writer.put(slot_count_);
}

void Memberships::load(SnapshotReader& reader) {
  notes_.load(reader);
  last_.load(reader);
  comings_.load(reader);
  slot_count_ = reader.take<uint64_t>();
}

}  // namespace newlyn::index
