// SPDX-License-Identifier: MIT
// Sums and best values by comparison, kept for every pair of sets.
#include "linkage/clustering/set_evidence.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/limits.h"

namespace newlyn::linkage {
namespace {

// Beyond these a pair is certain, and one pair must not outvote many: what is above counts little.
constexpr float kWeightFloor = -20;
constexpr float kBeyondCap = 0.01F;

}  // namespace

SetEvidence::SetEvidence(size_t count, const pairs::ScoreModel& model,
                         std::span<const uint8_t> changing, float weight_cap)
    : count_(count), model_(model), parts_(1), weight_cap_(weight_cap) {
  if (std::find(changing.begin(), changing.end(), 1) != changing.end()) {
    changing_.assign(changing.begin(), changing.end());
    parts_ = changing_.size();
  }
  table_.resize(count * count * parts_);
  scored_.resize(count * count, 0);
}

void SetEvidence::score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                        std::span<const std::pair<uint32_t, uint32_t>> places) {
  prior_ = scorer.prior();
  for (size_t from = 0; from < pairs.size(); from += limits::kPairBatch) {
    const size_t count = std::min(limits::kPairBatch, pairs.size() - from);
    score_some(scorer, pairs.subspan(from, count), places.subspan(from, count));
  }
}

void SetEvidence::score_some(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                             std::span<const std::pair<uint32_t, uint32_t>> places) {
  weights_.resize(pairs.size());
  levels_.resize(pairs.size() * parts_);
  if (changing_.empty()) {
    scorer.weights_of(pairs, weights_);
  } else {
    scorer.levels_of(pairs, levels_);
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto [a, b] = places[i];
    Part* parts = table_.data() + at(a, b);
    if (changing_.empty()) {
      const auto weight = static_cast<float>(weights_[i]);
      const float capped = std::clamp(weight, kWeightFloor, weight_cap_);
      parts[0] = {capped + kBeyondCap * (weight - capped), 0, 1};
    }
    for (size_t c = 0; c < changing_.size(); ++c) {
      const uint8_t level = levels_[c * pairs.size() + i];
      if (model_.comparisons[c].levels[level].is_null) continue;
      const pairs::KindOdds odds = scorer.part_odds(pairs[i], c, level);
      parts[c] = {static_cast<float>(odds.random), static_cast<float>(odds.family), 1};
    }
    std::copy(parts, parts + parts_, table_.data() + at(b, a));
    scored_[a * count_ + b] = scored_[b * count_ + a] = 1;
  }
}

void SetEvidence::add(Part& into, const Part& from, bool best) const {
  if (from.known == 0) return;
  if (into.known == 0) {
    into = from;
    return;
  }
  if (best) {
    into.random = std::max(into.random, from.random);
    into.family = std::max(into.family, from.family);
    return;
  }
  into.random += from.random;
  into.family += from.family;
  into.known += from.known;
}

void SetEvidence::join(uint32_t into, uint32_t from) {
  for (uint32_t other = 0; other < count_; ++other) {
    if (other == into || other == from) continue;
    Part* mine = table_.data() + at(into, other);
    const Part* theirs = table_.data() + at(from, other);
    for (size_t c = 0; c < parts_; ++c) add(mine[c], theirs[c], !changing_.empty() && changing_[c]);
    std::copy(mine, mine + parts_, table_.data() + at(other, into));
    uint8_t& scored = scored_[into * count_ + other];
    scored = scored_[other * count_ + into] = scored | scored_[from * count_ + other];
  }
}

double SetEvidence::weight(uint32_t a, uint32_t b) const {
  if (scored_[a * count_ + b] == 0) return -std::numeric_limits<double>::infinity();
  const Part* parts = table_.data() + at(a, b);
  if (changing_.empty()) return double{parts[0].random} / parts[0].known;
  pairs::KindOdds odds = prior_;
  for (size_t c = 0; c < parts_; ++c) {
    if (parts[c].known == 0) continue;
    odds.random += parts[c].random / parts[c].known;
    odds.family += parts[c].family / parts[c].known;
  }
  return odds.weight();
}

}  // namespace newlyn::linkage
