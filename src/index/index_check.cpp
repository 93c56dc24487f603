// SPDX-License-Identifier: MIT
// What must hold of an index, gone over from end to end.
#include <algorithm>
#include <map>

#include "base/random.h"
#include "index/seals/sealed_identities.h"
#include "index/state/golden_origin.h"
#include "index/state/index_state.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

// So many findings of a kind are told one by one.
constexpr size_t kToldMax = 20;

class IndexCheck {
 public:
  explicit IndexCheck(const EntityIndex::State& state) : state_(state) {}

  std::vector<std::string> take() { return std::move(findings_); }

  void tell(std::string finding) {
    if (findings_.size() < kToldMax) {
      findings_.push_back(std::move(finding));
    } else if (findings_.size() == kToldMax) {
      findings_.emplace_back("There is more; it is not listed.");
    }
  }

  /// Every record is found by its key, counted, in its row and among the keys of blocking.
  void check_records() {
    size_t live = 0;
    for (Slot slot = 0; slot < state_.records.slot_count(); ++slot) {
      const KeyView key = state_.records.key(slot);
      if (state_.records.find(key) != slot) tell("A record is not found by its key: " + name(slot));
      if (!state_.records.is_live(slot)) continue;
      ++live;
      check_row(slot);
    }
    if (live != state_.records.live_count()) {
      tell("There are " + std::to_string(live) + " records and " +
           std::to_string(state_.records.live_count()) + " are counted.");
    }
  }

  /// Every record is in one entity, and every entity has the records that say so.
  void check_entities() {
    std::vector<uint32_t> entity_of(state_.records.slot_count(), kNoEntity);
    for (uint32_t entity = 0; entity < state_.entities.entity_count(); ++entity) {
      for (const Slot slot : state_.entities.slots_of(entity)) {
        if (slot >= entity_of.size() || entity_of[slot] != kNoEntity) {
          tell("A record is in two entities, one of them " + state_.id_of(entity) + ".");
          continue;
        }
        entity_of[slot] = entity;
      }
      check_redirect(entity);
    }
    for (Slot slot = 0; slot < entity_of.size(); ++slot) {
      const uint32_t wanted =
          state_.records.is_live(slot) ? state_.entities.entity_of(slot) : kNoEntity;
      const bool lost = state_.records.is_live(slot) && entity_of[slot] == kNoEntity;
      if (lost || entity_of[slot] != wanted) tell("The entity is wrong of record " + name(slot));
    }
  }

  /// Records judged to be the same are together, those judged different are not.
  void check_judgements() {
    for (const KeptJudgement& kept : state_.book.all()) {
      const bool decides = !kept.withdrawn && kept.judgement.verdict != Verdict::unsure;
      const auto left = state_.records.find(kept.judgement.left);
      const auto right = state_.records.find(kept.judgement.right);
      if (!decides || !left || !right) continue;
      if (!state_.records.is_live(*left) || !state_.records.is_live(*right)) continue;
      const bool together = state_.entities.entity_of(*left) == state_.entities.entity_of(*right);
      if (together != (kept.judgement.verdict == Verdict::same)) {
        tell("Judgement " + std::to_string(kept.number) + " is in force and not followed.");
      }
    }
  }

  /// Who must not be together is not. Nothing here tells that there are seals.
  void check_seals() {
    const std::vector<Slot> slots = state_.live_slots();
    for (const linkage::Judgement& apart : sealed_pairs(state_, slots, state_.book)) {
      if (state_.entities.entity_of(slots[apart.left]) ==
          state_.entities.entity_of(slots[apart.right])) {
        tell("Records are together that must be apart.");
      }
    }
  }

  void check_words() {
    if (state_.words.row_count() != state_.records.row_count() ||
        state_.words.slot_count() != state_.records.slot_count()) {
      tell("Search does not know all records.");
    }
  }

 private:
  /// A record as people may find it; no value of it is told.
  std::string name(Slot slot) const {
    const KeyView key = state_.records.key(slot);
    return std::string(key.source) + " " + std::string(key.id) + ".";
  }

  void check_row(Slot slot) {
    const Row row = state_.records.row(slot);
    const std::vector<Slot> slots = state_.records.slots_of(row);
    if (std::count(slots.begin(), slots.end(), slot) != 1) {
      tell("A record is not once in its content: " + name(slot));
    }
    const auto complete = state_.plan.fitted->complete(state_.records.record(slot).values);
    std::vector<std::string_view> values;
    state_.records.values_of(row, values);
    if (!std::equal(values.begin(), values.end(), complete.begin(), complete.end())) {
      tell("The compared values are not those of the record " + name(slot));
    }
    if (slots.front() != slot) return;  // once a content
    for (const uint64_t key : state_.plan.fitted->keys(values)) {
      bool found = false;
      state_.records.postings().each(key, [&](Row of) {
        found = of == row;
        return !found;
      });
      if (!found) tell("A record cannot be reached by one of its keys: " + name(slot));
    }
    for (const Row other : state_.records.neighbours(row)) {
      const std::vector<Row> back = state_.records.neighbours(other);
      if (std::count(back.begin(), back.end(), row) != 1) {
        tell("An edge leads one way only, from record " + name(slot));
      }
    }
  }

  /// Redirects end at an entity that was never redirected.
  void check_redirect(uint32_t entity) {
    uint32_t at = entity;
    for (size_t steps = 0; state_.entities.redirect_of(at) != kNoEntity; ++steps) {
      at = state_.entities.redirect_of(at);
      if (at < state_.entities.entity_count() && steps <= state_.entities.entity_count()) continue;
      tell("The id " + state_.id_of(entity) + " is redirected without end.");
      return;
    }
    const bool redirected = state_.entities.redirect_of(entity) != kNoEntity;
    if (redirected && state_.entities.has_slots(entity)) {
      tell("The id " + state_.id_of(entity) + " is redirected and has records.");
    }
  }

  const EntityIndex::State& state_;
  std::vector<std::string> findings_;
};

/// Whether every golden value stands in a record of the entity or in a correction.
bool is_derivable(const View& index, const std::string& id) {
  for (const GoldenValue& value : index.golden(id, {})) {
    if (!stands_in(value, index.record(value.chosen.record))) return false;
  }
  return true;
}

}  // namespace

bool stands_in(const GoldenValue& value, const std::optional<Record>& record) {
  if (value.rule.starts_with("by hand")) return true;
  if (!record) return false;
  const bool is_further =
      std::any_of(record->further.begin(), record->further.end(), [&](const FieldValue& of) {
        return of.field == value.field && of.value == value.chosen.value;
      });
  return is_further ||
         std::count(record->values.begin(), record->values.end(), value.chosen.value) > 0;
}

std::vector<std::string> findings_of(const EntityIndex::State& state) {
  IndexCheck check(state);
  check.check_records();
  check.check_entities();
  check.check_judgements();
  check.check_seals();
  check.check_words();
  return check.take();
}

std::vector<std::string> EntityIndex::check(bool by_full_run, RunContext& run) const {
  IndexCheck check(*state_);
  run.step("checking records", [&] {
    for (std::string& finding : findings_of(*state_)) check.tell(std::move(finding));
  });
  run.step("checking golden values", [&] {
    for (uint32_t entity = 0; entity < state_->entities.entity_count(); ++entity) {
      if (!state_->entities.has_slots(entity)) continue;
      const std::string id = state_->id_of(entity);
      if (!is_derivable(whole(), id)) check.tell("A golden value of " + id + " stands nowhere.");
      if (entity % 1024 == 0) run.check_stop();
    }
  });
  if (by_full_run && partition_hash() != full_run_hash(run)) {
    check.tell("A full run over all records puts them together in another way.");
  }
  return check.take();
}

uint64_t EntityIndex::state_hash() const {
  uint64_t hash = hash_mix(state_->sequence, state_->records.live_count());
  std::vector<Slot> slots = state_->live_slots();
  state_->sort_by_key(slots);
  for (const Slot slot : slots) {
    hash = hash_mix(hash, hash_bytes(state_->records.bytes_of(slot)));
    hash = hash_mix(hash, state_->entities.entity_of(slot));
  }
  for (uint32_t entity = 0; entity < state_->entities.entity_count(); ++entity) {
    hash = hash_mix(hash, state_->entities.redirect_of(entity));
  }
  for (size_t place = 0; place < state_->entities.event_count(); ++place) {
    const EntityEvent& event = state_->entities.event(place);
    hash = hash_mix(hash_mix(hash, event.sequence), static_cast<uint64_t>(event.kind));
    hash = hash_mix(hash_mix(hash, event.entity), event.other);
  }
  for (Slot slot = 0; slot < state_->records.slot_count(); ++slot) {
    state_->records.each_version(slot, [&](std::string_view bytes, uint64_t until) {
      hash = hash_mix(hash_mix(hash, until), hash_bytes(bytes));
    });
  }
  state_->entities.past().each([&](Slot slot, uint32_t entity, uint64_t until) {
    hash = hash_mix(hash_mix(hash, until), hash_mix(slot, entity));
  });
  return hash_mix(hash_mix(hash, hash_of_books()), hash_of_seals());
}

uint64_t EntityIndex::hash_of_seals() const {
  uint64_t hash = 0;
  const auto add = [&](std::string_view text) { hash = hash_mix(hash, hash_bytes(text)); };
  for (const NumberedSeal& kept : state_->seals.all()) {
    for (const auto* keys : {&kept.seal.former, &kept.seal.present}) {
      for (const RecordKey& key : *keys) {
        add(key.source);
        add(key.id);
      }
      hash = hash_mix(hash, keys->size());
    }
    for (const auto* said : {&kept.seal.former_said, &kept.seal.present_said}) {
      for (const FieldValue& value : *said) {
        add(value.field);
        add(value.value);
      }
      hash = hash_mix(hash, said->size());
    }
    for (const std::string* text : {&kept.seal.who, &kept.seal.why, &kept.seal.when}) add(*text);
    hash = hash_mix(hash, static_cast<uint64_t>(kept.seal.ground) * 2 + (kept.lifted ? 1 : 0));
  }
  return hash;
}

uint64_t EntityIndex::hash_of_books() const {
  uint64_t hash = 0;
  const auto add = [&](std::string_view text) { hash = hash_mix(hash, hash_bytes(text)); };
  for (const KeptJudgement& kept : state_->book.all()) {
    const Judgement& judgement = kept.judgement;
    for (const std::string* text :
         {&judgement.left.source, &judgement.left.id, &judgement.right.source, &judgement.right.id,
          &judgement.who, &judgement.why, &judgement.when}) {
      add(*text);
    }
    hash = hash_mix(hash, static_cast<uint64_t>(judgement.verdict) * 2 + (kept.withdrawn ? 1 : 0));
  }
  for (const NumberedCorrection& kept : state_->corrections.all()) {
    const Correction& correction = kept.correction;
    for (const std::string* text :
         {&correction.record.source, &correction.record.id, &correction.field, &correction.value,
          &correction.who, &correction.why, &correction.when}) {
      add(*text);
    }
    hash = hash_mix(hash, (correction.disputed ? 2 : 0) + (kept.withdrawn ? 1 : 0));
    hash = hash_mix(hash, kept.withdrawn_in);
  }
  return hash;
}

}  // namespace newlyn::index
