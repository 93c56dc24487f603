// SPDX-License-Identifier: MIT
// Keeps the offers bounded by thinning them when they grow.
#include "workspace/evaluation/error_draw.h"

#include <algorithm>
#include <set>

namespace newlyn::workspace {
namespace {

constexpr size_t kKeptPerExample = 50;
constexpr size_t kOffersMin = 1000;

}  // namespace

void ErrorDraw::offer(RecordPair pair, uint64_t entity) {
  if (count_ == 0) return;
  offers_.push_back({rank_of(pair, seed_), entity, pair});
  if (offers_.size() > 2 * (kOffersMin + kKeptPerExample * count_)) thin();
}

void ErrorDraw::thin() {
  std::sort(offers_.begin(), offers_.end(),
            [](const Offer& a, const Offer& b) { return a.rank < b.rank; });
  offers_.resize(std::min(offers_.size(), kOffersMin + kKeptPerExample * count_));
}

std::vector<RecordPair> ErrorDraw::take() {
  thin();
  std::set<uint64_t> entities;
  std::vector<RecordPair> drawn;
  for (const bool of_new_entity : {true, false}) {
    for (const Offer& offer : offers_) {
      if (drawn.size() == count_) return drawn;
      if (of_new_entity && !entities.insert(offer.entity).second) continue;
      if (std::find(drawn.begin(), drawn.end(), offer.pair) != drawn.end()) continue;
      drawn.push_back(offer.pair);
    }
  }
  return drawn;
}

}  // namespace newlyn::workspace
