// SPDX-License-Identifier: MIT
// Average-linkage agglomeration inside connected components.
#include "linkage/clustering/cluster_rows.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/limits.h"
#include "base/threads.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
// Beyond these a pair is certain, and one pair must not outvote many: what is above counts little.
constexpr float kWeightCap = 20;
constexpr float kWeightFloor = -20;
constexpr float kBeyondCap = 0.01F;

/// Disjoint sets with the smaller number as the root.
class Sets {
 public:
  explicit Sets(size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
  uint32_t root(uint32_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }
  void join(uint32_t a, uint32_t b) {
    a = root(a);
    b = root(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> parent_;
};

/// A set of rows and the edges among them.
struct Component {
  std::vector<uint32_t> rows;  // ascending
  std::vector<RowEdge> edges;
};

std::vector<Component> split_components(const std::vector<uint32_t>& rows,
                                        const std::vector<RowEdge>& edges, double weight_min) {
  std::vector<uint32_t> order(rows);
  std::sort(order.begin(), order.end());
  const auto place = [&](uint32_t row) {
    return static_cast<uint32_t>(std::lower_bound(order.begin(), order.end(), row) - order.begin());
  };
  Sets sets(order.size());
  for (const RowEdge& edge : edges) {
    if (edge.weight >= weight_min) sets.join(place(edge.left), place(edge.right));
  }
  std::vector<Component> components;
  std::vector<uint32_t> number(order.size(), 0);
  for (uint32_t i = 0; i < order.size(); ++i) {
    const uint32_t root = sets.root(i);
    if (root == i) {
      number[i] = static_cast<uint32_t>(components.size());
      components.emplace_back();
    }
    components[number[root]].rows.push_back(order[i]);
  }
  for (const RowEdge& edge : edges) {
    const uint32_t left = sets.root(place(edge.left));
    if (left == sets.root(place(edge.right))) components[number[left]].edges.push_back(edge);
  }
  return components;
}

/// The parts of a component that is too large: its edges are taken from the strongest down, ties by
/// row, and join two parts only while these fit together. So the bar falls from above as far as it
/// can, and edges of one weight never leave nothing but single rows.
std::vector<Component> parts_that_fit(const Component& whole) {
  const std::vector<uint32_t>& rows = whole.rows;
  const auto place = [&](uint32_t row) {
    return static_cast<uint32_t>(std::lower_bound(rows.begin(), rows.end(), row) - rows.begin());
  };
  std::vector<RowEdge> order = whole.edges;
  std::sort(order.begin(), order.end(), [](const RowEdge& a, const RowEdge& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  });
  Sets sets(rows.size());
  std::vector<size_t> sizes(rows.size(), 1);
  for (const RowEdge& edge : order) {
    const uint32_t left = sets.root(place(edge.left));
    const uint32_t right = sets.root(place(edge.right));
    const size_t together = sizes[left] + sizes[right];
    if (left == right || together > limits::kComponentMax) continue;
    sets.join(left, right);
    sizes[sets.root(left)] = together;
  }
  std::vector<Component> parts;
  std::vector<uint32_t> number(rows.size(), 0);
  for (uint32_t i = 0; i < rows.size(); ++i) {
    const uint32_t root = sets.root(i);
    if (root == i) {
      number[i] = static_cast<uint32_t>(parts.size());
      parts.emplace_back();
    }
    parts[number[root]].rows.push_back(rows[i]);
  }
  return parts;
}

/// Replaces components that are too large by their parts.
void cut_to_size(std::vector<Component>& components) {
  const size_t count = components.size();
  for (size_t i = 0; i < count; ++i) {
    if (components[i].rows.size() <= limits::kComponentMax) continue;
    std::vector<Component> parts = parts_that_fit(components[i]);
    components[i] = std::move(parts[0]);
    for (size_t p = 1; p < parts.size(); ++p) components.push_back(std::move(parts[p]));
  }
}

/// Agglomerates one component. `weights` is a full square matrix of sums over pairs.
class Agglomeration {
 public:
  Agglomeration(const Component& component, const ClusterPlan& plan)
      : component_(component), plan_(plan), size_(component.rows.size()) {
    weights_.assign(size_ * size_, kNever);
    counts_.assign(size_, 1);
    cluster_.resize(size_);
    std::iota(cluster_.begin(), cluster_.end(), 0U);
    if (plan.one_per_source) {
      for (const uint32_t row : component.rows) sources_.push_back({plan.source_of_row[row]});
    }
  }

  /// Cluster representatives (places inside the component) by place.
  std::vector<uint32_t> run(pairs::PairScorer& scorer) {
    score_all(scorer);
    while (join_best()) {
    }
    return cluster_;
  }

 private:
  float& at(size_t a, size_t b) { return weights_[a * size_ + b]; }

  /// A bar above the usual cap can still be reached.
  float weight_cap() const {
    return std::max(kWeightCap, static_cast<float>(plan_.weight_min) + 1);
  }

  void score_all(pairs::PairScorer& scorer) {
    std::vector<pairs::RowPair> open;
    std::vector<std::pair<uint32_t, uint32_t>> places;
    for (uint32_t a = 0; a < size_; ++a) {
      for (uint32_t b = a + 1; b < size_; ++b) {
        const uint32_t left = component_.rows[a];
        const uint32_t right = component_.rows[b];
        if (plan_.across_only && plan_.source_of_row[left] == plan_.source_of_row[right]) {
          at(a, b) = at(b, a) = 0;
          continue;
        }
        open.push_back({left, right});
        places.emplace_back(a, b);
      }
    }
    std::vector<double> weights(open.size());
    for (size_t from = 0; from < open.size(); from += limits::kPairBatch) {
      const size_t count = std::min(limits::kPairBatch, open.size() - from);
      scorer.weights_of({open.data() + from, count}, {weights.data() + from, count});
    }
    for (size_t i = 0; i < open.size(); ++i) {
      const auto weight = static_cast<float>(weights[i]);
      const float capped = std::clamp(weight, kWeightFloor, weight_cap());
      const auto [a, b] = places[i];
      at(a, b) = at(b, a) = capped + kBeyondCap * (weight - capped);
    }
    pair_counts_.assign(size_ * size_, 1);
    if (!plan_.across_only) return;
    for (uint32_t a = 0; a < size_; ++a) {
      for (uint32_t b = 0; b < size_; ++b) {
        const bool same =
            plan_.source_of_row[component_.rows[a]] == plan_.source_of_row[component_.rows[b]];
        pair_counts_[a * size_ + b] = same ? 0 : 1;
      }
    }
  }

  double mean(uint32_t a, uint32_t b) {
    const float pairs = pair_counts_[a * size_ + b];
    return pairs > 0 ? at(a, b) / pairs : kNever;
  }

  bool is_forbidden(uint32_t a, uint32_t b) const {
    if (!plan_.one_per_source) return false;
    return std::any_of(sources_[a].begin(), sources_[a].end(), [&](uint32_t source) {
      return std::find(sources_[b].begin(), sources_[b].end(), source) != sources_[b].end();
    });
  }

  bool join_best() {
    double best = plan_.weight_min;
    uint32_t into = 0;
    uint32_t from = 0;
    for (uint32_t a = 0; a < size_; ++a) {
      if (counts_[a] == 0) continue;
      for (uint32_t b = a + 1; b < size_; ++b) {
        if (counts_[b] == 0) continue;
        const double weight = mean(a, b);
        const bool better = from == 0 ? weight >= best : weight > best;
        if (better && !is_forbidden(a, b)) {
          best = weight;
          into = a;
          from = b;
        }
      }
    }
    if (from == 0) return false;
    join(into, from);
    return true;
  }

  void join(uint32_t into, uint32_t from) {
    counts_[into] += counts_[from];
    counts_[from] = 0;
    for (uint32_t& cluster : cluster_) {
      if (cluster == from) cluster = into;
    }
    for (uint32_t other = 0; other < size_; ++other) {
      if (counts_[other] == 0 || other == into) continue;
      at(into, other) += at(from, other);
      at(other, into) = at(into, other);
      pair_counts_[into * size_ + other] += pair_counts_[from * size_ + other];
      pair_counts_[other * size_ + into] = pair_counts_[into * size_ + other];
    }
    if (plan_.one_per_source) {
      sources_[into].insert(sources_[into].end(), sources_[from].begin(), sources_[from].end());
    }
  }

  const Component& component_;
  const ClusterPlan& plan_;
  size_t size_;
  std::vector<float> weights_;
  std::vector<float> pair_counts_;
  std::vector<uint32_t> counts_;
  std::vector<uint32_t> cluster_;
  std::vector<std::vector<uint32_t>> sources_;
};

}  // namespace

std::vector<uint32_t> cluster_rows(const std::vector<RowEdge>& edges, const ClusterPlan& plan,
                                   RunContext& run) {
  std::vector<uint32_t> linked;
  for (const RowEdge& edge : edges) {
    if (edge.weight < plan.weight_min) continue;
    linked.push_back(edge.left);
    linked.push_back(edge.right);
  }
  std::sort(linked.begin(), linked.end());
  linked.erase(std::unique(linked.begin(), linked.end()), linked.end());
  std::vector<RowEdge> strong;
  for (const RowEdge& edge : edges) {
    if (edge.weight >= plan.weight_min) strong.push_back(edge);
  }
  std::vector<Component> components = split_components(linked, strong, plan.weight_min);
  strong = {};
  cut_to_size(components);
  std::vector<uint32_t> cluster_of_row(plan.row_count);
  std::iota(cluster_of_row.begin(), cluster_of_row.end(), 0U);
  pairs::ScorerPool scorers(*plan.columns, *plan.model);
  constexpr size_t kGrain = 64;
  parallel_ranges(components.size(), kGrain, [&](size_t begin, size_t end) {
    run.check_stop();
    scorers.with_scorer([&](pairs::PairScorer& scorer) {
      for (size_t i = begin; i < end; ++i) {
        const Component& component = components[i];
        const std::vector<uint32_t> places = Agglomeration(component, plan).run(scorer);
        for (size_t p = 0; p < places.size(); ++p) {
          cluster_of_row[component.rows[p]] = component.rows[places[p]];
        }
      }
    });
  });
  std::vector<uint32_t> number(plan.row_count, 0);
  uint32_t count = 0;
  for (uint32_t row = 0; row < plan.row_count; ++row) {
    if (cluster_of_row[row] == row) number[row] = count++;
  }
  for (uint32_t& cluster : cluster_of_row) cluster = number[cluster];
  return cluster_of_row;
}

}  // namespace newlyn::linkage
