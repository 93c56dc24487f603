// SPDX-License-Identifier: MIT
// Counted into place by left record, from all threads at once; then each record's few by right.
#include "linkage/scoring/record_edges.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <utility>

#include "base/threads.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRecordGrain = 1u << 12;

}  // namespace

Edge RecordEdges::in_order(Edge edge) const {
  if (order_ == PairOrder::of_records && edge.left > edge.right) std::swap(edge.left, edge.right);
  return edge;
}

/// Calls `use` with every pair of records of the edges that are kept.
template <typename Use>
void RecordEdges::each(const TaskEdges& task, Use use) const {
  for (const RowEdge& edge : task.edges) {
    if (edge.weight < weight_min_) continue;
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
  const size_t record_count = rows_.row_of_record.size();
  std::vector<uint64_t> places(record_count + 1, 0);
  const auto take_place = [&](uint32_t left) {
    return std::atomic_ref(places[left]).fetch_add(1, std::memory_order_relaxed);
  };
  const auto in_parallel = [&](auto use) {
    const auto& lists = scored.edges_of_task;
    parallel_ranges(lists.size(), 1, [&](size_t task, size_t) { each(lists[task], use); });
    for (const Edge& edge : further) use(in_order(edge));
  };
  in_parallel([&](const Edge& edge) { take_place(edge.left); });
  std::exclusive_scan(places.begin(), places.end(), places.begin(), uint64_t{0});
  std::vector<Edge> placed(places.back());
  in_parallel([&](const Edge& edge) { placed[take_place(edge.left)] = edge; });
  // Where one record's edges end the next one's begin: each place has moved on by their number.
  parallel_ranges(record_count, kRecordGrain, [&](size_t begin, size_t end) {
    for (size_t left = begin; left < end; ++left) {
      const uint64_t first = left == 0 ? 0 : places[left - 1];
      std::sort(placed.begin() + static_cast<ptrdiff_t>(first),
                placed.begin() + static_cast<ptrdiff_t>(places[left]),
                [](const Edge& a, const Edge& b) { return a.right < b.right; });
    }
  });
  return placed;
}

}  // namespace newlyn::linkage
