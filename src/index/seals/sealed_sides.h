// SPDX-License-Identifier: MIT
// Where records stand that have to do with a seal.
//
// 1. Which identity a record is of depends on the seal, the record, the records that the seal names
//    and the judgements there are: on nothing that happened before.
// 2. Records judged the same are on one side: by name, else by what they say together.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "index/seals/told_values.h"
#include "index/state/index_state.h"

namespace newlyn::index {

/// The records and judgements there are.
struct Within {
  const JudgementBook& book;
  std::function<bool(Slot)> holds;  // whether a live record is among them
};

struct SealedSides {
  uint64_t number = 0;
  /// Named by the seal or judged the same as these; or enough like a named record of either
  /// identity to be one with it, and telling of the one alone.
  std::set<Slot> former;
  std::set<Slot> present;
  /// As like, and of neither, for they cannot be told apart: they tell of neither and are like
  /// both.
  std::set<Slot> apart;
  /// As like, and of nobody: they tell of both. Whoever they were put with would be seen with them.
  std::set<Slot> alone;
  /// Joined to the others by records between, and telling of one or both.
  std::set<Slot> far_former;
  std::set<Slot> far_present;
  std::set<Slot> far_both;
  std::set<Slot> others;  // that all these lead to
  /// Of the present identity, and telling of the former one.
  std::set<Slot> betraying;
  std::shared_ptr<const ToldValues> told;

  /// Calls `take` with each two records that cannot be one.
  void each_pair(const std::function<void(Slot, Slot)>& take) const;
};

/// Requires: the seal is in force.
SealedSides sealed_sides(const EntityIndex::State& state, const NumberedSeal& kept,
                         const Within& within);

/// Live records of the keys and of all that is judged the same.
std::vector<Slot> live_slots_of(const EntityIndex::State& state, const JudgementBook& book,
                                const std::vector<RecordKey>& keys);

}  // namespace newlyn::index
