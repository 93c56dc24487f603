// SPDX-License-Identifier: MIT
// What a view answers about what there was at the end of a step.
#include <algorithm>

#include "index/state/index_state.h"
#include "index/view/sight.h"

namespace newlyn::index {

/// Whether a record of a source has the field, or had it last, that is there or gone.
bool Sight::had_field(TextCode source, const std::string& field) const {
  const std::lock_guard held(lock_);
  const auto [place, is_new] = had_.try_emplace({source, field}, false);
  for (Slot slot = 0; is_new && !place->second && slot < state_.records.slot_count(); ++slot) {
    if (state_.records.source_code(slot) != source) continue;
    const auto last = state_.records.last_record(slot);
    place->second = last && !value_of(*last, field).empty();
  }
  return place->second;
}

/// Whether the filter shows a record that was so, of whomever it is. Of a source without records a
/// rule for all sources holds as it did when it had some.
bool Sight::passes_then(Slot slot, const Record& version) const {
  const TextCode code = state_.records.source_code(slot);
  const SourceSight& of = source(code);
  if (opened_.contains(state_.entities.last_entity_of(slot)) && meets_seal(version, of)) {
    return true;
  }
  if (!of.is_allowed) return false;
  const std::string name = source_named(state_.records.texts()[code]);
  return std::all_of(plan_.filter.rows.begin(), plan_.filter.rows.end(), [&](const auto& rule) {
    const bool applies = rule.source.empty()
                             ? !value_of(version, rule.field).empty() || had_field(code, rule.field)
                             : rule.source == name;
    return !applies || meets(version, rule);
  });
}

/// Whether what a record said betrays a former identity that is sealed.
bool Sight::tells_of_former(Slot slot, const Record& version) const {
  return std::any_of(hidden_.sides.begin(), hidden_.sides.end(), [&](const SealedSides& sides) {
    const bool concerns = !state_.records.is_live(slot) || sides.present.contains(slot);
    return concerns && (sides.told->of(version).former || sides.told->names_former(version));
  });
}

std::optional<Record> Sight::shown_then(Slot slot, uint64_t sequence) const {
  const bool is_live = state_.records.is_live(slot);
  if (is_live && !sees(slot)) return std::nullopt;
  if (!is_live && is_hidden(state_, hidden_, state_.records.key(slot).copy())) return std::nullopt;
  auto version = state_.records.record_at(slot, sequence);
  if (!version) {
    // Only that it was there is known: nothing by which a filter could show it.
    if (!is_common_) return std::nullopt;
    version.emplace();
    version->key = state_.records.key(slot).copy();
    version->values.resize(columns_.size());
    return version;
  }
  if (tells_of_former(slot, *version)) return std::nullopt;
  if (is_common_) return version;
  if (!passes_then(slot, *version)) return std::nullopt;
  if (!is_live) {
    const uint32_t entity = state_.entities.last_entity_of(slot);
    const auto last = state_.records.last_record(slot);
    const bool is_closed = entity != kNoEntity && closing_of(entity) != Closing::none;
    if (is_closed || !last || !passes_then(slot, *last)) return std::nullopt;
  }
  return without(std::move(*version), true);
}

View View::then(uint64_t sequence) const {
  View past(state_, sight_);
  if (sequence < state_.sequence) past.at_ = sequence;
  return past;
}

uint64_t View::past_from() const noexcept { return state_.past_from; }

std::optional<std::string> View::last_entity_of(const RecordKey& key) const {
  const auto slot = state_.records.find(key);
  if (!slot) return std::nullopt;
  const uint32_t entity = state_.entities.last_entity_of(*slot);
  return entity == kNoEntity ? std::nullopt : std::optional(state_.id_of(entity));
}

/// The slot of a record that was there then and is seen.
std::optional<uint32_t> View::past_slot(const RecordKey& key) const {
  const auto slot = state_.records.find(key);
  if (!slot || is_cut() || state_.entities.entity_at(*slot, *at_) == kNoEntity) {
    return std::nullopt;
  }
  return past_record(*slot) ? slot : std::nullopt;
}

/// A record that was there then, as it is shown; nothing where it is not seen.
std::optional<Record> View::past_record(uint32_t slot) const {
  if (state_.records.key(slot).source == kForgotten) return std::nullopt;
  if (sight_ != nullptr) return sight_->shown_then(slot, *at_);
  auto version = state_.records.record_at(slot, *at_);
  if (version) return version;
  Record bare;
  bare.key = state_.records.key(slot).copy();
  bare.values.resize(state_.plan.fitted->parts().columns.size());
  return bare;
}

/// The records that an entity had then and that are seen, in order of their keys.
std::vector<uint32_t> View::past_slots(uint32_t entity) const {
  if (is_cut() || hides(entity)) return {};
  std::vector<Slot> slots = state_.entities.slots_at(entity, *at_);
  std::erase_if(slots, [&](Slot slot) { return !past_record(slot); });
  state_.sort_by_key(slots);
  return slots;
}

std::optional<std::string> View::past_id(std::string_view id) const {
  const auto number = state_.number_of(id);
  if (!number || is_cut()) return std::nullopt;
  const uint32_t entity = state_.entities.resolve_at(*number, *at_);
  if (!past_slots(entity).empty()) return state_.id_of(entity);
  // Known today, and nothing of it is seen of then: what it led to is told to who sees all.
  const bool is_known = View(state_, sight_).resolve(id).has_value();
  if (!is_known) return std::nullopt;
  return state_.id_of(sees_all() && !hides(entity) ? entity : *number);
}

std::optional<std::string> View::past_entity_of(const RecordKey& key) const {
  const auto slot = past_slot(key);
  if (!slot) return std::nullopt;
  return state_.id_of(state_.entities.entity_at(*slot, *at_));
}

std::vector<RecordKey> View::past_records_of(std::string_view id) const {
  std::vector<RecordKey> keys;
  const auto number = state_.number_of(id);
  if (!number) return keys;
  for (const Slot slot : past_slots(state_.entities.resolve_at(*number, *at_))) {
    keys.push_back(state_.records.key(slot).copy());
  }
  return keys;
}

std::vector<NumberedCorrection> View::past_corrections_of(const RecordKey& key) const {
  std::vector<NumberedCorrection> found;
  if (!past_slot(key)) return found;
  for (const uint64_t number : state_.corrections.of(key)) {
    NumberedCorrection kept = *state_.corrections.find(number);
    if (kept.sequence > *at_) continue;
    kept.withdrawn = kept.withdrawn && kept.withdrawn_in <= *at_;
    if (!sees_all()) {
      auto correction = sight_->shown(std::move(kept.correction));
      if (!correction) continue;
      kept.correction = std::move(*correction);
    }
    found.push_back(std::move(kept));
  }
  return found;
}

uint64_t View::since(const RecordKey& key) const {
  const auto slot = state_.records.find(key);
  const uint64_t at = at_.value_or(state_.sequence);
  if (!slot) return 0;
  return std::max(state_.records.changed_by(*slot, at), state_.entities.came_by(*slot, at));
}

}  // namespace newlyn::index
