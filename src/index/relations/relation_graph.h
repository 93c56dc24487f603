// SPDX-License-Identifier: MIT
// Entities as the nodes of a graph whose edges are values that they share and relations that their
// records declare. Those of several indexes can be in one graph.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/network.h"
#include "index/state/index_state.h"
#include "index/view/sight.h"

namespace newlyn::index {

/// Whether two periods have a time in common.
bool overlap(const Period& left, const Period& right);

/// From the first begin to the last end of periods. Requires: there is one.
Period whole_of(const std::vector<Period>& periods);

/// An index of a graph, of what a sight leaves (null: of all).
struct GraphSide {
  const EntityIndex::State* state = nullptr;
  const Sight* sight = nullptr;
};

/// An entity of one of the sides.
struct Node {
  uint32_t side = 0;
  uint32_t entity = 0;
  auto operator<=>(const Node&) const = default;
};

/// An entity that has a value.
struct Holder {
  Node node;
  std::string first_date;  // of its records that have it
  std::string last_date;
  std::vector<Period> periods;  // of a shared value
};

/// A value and who has it, as far as it was counted.
struct Holding {
  enum class Kind : uint8_t {
    shared,    // those who have it are joined to one another
    anchors,   // who has a name, for those that point at it
    pointers,  // who points at a name, for those that have it
  };
  Kind kind = Kind::shared;
  SharedValue value;
  record::DeclaredEnd end;      // of anchors and pointers: their domain and key
  std::vector<Holder> holders;  // by node
  bool or_more = false;         // counting stopped
  size_t entities = 0;          // that share it; or that have the name or point at it
  bool is_wide = false;         // counting stopped for either
};

/// Values and who has them, each looked up once. For one question.
class RelationGraph {
 public:
  /// Counts the holders of a value up to `holders_max`. The sides must outlive it.
  RelationGraph(std::vector<GraphSide> sides, size_t holders_max)
      : sides_(std::move(sides)), holders_max_(holders_max) {}

  /// What joins an entity to others, and to whom; values of its own alone left out. The rarest
  /// first.
  const std::vector<const Holding*>& holdings_of(Node node);
  /// What joins two entities, rarest first.
  std::vector<NetworkLink> links(Node left, Node right);
  std::string relation(Node node, const Holding& holding) const;
  std::string id_of(Node node) const { return sides_[node.side].state->id_of(node.entity); }

 private:
  /// Which holding: a declared one is of all sides.
  struct HoldingKey {
    uint32_t side = 0;
    uint64_t key = 0;
    auto operator<=>(const HoldingKey&) const = default;
  };
  using Holders = std::map<Node, Holder>;

  const Holding& shared(uint32_t side, const SharedValue& value);
  const Holding& declared(const record::DeclaredEnd& end, bool is_anchor);
  const Holding& opposite(const record::DeclaredEnd& end);
  template <typename Add>
  bool count(uint32_t side, uint64_t key, Holders& holders, Add add) const;
  void add_holder(Node node, Slot slot, const SharedValue& value, Holders& holders) const;
  bool add_end(Node node, Slot slot, const record::DeclaredEnd& end, Holders& holders) const;
  std::vector<NetworkLink> declared_links(Node pointing, Node named, const Holding& holding) const;
  std::vector<Slot> slots_of(Node node) const;
  bool is_seen(uint32_t side, Slot slot) const;
  uint32_t entity_of(uint32_t side, Slot slot) const;
  Record record(uint32_t side, Slot slot) const;
  Period period_of(uint32_t side, const Record& record, const SharedValue& value) const;

  std::vector<GraphSide> sides_;
  size_t holders_max_;
  std::map<HoldingKey, Holding> holdings_;
  std::map<Node, std::vector<const Holding*>> of_node_;
};

}  // namespace newlyn::index
