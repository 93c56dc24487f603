// SPDX-License-Identifier: MIT
// What a view answers about records, entities and their history. An index asked by itself is a view
// of everything.
#include <algorithm>
#include <map>

#include "index/state/index_state.h"
#include "index/view/sight.h"

namespace newlyn::index {
namespace {

/// What happened, as it reads in the life of the entity `of`.
std::string words_of(const EntityIndex::State& state, const EntityEvent& event, uint32_t of) {
  const bool other = event.other == of;
  const std::string name = state.id_of(event.entity);
  const std::string second = event.other == kNoEntity ? "" : state.id_of(event.other);
  switch (event.kind) {
    case EntityEvent::Kind::made:
      if (second.empty()) return "made";
      return other ? name + " split from it" : "split from " + second;
    case EntityEvent::Kind::merged:
      return other ? name + " merged into it" : "merged into " + second;
    case EntityEvent::Kind::brought_back:
      if (second.empty()) return "brought back";
      return other ? name + " split from it" : "brought back from " + second;
    case EntityEvent::Kind::ended:
      return "left without records";
  }
  return {};
}

/// A record as golden values are chosen from it: a further value stands for the compared one of its
/// name.
GoldenSource golden_source(Record record, const linkage::FittedModel& fitted) {
  GoldenSource source;
  source.key = record.key;
  source.date = record.date;
  source.fields = std::move(record.further);
  const size_t further = source.fields.size();
  for (size_t c = 0; c < record.values.size(); ++c) {
    const std::string& name = fitted.parts().columns[c].name;
    const bool shown =
        std::any_of(source.fields.begin(), source.fields.begin() + static_cast<ptrdiff_t>(further),
                    [&](const FieldValue& of) { return of.field == name; });
    if (!shown) source.fields.push_back({name, std::move(record.values[c])});
  }
  return source;
}

NumberedJudgement numbered(const KeptJudgement& kept) {
  return {kept.number, kept.judgement, kept.withdrawn, kept.sequence};
}

/// How everybody sees it while a seal hides something.
std::shared_ptr<const Sight> common_sight(const EntityIndex::State& state) {
  const std::lock_guard held(state.common_sight_lock);
  if (state.common_sight == nullptr) state.common_sight = std::make_shared<Sight>(state);
  return state.common_sight;
}

}  // namespace

View EntityIndex::view() const {
  if (state_->seals.is_empty()) return whole();
  return {*state_, common_sight(*state_)};
}

View EntityIndex::whole() const { return {*state_, nullptr}; }

View EntityIndex::view(ViewPlan plan) const {
  return {*state_, std::make_shared<const Sight>(*state_, std::move(plan))};
}

bool View::sees_all() const noexcept { return sight_ == nullptr || sight_->is_common(); }

bool View::sees(uint32_t slot) const {
  return sight_ == nullptr ? state_.records.is_live(slot) : sight_->sees(slot);
}

record::Masking View::masking_of(const std::string& field) const {
  return sight_ == nullptr ? record::Masking::show : sight_->masking_of(field);
}

Presence View::presence(std::string_view id) const {
  if (sight_ != nullptr) {
    const auto entity = sight_->number_of(id);
    return entity ? sight_->presence(*entity) : Presence::absent;
  }
  const auto number = state_.number_of(id);
  const bool is_there = number && state_.entities.has_slots(state_.entities.resolve(*number));
  return is_there ? Presence::seen : Presence::absent;
}

/// Whether a seal hides an entity; or a record, there or gone.
bool View::hides(uint32_t entity) const { return sight_ != nullptr && sight_->hides(entity); }

bool View::hides(const RecordKey& key) const { return sight_ != nullptr && sight_->hides(key); }

bool View::keeps_apart(std::string_view left, std::string_view right) const {
  if (sight_ == nullptr) return false;
  const auto one = seen_entity(left);
  const auto other = seen_entity(right);
  return one && other && sight_->keeps_apart(*one, *other);
}

bool View::can_be_judged_same(const std::vector<RecordKey>& keys) const {
  return sight_ == nullptr || sight_->can_be_judged_same(keys);
}

/// Whether an entity may be named. One that ended may where no purpose hides anything.
bool View::names(uint32_t entity) const {
  if (sight_ == nullptr) return true;
  if (sees_all() && !state_.entities.has_slots(entity)) return !hides(entity);
  return sight_->presence(entity) == Presence::seen;
}

std::optional<uint32_t> View::seen_entity(std::string_view id) const {
  if (sight_ != nullptr) {
    const auto entity = sight_->number_of(id);
    return entity && names(*entity) ? entity : std::nullopt;
  }
  const auto number = state_.number_of(id);
  return number ? std::optional(state_.entities.resolve(*number)) : std::nullopt;
}

uint32_t View::entity_at(uint32_t slot) const {
  return sight_ == nullptr ? state_.entities.entity_of(slot) : sight_->entity_of(slot);
}

bool View::is_cut() const noexcept { return sight_ != nullptr && sight_->is_cut(); }

std::vector<std::string> View::all_of(std::string_view id) const {
  std::vector<std::string> ids;
  if (sees_all()) {
    if (auto today = resolve(id)) ids.push_back(std::move(*today));
    return ids;
  }
  for (const uint32_t entity : sight_->all_of(id)) {
    if (sight_->presence(entity) == Presence::seen) ids.push_back(state_.id_of(entity));
  }
  return ids;
}

std::optional<uint32_t> View::seen_slot(const RecordKey& key) const {
  const auto slot = state_.records.find(key);
  if (!slot || !sees(*slot)) return std::nullopt;
  return slot;
}

std::optional<std::string> View::resolve(std::string_view id) const {
  if (at_) return past_id(id);
  const auto entity = seen_entity(id);
  if (!entity) return std::nullopt;
  return state_.id_of(*entity);
}

std::optional<std::string> View::entity_of(const RecordKey& key) const {
  if (at_) return past_entity_of(key);
  const auto slot = seen_slot(key);
  if (!slot) return std::nullopt;
  return state_.id_of(entity_at(*slot));
}

std::optional<Record> View::record(const RecordKey& key) const {
  if (at_) {
    const auto slot = past_slot(key);
    return slot ? past_record(*slot) : std::nullopt;
  }
  const auto slot = seen_slot(key);
  if (!slot) return std::nullopt;
  return sight_ == nullptr ? state_.records.record(*slot) : sight_->shown(*slot);
}

/// The records that are there and seen, in order of their keys.
std::vector<uint32_t> View::seen_slots() const {
  std::vector<Slot> slots = state_.live_slots();
  std::erase_if(slots, [&](Slot slot) { return !sees(slot); });
  state_.sort_by_key(slots);
  return slots;
}

void View::each_record(
    const std::function<void(const Record&, const std::string& entity)>& take) const {
  for (const Slot slot : seen_slots()) {
    take(sight_ == nullptr ? state_.records.record(slot) : sight_->shown(slot),
         state_.id_of(entity_at(slot)));
  }
}

void View::each_key(
    const std::function<void(const RecordKey&, const std::string& entity)>& take) const {
  for (const Slot slot : seen_slots()) {
    take(state_.records.key(slot).copy(), state_.id_of(entity_at(slot)));
  }
}

std::vector<RecordKey> View::records_of(std::string_view id) const {
  if (at_) return past_records_of(id);
  std::vector<RecordKey> keys;
  std::vector<Slot> slots;
  if (sight_ == nullptr) {
    slots = state_.slots_of_id(id);
  } else if (const auto entity = sight_->number_of(id)) {
    slots = sight_->slots_of(*entity);
    state_.sort_by_key(slots);
  }
  for (const Slot slot : slots) {
    if (sees(slot)) keys.push_back(state_.records.key(slot).copy());
  }
  return keys;
}

std::vector<EntityStep> View::history(std::string_view id) const {
  std::vector<EntityStep> steps;
  if (!seen_entity(id) || is_cut()) return steps;
  const uint32_t number = *state_.number_of(id);
  for (const EntityEvent& event : state_.entities.events_of(number)) {
    const uint32_t other = event.other == number ? event.entity : event.other;
    if (other == kNoEntity || names(state_.entities.resolve(other)))
      steps.push_back({event.sequence, words_of(state_, event, number)});
  }
  return steps;
}

std::optional<NumberedJudgement> View::shown(const NumberedJudgement& judgement) const {
  if (sees_all()) {
    if (hides(judgement.judgement.left) || hides(judgement.judgement.right)) return std::nullopt;
    return judgement;
  }
  if (!seen_slot(judgement.judgement.left) || !seen_slot(judgement.judgement.right)) {
    return std::nullopt;
  }
  NumberedJudgement shown = judgement;
  if (!sight_->shows_reasons()) shown.judgement.why.clear();
  return shown;
}

std::vector<NumberedJudgement> View::judgements_of(const RecordKey& key) const {
  std::vector<NumberedJudgement> found;
  for (const KeptJudgement& kept : state_.book.all()) {
    if (kept.judgement.left != key && kept.judgement.right != key) continue;
    if (auto judgement = shown(numbered(kept))) found.push_back(std::move(*judgement));
  }
  return found;
}

std::vector<NumberedJudgement> View::judgements() const {
  std::vector<NumberedJudgement> all;
  for (const KeptJudgement& kept : state_.book.all()) {
    if (auto judgement = shown(numbered(kept))) all.push_back(std::move(*judgement));
  }
  return all;
}

SaidNumbers View::said_judgements() const {
  if (state_.seals.is_empty()) return SaidNumbers();
  const auto common = common_sight(state_);
  std::vector<uint64_t> hidden;
  for (const KeptJudgement& kept : state_.book.all()) {
    const Judgement& of = kept.judgement;
    if (common->hides(of.left) || common->hides(of.right)) hidden.push_back(kept.number);
  }
  return SaidNumbers(std::move(hidden));
}

SaidNumbers View::said_corrections() const {
  if (state_.seals.is_empty()) return SaidNumbers();
  const auto common = common_sight(state_);
  std::vector<uint64_t> hidden;
  for (const NumberedCorrection& kept : state_.corrections.all()) {
    if (common->hides(kept.correction.record)) hidden.push_back(kept.number);
  }
  return SaidNumbers(std::move(hidden));
}

std::vector<NumberedCorrection> View::corrections_of(const RecordKey& key) const {
  if (at_) return past_corrections_of(key);
  std::vector<NumberedCorrection> found;
  if (sees_all() ? hides(key) : !seen_slot(key)) return found;
  for (const uint64_t number : state_.corrections.of(key)) {
    NumberedCorrection kept = *state_.corrections.find(number);
    if (!sees_all()) {
      auto correction = sight_->shown(std::move(kept.correction));
      if (!correction) continue;
      kept.correction = std::move(*correction);
    }
    found.push_back(std::move(kept));
  }
  return found;
}

std::vector<Match> View::matches(const std::vector<std::string>& values, double weight_min) const {
  struct Best {
    Slot slot = 0;
    double weight = 0;
  };
  std::map<uint32_t, Best> best;
  const std::vector<std::string> complete = state_.plan.fitted->complete(values);
  for (const Neighbour& found :
       sight_ == nullptr ? state_.records.compare(complete) : sight_->compare(complete)) {
    if (found.weight < weight_min) continue;
    for (const Slot slot : state_.records.slots_of(found.row)) {
      if (!sees(slot)) continue;
      const auto [place, is_new] = best.try_emplace(entity_at(slot), Best{slot, found.weight});
      Best& match = place->second;
      const bool better = found.weight > match.weight ||
                          (found.weight == match.weight &&
                           state_.records.key(slot) < state_.records.key(match.slot));
      if (!is_new && better) match = {slot, found.weight};
    }
  }
  std::vector<Match> matches;
  for (const auto& [entity, match] : best) {
    matches.push_back({state_.id_of(entity), state_.records.key(match.slot).copy(), match.weight});
  }
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
  });
  return matches;
}

std::vector<std::string> View::sealed_matches(const std::vector<std::string>& values,
                                              double weight_min) const {
  if (sight_ == nullptr || sight_->sealed_words() == nullptr) return {};
  std::set<std::string> ids;
  for (const Neighbour& found : sight_->compare(state_.plan.fitted->complete(values))) {
    if (found.weight < weight_min) continue;
    state_.records.each_slot(found.row, [&](Slot slot) {
      if (sight_->is_sealed(slot)) ids.insert(state_.id_of(entity_at(slot)));
    });
  }
  return {ids.begin(), ids.end()};
}

std::vector<GoldenValue> View::golden(std::string_view id, const GoldenRules& rules) const {
  std::vector<GoldenSource> sources;
  std::vector<NumberedCorrection> made;
  for (const RecordKey& key : records_of(id)) {
    sources.push_back(golden_source(*record(key), *state_.plan.fitted));
    for (NumberedCorrection& one : corrections_of(key)) {
      if (!one.withdrawn) made.push_back(std::move(one));
    }
  }
  // In the order in which they were made, whatever the clock said.
  std::sort(made.begin(), made.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  std::vector<Correction> corrections;
  for (NumberedCorrection& one : made) corrections.push_back(std::move(one.correction));
  return golden_record({sources, corrections}, rules);
}

std::optional<std::string> EntityIndex::resolve(std::string_view id) const {
  return view().resolve(id);
}

std::optional<std::string> EntityIndex::entity_of(const RecordKey& key) const {
  return view().entity_of(key);
}

std::optional<Record> EntityIndex::record(const RecordKey& key) const { return view().record(key); }

void EntityIndex::each_record(
    const std::function<void(const Record&, const std::string&)>& take) const {
  view().each_record(take);
}

void EntityIndex::each_key(
    const std::function<void(const RecordKey&, const std::string&)>& take) const {
  view().each_key(take);
}

std::vector<RecordKey> EntityIndex::records_of(std::string_view id) const {
  return view().records_of(id);
}

std::vector<EntityStep> EntityIndex::history(std::string_view id) const {
  return view().history(id);
}

std::vector<NumberedJudgement> EntityIndex::judgements_of(const RecordKey& key) const {
  return view().judgements_of(key);
}

std::vector<NumberedJudgement> EntityIndex::judgements() const { return view().judgements(); }

std::vector<NumberedCorrection> EntityIndex::corrections_of(const RecordKey& key) const {
  return view().corrections_of(key);
}

std::vector<Match> EntityIndex::matches(const std::vector<std::string>& values,
                                        double weight_min) const {
  return view().matches(values, weight_min);
}

std::vector<GoldenValue> EntityIndex::golden(std::string_view id, const GoldenRules& rules) const {
  return view().golden(id, rules);
}

}  // namespace newlyn::index
