// SPDX-License-Identifier: MIT
// Keeps the offers bounded by thinning them when they grow.
#include "workspace/evaluation/error_draw.h"

#include <algorithm>
#include <unordered_map>

namespace newlyn::workspace {
namespace {

constexpr size_t kKeptPerExample = 50;
constexpr size_t kOffersMin = 1000;

}  // namespace

void ErrorDraw::offer(RecordPair pair, uint64_t entity) {
  if (count_ == 0) return;
  offers_.push_back({rank_of(pair, seed_), entity, pair, 0});
  if (offers_.size() > 2 * (kOffersMin + kKeptPerExample * count_)) thin();
}

/// Keeps the first pair of every entity before the second of any, each by rank.
void ErrorDraw::thin() {
  std::sort(offers_.begin(), offers_.end(),
            [](const Offer& a, const Offer& b) { return a.rank < b.rank; });
  std::unordered_map<uint64_t, size_t> seen;
  for (Offer& offer : offers_) offer.turn = seen[offer.entity]++;
  std::stable_sort(offers_.begin(), offers_.end(),
                   [](const Offer& a, const Offer& b) { return a.turn < b.turn; });
  offers_.resize(std::min(offers_.size(), kOffersMin + kKeptPerExample * count_));
}

std::vector<RecordPair> ErrorDraw::take() {
  thin();
  std::vector<RecordPair> drawn;
  for (size_t i = 0; i < std::min(count_, offers_.size()); ++i) drawn.push_back(offers_[i].pair);
  return drawn;
}

}  // namespace newlyn::workspace
