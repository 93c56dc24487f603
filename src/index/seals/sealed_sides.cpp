// SPDX-License-Identifier: MIT
// A walk from the records that a seal names along edges, equal contents, trusted ids and
// judgements.
#include "index/seals/sealed_sides.h"

#include <algorithm>

namespace newlyn::index {
namespace {

class Walk {
 public:
  Walk(const EntityIndex::State& state, const Seal& seal, const Within& within)
      : state_(state),
        within_(within),
        told_(std::make_shared<ToldValues>(state, seal)),
        has_trusted_(state.shared.has_trusted(state.records)) {
    named_former_ = named(seal.former, near_former_);
    named_present_ = named(seal.present, near_present_);
  }

  SealedSides sides() {
    for (const Slot slot : named_former_) reach(slot);
    for (const Slot slot : named_present_) reach(slot);
    while (!open_.empty()) {
      const Slot slot = open_.back();
      open_.pop_back();
      reach_row(state_.records.row(slot));
      for (const Row row : state_.records.neighbours(state_.records.row(slot))) reach_row(row);
      each_trusted(slot, [&](Slot other) { reach(other); });
    }
    sides_.told = told_;
    return std::move(sides_);
  }

 private:
  /// What an edge or a trusted id joins to the records that are named, and these.
  struct Near {
    std::set<Row> rows;
    std::set<Slot> slots;
    bool has(const EntityIndex::State& state, Slot slot) const {
      return rows.contains(state.records.row(slot)) || slots.contains(slot);
    }
  };

  /// Calls `take` with the records that have a trusted id of this one.
  template <typename Take>
  void each_trusted(Slot slot, Take take) const {
    if (!has_trusted_) return;
    for (const record::TrustedId& id : trusted_ids_of(state_.records.record(slot))) {
      state_.shared.each_trusted(id, state_.records, [&](Slot other) {
        if (within_.holds(other)) take(other);
      });
    }
  }

  std::set<Slot> named(const std::vector<RecordKey>& keys, Near& near) {
    std::set<Slot> slots;
    for (const Slot slot : live_slots_of(state_, within_.book, keys)) {
      if (!within_.holds(slot)) continue;
      slots.insert(slot);
      near.rows.insert(state_.records.row(slot));
      for (const Row row : state_.records.neighbours(state_.records.row(slot))) {
        near.rows.insert(row);
      }
      each_trusted(slot, [&](Slot other) { near.slots.insert(other); });
    }
    return slots;
  }

  void reach_row(Row row) {
    if (!rows_.insert(row).second) return;
    state_.records.each_slot(row, [&](Slot slot) { reach(slot); });
  }

  /// A record with those judged the same.
  void reach(Slot slot) {
    if (!within_.holds(slot) || seen_.contains(slot)) return;
    std::vector<Slot> mates{slot};
    const RecordKey key = state_.records.key(slot).copy();
    if (!within_.book.is_empty() && within_.book.is_judged(key)) {
      mates = live_slots_of(state_, within_.book, {key});
      std::erase_if(mates, [&](Slot mate) { return !within_.holds(mate); });
    }
    seen_.insert(mates.begin(), mates.end());
    open_.insert(open_.end(), mates.begin(), mates.end());
    place(mates);
  }

  void place(const std::vector<Slot>& mates) {
    Telling telling;
    bool near_former = false;
    bool near_present = false;
    std::vector<Slot> tells_of_former;
    for (const Slot slot : mates) {
      const Record record = state_.records.record(slot);
      const Telling one = told_->of(record);
      telling.former |= one.former;
      telling.present |= one.present;
      if (one.former) tells_of_former.push_back(slot);
      near_former |= near_former_.has(state_, slot) || told_->names_former(record);
      near_present |= near_present_.has(state_, slot);
    }
    std::set<Slot>* to = &sides_.others;
    const bool is_near = near_former || near_present;
    if (named_former_.contains(mates.front())) {
      to = &sides_.former;
    } else if (named_present_.contains(mates.front())) {
      to = &sides_.present;
    } else if (telling.former && telling.present) {
      to = is_near ? &sides_.alone : &sides_.far_both;
    } else if (telling.former) {
      to = is_near ? &sides_.former : &sides_.far_former;
    } else if (telling.present) {
      to = is_near ? &sides_.present : &sides_.far_present;
    } else if (near_former && near_present) {
      to = &sides_.apart;
    }
    to->insert(mates.begin(), mates.end());
    if (to != &sides_.present) return;
    sides_.betraying.insert(tells_of_former.begin(), tells_of_former.end());
  }

  const EntityIndex::State& state_;
  const Within& within_;
  std::shared_ptr<const ToldValues> told_;
  std::set<Slot> named_former_;
  std::set<Slot> named_present_;
  bool has_trusted_;
  Near near_former_;
  Near near_present_;
  std::set<Slot> seen_;
  std::set<Row> rows_;
  std::vector<Slot> open_;
  SealedSides sides_;
};

}  // namespace

std::vector<Slot> live_slots_of(const EntityIndex::State& state, const JudgementBook& book,
                                const std::vector<RecordKey>& keys) {
  std::set<RecordKey> all;
  std::vector<Slot> slots;
  for (const RecordKey& key : keys) {
    if (all.contains(key)) continue;
    for (RecordKey& same : book.same_as(key)) {
      if (!all.insert(same).second) continue;
      const auto slot = state.records.find(same);
      if (slot && state.records.is_live(*slot)) slots.push_back(*slot);
    }
  }
  return slots;
}

void SealedSides::each_pair(const std::function<void(Slot, Slot)>& take) const {
  const auto part = [&](const std::set<Slot>& left, const std::set<Slot>& right) {
    for (const Slot one : left) {
      for (const Slot other : right) take(one, other);
    }
  };
  part(former, present);
  for (const std::set<Slot>* of :
       {&former, &present, &apart, &far_former, &far_present, &far_both, &others}) {
    part(alone, *of);
  }
  for (const std::set<Slot>* of : {&apart, &far_both, &far_former}) part(*of, present);
  for (const std::set<Slot>* of : {&apart, &far_both, &far_present}) part(*of, former);
}

SealedSides sealed_sides(const EntityIndex::State& state, const NumberedSeal& kept,
                         const Within& within) {
  SealedSides sides = Walk(state, kept.seal, within).sides();
  sides.number = kept.number;
  return sides;
}

}  // namespace newlyn::index
