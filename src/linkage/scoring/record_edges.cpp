// SPDX-License-Identifier: MIT
// Dealt into ranges of left records, from all threads at once; then each range in order.
#include "linkage/scoring/record_edges.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "base/threads.h"
#include "base/touch_ahead.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRangesMax = 256;  // so few that a thread writes to all of them at once

/// Ranges of records of one length, a power of two.
struct Ranges {
  unsigned shift = 0;
  size_t count = 1;

  explicit Ranges(size_t record_count) {
    const size_t last = record_count == 0 ? 0 : record_count - 1;
    while (last >> shift >= kRangesMax) ++shift;
    count = (last >> shift) + 1;
  }
  size_t of(uint32_t record) const noexcept { return record >> shift; }
};

/// Puts edges of one range in order: counted into place by left, then each record's few by right.
void sort_range(std::span<Edge> edges, const Ranges& ranges, std::vector<Edge>& kept) {
  if (edges.empty()) return;
  const uint32_t mask = (uint32_t{1} << ranges.shift) - 1;
  std::vector<uint32_t> places((size_t{1} << ranges.shift) + 1, 0);
  kept.assign(edges.begin(), edges.end());
  for (const Edge& edge : kept) ++places[(edge.left & mask) + 1];
  std::partial_sum(places.begin(), places.end(), places.begin());
  for (const Edge& edge : kept) edges[places[edge.left & mask]++] = edge;
  // Each place has moved on by the number of its edges, to where the next one's began.
  size_t first = 0;
  for (size_t i = 0; i + 1 < places.size(); ++i) {
    const auto of_left = edges.subspan(first, places[i] - first);
    std::sort(of_left.begin(), of_left.end(),
              [](const Edge& a, const Edge& b) { return a.right < b.right; });
    first = places[i];
  }
}

}  // namespace

Edge RecordEdges::in_order(Edge edge) const {
  if (order_ == PairOrder::of_records && edge.left > edge.right) std::swap(edge.left, edge.right);
  return edge;
}

/// Calls `use` with every pair of records of the edges that are kept.
template <typename Use>
void RecordEdges::each(const TaskEdges& task, Use use) const {
  const bool one_a_row = rows_.records.size() + 1 == rows_.record_offsets.size();
  for (const RowEdge& edge : task.edges) {
    if (edge.weight < weight_min_) continue;
    if (one_a_row) {
      use(in_order({rows_.records[edge.left], rows_.records[edge.right], edge.weight, task.rule}));
      continue;
    }
    for (const uint32_t left : rows_.records_of(edge.left)) {
      for (const uint32_t right : rows_.records_of(edge.right)) {
        use(in_order({left, right, edge.weight, task.rule}));
      }
    }
  }
}

uint64_t RecordEdges::count(const ScoredPairs& scored) const {
  const auto& lists = scored.edges_of_task;
  std::vector<uint64_t> of_task(lists.size(), 0);
  parallel_ranges(lists.size(), 1, [&](size_t task, size_t) {
    for (const RowEdge& edge : lists[task].edges) {
      if (edge.weight < weight_min_) continue;
      of_task[task] += rows_.records_of(edge.left).size() * rows_.records_of(edge.right).size();
    }
  });
  return std::accumulate(of_task.begin(), of_task.end(), uint64_t{0});
}

std::vector<Edge> RecordEdges::of(const ScoredPairs& scored,
                                  const std::vector<Edge>& further) const {
  const auto& lists = scored.edges_of_task;
  const Ranges ranges(rows_.row_of_record.size());
  const auto each_of = [&](size_t task, auto use) {
    if (task < lists.size()) return each(lists[task], use);
    for (const Edge& edge : further) use(in_order(edge));
  };
  // Every task has places of its own in every range, so that none waits for another.
  const size_t tasks = lists.size() + 1;
  std::vector<uint64_t> places(tasks * ranges.count, 0);
  const auto places_of = [&](size_t task) { return places.data() + task * ranges.count; };
  parallel_ranges(tasks, 1, [&](size_t task, size_t) {
    uint64_t* const counts = places_of(task);
    each_of(task, [&](const Edge& edge) { ++counts[ranges.of(edge.left)]; });
  });
  std::vector<uint64_t> begins(ranges.count + 1, 0);
  uint64_t count = 0;
  for (size_t range = 0; range < ranges.count; ++range) {
    begins[range] = count;
    for (size_t task = 0; task < tasks; ++task) {
      count += std::exchange(places_of(task)[range], count);
    }
  }
  begins.back() = count;
  std::vector<Edge> placed;
  placed.reserve(count);
  touch_ahead(placed.data(), count * sizeof(Edge));
  placed.resize(count);
  parallel_ranges(tasks, 1, [&](size_t task, size_t) {
    uint64_t* const next = places_of(task);
    each_of(task, [&](const Edge& edge) { placed[next[ranges.of(edge.left)]++] = edge; });
  });
  parallel_ranges(ranges.count, 1, [&](size_t first, size_t last) {
    std::vector<Edge> kept;
    for (size_t range = first; range < last; ++range) {
      sort_range(std::span(placed).subspan(begins[range], begins[range + 1] - begins[range]),
                 ranges, kept);
    }
  });
  return placed;
}

}  // namespace newlyn::linkage
