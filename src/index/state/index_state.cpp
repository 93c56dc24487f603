// SPDX-License-Identifier: MIT
// Pictures taken, saved and opened.
#include "index/state/index_state.h"

#include <algorithm>

#include "base/random.h"
#include "index/journal/byte_codec.h"
#include "index/seals/sealed_identities.h"
#include "index/view/sight.h"

namespace newlyn::index {
namespace {

void save_judgements(const std::vector<KeptJudgement>& kept, SnapshotWriter& writer) {
  ByteWriter bytes;
  bytes.number(kept.size());
  for (const KeptJudgement& one : kept) {
    bytes.judgement(one.judgement);
    bytes.number(one.withdrawn ? 1 : 0);
    bytes.number(one.sequence);
  }
  writer.text(bytes.take());
}

std::vector<KeptJudgement> load_judgements(SnapshotReader& reader) {
  const std::string bytes = reader.text();
  ByteReader kept(bytes);
  std::vector<KeptJudgement> judgements;
  for (uint64_t left = kept.count(); left > 0 && kept.is_good(); --left) {
    KeptJudgement& one = judgements.emplace_back();
    one.number = judgements.size();
    one.judgement = kept.judgement();
    one.withdrawn = kept.number() == 1;
    one.sequence = kept.number();
  }
  reader.expect(kept.is_done());
  return judgements;
}

void save_corrections(const std::vector<NumberedCorrection>& kept, SnapshotWriter& writer) {
  ByteWriter bytes;
  bytes.number(kept.size());
  for (const NumberedCorrection& one : kept) {
    bytes.correction(one.correction);
    bytes.number(one.withdrawn ? 1 : 0);
    bytes.number(one.sequence);
    bytes.number(one.withdrawn_in);
  }
  writer.text(bytes.take());
}

std::vector<NumberedCorrection> load_corrections(SnapshotReader& reader) {
  const std::string bytes = reader.text();
  ByteReader kept(bytes);
  std::vector<NumberedCorrection> corrections;
  for (uint64_t left = kept.count(); left > 0 && kept.is_good(); --left) {
    NumberedCorrection& one = corrections.emplace_back();
    one.number = corrections.size();
    one.correction = kept.correction();
    one.withdrawn = kept.number() == 1;
    one.sequence = kept.number();
    if (reader.version() >= kPastVersion) one.withdrawn_in = kept.number();
  }
  reader.expect(kept.is_done());
  return corrections;
}

void save_seals(const std::vector<NumberedSeal>& kept, SnapshotWriter& writer) {
  ByteWriter bytes;
  bytes.number(kept.size());
  for (const NumberedSeal& one : kept) {
    bytes.seal(one.seal);
    bytes.number(one.lifted ? 1 : 0);
    bytes.number(one.sequence);
  }
  writer.text(bytes.take());
}

std::vector<NumberedSeal> load_seals(SnapshotReader& reader) {
  const std::string bytes = reader.text();
  ByteReader kept(bytes);
  std::vector<NumberedSeal> seals;
  for (uint64_t left = kept.count(); left > 0 && kept.is_good(); --left) {
    NumberedSeal& one = seals.emplace_back();
    one.number = seals.size();
    one.seal = kept.seal();
    one.lifted = kept.number() == 1;
    one.sequence = kept.number();
  }
  reader.expect(kept.is_done());
  return seals;
}

}  // namespace

std::vector<RelationRule> relations_of(const IndexPlan& plan) {
  return plan.relations.empty() ? default_relations(plan.fitted->parts().columns) : plan.relations;
}

EntityIndex::State::State(IndexPlan of)
    : plan(std::move(of)),
      records(*plan.fitted),
      entities([this](uint32_t number) { return id_of(number); }),
      aliases(plan.vetoes.size()),
      words(*plan.fitted, plan.unsearched),
      shared(relations_of(plan), plan.fitted->parts().columns) {}

std::optional<EntityIndex::State::IdNumber> EntityIndex::State::number_behind(
    std::string_view id) const noexcept {
  const auto whole = entity_number(id);
  if (!whole || *whole % plan.id_lanes != plan.id_lane) return std::nullopt;
  const uint32_t number = *whole / plan.id_lanes;
  if (number < entities.entity_count()) return IdNumber{number, false};
  const uint32_t last = number_of_part(0);
  if (number > last || last - number >= records.slot_count()) return std::nullopt;
  return IdNumber{last - number, true};
}

EntityIndex::State::~State() = default;

std::optional<uint32_t> EntityIndex::State::number_of(std::string_view id) const noexcept {
  const auto behind = number_behind(id);
  if (!behind || !behind->is_slot) return behind ? std::optional(behind->number) : std::nullopt;
  if (!records.is_live(behind->number)) return std::nullopt;
  return entities.entity_of(behind->number);
}

std::vector<Slot> EntityIndex::State::slots_of_id(std::string_view id) const {
  const auto number = number_of(id);
  if (!number) return {};
  std::vector<Slot> slots = entities.slots_of(entities.resolve(*number));
  sort_by_key(slots);
  return slots;
}

void EntityIndex::State::sort_by_key(std::vector<Slot>& slots) const {
  std::vector<std::pair<KeyView, Slot>> keyed;
  keyed.reserve(slots.size());
  for (const Slot slot : slots) keyed.emplace_back(records.key(slot), slot);
  std::sort(keyed.begin(), keyed.end());
  for (size_t i = 0; i < slots.size(); ++i) slots[i] = keyed[i].second;
}

std::shared_ptr<const CorrectionWords> EntityIndex::State::corrected_words() const {
  const std::lock_guard held(corrected_lock);
  if (corrected == nullptr) {
    corrected =
        std::make_shared<const CorrectionWords>(corrections, *plan.fitted, words.unsearched());
  }
  return corrected;
}

uint64_t EntityIndex::State::plan_hash() const { return hash_with(shared.rules()); }

uint64_t EntityIndex::State::hash_with(const std::vector<RelationRule>& rules) const {
  uint64_t hash = hash_mix(plan.id_lane, plan.id_lanes);
  if (plan.row_of) hash = hash_mix(hash, hash_bytes("one row, two entities"));
  for (const std::string& veto : plan.vetoes) hash = hash_mix(hash, hash_bytes(veto));
  for (const std::string& column : plan.unsearched) hash = hash_mix(hash, hash_bytes(column));
  for (const RelationRule& rule : rules) {
    hash = hash_mix(hash, hash_bytes(rule.name));
    for (const std::string& field : rule.fields) hash = hash_mix(hash, hash_bytes(field));
  }
  return hash;
}

void IndexPicture::sort() {
  records.sort_keys();
  words.sort(records.texts());
  shared.sort();
}

void IndexPicture::save(SnapshotWriter& writer) const {
  writer.put(plan_hash);
  writer.put(sequence);
  writer.put(bulk_pairs);
  records.save(writer);
  entities.save(writer);
  words.save(writer);
  shared.save(writer);
  save_judgements(judgements, writer);
  save_corrections(corrections, writer);
  save_seals(seals, writer);
  writer.put(past_from);
}

std::unique_ptr<IndexPicture> EntityIndex::take_picture() {
  return std::make_unique<IndexPicture>(
      IndexPicture{state_->records.share(), state_->entities.share(), state_->words.share(),
                   state_->shared.share(), state_->book.all(), state_->corrections.all(),
                   state_->seals.all(), state_->sequence, state_->past_from, state_->bulk_pairs,
                   state_->plan_hash(), state_->plan.fitted->parts().version, state_->plan.fitted});
}

void EntityIndex::take_over(IndexPicture& picture) {
  state_->records.adopt_keys(picture.records);
  state_->words.adopt(picture.words);
  state_->shared.adopt(picture.shared);
}

void EntityIndex::save_picture(IndexPicture& picture, SnapshotWriter& writer) {
  picture.sort();
  picture.save(writer);
}

void EntityIndex::open_picture(SnapshotReader& reader) {
  const auto hash = reader.take<uint64_t>();
  const bool is_former =
      state_->plan.relations.empty() &&
      hash == state_->hash_with(former_relations(state_->plan.fitted->parts().columns));
  reader.expect(is_former || hash == state_->plan_hash());
  state_->sequence = reader.take<uint64_t>();
  state_->bulk_pairs = reader.take<uint64_t>();
  state_->records.load(reader);
  state_->entities.load(reader);
  state_->words.load(reader);
  state_->shared.load(reader);
  if (is_former) state_->shared.build(state_->records);
  state_->book.restore(load_judgements(reader));
  state_->corrections.restore(load_corrections(reader));
  if (reader.version() > 1) state_->seals.restore(load_seals(reader));
  if (reader.version() < kPastVersion) {
    state_->past_from = state_->sequence;
    state_->entities.end_step(state_->records.slot_count(), 0);
  } else {
    state_->past_from = reader.take<uint64_t>();
  }
  reader.finish();
  std::vector<Record> records_of_sets;
  state_->aliases.renew(state_->judged_sets(state_->book, records_of_sets));
}

}  // namespace newlyn::index
