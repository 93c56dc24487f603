// SPDX-License-Identifier: MIT
// Works the parts of a neighbourhood out when one of its records is first asked about.
#include "index/view/entity_cut.h"

#include <algorithm>
#include <set>

#include "index/entities/closure.h"

namespace newlyn::index {

EntityCut::EntityCut(const EntityIndex::State& state,
                     const std::function<bool(std::string_view source)>& leaves_out)
    : state_(state), aliases_(state.plan.vetoes.size()) {
  for (Slot slot = 0; slot < state_.records.slot_count(); ++slot) {
    const TextCode code = state_.records.source_code(slot);
    constexpr uint8_t kUnknown = 2;
    if (code >= left_out_.size()) left_out_.resize(code + 1, kUnknown);
    if (left_out_[code] == kUnknown) left_out_[code] = leaves_out(state_.records.texts()[code]);
  }
  // A record that is gone may still lead from one to another.
  std::vector<KeptJudgement> kept = state_.book.all();
  for (KeptJudgement& one : kept) {
    const Judgement& of = one.judgement;
    one.withdrawn = one.withdrawn || leaves_out(of.left.source) || leaves_out(of.right.source);
  }
  book_.restore(std::move(kept));
  std::vector<Record> records_of_sets;
  aliases_.renew(state_.judged_sets(book_, records_of_sets));
}

bool EntityCut::keeps(Slot slot) const {
  return state_.records.is_live(slot) && left_out_[state_.records.source_code(slot)] == 0;
}

uint32_t EntityCut::entity_of(Slot slot) const {
  if (!keeps(slot)) return kNoEntity;
  const std::lock_guard held(lock_);
  work_out(slot);
  return number_of_slot_.at(slot);
}

std::vector<Slot> EntityCut::slots_of(uint32_t number) const {
  const std::lock_guard held(lock_);
  const auto found = slots_of_number_.find(number);
  return found == slots_of_number_.end() ? std::vector<Slot>() : found->second;
}

std::vector<uint32_t> EntityCut::parts_of(uint32_t entity) const {
  std::set<uint32_t> parts;
  for (const Slot slot : state_.entities.slots_of(entity)) {
    if (keeps(slot)) parts.insert(entity_of(slot));
  }
  return {parts.begin(), parts.end()};
}

std::optional<uint32_t> EntityCut::number_of(std::string_view id) const {
  const auto behind = state_.number_behind(id);
  if (!behind) return std::nullopt;
  if (behind->is_slot) {
    const uint32_t number = entity_of(behind->number);
    return number == kNoEntity ? std::nullopt : std::optional(number);
  }
  const std::vector<uint32_t> parts = parts_of(state_.entities.resolve(behind->number));
  if (parts.empty()) return std::nullopt;
  const std::lock_guard held(lock_);
  const auto found = leads_to_.find(behind->number);
  if (found != leads_to_.end()) return found->second;
  return parts.size() == 1 ? std::optional(parts[0]) : std::nullopt;
}

/// Requires: the lock is held, and the record is kept.
void EntityCut::work_out(Slot slot) const {
  if (number_of_slot_.contains(slot)) return;
  Closure closure(state_.records, {state_.book, state_.seals, state_.shared}, state_.entities);
  closure.reach(slot);
  std::vector<Slot> slots = closure.slots();
  std::erase_if(slots, [&](Slot of) { return !keeps(of); });
  state_.sort_by_key(slots);
  name_parts(cluster(slots));
}

EntityCut::Parts EntityCut::cluster(const std::vector<Slot>& slots) const {
  if (slots.size() == 1) return {slots};
  RunContext run;
  const linkage::ClusteredRecords answer =
      state_.plan.fitted->cluster(state_.cluster_records(slots, {book_, aliases_}), run);
  Parts parts;
  for (size_t i = 0; i < slots.size(); ++i) {
    const uint32_t part = answer.cluster_of_record[i];
    if (part >= parts.size()) parts.resize(part + 1);
    parts[part].push_back(slots[i]);
  }
  return parts;
}

/// The id under which a record counts: of the entity that it was in before merges, as long as that
/// one leads to where the record is.
uint32_t EntityCut::label_of(Slot slot) const {
  const uint32_t entity = state_.entities.entity_of(slot);
  const uint32_t home = state_.entities.home_of(slot);
  const bool is_here = home != kNoEntity && state_.entities.resolve(home) == entity;
  return is_here ? home : entity;
}

void EntityCut::name_parts(const Parts& parts) const {
  // By id: the part that has most of its records, the earlier of two.
  struct Claim {
    size_t part = 0;
    size_t count = 0;
  };
  std::map<uint32_t, Claim> claims;
  for (size_t part = 0; part < parts.size(); ++part) {
    std::map<uint32_t, size_t> counts;
    for (const Slot slot : parts[part]) ++counts[label_of(slot)];
    for (const auto& [label, count] : counts) {
      Claim& claim = claims[label];
      if (count > claim.count) claim = {part, count};
    }
  }
  std::vector<std::pair<size_t, uint32_t>> names(parts.size(), {0, kNoEntity});
  for (const auto& [label, claim] : claims) {
    auto& [count, name] = names[claim.part];
    if (claim.count > count) names[claim.part] = {claim.count, label};
  }
  for (size_t part = 0; part < parts.size(); ++part) {
    uint32_t& name = names[part].second;
    const std::vector<Slot>& slots = parts[part];
    if (name == kNoEntity) {
      name = state_.number_of_part(*std::min_element(slots.begin(), slots.end()));
    }
    for (const Slot slot : slots) number_of_slot_[slot] = name;
    slots_of_number_[name] = slots;
  }
  for (const auto& [label, claim] : claims) leads_to_[label] = names[claim.part].second;
}

}  // namespace newlyn::index
