// SPDX-License-Identifier: MIT
// Which entity each record was in before the one it is in now.
//
// 1. Noted is where a record was when that changes: what stays as it came takes no room.
// 2. Records have the numbers of their coming, so that one number a step says which were there.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "index/pages/paged.h"

namespace newlyn::index {

class Memberships {
 public:
  /// In the step `sequence` a record left an entity, or came from where no entity had it.
  void note(uint32_t slot, uint32_t entity, uint64_t sequence);
  /// At the end of a step there were so many slots.
  void note_slots(size_t count, uint64_t sequence);
  /// Whether a slot was there at the end of a step.
  bool was_there(uint32_t slot, uint64_t sequence) const noexcept;
  /// What was noted last of a record before what came after the step; nothing where the record is
  /// still where it was then.
  std::optional<uint32_t> at(uint32_t slot, uint64_t sequence) const noexcept;
  /// The step in which what held of a record at the end of another began: it came, or came again.
  uint64_t since(uint32_t slot, uint64_t sequence, uint32_t none) const noexcept;
  /// Slots that were in an entity and left it; some twice.
  std::vector<uint32_t> former_of(uint32_t entity) const;
  /// Tells a record's whole past under another entity, but for when it was in `none`.
  void rename(uint32_t slot, uint32_t entity, uint32_t none);
  /// Calls `take` with every note: the slot, the entity and the step.
  template <typename Take>
  void each(Take take) const {
    for (size_t place = 0; place < notes_.size(); ++place) {
      take(notes_[place].slot, notes_[place].entity, notes_[place].until);
    }
  }

  /// A copy for somebody who only saves it.
  Memberships share();
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  static constexpr uint32_t kEnd = 0xFFFF'FFFF;
  struct Note {
    uint64_t until = 0;  // up to before this step
    uint32_t slot = 0;
    uint32_t entity = 0;
    uint32_t before = kEnd;  // of the same slot
    uint32_t unused = 0;
  };
  struct Coming {
    uint64_t sequence = 0;
    uint64_t first = 0;  // slot
  };
  uint32_t last_of(uint32_t slot) const noexcept;

  Paged<Note> notes_;
  Paged<uint32_t> last_;  // by slot, as far as any was noted
  Paged<Coming> comings_;
  uint64_t slot_count_ = 0;
};

}  // namespace newlyn::index
