// SPDX-License-Identifier: MIT
// Entities as the nodes of a graph whose edges are values that they share.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/network.h"
#include "index/state/index_state.h"
#include "index/view/sight.h"

namespace newlyn::index {

/// Over which time an entity has a value. Empty ends are open.
struct Period {
  std::string from;
  std::string until;
};

/// An entity that has a value.
struct Holder {
  uint32_t entity = 0;
  std::string first_date;  // of its records that have it
  std::string last_date;
  std::vector<Period> periods;
};

/// A value and who has it, as far as it was counted.
struct Holding {
  SharedValue value;
  std::vector<Holder> holders;  // by entity
  bool or_more = false;         // counting stopped
};

/// Values and who has them, each looked up once. For one question.
class RelationGraph {
 public:
  /// Counts the holders of a value up to `holders_max`, of what a sight leaves (null: of all).
  /// Both must outlive it.
  RelationGraph(const EntityIndex::State& state, const Sight* sight, size_t holders_max)
      : state_(state), sight_(sight), holders_max_(holders_max) {}

  /// What the records of an entity share with others, and with whom; values of its own alone left
  /// out.
  const std::vector<const Holding*>& holdings_of(uint32_t entity);
  /// What two entities share, rarest first.
  std::vector<NetworkLink> links(uint32_t left, uint32_t right);
  const std::string& relation(const Holding& holding) const {
    return state_.shared.rules()[holding.value.rule].name;
  }

 private:
  const Holding& holding(const SharedValue& value);
  void add_holder(Slot slot, const SharedValue& value, std::map<uint32_t, Holder>& holders);
  bool is_seen(Slot slot) const { return sight_ == nullptr || sight_->sees(slot); }
  uint32_t entity_of(Slot slot) const {
    return sight_ == nullptr ? state_.entities.entity_of(slot) : sight_->entity_of(slot);
  }
  Record record(Slot slot) const;

  const EntityIndex::State& state_;
  const Sight* sight_;
  size_t holders_max_;
  std::unordered_map<uint64_t, Holding> holdings_;  // by key
  std::unordered_map<uint32_t, std::vector<const Holding*>> of_entity_;
};

}  // namespace newlyn::index
