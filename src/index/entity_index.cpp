// SPDX-License-Identifier: MIT
// Changes worked out inside what they touch: seeds, their closure, its clusters, their ids.
#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "index/entities/closure.h"
#include "index/judgements/input_judgements.h"
#include "index/judgements/trusted_sets.h"
#include "index/seals/sealed_identities.h"
#include "index/state/index_state.h"
#include "index/view/sight.h"

namespace newlyn::index {
namespace {

// From so many new records on, everything is compared at once instead of one by one: also what was
// there, so that they must be no small part of it.
constexpr size_t kBulkRecords = 5'000;
constexpr size_t kBulkShare = 4;

std::string name_of(const RecordKey& key) { return key.source + " " + key.id; }

/// A key as one text that orders as the key does.
std::string text_of(const KeyView& key) {
  return std::string(key.source) + '\x01' + std::string(key.id);
}

Outcome refused(std::string why) { return {false, std::move(why), 0, 0, 0}; }

bool puts(const Change& change) {
  return change.kind == Change::Kind::add || change.kind == Change::Kind::change;
}

/// Takes the values of a record away; it is of its entity still.
void take_values(EntityIndex::State& state, Slot slot) {
  const RecordKey key = state.records.key(slot).copy();
  const Row row = state.records.row(slot);
  for (const Row other : state.records.neighbours(row)) {
    if (state.records.has_slots(other)) state.seeds.push_back(state.records.first_slot(other));
  }
  const uint32_t entity = state.entities.entity_of(slot);
  if (entity != kNoEntity) {
    for (const Slot other : state.entities.slots_of(entity)) state.seeds.push_back(other);
  }
  if (state.book.is_judged(key) || !state.seals.of(key).empty()) state.touch(key);
  if (!state.bulk && state.shared.has_trusted(state.records)) {
    for (const record::TrustedId& id : trusted_ids_of(state.records.record(slot))) {
      state.shared.each_trusted(id, state.records,
                                [&](Slot other) { state.seeds.push_back(other); });
    }
  }
  state.records.take(slot, state.sequence);
  state.handed_out.erase(slot);
  for (const Slot other : state.records.slots_of(row)) state.seeds.push_back(other);
}

}  // namespace

/// What judgements say of a record is different from now on, whether it is there or not.
void EntityIndex::State::touch(const RecordKey& key) {
  seed_keys.push_back(key);
  judged_changed = true;
}

void EntityIndex::State::take(Slot slot) {
  take_values(*this, slot);
  entities.leave(slot);
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
    // Its entity goes where it goes, as of any record whose neighbours are others now.
    take_values(*this, *slot);
  }
  const size_t slots_before = records.slot_count();
  const Slot placed = records.put(record, !bulk);
  if (!bulk) {
    shared.add(placed, record);
    if (records.slot_count() > slots_before) words.add_slot(records, placed);
  }
  seeds.push_back(placed);
  judged_changed |= book.is_judged(record.key);
  if (!seals.of(record.key).empty()) touch(record.key);
  return {true, {}, 0, 0, 0};
}

Outcome EntityIndex::State::judge(const Judgement& judgement) {
  if (auto why = book.contradiction(judgement)) return refused(std::move(*why));
  if (judgement.verdict == Verdict::same &&
      joins_identities(*this, judgement.left, judgement.right)) {
    // Whoever reads this may not know of a seal.
    return refused(name_of(judgement.left) + " and " + name_of(judgement.right) +
                   " cannot be judged the same.");
  }
  touch(judgement.left);
  touch(judgement.right);
  return {true, {}, book.add(judgement, sequence), 0, 0};
}

Outcome EntityIndex::State::withdraw(uint64_t number) {
  const KeptJudgement* kept = book.find(number);
  if (kept == nullptr || kept->withdrawn) {
    return refused("There is no judgement " + std::to_string(number) +
                   " in force. See the record's judgements for their numbers.");
  }
  touch(kept->judgement.left);
  touch(kept->judgement.right);
  book.withdraw({number});
  return {true, {}, number, 0, 0};
}

Outcome EntityIndex::State::withdraw_correction(uint64_t number) {
  const NumberedCorrection* kept = corrections.find(number);
  if (kept == nullptr || kept->withdrawn) {
    return refused("There is no correction " + std::to_string(number) +
                   " in force. See the record's corrections for their numbers.");
  }
  corrections.withdraw(number, sequence);
  corrected.reset();
  return {true, {}, 0, number, 0};
}

/// Takes back all that people said in one step: a merge of many entities is one.
Outcome EntityIndex::State::withdraw_step(uint64_t step) {
  const std::vector<uint64_t> judgements = book.made_in(step);
  const std::vector<uint64_t> corrected_then = corrections.made_in(step);
  if (judgements.empty() && corrected_then.empty()) {
    return refused("No judgement and no correction of step " + std::to_string(step) +
                   " is in force. See the record's judgements for their steps.");
  }
  for (const uint64_t number : judgements) {
    touch(book.find(number)->judgement.left);
    touch(book.find(number)->judgement.right);
  }
  book.withdraw(judgements);
  for (const uint64_t number : corrected_then) corrections.withdraw(number, sequence);
  corrected.reset();
  return {true, {}, 0, 0, 0};
}

void EntityIndex::State::touch(const Seal& seal) {
  for (const RecordKey& key : seal.former) touch(key);
  for (const RecordKey& key : seal.present) touch(key);
}

Outcome EntityIndex::State::seal(const Seal& wanted) {
  if (std::string why = objection_to(*this, wanted); !why.empty()) return refused(std::move(why));
  touch(wanted);
  book.withdraw(judgements_across(*this, wanted));
  new_seals.push_back(before_seal(*this, wanted));
  new_seals.back().number = seals.add(wanted, sequence);
  return {true, {}, 0, 0, new_seals.back().number};
}

Outcome EntityIndex::State::extend_seal(uint64_t number, const Seal& by) {
  const NumberedSeal* kept = seals.find(number);
  Seal wanted;
  if (kept != nullptr && !kept->lifted) {
    wanted = kept->seal;
    wanted.former.insert(wanted.former.end(), by.former.begin(), by.former.end());
    wanted.present.insert(wanted.present.end(), by.present.begin(), by.present.end());
  }
  if (!objection_to(*this, wanted).empty() || !judgements_across(*this, wanted).empty()) {
    return refused("There is no seal " + std::to_string(number) +
                   " in force that could have these records.");
  }
  touch(wanted);
  seals.extend(number, by);
  return {true, {}, 0, 0, number};
}

Outcome EntityIndex::State::lift_seal(uint64_t number) {
  const NumberedSeal* kept = seals.find(number);
  if (kept == nullptr || kept->lifted) {
    return refused("There is no seal " + std::to_string(number) + " in force.");
  }
  touch(kept->seal);
  seals.lift(number);
  return {true, {}, 0, 0, number};
}

Outcome EntityIndex::State::apply_one(const Change& change) {
  // What people say may follow edges; records alone wait until the step ends.
  if (!puts(change) && change.kind != Change::Kind::remove && !bulk) records.join_new_rows();
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
      return {true, {}, 0, 0, 0};
    }
    case Change::Kind::judge:
      return judge(change.judgement);
    case Change::Kind::withdraw:
      return withdraw(change.judgement_number);
    case Change::Kind::correct:
      corrected.reset();
      return {true, {}, 0, corrections.add(change.correction, sequence), 0};
    case Change::Kind::withdraw_correction:
      return withdraw_correction(change.correction_number);
    case Change::Kind::withdraw_step:
      return withdraw_step(change.step);
    case Change::Kind::seal:
      return seal(change.seal);
    case Change::Kind::extend_seal:
      return extend_seal(change.seal_number, change.seal);
    case Change::Kind::lift_seal:
      return lift_seal(change.seal_number);
  }
  return {};
}

/// The records there are of each judged set. They live in `records_of_sets`.
std::vector<std::vector<const Record*>> EntityIndex::State::judged_sets(
    const JudgementBook& by, std::vector<Record>& records_of_sets) const {
  std::vector<std::vector<size_t>> places;
  for (const std::vector<RecordKey>& keys : by.same_sets()) {
    std::vector<size_t>& set = places.emplace_back();
    for (const RecordKey& key : keys) {
      const auto slot = records.find(key);
      if (!slot || !records.is_live(*slot)) continue;
      set.push_back(records_of_sets.size());
      records_of_sets.push_back(records.record(*slot));
    }
  }
  std::vector<std::vector<const Record*>> sets;
  for (const std::vector<size_t>& set : places) {
    sets.emplace_back();
    for (const size_t place : set) sets.back().push_back(&records_of_sets[place]);
  }
  return sets;
}

/// Works out again which veto values judgements make one, and seeds the records of those where that
/// changed.
void EntityIndex::State::renew_aliases() {
  std::vector<Record> records_of_sets;
  for (const auto& [veto, value] : aliases.renew(judged_sets(book, records_of_sets))) {
    if (bulk) return;  // all records are looked at anyhow
    shared.each_veto(veto, value, records, [&](Slot slot) { seeds.push_back(slot); });
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
  Closure closure(records, {book, seals, shared}, entities);
  for (const Slot slot : seeds) closure.reach(slot);
  for (const RecordKey& key : seed_keys) closure.reach_key(key);
  return closure.slots();
}

/// Veto values as numbers in the order of the values.
void EntityIndex::State::add_vetoes(const std::vector<Slot>& slots, const VetoAliases& of,
                                    linkage::ClusterRecords& input) const {
  const size_t veto_count = plan.vetoes.size();
  if (veto_count == 0) return;
  std::vector<std::string> values;  // of slot after slot
  std::vector<std::string_view> vetoes;
  values.reserve(slots.size() * veto_count);
  for (const Slot slot : slots) {
    vetoes_in(records.bytes_of(slot), vetoes);
    for (size_t v = 0; v < veto_count; ++v) values.push_back(of.of(v, std::string(vetoes[v])));
  }
  for (size_t v = 0; v < veto_count; ++v) {
    std::map<std::string_view, uint32_t> numbers;
    for (size_t i = v; i < values.size(); i += veto_count) {
      if (!values[i].empty()) numbers.emplace(values[i], 0);
    }
    uint32_t next = 0;
    for (auto& [value, number] : numbers) number = ++next;
    linkage::Veto& veto = input.vetoes.emplace_back();
    veto.name = plan.vetoes[v];
    for (size_t i = v; i < values.size(); i += veto_count) {
      veto.value_of_record.push_back(values[i].empty() ? 0 : numbers.at(values[i]));
    }
  }
}

/// Whom one row names apart: a mother and her child, two tenants.
void EntityIndex::State::part_rows(const std::vector<Slot>& slots, const JudgementBook& by,
                                   linkage::ClusterRecords& input) const {
  if (!plan.row_of) return;
  const auto judged_same = [&](const RecordKey& left, const RecordKey& right) {
    if (by.is_empty() || !by.is_judged(left)) return false;
    const std::vector<RecordKey> same = by.same_as(left);
    return std::find(same.begin(), same.end(), right) != same.end();
  };
  std::unordered_map<std::string, std::vector<uint32_t>> rows;
  for (uint32_t i = 0; i < slots.size(); ++i) {
    const RecordKey key = records.key(slots[i]).copy();
    std::vector<uint32_t>& mates = rows[plan.row_of(key)];
    for (const uint32_t mate : mates) {
      if (judged_same(key, records.key(slots[mate]).copy())) continue;
      input.judgements.push_back({mate, i, false});
    }
    mates.push_back(i);
  }
}

/// Adds what the trusted ids of records say, behind all that outranks them.
void EntityIndex::State::add_trusted(const std::vector<Slot>& slots,
                                     linkage::ClusterRecords& input) const {
  if (!shared.has_trusted(records)) return;
  // Of very many records those are looked up that have an id; of few each is read.
  constexpr size_t kReadMax = 10'000;
  std::unordered_set<Slot> with;
  if (slots.size() > kReadMax) {
    shared.each(kAnyTrusted, records, [&](Slot slot) {
      with.insert(slot);
      return true;
    });
  }
  std::vector<TrustedRecord> trusted;
  for (uint32_t place = 0; place < slots.size(); ++place) {
    if (slots.size() > kReadMax && !with.contains(slots[place])) continue;
    std::vector<record::TrustedId> ids = trusted_ids_of(records.record(slots[place]));
    if (!ids.empty()) trusted.push_back({place, std::move(ids)});
  }
  index::add_trusted(trusted, input);
}

linkage::ClusterRecords EntityIndex::State::cluster_records(const std::vector<Slot>& slots,
                                                            const Judged& judged) const {
  linkage::ClusterRecords input = unsealed_records(slots, judged);
  const std::vector<linkage::Judgement> sealed = sealed_pairs(*this, slots, judged.book);
  input.judgements.insert(input.judgements.end(), sealed.begin(), sealed.end());
  add_trusted(slots, input);
  return input;
}

linkage::ClusterRecords EntityIndex::State::unsealed_records(const std::vector<Slot>& slots,
                                                             const Judged& judged) const {
  linkage::ClusterRecords input;
  input.rows.width = plan.fitted->width();
  input.rows.values.reserve(slots.size() * input.rows.width);
  for (const Slot slot : slots) {
    records.values_of(records.row(slot), input.rows.values);
    input.record_ids.push_back(text_of(records.key(slot)));
  }
  add_vetoes(slots, judged.aliases, input);
  std::map<RecordKey, uint32_t> places;
  for (uint32_t i = 0; i < slots.size() && !judged.book.is_empty(); ++i) {
    const RecordKey key = records.key(slots[i]).copy();
    if (judged.book.is_judged(key)) places.emplace(key, i);
  }
  input.judgements = input_judgements(judged.book, places);
  part_rows(slots, judged.book, input);
  return input;
}

/// Clusters of all records, whose edges are found with them. What seals say of a record depends on
/// edges: those around seals are put together again when there are any.
std::vector<uint32_t> EntityIndex::State::clusters_at_once(const std::vector<Slot>& slots,
                                                           RunContext& run) {
  linkage::ClusterRecords input = unsealed_records(slots, {book, aliases});
  add_trusted(slots, input);
  linkage::ClusteredRecords all = plan.fitted->cluster(input, run);
  bulk_pairs += all.pair_count;
  std::vector<std::pair<Row, Row>> edges;
  for (const linkage::Edge& edge : all.edges) {
    edges.emplace_back(records.row(slots[edge.left]), records.row(slots[edge.right]));
  }
  records.set_edges(edges);
  if (seals.is_empty()) return std::move(all.cluster_of_record);
  Closure closure(records, {book, seals, shared}, entities);
  for (const NumberedSeal& kept : seals.all()) {
    if (kept.lifted) continue;
    for (const RecordKey& key : kept.seal.former) closure.reach_key(key);
  }
  std::vector<Slot> around = closure.slots();
  if (around.empty()) return std::move(all.cluster_of_record);
  sort_by_key(around);
  const linkage::ClusteredRecords parted = plan.fitted->cluster(cluster_records(around), run);
  std::unordered_map<Slot, uint32_t> labels;
  for (size_t i = 0; i < around.size(); ++i) {
    labels.emplace(around[i], static_cast<uint32_t>(slots.size()) + parted.cluster_of_record[i]);
  }
  for (size_t i = 0; i < slots.size(); ++i) {
    const auto found = labels.find(slots[i]);
    if (found != labels.end()) all.cluster_of_record[i] = found->second;
  }
  return std::move(all.cluster_of_record);
}

void EntityIndex::State::recluster(RunContext& run) {
  if (bulk) {
    shared.build(records);  // trusted ids are looked up among all that came
  } else {
    records.join_new_rows();
  }
  std::vector<Slot> slots = bulk ? live_slots() : touched();
  if (slots.empty()) {
    if (bulk) records.set_edges({});
    return;
  }
  sort_by_key(slots);
  const std::vector<uint32_t> labels =
      bulk ? clusters_at_once(slots, run)
           : plan.fitted->cluster(cluster_records(slots), run).cluster_of_record;
  std::vector<std::vector<Slot>> clusters;
  std::unordered_map<uint32_t, size_t> places;
  for (size_t i = 0; i < slots.size(); ++i) {
    const auto [place, is_new] = places.try_emplace(labels[i], clusters.size());
    if (is_new) clusters.emplace_back();
    clusters[place->second].push_back(slots[i]);
  }
  entities.assign(clusters, sequence);
}

/// Makes what came in this step known to search.
void EntityIndex::State::catch_up_words() {
  if (bulk) {
    words.build(records);
    return;
  }
  while (words.row_count() < records.row_count()) {
    words.add_row(records, static_cast<Row>(words.row_count()));
  }
}

EntityIndex::EntityIndex(IndexPlan plan) : state_(std::make_unique<State>(std::move(plan))) {}

EntityIndex::~EntityIndex() = default;

ChangeFeed feed_of(std::span<const Change> changes) {
  ChangeFeed feed;
  for (const Change& change : changes) {
    const bool takes = change.kind == Change::Kind::remove;
    ++(puts(change) ? feed.puts : takes ? feed.takes : feed.others);
  }
  feed.at = [changes](size_t place) -> const Change& { return changes[place]; };
  return feed;
}

std::vector<Outcome> EntityIndex::apply(std::span<const Change> changes, RunContext& run) {
  return apply(feed_of(changes), run, [](const Change&) {});
}

std::vector<Outcome> EntityIndex::apply(const ChangeFeed& feed, RunContext& run,
                                        const std::function<void(const Change&)>& keep) {
  ++state_->sequence;
  state_->common_sight.reset();
  state_->seeds.clear();
  state_->seed_keys.clear();
  state_->new_seals.clear();
  state_->judged_changed = false;
  state_->bulk =
      feed.puts >= kBulkRecords && feed.puts * kBulkShare >= state_->records.live_count();
  std::vector<Outcome> outcomes;
  outcomes.reserve(feed.count());
  constexpr size_t kBetweenLooks = 256;
  for (size_t place = 0; place < feed.count(); ++place) {
    if (place % kBetweenLooks == 0) run.check_stop();
    const Change& change = feed.at(place);
    outcomes.push_back(state_->apply_one(change));
    if (outcomes.back().is_done) keep(change);
  }
  if (state_->judged_changed) state_->renew_aliases();
  state_->recluster(run);
  state_->entities.end_step(state_->records.slot_count(), state_->sequence);
  for (const BeforeSeal& before : state_->new_seals) part_ids(*state_, before);
  state_->catch_up_words();
  return outcomes;
}

std::vector<Moved> EntityIndex::refit(std::shared_ptr<const linkage::FittedModel> fitted,
                                      RunContext& run) {
  const std::vector<Slot> slots = state_->live_slots();
  std::vector<uint32_t> former;
  for (const Slot slot : slots) former.push_back(state_->entities.entity_of(slot));
  ++state_->sequence;
  state_->common_sight.reset();
  state_->records.refit(*fitted);
  state_->plan.fitted = std::move(fitted);
  state_->corrected.reset();
  state_->words = EntitySearch(*state_->plan.fitted, state_->plan.unsearched);
  state_->shared = SharedValues(relations_of(state_->plan), state_->plan.fitted->parts().columns);
  state_->handed_out.clear();
  state_->bulk = true;
  state_->recluster(run);
  state_->entities.end_step(state_->records.slot_count(), state_->sequence);
  state_->catch_up_words();
  std::vector<Moved> moved;
  for (size_t i = 0; i < slots.size(); ++i) {
    const uint32_t now = state_->entities.entity_of(slots[i]);
    if (now == former[i]) continue;
    moved.push_back(
        {state_->records.key(slots[i]).copy(), state_->id_of(former[i]), state_->id_of(now)});
  }
  return moved;
}

}  // namespace newlyn::index
