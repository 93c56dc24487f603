// SPDX-License-Identifier: MIT
// Counts of pairs by group of people and by pair of sources, without listing any pair.
#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "base/check.h"
#include "linkage/evaluation.h"

namespace newlyn::linkage {
namespace {

/// The records of one cluster, one true entity, or both at once.
using Block = std::span<const uint32_t>;

/// Calls `visit` with the records of every block under `key`.
template <typename Key, typename Visit>
void for_each_block(std::vector<uint32_t>& items, Key key, Visit visit) {
  std::sort(items.begin(), items.end(),
            [&](uint32_t a, uint32_t b) { return std::tuple(key(a), a) < std::tuple(key(b), b); });
  for (size_t from = 0; from < items.size();) {
    size_t to = from;
    while (to < items.size() && key(items[to]) == key(items[from])) ++to;
    if (to - from > 1) visit(Block(items).subspan(from, to - from));
    from = to;
  }
}

/// Walks the blocks of the found, the true and the right pairs in turn.
template <typename Visit>
void for_each_partition(const Scored& scored, Visit visit) {
  std::vector<uint32_t> items;
  for (uint32_t i = 0; i < scored.truth_of_record.size(); ++i) {
    if (scored.truth_of_record[i] != kTruthUnknown) items.push_back(i);
  }
  const auto cluster = [&](uint32_t i) { return scored.cluster_of_record[i]; };
  const auto truth = [&](uint32_t i) { return scored.truth_of_record[i]; };
  for_each_block(items, cluster, [&](Block block) { visit(block, &PairCounts::found); });
  for_each_block(items, truth, [&](Block block) { visit(block, &PairCounts::truly); });
  for_each_block(
      items, [&](uint32_t i) { return std::pair(cluster(i), truth(i)); },
      [&](Block block) { visit(block, &PairCounts::right); });
}

uint64_t choose_two(uint64_t count) { return count < 2 ? 0 : count * (count - 1) / 2; }

/// How many records of each source a set holds; pairs of one source do not count.
class SourceTally {
 public:
  void add(uint32_t source, uint64_t count = 1) {
    of_source_[source] += count;
    total_ += count;
  }
  /// Pairs of the set without those in `left_out`, a part of it.
  uint64_t pairs_without(const SourceTally& left_out) const {
    uint64_t pairs = choose_two(total_ - left_out.total_);
    for (const auto& [source, count] : of_source_) {
      const auto found = left_out.of_source_.find(source);
      pairs -= choose_two(count - (found == left_out.of_source_.end() ? 0 : found->second));
    }
    return pairs;
  }

 private:
  std::map<uint32_t, uint64_t> of_source_;
  uint64_t total_ = 0;
};

void check_lengths(const Scored& scored, std::span<const uint32_t> of_record) {
  NEWLYN_CHECK(scored.cluster_of_record.size() == scored.truth_of_record.size() &&
                   scored.cluster_of_record.size() == of_record.size(),
               "all partitions speak of the same records");
}

}  // namespace

std::vector<PairCounts> evaluate_groups(const Scored& scored,
                                        std::span<const uint32_t> group_of_record,
                                        size_t group_count) {
  check_lengths(scored, group_of_record);
  std::vector<PairCounts> counts(group_count);
  for_each_partition(scored, [&](Block block, uint64_t PairCounts::*kind) {
    if (scored.source_of_record.empty()) {
      std::map<uint32_t, uint64_t> of_group;
      for (const uint32_t record : block) ++of_group[group_of_record[record]];
      for (const auto& [group, members] : of_group) {
        counts[group].*kind += choose_two(block.size()) - choose_two(block.size() - members);
      }
      return;
    }
    SourceTally all;
    std::map<uint32_t, SourceTally> of_group;
    for (const uint32_t record : block) {
      all.add(scored.source_of_record[record]);
      of_group[group_of_record[record]].add(scored.source_of_record[record]);
    }
    for (const auto& [group, members] : of_group) {
      counts[group].*kind += all.pairs_without({}) - all.pairs_without(members);
    }
  });
  return counts;
}

std::vector<SourcePairCounts> evaluate_sources(const Scored& scored,
                                               std::span<const uint32_t> part_of_record) {
  check_lengths(scored, part_of_record);
  std::map<std::pair<uint32_t, uint32_t>, PairCounts> counts;
  const bool all_pairs = scored.source_of_record.empty();
  for_each_partition(scored, [&](Block block, uint64_t PairCounts::*kind) {
    // Records by part and by the source that says whether a pair counts.
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> cells;
    for (const uint32_t record : block) {
      ++cells[{part_of_record[record], all_pairs ? 0 : scored.source_of_record[record]}];
    }
    for (auto a = cells.begin(); a != cells.end(); ++a) {
      const uint32_t part = a->first.first;
      if (all_pairs && a->second > 1) counts[{part, part}].*kind += choose_two(a->second);
      for (auto b = std::next(a); b != cells.end(); ++b) {
        if (!all_pairs && a->first.second == b->first.second) continue;
        counts[{part, b->first.first}].*kind += a->second * b->second;
      }
    }
  });
  std::vector<SourcePairCounts> list;
  for (const auto& [parts, count] : counts) list.push_back({parts.first, parts.second, count});
  return list;
}

}  // namespace newlyn::linkage
