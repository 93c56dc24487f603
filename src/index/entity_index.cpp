// SPDX-License-Identifier: MIT
// Changes worked out inside what they touch: seeds, their closure, its clusters, their ids.
#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "index/entities/closure.h"
#include "index/entities/entity_table.h"
#include "index/entity_id.h"
#include "index/index.h"
#include "index/judgements/input_judgements.h"
#include "index/judgements/judgement_book.h"
#include "index/judgements/veto_aliases.h"
#include "index/records/record_table.h"
#include "index/search/entity_search.h"

namespace newlyn::index {
namespace {

// From so many new records on, everything is compared at once instead of one by one: also what was
// there, so that they must be no small part of it.
constexpr size_t kBulkRecords = 5'000;
constexpr size_t kBulkShare = 4;

std::string name_of(const RecordKey& key) { return key.source + " " + key.id; }

/// A key as one text that orders as the key does.
std::string text_of(const RecordKey& key) { return key.source + '\x01' + key.id; }

uint64_t hash_of(const RecordKey& key) {
  return hash_mix(hash_bytes(key.source), hash_bytes(key.id));
}

/// The hash of one cluster, whatever the order of its records.
uint64_t hash_of_cluster(const std::vector<uint64_t>& records) {
  uint64_t sum = 0;
  for (const uint64_t record : records) sum += hash_mix(record, 1);
  return hash_mix(sum, records.size());
}

Outcome refused(std::string why) { return {false, std::move(why), 0}; }

}  // namespace

struct EntityIndex::State {
  IndexPlan plan;
  RecordTable records;
  JudgementBook book;
  EntityTable entities;
  VetoAliases aliases;
  std::map<RecordKey, std::vector<Correction>> corrections;  // in the order they were made
  // Words are added when somebody searches; several may do so at one time.
  mutable std::mutex search_lock;
  mutable std::optional<EntitySearch> found_words;
  uint64_t sequence = 0;
  uint64_t bulk_pairs = 0;  // weighed in steps that compared everything at once
  // Of the step at work:
  std::vector<Slot> seeds;
  std::vector<RecordKey> seed_keys;  // judged ones, there or not
  bool judged_changed = false;
  bool bulk = false;

  explicit State(IndexPlan of)
      : plan(std::move(of)),
        records(*plan.fitted),
        entities([this](uint32_t number) { return id_of(number); }),
        aliases(plan.vetoes.size()),
        found_words(std::in_place, records, *plan.fitted, plan.variants, plan.unsearched) {}

  /// The id of the entity that was made as the `number`-th.
  std::string id_of(uint32_t number) const {
    return entity_id(number * plan.id_lanes + plan.id_lane);
  }
  /// The number behind an id; nothing for one that this index never gave.
  std::optional<uint32_t> number_of(std::string_view id) const noexcept {
    const auto number = entity_number(id);
    if (!number || *number % plan.id_lanes != plan.id_lane) return std::nullopt;
    if (*number / plan.id_lanes >= entities.entity_count()) return std::nullopt;
    return *number / plan.id_lanes;
  }
  Outcome apply_one(const Change& change);
  Outcome put(const Change& change);
  void take(Slot slot);
  Outcome judge(const Judgement& judgement);
  Outcome withdraw(uint64_t number);
  void touch(const RecordKey& key);
  void renew_aliases();
  std::vector<Slot> touched() const;
  std::vector<Slot> live_slots() const;
  linkage::ClusterRecords cluster_records(const std::vector<Slot>& slots) const;
  void add_vetoes(const std::vector<Slot>& slots, linkage::ClusterRecords& input) const;
  void recluster(RunContext& run);
};

/// What judgements say of a record is different from now on, whether it is there or not.
void EntityIndex::State::touch(const RecordKey& key) {
  seed_keys.push_back(key);
  judged_changed = true;
}

void EntityIndex::State::take(Slot slot) {
  const RecordKey key = records.record(slot).key;
  const Row row = records.row(slot);
  for (const Row other : records.neighbours(row)) {
    if (!records.slots_of(other).empty()) seeds.push_back(records.slots_of(other).front());
  }
  const uint32_t entity = entities.entity_of(slot);
  if (entity != kNoEntity) {
    for (const Slot other : entities.slots_of(entity)) seeds.push_back(other);
  }
  if (book.is_judged(key)) touch(key);
  records.take(slot);
  for (const Slot other : records.slots_of(row)) seeds.push_back(other);
  entities.leave(slot, sequence);
}

Outcome EntityIndex::State::put(const Change& change) {
  const Record& record = change.record;
  if (record.values.size() != plan.fitted->parts().columns.size() ||
      record.vetoes.size() != plan.vetoes.size()) {
    return refused("The record " + name_of(record.key) +
                   " does not have the values that the index compares. Bring one value for each "
                   "of its columns and vetoes, empty where it is not known.");
  }
  const auto slot = records.find(record.key);
  const bool there = slot && records.is_live(*slot);
  if (change.kind == Change::Kind::add && there) {
    return refused("The record " + name_of(record.key) +
                   " is already there. Change it instead of adding it.");
  }
  if (change.kind == Change::Kind::change) {
    if (!there) {
      return refused("The record " + name_of(record.key) +
                     " is not there and cannot be changed. Add it.");
    }
    take(*slot);
  }
  const Slot placed = records.put(record, !bulk);
  seeds.push_back(placed);
  judged_changed |= book.is_judged(record.key);
  return {true, {}, 0};
}

Outcome EntityIndex::State::judge(const Judgement& judgement) {
  if (auto why = book.contradiction(judgement)) return refused(std::move(*why));
  touch(judgement.left);
  touch(judgement.right);
  return {true, {}, book.add(judgement)};
}

Outcome EntityIndex::State::withdraw(uint64_t number) {
  const KeptJudgement* kept = book.find(number);
  if (kept == nullptr || kept->withdrawn) {
    return refused("There is no judgement " + std::to_string(number) +
                   " in force. See the record's judgements for their numbers.");
  }
  touch(kept->judgement.left);
  touch(kept->judgement.right);
  book.withdraw(number);
  return {true, {}, number};
}

Outcome EntityIndex::State::apply_one(const Change& change) {
  switch (change.kind) {
    case Change::Kind::add:
    case Change::Kind::change:
      return put(change);
    case Change::Kind::remove: {
      const auto slot = records.find(change.record.key);
      if (!slot || !records.is_live(*slot)) {
        return refused("The record " + name_of(change.record.key) +
                       " is not there and cannot be removed.");
      }
      take(*slot);
      return {true, {}, 0};
    }
    case Change::Kind::judge:
      return judge(change.judgement);
    case Change::Kind::withdraw:
      return withdraw(change.judgement_number);
    case Change::Kind::correct:
      corrections[change.correction.record].push_back(change.correction);
      return {true, {}, 0};
  }
  return {};
}

/// Works out again which veto values judgements make one, and seeds the records of those where that
/// changed.
void EntityIndex::State::renew_aliases() {
  std::vector<std::vector<const Record*>> sets;
  for (const std::vector<RecordKey>& keys : book.same_sets()) {
    std::vector<const Record*>& set = sets.emplace_back();
    for (const RecordKey& key : keys) {
      const auto slot = records.find(key);
      if (slot && records.is_live(*slot)) set.push_back(&records.record(*slot));
    }
  }
  const auto changed = aliases.renew(sets);
  if (changed.empty()) return;
  for (Slot slot = 0; slot < records.slot_count(); ++slot) {
    if (!records.is_live(slot)) continue;
    const std::vector<std::string>& values = records.record(slot).vetoes;
    for (size_t v = 0; v < values.size(); ++v) {
      if (changed.contains({v, values[v]})) seeds.push_back(slot);
    }
  }
}

std::vector<Slot> EntityIndex::State::live_slots() const {
  std::vector<Slot> slots;
  for (Slot slot = 0; slot < records.slot_count(); ++slot) {
    if (records.is_live(slot)) slots.push_back(slot);
  }
  return slots;
}

/// The records that this step can have moved.
std::vector<Slot> EntityIndex::State::touched() const {
  Closure closure(records, book, entities);
  for (const Slot slot : seeds) closure.reach(slot);
  for (const RecordKey& key : seed_keys) closure.reach_key(key);
  return closure.slots();
}

/// Veto values as numbers in the order of the values.
void EntityIndex::State::add_vetoes(const std::vector<Slot>& slots,
                                    linkage::ClusterRecords& input) const {
  for (size_t v = 0; v < plan.vetoes.size(); ++v) {
    std::map<std::string, uint32_t> numbers;
    for (const Slot slot : slots) {
      const std::string& value = aliases.of(v, records.record(slot).vetoes[v]);
      if (!value.empty()) numbers.emplace(value, 0);
    }
    uint32_t next = 0;
    for (auto& [value, number] : numbers) number = ++next;
    linkage::Veto& veto = input.vetoes.emplace_back();
    veto.name = plan.vetoes[v];
    for (const Slot slot : slots) {
      const std::string& value = aliases.of(v, records.record(slot).vetoes[v]);
      veto.value_of_record.push_back(value.empty() ? 0 : numbers.at(value));
    }
  }
}

linkage::ClusterRecords EntityIndex::State::cluster_records(const std::vector<Slot>& slots) const {
  linkage::ClusterRecords input;
  input.rows.width = plan.fitted->width();
  input.rows.values.reserve(slots.size() * input.rows.width);
  for (const Slot slot : slots) {
    records.values_of(records.row(slot), input.rows.values);
    input.record_ids.push_back(text_of(records.record(slot).key));
  }
  add_vetoes(slots, input);
  std::map<RecordKey, uint32_t> judged;
  for (uint32_t i = 0; i < slots.size(); ++i) {
    const RecordKey& key = records.record(slots[i]).key;
    if (book.is_judged(key)) judged.emplace(key, i);
  }
  input.judgements = input_judgements(book, judged);
  return input;
}

void EntityIndex::State::recluster(RunContext& run) {
  std::vector<Slot> slots = bulk ? live_slots() : touched();
  if (slots.empty()) {
    if (bulk) records.set_edges({});
    return;
  }
  std::sort(slots.begin(), slots.end(),
            [&](Slot a, Slot b) { return records.record(a).key < records.record(b).key; });
  const linkage::ClusteredRecords answer = plan.fitted->cluster(cluster_records(slots), run);
  if (bulk) {
    bulk_pairs += answer.pair_count;
    std::vector<std::pair<Row, Row>> edges;
    for (const linkage::Edge& edge : answer.edges) {
      edges.emplace_back(records.row(slots[edge.left]), records.row(slots[edge.right]));
    }
    records.set_edges(edges);
  }
  std::vector<std::vector<Slot>> clusters;
  for (size_t i = 0; i < slots.size(); ++i) {
    const uint32_t cluster = answer.cluster_of_record[i];
    if (cluster == clusters.size()) clusters.emplace_back();
    clusters[cluster].push_back(slots[i]);
  }
  entities.assign(clusters, sequence);
}

EntityIndex::EntityIndex(IndexPlan plan) : state_(std::make_unique<State>(std::move(plan))) {}

EntityIndex::~EntityIndex() = default;

std::vector<Outcome> EntityIndex::apply(std::span<const Change> changes, RunContext& run) {
  ++state_->sequence;
  state_->seeds.clear();
  state_->seed_keys.clear();
  state_->judged_changed = false;
  const auto added = std::count_if(changes.begin(), changes.end(), [](const Change& change) {
    return change.kind == Change::Kind::add || change.kind == Change::Kind::change;
  });
  const auto new_records = static_cast<size_t>(added);
  state_->bulk =
      new_records >= kBulkRecords && new_records * kBulkShare >= state_->records.live_count();
  std::vector<Outcome> outcomes;
  for (const Change& change : changes) outcomes.push_back(state_->apply_one(change));
  if (state_->judged_changed) state_->renew_aliases();
  state_->recluster(run);
  return outcomes;
}

std::vector<Moved> EntityIndex::refit(std::shared_ptr<const linkage::FittedModel> fitted,
                                      RunContext& run) {
  const std::vector<Slot> slots = state_->live_slots();
  std::vector<uint32_t> former;
  for (const Slot slot : slots) former.push_back(state_->entities.entity_of(slot));
  ++state_->sequence;
  state_->records.refit(*fitted);
  state_->plan.fitted = std::move(fitted);
  state_->found_words.emplace(state_->records, *state_->plan.fitted, state_->plan.variants,
                              state_->plan.unsearched);
  state_->bulk = true;
  state_->recluster(run);
  std::vector<Moved> moved;
  for (size_t i = 0; i < slots.size(); ++i) {
    const uint32_t now = state_->entities.entity_of(slots[i]);
    if (now == former[i]) continue;
    moved.push_back(
        {state_->records.record(slots[i]).key, state_->id_of(former[i]), state_->id_of(now)});
  }
  return moved;
}

size_t EntityIndex::record_count() const noexcept { return state_->records.live_count(); }

void EntityIndex::each_record(
    const std::function<void(const Record&, const std::string&)>& take) const {
  std::vector<Slot> slots = state_->live_slots();
  std::sort(slots.begin(), slots.end(), [&](Slot a, Slot b) {
    return state_->records.record(a).key < state_->records.record(b).key;
  });
  for (const Slot slot : slots) {
    take(state_->records.record(slot), state_->id_of(state_->entities.entity_of(slot)));
  }
}

uint64_t EntityIndex::pair_count() const noexcept {
  return state_->records.pair_count() + state_->bulk_pairs;
}

uint64_t EntityIndex::sequence() const noexcept { return state_->sequence; }

const Record* EntityIndex::find(const RecordKey& key) const {
  const auto slot = state_->records.find(key);
  return slot && state_->records.is_live(*slot) ? &state_->records.record(*slot) : nullptr;
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
  const auto number = state_->number_of(id);
  if (!number) return keys;
  for (const Slot slot : state_->entities.slots_of(state_->entities.resolve(*number))) {
    keys.push_back(state_->records.record(slot).key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<EntityStep> EntityIndex::history(std::string_view id) const {
  std::vector<EntityStep> steps;
  const auto number = state_->number_of(id);
  if (!number) return steps;
  for (const EntityEvent& event : state_->entities.events()) {
    const bool other = event.other == *number;
    if (event.entity != *number && !other) continue;
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
    found.push_back({kept.number, kept.judgement, kept.withdrawn});
  }
  return found;
}

std::vector<NumberedJudgement> EntityIndex::judgements() const {
  std::vector<NumberedJudgement> all;
  for (const KeptJudgement& kept : state_->book.all()) {
    all.push_back({kept.number, kept.judgement, kept.withdrawn});
  }
  return all;
}

std::vector<Match> EntityIndex::matches(const std::vector<std::string>& values,
                                        double weight_min) const {
  std::map<uint32_t, Match> best;
  for (const Neighbour& found : state_->records.compare(state_->plan.fitted->complete(values))) {
    if (found.weight < weight_min) continue;
    for (const Slot slot : state_->records.slots_of(found.row)) {
      const uint32_t entity = state_->entities.entity_of(slot);
      Match& match = best[entity];
      if (!match.entity.empty() && match.weight >= found.weight) continue;
      match = {state_->id_of(entity), state_->records.record(slot).key, found.weight};
    }
  }
  std::vector<Match> matches;
  for (auto& [entity, match] : best) matches.push_back(std::move(match));
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
  });
  return matches;
}

std::vector<GoldenValue> EntityIndex::golden(std::string_view id, const GoldenRules& rules,
                                             const std::string& as_at) const {
  std::vector<GoldenSource> sources;
  std::vector<Correction> corrections;
  for (const RecordKey& key : records_of(id)) {
    const Record& record = *find(key);
    GoldenSource& source = sources.emplace_back();
    source.key = key;
    source.date = record.date;
    source.fields = record.further;
    for (size_t c = 0; c < record.values.size(); ++c) {
      const std::string& name = state_->plan.fitted->parts().columns[c].name;
      const bool shown =
          std::any_of(record.further.begin(), record.further.end(),
                      [&](const FieldValue& further) { return further.field == name; });
      if (!shown) source.fields.push_back({name, record.values[c]});
    }
    const auto made = state_->corrections.find(key);
    if (made == state_->corrections.end()) continue;
    corrections.insert(corrections.end(), made->second.begin(), made->second.end());
  }
  std::stable_sort(corrections.begin(), corrections.end(),
                   [](const Correction& a, const Correction& b) { return a.when < b.when; });
  return golden_record({sources, corrections, as_at}, rules);
}

std::vector<SearchHit> EntityIndex::search(std::string_view query, size_t count) const {
  std::vector<FoundRecord> found;
  {
    const std::lock_guard held(state_->search_lock);
    found = state_->found_words->find(query);
  }
  std::map<uint32_t, SearchHit> best;
  for (const FoundRecord& record : found) {
    const uint32_t entity = state_->entities.entity_of(record.slot);
    SearchHit& hit = best[entity];
    const RecordKey& key = state_->records.record(record.slot).key;
    const bool better = hit.entity.empty() || record.score > hit.score ||
                        (record.score == hit.score && key < hit.key);
    if (!better) continue;
    hit = {state_->id_of(entity), key, record.score,
           state_->found_words->reasons(record, *state_->plan.fitted)};
  }
  std::vector<SearchHit> hits;
  for (auto& [entity, hit] : best) hits.push_back(std::move(hit));
  std::sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) {
    return a.score != b.score ? a.score > b.score : a.key < b.key;
  });
  // Nobody is cut off who fits all but as well as the last one shown.
  constexpr double kNearTie = 0.97;
  size_t shown = std::min(count, hits.size());
  while (shown > 0 && shown < hits.size() &&
         hits[shown].score >= kNearTie * hits[count - 1].score) {
    ++shown;
  }
  hits.resize(shown);
  return hits;
}

uint64_t EntityIndex::partition_hash() const {
  uint64_t sum = 0;
  for (uint32_t entity = 0; entity < state_->entities.entity_count(); ++entity) {
    std::vector<uint64_t> records;
    for (const Slot slot : state_->entities.slots_of(entity)) {
      records.push_back(hash_of(state_->records.record(slot).key));
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
    clusters[answer.cluster_of_record[i]].push_back(hash_of(state_->records.record(slots[i]).key));
  }
  uint64_t sum = 0;
  for (const auto& [cluster, records] : clusters) sum += hash_of_cluster(records);
  return sum;
}

}  // namespace newlyn::index
