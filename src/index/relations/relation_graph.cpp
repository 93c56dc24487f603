// SPDX-License-Identifier: MIT
// Values of records looked up once a question.
#include "index/relations/relation_graph.h"

#include <algorithm>
#include <array>
#include <set>

namespace newlyn::index {
namespace {

constexpr std::array<std::string_view, 3> kFromEndings = {"start", "from", "moved_in"};
constexpr std::array<std::string_view, 3> kUntilEndings = {"end", "until", "moved_out"};

template <size_t Count>
std::string field_ending(const Record& record, const std::array<std::string_view, Count>& endings) {
  for (const std::string_view ending : endings) {
    for (const FieldValue& field : record.further) {
      if (field.field.ends_with(ending)) return field.value;
    }
  }
  return {};
}

void widen(const std::string& date, Holder& holder) {
  if (date.empty()) return;
  if (holder.first_date.empty() || date < holder.first_date) holder.first_date = date;
  if (date > holder.last_date) holder.last_date = date;
}

}  // namespace

Record RelationGraph::record(Slot slot) const {
  return sight_ == nullptr ? state_.records.record(slot) : sight_->computed(slot);
}

/// A record that had the value once may have it no more: it is asked itself.
void RelationGraph::add_holder(Slot slot, const SharedValue& value,
                               std::map<uint32_t, Holder>& holders) {
  const Record record = this->record(slot);
  const std::vector<SharedValue> values = state_.shared.values_of(record);
  const bool has = std::any_of(values.begin(), values.end(),
                               [&](const SharedValue& of) { return of.key == value.key; });
  if (!has) return;
  const uint32_t entity = entity_of(slot);
  Holder& holder = holders[entity];
  holder.entity = entity;
  widen(record.date, holder);
  holder.periods.push_back(
      {field_ending(record, kFromEndings), field_ending(record, kUntilEndings)});
}

const Holding& RelationGraph::holding(const SharedValue& value) {
  const auto [place, is_new] = holdings_.try_emplace(value.key);
  Holding& holding = place->second;
  if (!is_new) return holding;
  holding.value = value;
  // In the order of slots, so that where counting stops does not tell of those that are not seen.
  std::set<Slot> slots;
  state_.shared.each(value.key, state_.records, [&](Slot slot) {
    if (is_seen(slot)) slots.insert(slot);
    return true;
  });
  std::map<uint32_t, Holder> holders;
  for (const Slot slot : slots) {
    if (holders.size() == holders_max_ && !holders.contains(entity_of(slot))) {
      holding.or_more = true;
      break;
    }
    add_holder(slot, value, holders);
  }
  for (auto& [entity, holder] : holders) holding.holders.push_back(std::move(holder));
  return holding;
}

const std::vector<const Holding*>& RelationGraph::holdings_of(uint32_t entity) {
  const auto [place, is_new] = of_entity_.try_emplace(entity);
  std::vector<const Holding*>& holdings = place->second;
  if (!is_new) return holdings;
  std::set<uint64_t> seen;
  for (const Slot slot :
       sight_ == nullptr ? state_.entities.slots_of(entity) : sight_->slots_of(entity)) {
    if (!is_seen(slot)) continue;
    for (const SharedValue& value : state_.shared.values_of(record(slot))) {
      if (!seen.insert(value.key).second) continue;
      const Holding& held = holding(value);
      if (held.holders.size() > 1) holdings.push_back(&held);
    }
  }
  std::sort(holdings.begin(), holdings.end(), [&](const Holding* a, const Holding* b) {
    if (a->holders.size() != b->holders.size()) return a->holders.size() < b->holders.size();
    return std::tie(a->value.rule, a->value.text) < std::tie(b->value.rule, b->value.text);
  });
  return holdings;
}

std::vector<NetworkLink> RelationGraph::links(uint32_t left, uint32_t right) {
  std::vector<NetworkLink> links;
  for (const Holding* held : holdings_of(left)) {
    const auto holder_of = [&](uint32_t entity) {
      return std::find_if(held->holders.begin(), held->holders.end(),
                          [&](const Holder& holder) { return holder.entity == entity; });
    };
    const auto of_left = holder_of(left);
    const auto of_right = holder_of(right);
    if (of_left == held->holders.end() || of_right == held->holders.end()) continue;
    NetworkLink& link = links.emplace_back();
    link.left = state_.id_of(left);
    link.right = state_.id_of(right);
    link.relation = relation(*held);
    link.value = held->value.text;
    link.entities = held->holders.size();
    Holder both = *of_left;
    widen(of_right->first_date, both);
    widen(of_right->last_date, both);
    link.first_date = both.first_date;
    link.last_date = both.last_date;
  }
  return links;
}

}  // namespace newlyn::index
