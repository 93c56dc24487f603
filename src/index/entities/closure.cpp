// SPDX-License-Identifier: MIT
// A walk over two kinds of node: records, and keys that judgements name.
#include "index/entities/closure.h"

namespace newlyn::index {

void Closure::reach(Slot slot) {
  if (records_.is_live(slot) && seen_.insert(slot).second) open_.push_back(slot);
}

void Closure::reach_key(const RecordKey& key) {
  if (keys_.insert(key).second) open_keys_.push_back(key);
}

void Closure::reach_row(Row row) {
  if (!rows_.insert(row).second) return;
  for (const Slot slot : records_.slots_of(row)) reach(slot);
}

void Closure::follow(Slot slot) {
  reach_row(records_.row(slot));
  for (const Row row : records_.neighbours(records_.row(slot))) reach_row(row);
  const uint32_t entity = entities_.entity_of(slot);
  if (entity != kNoEntity && entities_seen_.insert(entity).second) {
    for (const Slot other : entities_.slots_of(entity)) reach(other);
  }
  if (has_trusted_) follow_trusted(slot);
  if (book_.is_empty() && seals_.is_empty()) return;
  const RecordKey key = records_.key(slot).copy();
  if (book_.is_judged(key) || !seals_.of(key).empty()) reach_key(key);
}

void Closure::follow_trusted(Slot slot) {
  for (const record::TrustedId& id : trusted_ids_of(records_.record(slot))) {
    if (!trusted_.insert(trusted_key(id)).second) continue;
    shared_.each_trusted(id, records_, [&](Slot other) { reach(other); });
  }
}

void Closure::follow_key(const RecordKey& key) {
  if (const auto slot = records_.find(key)) reach(*slot);
  for (const KeptJudgement* kept : book_.of(key)) {
    reach_key(kept->judgement.left);
    reach_key(kept->judgement.right);
  }
  for (const SealSide& side : seals_.of(key)) {
    const Seal& seal = seals_.find(side.number)->seal;
    for (const RecordKey& other : seal.former) reach_key(other);
    for (const RecordKey& other : seal.present) reach_key(other);
  }
}

std::vector<Slot> Closure::slots() {
  while (!open_.empty() || !open_keys_.empty()) {
    if (open_keys_.empty()) {
      const Slot slot = open_.back();
      open_.pop_back();
      follow(slot);
    } else {
      const RecordKey key = open_keys_.back();
      open_keys_.pop_back();
      follow_key(key);
    }
  }
  return {seen_.begin(), seen_.end()};
}

}  // namespace newlyn::index
