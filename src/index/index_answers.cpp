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

void EntityIndex::each_record(
    const std::function<void(const Record&, const std::string&)>& take) const {
  std::vector<Slot> slots = state_->live_slots();
  state_->sort_by_key(slots);
  for (const Slot slot : slots) {
    take(state_->records.record(slot), state_->id_of(state_->entities.entity_of(slot)));
  }
}

void EntityIndex::each_key(
    const std::function<void(const RecordKey&, const std::string&)>& take) const {
  std::vector<Slot> slots = state_->live_slots();
  state_->sort_by_key(slots);
  for (const Slot slot : slots) {
    take(state_->records.key(slot).copy(), state_->id_of(state_->entities.entity_of(slot)));
  }
}

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

std::optional<Record> EntityIndex::record(const RecordKey& key) const {
  const auto slot = state_->records.find(key);
  if (!slot || !state_->records.is_live(*slot)) return std::nullopt;
  return state_->records.record(*slot);
}

std::optional<std::string> EntityIndex::entity_of(const RecordKey& key) const {
  const auto slot = state_->records.find(key);
  if (!slot || !state_->records.is_live(*slot)) return std::nullopt;
  return state_->id_of(state_->entities.entity_of(*slot));
}

std::optional<std::string> EntityIndex::resolve(std::string_view id) const {
  const auto number = state_->number_of(id);
  if (!number) return std::nullopt;
  return state_->id_of(state_->entities.resolve(*number));
}

std::vector<RecordKey> EntityIndex::records_of(std::string_view id) const {
  std::vector<RecordKey> keys;
  for (const Slot slot : state_->slots_of_id(id)) keys.push_back(state_->records.key(slot).copy());
  return keys;
}

std::vector<EntityStep> EntityIndex::history(std::string_view id) const {
  std::vector<EntityStep> steps;
  const auto number = state_->number_of(id);
  if (!number) return steps;
  for (const EntityEvent& event : state_->entities.events_of(*number)) {
    const bool other = event.other == *number;
    const std::string name = state_->id_of(event.entity);
    const std::string second = event.other == kNoEntity ? "" : state_->id_of(event.other);
    std::string words;
    switch (event.kind) {
      case EntityEvent::Kind::made:
        words =
            second.empty() ? "made" : (other ? name + " split from it" : "split from " + second);
        break;
      case EntityEvent::Kind::merged:
        words = other ? name + " merged into it" : "merged into " + second;
        break;
      case EntityEvent::Kind::brought_back:
        words = second.empty() ? "brought back"
                               : (other ? name + " split from it" : "brought back from " + second);
        break;
      case EntityEvent::Kind::ended:
        words = "left without records";
        break;
    }
    steps.push_back({event.sequence, std::move(words)});
  }
  return steps;
}

std::vector<NumberedJudgement> EntityIndex::judgements_of(const RecordKey& key) const {
  std::vector<NumberedJudgement> found;
  for (const KeptJudgement& kept : state_->book.all()) {
    if (kept.judgement.left != key && kept.judgement.right != key) continue;
    found.push_back({kept.number, kept.judgement, kept.withdrawn, kept.sequence});
  }
  return found;
}

std::vector<NumberedJudgement> EntityIndex::judgements() const {
  std::vector<NumberedJudgement> all;
  for (const KeptJudgement& kept : state_->book.all()) {
    all.push_back({kept.number, kept.judgement, kept.withdrawn, kept.sequence});
  }
  return all;
}

std::vector<NumberedCorrection> EntityIndex::corrections_of(const RecordKey& key) const {
  std::vector<NumberedCorrection> found;
  for (const uint64_t number : state_->corrections.of(key)) {
    found.push_back(*state_->corrections.find(number));
  }
  return found;
}

std::vector<Match> EntityIndex::matches(const std::vector<std::string>& values,
                                        double weight_min) const {
  struct Best {
    Slot slot = 0;
    double weight = 0;
  };
  std::map<uint32_t, Best> best;
  for (const Neighbour& found : state_->records.compare(state_->plan.fitted->complete(values))) {
    if (found.weight < weight_min) continue;
    for (const Slot slot : state_->records.slots_of(found.row)) {
      const auto [place, is_new] =
          best.try_emplace(state_->entities.entity_of(slot), Best{slot, found.weight});
      Best& match = place->second;
      const bool better = found.weight > match.weight ||
                          (found.weight == match.weight &&
                           state_->records.key(slot) < state_->records.key(match.slot));
      if (!is_new && better) match = {slot, found.weight};
    }
  }
  std::vector<Match> matches;
  for (const auto& [entity, match] : best) {
    matches.push_back(
        {state_->id_of(entity), state_->records.key(match.slot).copy(), match.weight});
  }
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
  });
  return matches;
}

std::vector<GoldenValue> EntityIndex::golden(std::string_view id, const GoldenRules& rules,
                                             const std::string& as_at) const {
  std::vector<GoldenSource> sources;
  std::vector<uint64_t> made;
  for (const Slot slot : state_->slots_of_id(id)) {
    Record record = state_->records.record(slot);
    GoldenSource& source = sources.emplace_back();
    source.key = record.key;
    source.date = record.date;
    source.fields = std::move(record.further);
    const size_t further = source.fields.size();
    for (size_t c = 0; c < record.values.size(); ++c) {
      const std::string& name = state_->plan.fitted->parts().columns[c].name;
      const bool shown = std::any_of(source.fields.begin(),
                                     source.fields.begin() + static_cast<ptrdiff_t>(further),
                                     [&](const FieldValue& of) { return of.field == name; });
      if (!shown) source.fields.push_back({name, std::move(record.values[c])});
    }
    for (const uint64_t number : state_->corrections.of(source.key)) made.push_back(number);
  }
  // In the order in which they were made, whatever the clock said.
  std::sort(made.begin(), made.end());
  std::vector<Correction> corrections;
  for (const uint64_t number : made) {
    const NumberedCorrection& kept = *state_->corrections.find(number);
    if (!kept.withdrawn) corrections.push_back(kept.correction);
  }
  return golden_record({sources, corrections, as_at}, rules);
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
