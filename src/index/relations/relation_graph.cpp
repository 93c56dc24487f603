// SPDX-License-Identifier: MIT
// Values of records looked up once a question.
#include "index/relations/relation_graph.h"

#include <algorithm>
#include <array>
#include <set>

namespace newlyn::index {
namespace {

using record::DeclaredEnd;

constexpr std::array<std::string_view, 3> kFromEndings = {"start", "from", "moved_in"};
constexpr std::array<std::string_view, 3> kUntilEndings = {"end", "until", "moved_out"};
// The side of holdings that are of all sides, and the rule that no list of rules has.
constexpr uint32_t kAllSides = UINT32_MAX;
constexpr size_t kNoRule = SIZE_MAX;

template <size_t Count>
std::string field_ending(const Record& record, const std::array<std::string_view, Count>& endings) {
  for (const std::string_view ending : endings) {
    for (const FieldValue& field : record.further) {
      if (field.field.ends_with(ending)) return field.value;
    }
  }
  return {};
}

/// The value of a field, shown besides or in a column of the model.
std::string field_named(const linkage::FittedModel& fitted, const Record& record,
                        const std::string& name) {
  for (const FieldValue& field : record.further) {
    if (field.field == name) return field.value;
  }
  const auto column = fitted.find(name);
  return column && *column < record.values.size() ? record.values[*column] : std::string();
}

/// When two have something at once: all times in which both do, from the first to the last.
std::vector<Period> common_times(const Holder& left, const Holder& right) {
  std::vector<Period> common;
  for (const Period& a : left.periods) {
    for (const Period& b : right.periods) {
      if (!overlap(a, b)) continue;
      Period& both = common.emplace_back(Period{std::max(a.from, b.from), a.until});
      const bool ends_first = both.until.empty() || (!b.until.empty() && b.until < both.until);
      if (ends_first) both.until = b.until;
    }
  }
  return common;
}

template <typename Dated>
void widen(const std::string& date, Dated& dated) {
  if (date.empty()) return;
  if (dated.first_date.empty() || date < dated.first_date) dated.first_date = date;
  if (date > dated.last_date) dated.last_date = date;
}

bool is_at(const DeclaredEnd& end, const DeclaredEnd& place) {
  return end.domain == place.domain && end.key == place.key;
}

std::vector<Holder> listed(std::map<Node, Holder>& holders) {
  std::vector<Holder> list;
  for (auto& [node, holder] : holders) list.push_back(std::move(holder));
  return list;
}

/// Whether somebody else is among the holders.
bool joins(const Holding& holding, Node node) {
  return std::any_of(holding.holders.begin(), holding.holders.end(),
                     [&](const Holder& holder) { return holder.node != node; });
}

const Holder* holder_of(const Holding& holding, Node node) {
  const auto found = std::find_if(holding.holders.begin(), holding.holders.end(),
                                  [&](const Holder& holder) { return holder.node == node; });
  return found == holding.holders.end() ? nullptr : &*found;
}

}  // namespace

bool overlap(const Period& left, const Period& right) {
  const bool left_first = left.until.empty() || right.from.empty() || right.from <= left.until;
  const bool right_first = right.until.empty() || left.from.empty() || left.from <= right.until;
  return left_first && right_first;
}

Period whole_of(const std::vector<Period>& periods) {
  Period whole = periods.front();
  for (const Period& period : periods) {
    whole.from = std::min(whole.from, period.from);
    const bool is_open = whole.until.empty() || period.until.empty();
    whole.until = is_open ? std::string() : std::max(whole.until, period.until);
  }
  return whole;
}

Period RelationGraph::period_of(uint32_t side, const Record& record,
                                const SharedValue& value) const {
  const RelationRule& rule = sides_[side].state->shared.rules()[value.rule];
  if (rule.period.empty()) {
    return {field_ending(record, kFromEndings), field_ending(record, kUntilEndings)};
  }
  const linkage::FittedModel& fitted = *sides_[side].state->plan.fitted;
  return {field_named(fitted, record, rule.period + "_start"),
          field_named(fitted, record, rule.period + "_end")};
}

bool RelationGraph::is_seen(uint32_t side, Slot slot) const {
  const Sight* sight = sides_[side].sight;
  return sight == nullptr || sight->sees(slot);
}

uint32_t RelationGraph::entity_of(uint32_t side, Slot slot) const {
  const Sight* sight = sides_[side].sight;
  return sight == nullptr ? sides_[side].state->entities.entity_of(slot) : sight->entity_of(slot);
}

Record RelationGraph::record(uint32_t side, Slot slot) const {
  const Sight* sight = sides_[side].sight;
  return sight == nullptr ? sides_[side].state->records.record(slot) : sight->computed(slot);
}

std::vector<Slot> RelationGraph::slots_of(Node node) const {
  const Sight* sight = sides_[node.side].sight;
  const std::vector<Slot> all = sight == nullptr
                                    ? sides_[node.side].state->entities.slots_of(node.entity)
                                    : sight->slots_of(node.entity);
  std::vector<Slot> seen;
  for (const Slot slot : all) {
    if (is_seen(node.side, slot)) seen.push_back(slot);
  }
  return seen;
}

/// A record that had the value once may have it no more: it is asked itself.
void RelationGraph::add_holder(Node node, Slot slot, const SharedValue& value,
                               Holders& holders) const {
  const Record record = this->record(node.side, slot);
  const auto values = sides_[node.side].state->shared.values_of(record);
  const auto has = std::find_if(values.begin(), values.end(),
                                [&](const SharedValue& of) { return of.key == value.key; });
  if (has == values.end()) return;
  Holder& holder = holders[node];
  holder.node = node;
  widen(record.date, holder);
  holder.periods.push_back(period_of(node.side, record, *has));
}

bool RelationGraph::add_end(Node node, Slot slot, const DeclaredEnd& end, Holders& holders) const {
  const Record record = this->record(node.side, slot);
  const std::vector<DeclaredEnd> ends = SharedValues::ends_of(record);
  const bool has = std::any_of(ends.begin(), ends.end(), [&](const DeclaredEnd& of) {
    return of.is_anchor == end.is_anchor && is_at(of, end);
  });
  if (!has) return false;
  Holder& holder = holders[node];
  holder.node = node;
  widen(record.date, holder);
  return true;
}

/// Goes over the records of a side under a key, and says whether counting stopped. They go in the
/// order of slots, so that where it stops does not tell of those that are not seen.
template <typename Add>
bool RelationGraph::count(uint32_t side, uint64_t key, Holders& holders, Add add) const {
  std::set<Slot> slots;
  const EntityIndex::State& state = *sides_[side].state;
  state.shared.each(key, state.records, [&](Slot slot) {
    if (is_seen(side, slot)) slots.insert(slot);
    return true;
  });
  for (const Slot slot : slots) {
    const Node node{side, entity_of(side, slot)};
    if (holders.size() == holders_max_ && !holders.contains(node)) return true;
    add(node, slot);
  }
  return false;
}

const Holding& RelationGraph::shared(uint32_t side, const SharedValue& value) {
  const auto [place, is_new] = holdings_.try_emplace(HoldingKey{side, value.key});
  Holding& holding = place->second;
  if (!is_new) return holding;
  holding.value = value;
  Holders holders;
  holding.or_more = count(side, value.key, holders,
                          [&](Node node, Slot slot) { add_holder(node, slot, value, holders); });
  holding.holders = listed(holders);
  holding.entities = holding.holders.size();
  holding.is_wide = holding.or_more;
  return holding;
}

const Holding& RelationGraph::declared(const DeclaredEnd& end, bool is_anchor) {
  DeclaredEnd wanted;
  wanted.is_anchor = is_anchor;
  wanted.domain = end.domain;
  wanted.key = end.key;
  const uint64_t key = end_key(wanted, is_anchor);
  const auto [place, is_new] = holdings_.try_emplace(HoldingKey{kAllSides, key});
  Holding& holding = place->second;
  if (!is_new) return holding;
  holding.kind = is_anchor ? Holding::Kind::anchors : Holding::Kind::pointers;
  holding.value = {kNoRule, wanted.name(), key};
  Holders holders;
  for (uint32_t side = 0; side < sides_.size() && !holding.or_more; ++side) {
    holding.or_more = count(side, key, holders,
                            [&](Node node, Slot slot) { add_end(node, slot, wanted, holders); });
  }
  holding.holders = listed(holders);
  holding.end = std::move(wanted);
  return holding;
}

/// Who is at the other end: counted are those at both, so that a way costs the same in both
/// directions.
const Holding& RelationGraph::opposite(const DeclaredEnd& end) {
  const Holding& own = declared(end, end.is_anchor);
  const Holding& other = declared(end, !end.is_anchor);
  Holding& holding = holdings_.at({kAllSides, other.value.key});
  if (holding.entities > 0) return holding;
  std::set<Node> all;
  for (const Holder& holder : own.holders) all.insert(holder.node);
  for (const Holder& holder : other.holders) all.insert(holder.node);
  holding.entities = all.size();
  holding.is_wide = own.or_more || other.or_more;
  return holding;
}

const std::vector<const Holding*>& RelationGraph::holdings_of(Node node) {
  const auto [place, is_new] = of_node_.try_emplace(node);
  std::vector<const Holding*>& holdings = place->second;
  if (!is_new) return holdings;
  std::set<const Holding*> seen;
  const auto add = [&](const Holding& holding) {
    if (seen.insert(&holding).second && joins(holding, node)) holdings.push_back(&holding);
  };
  for (const Slot slot : slots_of(node)) {
    const Record record = this->record(node.side, slot);
    for (const SharedValue& value : sides_[node.side].state->shared.values_of(record)) {
      add(shared(node.side, value));
    }
    for (const DeclaredEnd& end : SharedValues::ends_of(record)) add(opposite(end));
  }
  std::sort(holdings.begin(), holdings.end(), [](const Holding* a, const Holding* b) {
    if (a->entities != b->entities) return a->entities < b->entities;
    return std::tie(a->value.rule, a->value.text, a->kind, a->end) <
           std::tie(b->value.rule, b->value.text, b->kind, b->end);
  });
  return holdings;
}

std::string RelationGraph::relation(Node node, const Holding& holding) const {
  if (holding.kind != Holding::Kind::shared) return kDeclared;
  return sides_[node.side].state->shared.rules()[holding.value.rule].name;
}

/// One link for each role and time in which an entity points at a name of another.
std::vector<NetworkLink> RelationGraph::declared_links(Node pointing, Node named,
                                                       const Holding& holding) const {
  NetworkLink link;
  link.left = id_of(pointing);
  link.right = id_of(named);
  link.relation = kDeclared;
  link.value = holding.value.text;
  link.entities = holding.entities;
  link.domain = holding.end.domain;
  link.key = holding.end.key;
  std::set<DeclaredEnd> ways;
  for (const auto& [node, is_anchor] : {std::pair{pointing, false}, std::pair{named, true}}) {
    for (const Slot slot : slots_of(node)) {
      const Record record = this->record(node.side, slot);
      for (DeclaredEnd& end : SharedValues::ends_of(record)) {
        if (end.is_anchor != is_anchor || !is_at(end, holding.end)) continue;
        widen(record.date, link);
        if (!is_anchor) ways.insert(std::move(end));
      }
    }
  }
  std::vector<NetworkLink> links;
  for (const DeclaredEnd& way : ways) {
    link.role = way.role;
    link.from = way.from;
    link.until = way.until;
    links.push_back(link);
  }
  return links;
}

std::vector<NetworkLink> RelationGraph::links(Node left, Node right) {
  std::vector<NetworkLink> links;
  for (const Holding* held : holdings_of(left)) {
    const Holder* of_right = holder_of(*held, right);
    if (of_right == nullptr) continue;
    if (held->kind != Holding::Kind::shared) {
      const bool points = held->kind == Holding::Kind::anchors;
      for (NetworkLink& link :
           declared_links(points ? left : right, points ? right : left, *held)) {
        links.push_back(std::move(link));
      }
      continue;
    }
    const Holder* of_left = holder_of(*held, left);
    if (of_left == nullptr) continue;
    NetworkLink& link = links.emplace_back();
    link.left = id_of(left);
    link.right = id_of(right);
    link.relation = relation(left, *held);
    link.value = held->value.text;
    link.entities = held->holders.size();
    link.of_left = whole_of(of_left->periods);
    link.of_right = whole_of(of_right->periods);
    const std::vector<Period> common = common_times(*of_left, *of_right);
    link.is_elsewhen = common.empty();
    if (!common.empty()) {
      Period both = whole_of(common);
      link.from = std::move(both.from);
      link.until = std::move(both.until);
    }
    for (const Holder* holder : {of_left, of_right}) {
      widen(holder->first_date, link);
      widen(holder->last_date, link);
    }
  }
  return links;
}

}  // namespace newlyn::index
