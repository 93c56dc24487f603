// SPDX-License-Identifier: MIT
// Measures clusters. Bridges by one walk in depth (Tarjan 1974), without recursion.
#include "linkage/cluster_metrics.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace newlyn::linkage {
namespace {

constexpr uint32_t kNone = 0xFFFF'FFFF;
constexpr uint32_t kFewLinksRecords = 4;
constexpr double kFewLinksDensity = 0.5;
/// A link is weak below four times the odds of the threshold.
constexpr double kWeakAbove = 2;
constexpr uint32_t kLargeRecords = 10;
constexpr double kLargeTimes = 4;

/// A line of the graph: an edge of the run, or one that follows from equal records.
struct Line {
  uint32_t left = 0;
  uint32_t right = 0;
  uint32_t edge = 0;
};

/// The lines inside clusters, by record.
class Graph {
 public:
  Graph(const LinkResult& result, double weight_min) : result_(result) {
    std::map<uint32_t, std::vector<uint32_t>> equal;
    for (uint32_t e = 0; e < result.edges.size(); ++e) {
      const Edge& edge = result.edges[e];
      const bool inside =
          result.cluster_of_record[edge.left] == result.cluster_of_record[edge.right];
      if (!inside || edge.weight < weight_min) continue;
      lines_.push_back({edge.left, edge.right, e});
      if (edge.rule == kIdenticalRule) equal[edge.left].push_back(e);
    }
    run_lines_ = lines_.size();
    // Three equal records or more hang together without any one link: a ring says so.
    for (const auto& [first, edges] : equal) {
      for (size_t i = 0; i + 1 < edges.size(); ++i) {
        lines_.push_back(
            {result.edges[edges[i]].right, result.edges[edges[i + 1]].right, edges[i]});
      }
      const auto count = static_cast<uint64_t>(edges.size());
      further_links_.emplace_back(first, count * (count - 1) / 2);
    }
    sort_by_record();
  }

  size_t record_count() const noexcept { return result_.cluster_of_record.size(); }
  const std::vector<Line>& lines() const noexcept { return lines_; }
  /// How many of the lines are edges of the run; they come first.
  size_t run_lines() const noexcept { return run_lines_; }
  /// Links among equal records that the run keeps no edge of, by their first record.
  const std::vector<std::pair<uint32_t, uint64_t>>& further_links() const { return further_links_; }
  uint32_t first(uint32_t record) const { return offsets_[record]; }
  uint32_t end(uint32_t record) const { return offsets_[record + 1]; }
  uint32_t line_at(uint32_t place) const { return places_[place]; }
  uint32_t other(uint32_t line, uint32_t record) const {
    return lines_[line].left == record ? lines_[line].right : lines_[line].left;
  }

 private:
  void sort_by_record() {
    offsets_.assign(record_count() + 1, 0);
    for (const Line& line : lines_) {
      ++offsets_[line.left + 1];
      ++offsets_[line.right + 1];
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    places_.resize(2 * lines_.size());
    std::vector<uint32_t> next(offsets_.begin(), offsets_.end() - 1);
    for (uint32_t line = 0; line < lines_.size(); ++line) {
      places_[next[lines_[line].left]++] = line;
      places_[next[lines_[line].right]++] = line;
    }
  }

  const LinkResult& result_;
  std::vector<Line> lines_;
  size_t run_lines_ = 0;
  std::vector<std::pair<uint32_t, uint64_t>> further_links_;
  std::vector<uint32_t> offsets_;  // by record
  std::vector<uint32_t> places_;   // lines of each record
};

/// Walks every part of the graph and reports its bridges.
class BridgeWalk {
 public:
  explicit BridgeWalk(const Graph& graph) : graph_(graph), marks_(graph.record_count()) {}

  /// Walks the part of `root`; does nothing where it was walked. Returns its number of records.
  uint32_t walk(uint32_t root) {
    if (marks_[root].met != kNone) return 0;
    bridges_.clear();
    const uint32_t before = clock_;
    enter(root, kNone);
    while (!stack_.empty()) step();
    return clock_ - before;
  }
  /// Records beyond each bridge of the part walked last.
  const std::vector<uint32_t>& bridges() const noexcept { return bridges_; }

 private:
  struct Mark {
    uint32_t met = kNone;  // its place in the walk
    uint32_t low = kNone;  // the first place that it or what is below it has a line to
    uint32_t below = 1;    // records below it, itself among them
  };
  struct Visit {
    uint32_t record = 0;
    uint32_t line = 0;   // that led here
    uint32_t place = 0;  // the next line to take
  };

  void enter(uint32_t record, uint32_t line) {
    marks_[record].met = marks_[record].low = clock_++;
    stack_.push_back({record, line, graph_.first(record)});
  }

  void step() {
    Visit& visit = stack_.back();
    if (visit.place < graph_.end(visit.record)) {
      const uint32_t line = graph_.line_at(visit.place++);
      if (line == visit.line) return;
      const uint32_t other = graph_.other(line, visit.record);
      if (marks_[other].met == kNone) {
        enter(other, line);
      } else {
        marks_[visit.record].low = std::min(marks_[visit.record].low, marks_[other].met);
      }
      return;
    }
    const Visit done = visit;
    stack_.pop_back();
    if (stack_.empty()) return;
    const uint32_t parent = stack_.back().record;
    marks_[parent].low = std::min(marks_[parent].low, marks_[done.record].low);
    marks_[parent].below += marks_[done.record].below;
    if (marks_[done.record].low > marks_[parent].met) bridges_.push_back(marks_[done.record].below);
  }

  const Graph& graph_;
  std::vector<Mark> marks_;  // by record
  std::vector<Visit> stack_;
  std::vector<uint32_t> bridges_;
  uint32_t clock_ = 0;
};

uint32_t root_of(std::vector<uint32_t>& parents, uint32_t record) {
  while (parents[record] != record) {
    parents[record] = parents[parents[record]];
    record = parents[record];
  }
  return record;
}

/// One measuring; each member function is one step.
class Measuring {
 public:
  Measuring(const LinkResult& result, double weight_min, RunContext& run)
      : result_(result), weight_min_(weight_min), run_(run), graph_(result, weight_min) {}

  std::vector<ClusterMetrics> measure() {
    count_records();
    count_links();
    find_needed();
    find_bridges();
    find_concerns();
    return sorted();
  }

 private:
  ClusterMetrics& of(uint32_t record) { return clusters_[result_.cluster_of_record[record]]; }
  void count_records();
  void count_links();
  void find_needed();
  void find_bridges();
  void find_concerns();
  std::vector<ClusterMetrics> sorted();

  const LinkResult& result_;
  double weight_min_;
  RunContext& run_;
  Graph graph_;
  std::vector<ClusterMetrics> clusters_;  // by number
};

void Measuring::count_records() {
  clusters_.resize(result_.cluster_count);
  for (uint32_t cluster = 0; cluster < clusters_.size(); ++cluster) {
    clusters_[cluster].cluster = cluster;
    clusters_[cluster].parts = 0;
  }
  for (const uint32_t cluster : result_.cluster_of_record) ++clusters_[cluster].records;
}

void Measuring::count_links() {
  for (size_t i = 0; i < graph_.run_lines(); ++i) {
    const Edge& edge = result_.edges[graph_.lines()[i].edge];
    ClusterMetrics& cluster = of(edge.left);
    ++cluster.links;
    if (!cluster.weakest || edge.weight < cluster.weakest->weight) cluster.weakest = edge;
  }
  for (const auto& [record, links] : graph_.further_links()) of(record).links += links;
  for (ClusterMetrics& cluster : clusters_) {
    if (cluster.records < 2) continue;
    const double records = cluster.records;
    cluster.density = static_cast<double>(cluster.links) / (records * (records - 1) / 2);
  }
}

/// Grows the greatest spanning trees from the strongest link down: the last link that joins two
/// parts of a cluster is the weakest it needs.
void Measuring::find_needed() {
  std::vector<uint32_t> order(graph_.run_lines());
  std::iota(order.begin(), order.end(), 0U);
  const auto edge_of = [&](uint32_t line) -> const Edge& {
    return result_.edges[graph_.lines()[line].edge];
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return edge_of(a).weight > edge_of(b).weight; });
  std::vector<uint32_t> parents(graph_.record_count());
  std::iota(parents.begin(), parents.end(), 0U);
  for (const uint32_t line : order) {
    const Edge& edge = edge_of(line);
    const uint32_t left = root_of(parents, edge.left);
    const uint32_t right = root_of(parents, edge.right);
    if (left == right) continue;
    parents[right] = left;
    of(edge.left).needed = edge;
  }
}

void Measuring::find_bridges() {
  BridgeWalk walk(graph_);
  for (uint32_t record = 0; record < graph_.record_count(); ++record) {
    const uint32_t records = walk.walk(record);
    if (records == 0) continue;
    run_.check_stop();
    ClusterMetrics& cluster = of(record);
    ++cluster.parts;
    cluster.bridges += static_cast<uint32_t>(walk.bridges().size());
    for (const uint32_t beyond : walk.bridges()) {
      cluster.smaller_side = std::max(cluster.smaller_side, std::min(beyond, records - beyond));
    }
  }
}

void Measuring::find_concerns() {
  double several = 0;
  double records = 0;
  for (const ClusterMetrics& cluster : clusters_) {
    if (cluster.records < 2) continue;
    several += 1;
    records += cluster.records;
  }
  const double large = several > 0 ? kLargeTimes * records / several : 0;
  for (ClusterMetrics& cluster : clusters_) {
    const auto add = [&](Concern concern, bool holds) {
      if (holds) cluster.concerns.push_back(concern);
    };
    if (cluster.records < 2) continue;
    add(Concern::one_link_between_groups, cluster.smaller_side >= 2);
    add(Concern::few_links,
        cluster.records >= kFewLinksRecords && cluster.density < kFewLinksDensity);
    add(Concern::unlinked_parts, cluster.parts > 1);
    add(Concern::weak_link, cluster.needed && cluster.needed->weight < weight_min_ + kWeakAbove);
    add(Concern::large, cluster.records >= kLargeRecords && cluster.records > large);
  }
}

std::vector<ClusterMetrics> Measuring::sorted() {
  std::erase_if(clusters_, [](const ClusterMetrics& cluster) { return cluster.records < 2; });
  const auto weight = [](const ClusterMetrics& cluster) {
    return cluster.needed ? cluster.needed->weight : -1e9;
  };
  std::stable_sort(clusters_.begin(), clusters_.end(),
                   [&](const ClusterMetrics& a, const ClusterMetrics& b) {
                     if (a.concerns.size() != b.concerns.size()) {
                       return a.concerns.size() > b.concerns.size();
                     }
                     return weight(a) < weight(b);
                   });
  return std::move(clusters_);
}

}  // namespace

std::string concern_words(Concern concern) {
  switch (concern) {
    case Concern::one_link_between_groups:
      return "one link alone holds two groups together";
    case Concern::few_links:
      return "less than half of its pairs are links";
    case Concern::unlinked_parts:
      return "it has parts that no link joins";
    case Concern::weak_link:
      return "a link it needs is hardly above the threshold";
    case Concern::large:
      return "it is far larger than others";
  }
  return {};
}

std::vector<ClusterMetrics> measure_clusters(const LinkResult& result, double weight_min,
                                             RunContext& run) {
  return Measuring(result, weight_min, run).measure();
}

}  // namespace newlyn::linkage
