// SPDX-License-Identifier: MIT
// Walks over what entities share: in rings for a network, by rarity for a path.
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
  NetworkWalk(const EntityIndex::State& state, const Sight* sight, const NetworkRequest& request)
      : state_(state),
        request_(request),
        graph_(state, sight, std::max(request.hub_min * 4, size_t{100})) {}

  Network walk(uint32_t start) {
    add(start, 0, {});
    for (size_t i = 0; i < ring_.size(); ++i) {
      const uint32_t entity = ring_[i];
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

 private:
  bool is_hub(const Holding& held) const {
    return held.or_more || held.holders.size() >= request_.hub_min;
  }

  void add(uint32_t entity, size_t hops, std::string through) {
    places_.insert(entity);
    ring_.push_back(entity);
    network_.entities.push_back({state_.id_of(entity), hops, std::move(through)});
  }

  void expand(uint32_t entity, size_t hops) {
    std::set<uint32_t> linked;
    for (const Holding* held : graph_.holdings_of(entity)) {
      if (is_hub(*held)) {
        network_.hubs.push_back({state_.id_of(entity), graph_.relation(*held), held->value.text,
                                 held->holders.size(), held->or_more});
        continue;
      }
      for (const Holder& other : held->holders) {
        if (other.entity != entity) reach(entity, other.entity, hops);
        if (other.entity != entity && places_.contains(other.entity)) linked.insert(other.entity);
      }
    }
    for (const uint32_t other : linked) {
      if (linked_.insert(std::minmax(entity, other)).second) add_links(entity, other);
    }
  }

  void reach(uint32_t from, uint32_t entity, size_t hops) {
    if (places_.contains(entity)) return;
    if (ring_.size() < request_.entities_max) {
      add(entity, hops + 1, state_.id_of(from));
    } else {
      left_out_.insert(entity);
    }
  }

  void add_links(uint32_t entity, uint32_t other) {
    for (NetworkLink& link : graph_.links(entity, other)) {
      if (link.entities < request_.hub_min) network_.links.push_back(std::move(link));
    }
  }

  const EntityIndex::State& state_;
  const NetworkRequest& request_;
  RelationGraph graph_;
  Network network_;
  std::vector<uint32_t> ring_;  // in the order in which they were reached
  std::set<uint32_t> places_;
  std::set<std::pair<uint32_t, uint32_t>> linked_;
  std::set<uint32_t> left_out_;
};

class PathSearch {
 public:
  PathSearch(const EntityIndex::State& state, const Sight* sight, const PathRequest& request)
      : state_(state), request_(request), graph_(state, sight, kPathHoldersMax) {}

  PathAnswer find(uint32_t from, uint32_t to) {
    PathAnswer answer;
    while (answer.paths.size() < request_.count) {
      const std::vector<uint32_t> path = cheapest(from, to);
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
    uint32_t before = kNoEntity;
    bool is_done = false;
  };
  using Open = std::priority_queue<std::pair<double, uint32_t>,
                                   std::vector<std::pair<double, uint32_t>>, std::greater<>>;

  static double cost_of(size_t holders) {
    return std::log2(static_cast<double>(holders)) + kStepCost;
  }

  std::vector<uint32_t> cheapest(uint32_t from, uint32_t to) {
    std::map<uint32_t, Reached> reached{{from, {}}};
    Open open;
    open.emplace(0, from);
    size_t looked_at = 0;
    while (!open.empty()) {
      const uint32_t entity = open.top().second;
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

  void expand(uint32_t entity, std::map<uint32_t, Reached>& reached, Open& open) {
    const Reached here = reached[entity];
    for (const Holding* held : graph_.holdings_of(entity)) {
      if (held->or_more) continue;
      const double cost = here.cost + cost_of(held->holders.size());
      for (const Holder& other : held->holders) {
        if (other.entity == entity || barred_.contains(std::minmax(entity, other.entity))) continue;
        const auto [place, is_new] =
            reached.try_emplace(other.entity, Reached{cost, here.hops + 1, entity, false});
        if (!is_new && (place->second.is_done || place->second.cost <= cost)) continue;
        place->second = {cost, here.hops + 1, entity, false};
        open.emplace(cost, other.entity);
      }
    }
  }

  static std::vector<uint32_t> way_to(uint32_t to, const std::map<uint32_t, Reached>& reached) {
    std::vector<uint32_t> path;
    for (uint32_t at = to; at != kNoEntity; at = reached.at(at).before) path.push_back(at);
    std::reverse(path.begin(), path.end());
    return path;
  }

  EntityPath described(const std::vector<uint32_t>& path) {
    EntityPath described;
    for (size_t i = 0; i < path.size(); ++i) {
      described.entities.push_back(state_.id_of(path[i]));
      if (i == 0) continue;
      std::vector<NetworkLink> links = graph_.links(path[i - 1], path[i]);
      described.cost += std::log2(static_cast<double>(links.front().entities));
      described.steps.push_back(std::move(links));
    }
    return described;
  }

  const EntityIndex::State& state_;
  const PathRequest& request_;
  RelationGraph graph_;
  std::set<std::pair<uint32_t, uint32_t>> barred_;  // of paths found before
  bool is_cut_ = false;
};

bool overlap(const Period& a, const Period& b) {
  const bool a_first = a.until.empty() || b.from.empty() || b.from <= a.until;
  const bool b_first = b.until.empty() || a.from.empty() || a.from <= b.until;
  return a_first && b_first;
}

bool share_time(const Holder& left, const Holder& right) {
  for (const Period& a : left.periods) {
    for (const Period& b : right.periods) {
      if (overlap(a, b)) return true;
    }
  }
  return false;
}

/// From the first begin to the last end of a holder's periods.
HouseholdMember member_of(const std::string& id, const Holder& holder) {
  HouseholdMember member{id, holder.periods[0].from, holder.periods[0].until};
  for (const Period& period : holder.periods) {
    member.from = std::min(member.from, period.from);
    member.until = member.until.empty() || period.until.empty()
                       ? std::string()
                       : std::max(member.until, period.until);
  }
  return member;
}

}  // namespace

std::optional<Network> View::network(const NetworkRequest& request) const {
  const auto start = seen_entity(request.entity);
  if (!start) return std::nullopt;
  return NetworkWalk(state_, sight_.get(), request).walk(*start);
}

std::optional<PathAnswer> View::paths(const PathRequest& request) const {
  const auto from = seen_entity(request.from);
  const auto to = seen_entity(request.to);
  if (!from || !to) return std::nullopt;
  return PathSearch(state_, sight_.get(), request).find(*from, *to);
}

std::vector<Household> View::households(std::string_view id) const {
  std::vector<Household> households;
  const auto entity = seen_entity(id);
  if (!entity) return households;
  RelationGraph graph(state_, sight_.get(), kHouseholdMax);
  for (const Holding* held : graph.holdings_of(*entity)) {
    const std::string& relation = graph.relation(*held);
    if (relation != "property" && relation != "address") continue;
    const auto own = std::find_if(held->holders.begin(), held->holders.end(),
                                  [&](const Holder& of) { return of.entity == *entity; });
    if (own == held->holders.end()) continue;
    Household household{relation, held->value.text, {}, 0, held->or_more};
    for (const Holder& holder : held->holders) {
      if (share_time(*own, holder)) {
        household.members.push_back(member_of(state_.id_of(holder.entity), holder));
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
