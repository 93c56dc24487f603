// SPDX-License-Identifier: MIT
// Sums and best values by comparison, kept for every pair of sets.
#include "linkage/clustering/set_evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pairs/pair_batch.h"

namespace newlyn::linkage {
namespace {

// Beyond these a pair is certain, and one pair must not outvote many: what is above counts little.
constexpr float kWeightFloor = -20;
constexpr float kBeyondCap = 0.01F;
// Bits taken off the best of several pairs for each doubling of their number. The pairs of two sets
// repeat each other, so that a doubling is worth a quarter of one more try.
constexpr double kBitsForTries = 0.25;
// Bits taken off where no pair agrees on what tells kin apart, and what counts as not agreeing.
constexpr double kBitsForNever = 3;
constexpr float kNever = -4;

}  // namespace

SetEvidence::SetEvidence(size_t count, const pairs::ScoreModel& model,
                         std::span<const Spread> spreads, float weight_cap)
    : count_(count), model_(model), weight_cap_(weight_cap) {
  if (std::find(spreads.begin(), spreads.end(), Spread::changes) != spreads.end()) {
    spreads_.assign(spreads.begin(), spreads.end());
    parts_ = spreads_.size();
  }
  table_.resize(count * count * parts_);
  scored_.resize(count * count, 0);
}

void SetEvidence::score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                        std::span<const std::pair<uint32_t, uint32_t>> places) {
  prior_ = scorer.prior();
  const size_t at_once = pairs::pairs_at_once();
  for (size_t from = 0; from < pairs.size(); from += at_once) {
    const size_t count = std::min(at_once, pairs.size() - from);
    score_some(scorer, pairs.subspan(from, count), places.subspan(from, count));
  }
}

void SetEvidence::score_some(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                             std::span<const std::pair<uint32_t, uint32_t>> places) {
  weights_.resize(pairs.size());
  levels_.resize(pairs.size() * parts_);
  if (spreads_.empty()) {
    scorer.weights_of(pairs, weights_);
  } else {
    scorer.levels_of(pairs, levels_);
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto [a, b] = places[i];
    Part* parts = table_.data() + at(a, b);
    if (spreads_.empty()) {
      const auto weight = static_cast<float>(weights_[i]);
      const float capped = std::clamp(weight, kWeightFloor, weight_cap_);
      parts[0] = {capped + kBeyondCap * (weight - capped), 0, 0, 1};
    } else {
      read_levels(scorer, pairs, i, parts);
    }
    std::copy(parts, parts + parts_, table_.data() + at(b, a));
    scored_[a * count_ + b] = scored_[b * count_ + a] = 1;
  }
}

void SetEvidence::read_levels(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                              size_t pair, Part* parts) const {
  for (size_t c = 0; c < spreads_.size(); ++c) {
    const uint8_t level = levels_[c * pairs.size() + pair];
    if (model_.comparisons[c].levels[level].is_null) continue;
    const pairs::KindOdds odds = scorer.part_odds(pairs[pair], c, level);
    const auto random = static_cast<float>(odds.random);
    parts[c] = {random, static_cast<float>(odds.family), random, 1};
  }
}

void SetEvidence::add(Part& into, const Part& from, Spread spread) {
  if (from.pairs == 0) return;
  if (into.pairs == 0) {
    into = from;
    return;
  }
  if (spread == Spread::changes) {
    into.random = std::max(into.random, from.random);
    into.family = std::max(into.family, from.family);
  } else if (spread == Spread::least) {
    if (from.random < into.random) into = from;
    return;
  } else {
    into.random += from.random;
    into.family += from.family;
  }
  into.most = std::max(into.most, from.most);
  into.pairs += from.pairs;
}

void SetEvidence::join(uint32_t into, uint32_t from) {
  for (uint32_t other = 0; other < count_; ++other) {
    if (other == into || other == from) continue;
    Part* mine = table_.data() + at(into, other);
    const Part* theirs = table_.data() + at(from, other);
    for (size_t c = 0; c < parts_; ++c) {
      add(mine[c], theirs[c], spreads_.empty() ? Spread::keeps : spreads_[c]);
    }
    std::copy(mine, mine + parts_, table_.data() + at(other, into));
    uint8_t& scored = scored_[into * count_ + other];
    scored = scored_[other * count_ + into] = scored | scored_[from * count_ + other];
  }
}

pairs::KindOdds SetEvidence::odds_of(const Part& part, Spread spread) {
  if (part.pairs == 0) return {};
  if (spread == Spread::changes) {
    const double tries = part.random > 0 ? kBitsForTries * std::log2(double{part.pairs}) : 0;
    return {part.random - tries, part.family};
  }
  if (spread == Spread::least) return {part.random, part.family};
  const double never = spread == Spread::tells_kin_apart && part.most < kNever ? kBitsForNever : 0;
  return {double{part.random} / part.pairs - never, double{part.family} / part.pairs - never};
}

double SetEvidence::weight(uint32_t a, uint32_t b) const {
  if (scored_[a * count_ + b] == 0) return -std::numeric_limits<double>::infinity();
  const Part* parts = table_.data() + at(a, b);
  if (spreads_.empty()) return double{parts[0].random} / parts[0].pairs;
  pairs::KindOdds odds = prior_;
  for (size_t c = 0; c < parts_; ++c) {
    const pairs::KindOdds more = odds_of(parts[c], spreads_[c]);
    odds.random += more.random;
    odds.family += more.family;
  }
  return odds.weight();
}

double SetEvidence::against_namesakes(uint32_t a, uint32_t b,
                                      std::span<const Telling> telling) const {
  const Part* parts = table_.data() + at(a, b);
  double against = 0;
  bool one_name = false;
  for (size_t c = 0; c < spreads_.size(); ++c) {
    if (telling[c] == Telling::nothing) continue;
    const pairs::KindOdds odds = odds_of(parts[c], spreads_[c]);
    if (telling[c] == Telling::person) against += std::min(odds.random, 0.0);
    // Names that come together by tradition may weigh below 0 against strangers where they agree.
    if (telling[c] == Telling::name) one_name = odds.family > 0;
  }
  return one_name ? against : 0;
}

}  // namespace newlyn::linkage
