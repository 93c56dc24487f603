// SPDX-License-Identifier: MIT
// Joins the two clusters that weigh most until that falls below the bar.
//
// Where a cluster fits two people who are known to be two, father and son of one name, it is left
// by itself unless it surely fits one of them better: joined to either it would be as often wrong
// as right.
//
// Each cluster knows its best partner among those after it, so finding the best two of all takes
// one pass over clusters. The weight of two clusters is worked out again when one of them grew.
// Ties go to the smaller first place, then to the smaller second.
#include "linkage/clustering/agglomeration.h"

#include <algorithm>
#include <limits>

#include "linkage/clustering/set_evidence.h"

namespace newlyn::linkage {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
/// The best partner of a cluster, none while the weight is kNever.
struct Partner {
  double weight = kNever;
  uint32_t place = 0;
};

/// The clusters of one component.
class Agglomeration {
 public:
  Agglomeration(std::span<const Node> nodes, const ClusterPlan& plan)
      : nodes_(nodes),
        plan_(plan),
        sets_(nodes, plan.limits == nullptr ? kNoLimits : *plan.limits),
        size_(nodes.size()),
        evidence_(size_, *plan.model, plan.spreads, weight_cap(plan)),
        alive_(size_, true),
        best_(size_),
        weights_(size_ * size_, kNever) {}

  std::vector<uint32_t> run(pairs::PairScorer& scorer) {
    score_all(scorer);
    add_judged();
    for (uint32_t place = 0; place < size_; ++place) {
      for (uint32_t other = place + 1; other < size_; ++other) weigh(place, other);
    }
    for (uint32_t place = 0; place < size_; ++place) find_best(place);
    while (join_best()) {
    }
    std::vector<uint32_t> clusters;
    for (uint32_t place = 0; place < size_; ++place) clusters.push_back(sets_.root(place));
    return clusters;
  }

 private:
  static inline const JoinLimits kNoLimits;

  void score_all(pairs::PairScorer& scorer);
  void add_judged();
  void find_best(uint32_t place);
  bool join_best();
  bool fits_another(uint32_t one, uint32_t other, double weight);
  void mend_partners(uint32_t into, uint32_t from);

  /// Works out the weight of two clusters: kNever where they may not be joined or lie below the
  /// bar. Requires: a < b.
  double weigh(uint32_t a, uint32_t b) {
    if (!alive_[a] || !alive_[b]) return kNever;
    const double weight = evidence_.weight(a, b);
    const bool counts = weight >= plan_.weight_min && sets_.may_join(a, b);
    return weights_[a * size_ + b] = counts ? weight : kNever;
  }

  std::span<const Node> nodes_;
  const ClusterPlan& plan_;
  JoinSets sets_;
  size_t size_;
  SetEvidence evidence_;
  std::vector<bool> alive_;  // by place: it is the first of its cluster
  std::vector<Partner> best_;
  std::vector<double> weights_;  // of a cluster with those after it, row after row
};

void Agglomeration::score_all(pairs::PairScorer& scorer) {
  std::vector<pairs::RowPair> open;
  std::vector<std::pair<uint32_t, uint32_t>> places;
  for (uint32_t a = 0; a < size_; ++a) {
    for (uint32_t b = a + 1; b < size_; ++b) {
      const pairs::Row left = plan_.row(nodes_[a]);
      const pairs::Row right = plan_.row(nodes_[b]);
      if (plan_.across_only && plan_.source_of_row[left] == plan_.source_of_row[right]) continue;
      open.push_back({left, right});
      places.emplace_back(a, b);
    }
  }
  evidence_.score(scorer, open, places);
}

/// Nodes that are judged to be one begin as one cluster.
void Agglomeration::add_judged() {
  for (uint32_t place = 0; place < size_; ++place) {
    const uint32_t root = sets_.root(place);
    if (root == place) continue;
    evidence_.join(root, place);
    alive_[place] = false;
  }
}

void Agglomeration::find_best(uint32_t place) {
  best_[place] = {};
  if (!alive_[place]) return;
  for (uint32_t other = place + 1; other < size_; ++other) {
    if (!alive_[other]) continue;
    const double weight = weights_[place * size_ + other];
    if (weight > best_[place].weight) best_[place] = {weight, other};
  }
}

/// True where a cluster that fits another by `weight` fits a third nearly as well, and those are
/// two people: which of them it is must be as sure as any join.
bool Agglomeration::fits_another(uint32_t one, uint32_t other, double weight) {
  if (plan_.telling.empty()) return false;
  const double enough = weight_of_doubt(weight, plan_);
  for (uint32_t third = 0; third < size_; ++third) {
    if (!alive_[third] || third == one || third == other) continue;
    // Asked first: it reads few comparisons and is seldom so.
    const double against = evidence_.against_namesakes(other, third, plan_.telling);
    if (against > -kBitsForTwo || !sets_.may_join(one, third)) continue;
    if (evidence_.weight(one, third) >= enough) return true;
  }
  return false;
}

bool Agglomeration::join_best() {
  uint32_t into = 0;
  for (uint32_t place = 1; place < size_; ++place) {
    if (best_[place].weight > best_[into].weight) into = place;
  }
  if (best_[into].weight == kNever) return false;
  const uint32_t from = best_[into].place;
  const double weight = best_[into].weight;
  if (fits_another(into, from, weight) || fits_another(from, into, weight)) {
    weights_[into * size_ + from] = kNever;
    find_best(into);
    return true;
  }
  sets_.join(into, from);
  alive_[from] = false;
  evidence_.join(into, from);
  mend_partners(into, from);
  return true;
}

void Agglomeration::mend_partners(uint32_t into, uint32_t from) {
  best_[from] = {};
  for (uint32_t other = into + 1; other < size_; ++other) weigh(into, other);
  find_best(into);
  for (uint32_t place = 0; place < from; ++place) {
    if (!alive_[place] || place == into) continue;
    Partner& best = best_[place];
    const bool lost = best.weight != kNever && (best.place == into || best.place == from);
    const double weight = place < into ? weigh(place, into) : kNever;
    if (lost) {
      find_best(place);
    } else if (place < into) {
      const bool better = weight > best.weight || (weight == best.weight && into < best.place);
      if (weight != kNever && better) best = {weight, into};
    }
  }
}

}  // namespace

std::vector<uint32_t> agglomerate(std::span<const Node> nodes, const ClusterPlan& plan,
                                  pairs::PairScorer& scorer) {
  return Agglomeration(nodes, plan).run(scorer);
}

}  // namespace newlyn::linkage
