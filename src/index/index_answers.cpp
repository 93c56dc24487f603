// SPDX-License-Identifier: MIT
// What an index answers about records, entities and their history.
#include <algorithm>
#include <map>

#include "base/random.h"
#include "index/state/index_state.h"

namespace newlyn::index {
namespace {

uint64_t hash_of(const KeyView& key) {
  return hash_mix(hash_bytes(key.source), hash_bytes(key.id));
}

/// The hash of one cluster, whatever the order of its records.
uint64_t hash_of_cluster(const std::vector<uint64_t>& records) {
  uint64_t sum = 0;
  for (const uint64_t record : records) sum += hash_mix(record, 1);
  return hash_mix(sum, records.size());
}

}  // namespace

size_t EntityIndex::record_count() const noexcept { return state_->records.live_count(); }

uint64_t EntityIndex::pair_count() const noexcept {
  return state_->records.pair_count() + state_->bulk_pairs;
}

uint64_t EntityIndex::sequence() const noexcept { return state_->sequence; }

const Record* EntityIndex::find(const RecordKey& key) const {
  const auto slot = state_->records.find(key);
  if (!slot || !state_->records.is_live(*slot)) return nullptr;
  const std::lock_guard held(state_->handed_out_lock);
  std::unique_ptr<const Record>& kept = state_->handed_out[*slot];
  if (kept == nullptr) kept = std::make_unique<const Record>(state_->records.record(*slot));
  return kept.get();
}

uint64_t EntityIndex::partition_hash() const {
  uint64_t sum = 0;
  for (uint32_t entity = 0; entity < state_->entities.entity_count(); ++entity) {
    std::vector<uint64_t> records;
    for (const Slot slot : state_->entities.slots_of(entity)) {
      records.push_back(hash_of(state_->records.key(slot)));
    }
    if (!records.empty()) sum += hash_of_cluster(records);
  }
  return sum;
}

uint64_t EntityIndex::full_run_hash(RunContext& run) const {
  const std::vector<Slot> slots = state_->live_slots();
  if (slots.empty()) return 0;
  const linkage::ClusteredRecords answer =
      state_->plan.fitted->cluster(state_->cluster_records(slots), run);
  std::map<uint32_t, std::vector<uint64_t>> clusters;
  for (size_t i = 0; i < slots.size(); ++i) {
    clusters[answer.cluster_of_record[i]].push_back(hash_of(state_->records.key(slots[i])));
  }
  uint64_t sum = 0;
  for (const auto& [cluster, records] : clusters) sum += hash_of_cluster(records);
  return sum;
}

}  // namespace newlyn::index
