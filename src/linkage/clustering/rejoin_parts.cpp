// SPDX-License-Identifier: MIT
// Agglomeration over clusters in place of nodes, where few of them have anything in common: what
// is between two of them is kept only where an edge is.
#include "linkage/clustering/rejoin_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <tuple>

#include "linkage/clustering/agglomeration.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kNeighboursMax = 200'000;  // pairs of clusters that are weighed, the surest first
constexpr double kPairsMax = 2e7;           // pairs of nodes that are scored for them
// Nodes of a cluster that stand for it: some more than tell anything new.
constexpr size_t kShownMin = 4;
constexpr size_t kShownMax = 32;

using Parts = std::vector<EvidencePart>;

/// Two clusters and what they weighed when they had grown so often.
struct Offer {
  double weight = 0;
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t grown_a = 0;
  uint32_t grown_b = 0;

  /// The heaviest comes first, ties by place.
  friend bool operator<(const Offer& one, const Offer& other) noexcept {
    if (one.weight != other.weight) return one.weight < other.weight;
    return one.a != other.a ? one.a > other.a : one.b > other.b;
  }
};

class Rejoining {
 public:
  Rejoining(std::span<const Node> nodes, const ClusterPlan& plan, pairs::PairScorer& scorer)
      : nodes_(nodes),
        plan_(plan),
        scorer_(scorer),
        sets_(nodes, plan.limits == nullptr ? kNoLimits : *plan.limits),
        sum_(*plan.model, plan.spreads, weight_cap(plan)),
        shown_(nodes.size()),
        grown_(nodes.size(), 0),
        between_(nodes.size()) {}

  void run(std::span<const NodeEdge> edges, std::vector<Node>& cluster_of_node);

 private:
  static inline const JoinLimits kNoLimits;

  void know_clusters(const std::vector<Node>& cluster_of_node);
  std::vector<std::pair<uint32_t, uint32_t>> neighbours(std::span<const NodeEdge> edges);
  void know_neighbours(std::span<const NodeEdge> edges);
  void show_nodes(size_t neighbours);
  Parts evidence(uint32_t a, uint32_t b);
  void offer(uint32_t a, uint32_t b);
  bool fits_another(uint32_t one, uint32_t other, double weight);
  void join(uint32_t a, uint32_t b);

  std::span<const Node> nodes_;
  const ClusterPlan& plan_;
  pairs::PairScorer& scorer_;
  JoinSets sets_;
  EvidenceSum sum_;
  std::vector<std::vector<Node>> shown_;            // by root: nodes that stand for the cluster
  std::vector<uint32_t> grown_;                     // by root: how often it grew
  std::vector<std::map<uint32_t, Parts>> between_;  // by root: its neighbours, both ways round
  std::priority_queue<Offer> offers_;
};

void Rejoining::run(std::span<const NodeEdge> edges, std::vector<Node>& cluster_of_node) {
  know_clusters(cluster_of_node);
  know_neighbours(edges);
  while (!offers_.empty()) {
    const Offer best = offers_.top();
    offers_.pop();
    const bool stands = sets_.root(best.a) == best.a && sets_.root(best.b) == best.b &&
                        grown_[best.a] == best.grown_a && grown_[best.b] == best.grown_b;
    if (!stands || !sets_.may_join(best.a, best.b)) continue;
    if (fits_another(best.a, best.b, best.weight)) continue;
    if (fits_another(best.b, best.a, best.weight)) continue;
    join(best.a, best.b);
  }
  for (uint32_t place = 0; place < nodes_.size(); ++place) {
    cluster_of_node[nodes_[place]] = nodes_[sets_.root(place)];
  }
}

void Rejoining::know_clusters(const std::vector<Node>& cluster_of_node) {
  for (uint32_t place = 0; place < nodes_.size(); ++place) {
    const uint32_t first = sets_.place_of(cluster_of_node[nodes_[place]]);
    sets_.join(sets_.root(first), sets_.root(place));
  }
}

/// The two clusters of every edge that leads between two, the strongest edges first, each two once.
std::vector<std::pair<uint32_t, uint32_t>> Rejoining::neighbours(std::span<const NodeEdge> edges) {
  std::vector<NodeEdge> between;
  for (const NodeEdge& edge : edges) {
    const uint32_t a = sets_.root(sets_.place_of(edge.left));
    const uint32_t b = sets_.root(sets_.place_of(edge.right));
    if (a != b) between.push_back({std::min(a, b), std::max(a, b), edge.weight});
  }
  const auto by_clusters = [](const NodeEdge& one, const NodeEdge& other) {
    return std::tuple(one.left, one.right, -one.weight) <
           std::tuple(other.left, other.right, -other.weight);
  };
  std::sort(between.begin(), between.end(), by_clusters);
  const auto same = [](const NodeEdge& one, const NodeEdge& other) {
    return one.left == other.left && one.right == other.right;
  };
  between.erase(std::unique(between.begin(), between.end(), same), between.end());
  std::stable_sort(between.begin(), between.end(), [](const NodeEdge& one, const NodeEdge& other) {
    return one.weight > other.weight;
  });
  if (between.size() > kNeighboursMax) between.resize(kNeighboursMax);
  std::vector<std::pair<uint32_t, uint32_t>> found;
  for (const NodeEdge& edge : between) found.emplace_back(edge.left, edge.right);
  return found;
}

/// Weighs the clusters that an edge leads between.
void Rejoining::know_neighbours(std::span<const NodeEdge> edges) {
  const std::vector<std::pair<uint32_t, uint32_t>> found = neighbours(edges);
  if (found.empty()) return;
  show_nodes(found.size());
  for (const auto& [a, b] : found) {
    between_[a][b] = evidence(a, b);
    between_[b][a] = between_[a][b];
    offer(a, b);
  }
}

/// Chooses nodes to stand for each cluster, evenly from the first to the last.
void Rejoining::show_nodes(size_t neighbours) {
  const double each = std::sqrt(kPairsMax / static_cast<double>(neighbours));
  const size_t most = std::clamp(static_cast<size_t>(each), kShownMin, kShownMax);
  std::vector<uint32_t> passed(nodes_.size(), 0);
  for (uint32_t place = 0; place < nodes_.size(); ++place) {
    const uint32_t root = sets_.root(place);
    const size_t size = sets_.size(root);
    const size_t wanted = std::min(size, most);
    // The place-th of `size` is shown where it begins another of `wanted` equal pieces.
    const size_t seen = passed[root]++;
    if (seen * wanted % size < wanted) shown_[root].push_back(nodes_[place]);
  }
}

Parts Rejoining::evidence(uint32_t a, uint32_t b) {
  std::vector<pairs::RowPair> pairs;
  for (const Node left : shown_[a]) {
    for (const Node right : shown_[b]) {
      const pairs::Row one = plan_.row(std::min(left, right));
      const pairs::Row other = plan_.row(std::max(left, right));
      if (plan_.across_only && plan_.source_of_row[one] == plan_.source_of_row[other]) continue;
      pairs.push_back({one, other});
    }
  }
  Parts parts(sum_.count());
  sum_.score(scorer_, pairs, [&](size_t, const EvidencePart* one) { sum_.add(parts.data(), one); });
  return parts;
}

void Rejoining::offer(uint32_t a, uint32_t b) {
  const auto [first, second] = std::minmax(a, b);
  const double weight = sum_.weight(between_[first].at(second).data());
  if (!(weight >= plan_.weight_min)) return;
  offers_.push({weight, first, second, grown_[first], grown_[second]});
}

/// As in agglomerate(): true where the first fits a third nearly as well, and those are two people.
bool Rejoining::fits_another(uint32_t one, uint32_t other, double weight) {
  if (plan_.telling.empty()) return false;
  const double enough = weight_of_doubt(weight, plan_);
  for (const auto& [third, parts] : between_[one]) {
    if (third == other || sum_.weight(parts.data()) < enough) continue;
    if (!sets_.may_join(one, third)) continue;
    const auto known = between_[other].find(third);
    const Parts apart = known == between_[other].end() ? evidence(other, third) : known->second;
    if (sum_.against_namesakes(apart.data(), plan_.telling) <= -kBitsForTwo) return true;
  }
  return false;
}

void Rejoining::join(uint32_t a, uint32_t b) {
  const uint32_t into = sets_.join(a, b);
  const uint32_t from = into == a ? b : a;
  ++grown_[into];
  std::vector<Node>& shown = shown_[into];
  shown.insert(shown.end(), shown_[from].begin(), shown_[from].end());
  while (shown.size() > kShownMax) {
    // Every other one stays.
    size_t seen = 0;
    std::erase_if(shown, [&](Node) { return seen++ % 2 == 1; });
  }
  between_[into].erase(from);
  between_[from].erase(into);
  for (auto& [other, parts] : between_[from]) {
    const auto [mine, is_new] = between_[into].try_emplace(other, std::move(parts));
    if (!is_new) sum_.add(mine->second.data(), parts.data());
    between_[other].erase(from);
    between_[other][into] = mine->second;
  }
  between_[from].clear();
  shown_[from].clear();
  for (const auto& [other, parts] : between_[into]) offer(into, other);
}

}  // namespace

void rejoin_parts(const CutComponent& component, const ClusterPlan& plan, pairs::PairScorer& scorer,
                  std::vector<Node>& cluster_of_node) {
  Rejoining(component.nodes, plan, scorer).run(component.edges, cluster_of_node);
}

}  // namespace newlyn::linkage
