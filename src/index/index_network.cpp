// SPDX-License-Identifier: MIT
// Walks over what joins entities: in rings for a network, by rarity for a path.
#include <algorithm>
#include <cmath>
#include <queue>
#include <set>

#include "index/relations/relation_graph.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

// What more entities share than this leads nowhere on a path.
constexpr size_t kPathHoldersMax = 200;
// More than this at one place are no household.
constexpr size_t kHouseholdMax = 60;
// Of two paths over equally rare values the shorter one is better.
constexpr double kStepCost = 0.01;

class NetworkWalk {
 public:
  NetworkWalk(std::vector<GraphSide> sides, const NetworkRequest& request)
      : request_(request), graph_(std::move(sides), std::max(request.hub_min * 4, size_t{100})) {}

  Network walk(Node start) {
    add(start, 0, {});
    for (size_t i = 0; i < ring_.size(); ++i) {
      const Node entity = ring_[i];
      const size_t hops = network_.entities[i].hops;
      if (hops < request_.hops) expand(entity, hops);
    }
    std::sort(network_.entities.begin(), network_.entities.end(),
              [](const NetworkEntity& a, const NetworkEntity& b) {
                return std::tie(a.hops, a.entity) < std::tie(b.hops, b.entity);
              });
    network_.left_out = left_out_.size();
    return std::move(network_);
  }

  /// The declared relations of one entity, and no others.
  Network declared(Node start) {
    add(start, 0, {});
    std::set<Node> related;
    for (const Holding* held : graph_.holdings_of(start)) {
      if (held->kind == Holding::Kind::shared) continue;
      if (is_hub(*held)) add_hub(start, *held);
      for (const Holder& other : held->holders) {
        if (!is_hub(*held) && other.node != start) related.insert(other.node);
      }
    }
    for (const Node other : related) {
      for (NetworkLink& link : graph_.links(start, other)) {
        if (link.relation == kDeclared) network_.links.push_back(std::move(link));
      }
    }
    std::sort(network_.links.begin(), network_.links.end(), [](const auto& a, const auto& b) {
      return std::tie(a.left, a.right, a.value, a.role, a.from, a.until) <
             std::tie(b.left, b.right, b.value, b.role, b.from, b.until);
    });
    return std::move(network_);
  }

 private:
  bool is_hub(const Holding& held) const {
    return held.or_more || held.holders.size() >= request_.hub_min;
  }

  void add(Node entity, size_t hops, std::string through) {
    places_.insert(entity);
    ring_.push_back(entity);
    network_.entities.push_back({graph_.id_of(entity), hops, std::move(through)});
  }

  void add_hub(Node entity, const Holding& held) {
    network_.hubs.push_back({graph_.id_of(entity), graph_.relation(entity, held), held.value.text,
                             held.holders.size(), held.or_more});
  }

  void expand(Node entity, size_t hops) {
    std::set<Node> linked;
    for (const Holding* held : graph_.holdings_of(entity)) {
      if (is_hub(*held)) {
        add_hub(entity, *held);
        continue;
      }
      for (const Holder& other : held->holders) {
        if (other.node != entity) reach(entity, other.node, hops);
        if (other.node != entity && places_.contains(other.node)) linked.insert(other.node);
      }
    }
    for (const Node other : linked) {
      if (linked_.insert(std::minmax(entity, other)).second) add_links(entity, other);
    }
  }

  void reach(Node from, Node entity, size_t hops) {
    if (places_.contains(entity)) return;
    if (ring_.size() < request_.entities_max) {
      add(entity, hops + 1, graph_.id_of(from));
    } else {
      left_out_.insert(entity);
    }
  }

  void add_links(Node entity, Node other) {
    for (NetworkLink& link : graph_.links(entity, other)) {
      const bool is_followed = link.relation == kDeclared || link.entities < request_.hub_min;
      if (is_followed) network_.links.push_back(std::move(link));
    }
  }

  const NetworkRequest& request_;
  RelationGraph graph_;
  Network network_;
  std::vector<Node> ring_;  // in the order in which they were reached
  std::set<Node> places_;
  std::set<std::pair<Node, Node>> linked_;
  std::set<Node> left_out_;
};

class PathSearch {
 public:
  PathSearch(std::vector<GraphSide> sides, const PathRequest& request)
      : request_(request), graph_(std::move(sides), kPathHoldersMax) {}

  PathAnswer find(Node from, Node to) {
    PathAnswer answer;
    while (answer.paths.size() < request_.count) {
      const std::vector<Node> path = cheapest(from, to);
      if (path.empty()) break;
      answer.paths.push_back(described(path));
      for (size_t i = 1; i < path.size(); ++i) barred_.insert(std::minmax(path[i - 1], path[i]));
      if (path.size() == 1) break;
    }
    answer.is_cut = is_cut_;
    return answer;
  }

 private:
  /// How an entity was reached.
  struct Reached {
    double cost = 0;
    size_t hops = 0;
    std::optional<Node> before;
    bool is_done = false;
  };
  using Open = std::priority_queue<std::pair<double, Node>, std::vector<std::pair<double, Node>>,
                                   std::greater<>>;

  static double cost_of(size_t holders) {
    return std::log2(static_cast<double>(holders)) + kStepCost;
  }

  std::vector<Node> cheapest(Node from, Node to) {
    std::map<Node, Reached> reached{{from, {}}};
    Open open;
    open.emplace(0, from);
    size_t looked_at = 0;
    while (!open.empty()) {
      const Node entity = open.top().second;
      open.pop();
      Reached& here = reached[entity];
      if (here.is_done) continue;
      here.is_done = true;
      if (entity == to) return way_to(to, reached);
      if (++looked_at > request_.entities_max) {
        is_cut_ = true;
        return {};
      }
      if (here.hops < request_.hops_max) expand(entity, reached, open);
    }
    return {};
  }

  void expand(Node entity, std::map<Node, Reached>& reached, Open& open) {
    const Reached here = reached[entity];
    for (const Holding* held : graph_.holdings_of(entity)) {
      if (held->is_wide) continue;
      const double cost = here.cost + cost_of(held->entities);
      for (const Holder& other : held->holders) {
        if (other.node == entity || barred_.contains(std::minmax(entity, other.node))) continue;
        const auto [place, is_new] =
            reached.try_emplace(other.node, Reached{cost, here.hops + 1, entity, false});
        if (!is_new && (place->second.is_done || place->second.cost <= cost)) continue;
        place->second = {cost, here.hops + 1, entity, false};
        open.emplace(cost, other.node);
      }
    }
  }

  static std::vector<Node> way_to(Node to, const std::map<Node, Reached>& reached) {
    std::vector<Node> path;
    for (std::optional<Node> at = to; at; at = reached.at(*at).before) path.push_back(*at);
    std::reverse(path.begin(), path.end());
    return path;
  }

  EntityPath described(const std::vector<Node>& path) {
    EntityPath described;
    for (size_t i = 0; i < path.size(); ++i) {
      described.entities.push_back(graph_.id_of(path[i]));
      if (i == 0) continue;
      std::vector<NetworkLink> links = graph_.links(path[i - 1], path[i]);
      described.cost += std::log2(static_cast<double>(links.front().entities));
      described.steps.push_back(std::move(links));
    }
    return described;
  }

  const PathRequest& request_;
  RelationGraph graph_;
  std::set<std::pair<Node, Node>> barred_;  // of paths found before
  bool is_cut_ = false;
};

bool share_time(const Holder& left, const Holder& right) {
  for (const Period& a : left.periods) {
    for (const Period& b : right.periods) {
      if (overlap(a, b)) return true;
    }
  }
  return false;
}

/// Makes a period longer by one that it has a day in common with; false where it stays as it is.
bool widen(Period& period, const Period& by) {
  if (!overlap(period, by)) return false;
  const Period whole = whole_of({period, by});
  const bool is_wider = whole != period;
  period = whole;
  return is_wider;
}

/// The id of the household that somebody is in last at a place.
std::string household_id(const std::string& place, const Holder& own,
                         const std::vector<Holder>& holders) {
  Period lived_in = *std::max_element(
      own.periods.begin(), own.periods.end(), [](const Period& left, const Period& right) {
        return !left.until.empty() && (right.until.empty() || left.until < right.until);
      });
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const Holder& holder : holders) {
      for (const Period& period : holder.periods) has_grown |= widen(lived_in, period);
    }
  }
  return place + "/" + (lived_in.from.empty() ? "always" : lived_in.from);
}

HouseholdMember member_of(const std::string& id, const Holder& holder) {
  const Period whole = whole_of(holder.periods);
  return {id, whole.from, whole.until};
}

}  // namespace

/// What is needed of a view to walk over it.
std::vector<GraphSide> View::sides_of(const Views& views) {
  std::vector<GraphSide> sides;
  for (const View* view : views) sides.push_back({&view->state_, view->sight_.get()});
  return sides;
}

std::optional<std::pair<uint32_t, uint32_t>> View::seen_in(const Views& views,
                                                           std::string_view id) {
  for (uint32_t side = 0; side < views.size(); ++side) {
    if (const auto entity = views[side]->seen_entity(id)) return std::pair{side, *entity};
  }
  return std::nullopt;
}

std::optional<Network> View::network(const Views& views, const NetworkRequest& request) {
  const auto start = seen_in(views, request.entity);
  if (!start) return std::nullopt;
  return NetworkWalk(sides_of(views), request).walk({start->first, start->second});
}

std::optional<PathAnswer> View::paths(const Views& views, const PathRequest& request) {
  const auto from = seen_in(views, request.from);
  const auto to = seen_in(views, request.to);
  if (!from || !to) return std::nullopt;
  return PathSearch(sides_of(views), request)
      .find({from->first, from->second}, {to->first, to->second});
}

std::optional<Network> View::declared(const Views& views, const NetworkRequest& request) {
  const auto start = seen_in(views, request.entity);
  if (!start) return std::nullopt;
  return NetworkWalk(sides_of(views), request).declared({start->first, start->second});
}

std::optional<Network> View::network(const NetworkRequest& request) const {
  return network({this}, request);
}

std::optional<PathAnswer> View::paths(const PathRequest& request) const {
  return paths({this}, request);
}

std::vector<Household> View::households(std::string_view id) const {
  std::vector<Household> households;
  const auto entity = seen_entity(id);
  if (!entity) return households;
  const Node node{0, *entity};
  RelationGraph graph(sides_of({this}), kHouseholdMax);
  for (const Holding* held : graph.holdings_of(node)) {
    const std::string relation = graph.relation(node, *held);
    if (relation != "property" && relation != "address") continue;
    const auto own = std::find_if(held->holders.begin(), held->holders.end(),
                                  [&](const Holder& of) { return of.node == node; });
    if (own == held->holders.end()) continue;
    Household household{household_id(held->value.text, *own, held->holders),
                        relation,
                        held->value.text,
                        {},
                        0,
                        held->or_more};
    for (const Holder& holder : held->holders) {
      if (share_time(*own, holder)) {
        household.members.push_back(member_of(graph.id_of(holder.node), holder));
      } else {
        ++household.elsewhen;
      }
    }
    std::sort(household.members.begin(), household.members.end(),
              [](const auto& a, const auto& b) { return a.entity < b.entity; });
    if (household.members.size() > 1) households.push_back(std::move(household));
  }
  return households;
}

std::optional<Network> EntityIndex::network(const NetworkRequest& request) const {
  return view().network(request);
}

std::optional<PathAnswer> EntityIndex::paths(const PathRequest& request) const {
  return view().paths(request);
}

std::vector<Household> EntityIndex::households(std::string_view id) const {
  return view().households(id);
}

}  // namespace newlyn::index
