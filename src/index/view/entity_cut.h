// SPDX-License-Identifier: MIT
// Entities as they would be if the records of some sources had never been linked.
//
// 1. The partition is what a full run gives over the other records and the judgements between them,
//    under the same fitted model. It is worked out around each record that is asked about: what can
//    join or part it lies within what edges, judgements and entities reach, with the records left
//    out or without them.
// 2. Ids are those of the index, each with the part that has most of its records (at home there
//    before merges); a part that no id falls to is named after the record of it that came first.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/state/index_state.h"

namespace newlyn::index {

/// Safe to ask from many threads.
class EntityCut {
 public:
  /// `leaves_out`: whether the records of a source, as keys name it, are left out. Requires: the
  /// state stays as it is.
  EntityCut(const EntityIndex::State& state,
            const std::function<bool(std::string_view source)>& leaves_out);

  /// Whether a slot holds a record that is there and not left out.
  bool keeps(Slot slot) const;
  /// The number of a record's part; kNoEntity of one that is not kept.
  uint32_t entity_of(Slot slot) const;
  /// The records of a part. Requires: entity_of gave the number.
  std::vector<Slot> slots_of(uint32_t number) const;
  /// The part that an id leads to; nothing where it leads to no record that is kept, or where it
  /// was merged into an entity that is several now.
  std::optional<uint32_t> number_of(std::string_view id) const;
  /// The parts that hold records of an entity of the index.
  std::vector<uint32_t> parts_of(uint32_t entity) const;

 private:
  using Parts = std::vector<std::vector<Slot>>;
  void work_out(Slot slot) const;
  Parts cluster(const std::vector<Slot>& slots) const;
  uint32_t label_of(Slot slot) const;
  void name_parts(const Parts& parts) const;

  const EntityIndex::State& state_;
  std::vector<uint8_t> left_out_;  // by code of the source
  JudgementBook book_;             // without what names records of these sources
  VetoAliases aliases_;
  mutable std::mutex lock_;  // of what follows
  mutable std::unordered_map<Slot, uint32_t> number_of_slot_;
  mutable std::unordered_map<uint32_t, std::vector<Slot>> slots_of_number_;
  mutable std::unordered_map<uint32_t, uint32_t> leads_to_;  // ids of entities to numbers of parts
};

}  // namespace newlyn::index
