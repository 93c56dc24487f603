// SPDX-License-Identifier: MIT
// Counts pairs of two partitions through their contingency table.
#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "linkage/evaluation.h"

namespace newlyn::linkage {
namespace {

/// Pairs inside groups of equal keys; with sources, only pairs across them. `key(i)` groups item i,
/// `source(i)` tells its source.
template <typename Key, typename Source>
uint64_t pairs_in_groups(std::vector<uint32_t>& items, Key key, Source source) {
  std::sort(items.begin(), items.end(), [&](uint32_t a, uint32_t b) {
    return std::tuple(key(a), source(a)) < std::tuple(key(b), source(b));
  });
  uint64_t pairs = 0;
  for (size_t from = 0; from < items.size();) {
    size_t to = from;
    uint64_t same_source = 0;
    uint64_t run = 0;
    while (to < items.size() && key(items[to]) == key(items[from])) {
      const bool goes_on = to > from && source(items[to]) == source(items[to - 1]);
      run = goes_on ? run + 1 : 0;
      same_source += run;
      ++to;
    }
    const uint64_t size = to - from;
    pairs += size * (size - 1) / 2 - same_source;
    from = to;
  }
  return pairs;
}

double ratio(double part, double whole) { return whole > 0 ? part / whole : 1; }

}  // namespace

double harmonic_mean(double a, double b) noexcept { return a + b > 0 ? 2 * a * b / (a + b) : 0; }

Accuracy evaluate_clusters(std::span<const uint32_t> cluster_of_record,
                           std::span<const uint32_t> truth_of_record,
                           std::span<const uint32_t> source_of_record) {
  NEWLYN_CHECK(cluster_of_record.size() == truth_of_record.size(),
               "both partitions speak of the same records");
  std::vector<uint32_t> items;
  for (uint32_t i = 0; i < truth_of_record.size(); ++i) {
    if (truth_of_record[i] != kTruthUnknown) items.push_back(i);
  }
  // Without sources every record is a source of its own, so every pair counts.
  const auto source = [&](uint32_t i) {
    return source_of_record.empty() ? i : source_of_record[i];
  };
  const auto cluster = [&](uint32_t i) { return cluster_of_record[i]; };
  const auto truth = [&](uint32_t i) { return truth_of_record[i]; };
  const auto both = [&](uint32_t i) { return std::pair(cluster_of_record[i], truth_of_record[i]); };
  Accuracy accuracy;
  accuracy.found_pairs = pairs_in_groups(items, cluster, source);
  accuracy.true_pairs = pairs_in_groups(items, truth, source);
  accuracy.right_pairs = pairs_in_groups(items, both, source);
  const auto right = static_cast<double>(accuracy.right_pairs);
  accuracy.precision = ratio(right, static_cast<double>(accuracy.found_pairs));
  accuracy.recall = ratio(right, static_cast<double>(accuracy.true_pairs));
  accuracy.f1 = harmonic_mean(accuracy.precision, accuracy.recall);

  std::unordered_map<uint32_t, double> cluster_size;
  std::unordered_map<uint32_t, double> truth_size;
  for (const uint32_t i : items) {
    ++cluster_size[cluster(i)];
    ++truth_size[truth(i)];
  }
  // `items` is ordered by cluster and truth from the last count.
  for (size_t from = 0; from < items.size();) {
    size_t to = from;
    while (to < items.size() && both(items[to]) == both(items[from])) ++to;
    const auto common = static_cast<double>(to - from);
    accuracy.b_cubed_precision += common * common / cluster_size[cluster(items[from])];
    accuracy.b_cubed_recall += common * common / truth_size[truth(items[from])];
    from = to;
  }
  const auto records = static_cast<double>(std::max<size_t>(1, items.size()));
  accuracy.b_cubed_precision /= records;
  accuracy.b_cubed_recall /= records;
  accuracy.b_cubed_f1 = harmonic_mean(accuracy.b_cubed_precision, accuracy.b_cubed_recall);
  return accuracy;
}

}  // namespace newlyn::linkage
