// SPDX-License-Identifier: MIT
// A table from hashes to numbers; what a number stands for is known to its owner.
#pragma once

#include <cstdint>

#include "index/pages/paged.h"

namespace newlyn::index {

class HashSlots {
 public:
  static constexpr uint32_t kNone = 0xFFFF'FFFF;

  HashSlots() { slots_.resize(kFirst, Slot{}); }

  /// The number under a hash for which `is_it` is true; kNone when there is none.
  template <typename IsIt>
  uint32_t find(uint64_t hash, IsIt is_it) const {
    const auto tag = static_cast<uint32_t>(hash >> 32);
    const size_t mask = slots_.size() - 1;
    for (size_t place = hash & mask;; place = (place + 1) & mask) {
      const Slot& slot = slots_[place];
      if (slot.number == kNone) return kNone;
      if (slot.tag == tag && is_it(slot.number)) return slot.number;
    }
  }
  /// Adds a number; `hash_of` gives the hash of one that is there. Requires: it is not there.
  template <typename HashOf>
  void add(uint64_t hash, uint32_t number, HashOf hash_of) {
    if ((count_ + 1) * 3 > slots_.size() * 2) {
      Paged<Slot> wider;
      wider.resize(slots_.size() * 2, Slot{});
      for (size_t i = 0; i < slots_.size(); ++i) {
        if (slots_[i].number != kNone) place_in(wider, hash_of(slots_[i].number), slots_[i].number);
      }
      slots_ = std::move(wider);
    }
    place_in(slots_, hash, number);
    ++count_;
  }
  HashSlots share() {
    HashSlots shared;
    shared.slots_ = slots_.share();
    shared.count_ = count_;
    return shared;
  }
  void save(SnapshotWriter& writer) const {
    writer.put<uint64_t>(count_);
    slots_.save(writer);
  }
  void load(SnapshotReader& reader) {
    count_ = reader.take<uint64_t>();
    slots_.load(reader);
    reader.expect(std::has_single_bit(slots_.size()) && count_ < slots_.size());
  }

 private:
  static constexpr size_t kFirst = 64;
  struct Slot {
    uint32_t tag = 0;
    uint32_t number = kNone;
  };
  static void place_in(Paged<Slot>& slots, uint64_t hash, uint32_t number) {
    const size_t mask = slots.size() - 1;
    size_t place = hash & mask;
    while (slots[place].number != kNone) place = (place + 1) & mask;
    slots.edit(place) = {static_cast<uint32_t>(hash >> 32), number};
  }

  Paged<Slot> slots_;
  size_t count_ = 0;
};

}  // namespace newlyn::index
