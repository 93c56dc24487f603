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

EvidenceSum::EvidenceSum(const pairs::ScoreModel& model, std::span<const Spread> spreads,
                         float weight_cap)
    : model_(model), weight_cap_(weight_cap) {
  if (std::find(spreads.begin(), spreads.end(), Spread::changes) == spreads.end()) return;
  spreads_.assign(spreads.begin(), spreads.end());
  count_ = spreads_.size();
}

void EvidenceSum::score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                        const std::function<void(size_t, const EvidencePart*)>& take) {
  prior_ = scorer.prior();
  parts_.resize(count_);
  const size_t at_once = pairs::pairs_at_once();
  for (size_t from = 0; from < pairs.size(); from += at_once) {
    score_some(scorer, pairs.subspan(from, std::min(at_once, pairs.size() - from)), from, take);
  }
}

void EvidenceSum::score_some(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                             size_t first,
                             const std::function<void(size_t, const EvidencePart*)>& take) {
  if (spreads_.empty()) {
    weights_.resize(pairs.size());
    scorer.weights_of(pairs, weights_);
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto weight = static_cast<float>(weights_[i]);
      const float capped = std::clamp(weight, kWeightFloor, weight_cap_);
      parts_[0] = {capped + kBeyondCap * (weight - capped), 0, 0, 1};
      take(first + i, parts_.data());
    }
    return;
  }
  levels_.resize(pairs.size() * count_);
  scorer.levels_of(pairs, levels_);
  for (size_t i = 0; i < pairs.size(); ++i) {
    for (size_t c = 0; c < count_; ++c) {
      parts_[c] = {};
      const uint8_t level = levels_[c * pairs.size() + i];
      if (model_.comparisons[c].levels[level].is_null) continue;
      const pairs::KindOdds odds = scorer.part_odds(pairs[i], c, level);
      const auto random = static_cast<float>(odds.random);
      parts_[c] = {random, static_cast<float>(odds.family), random, 1};
    }
    take(first + i, parts_.data());
  }
}

void EvidenceSum::add_part(EvidencePart& into, const EvidencePart& from, Spread spread) {
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

void EvidenceSum::add(EvidencePart* into, const EvidencePart* from) const {
  for (size_t c = 0; c < count_; ++c) {
    add_part(into[c], from[c], spreads_.empty() ? Spread::keeps : spreads_[c]);
  }
}

pairs::KindOdds EvidenceSum::odds_of(const EvidencePart& part, Spread spread) {
  if (part.pairs == 0) return {};
  if (spread == Spread::changes) {
    const double tries = part.random > 0 ? kBitsForTries * std::log2(double{part.pairs}) : 0;
    return {part.random - tries, part.family};
  }
  if (spread == Spread::least) return {part.random, part.family};
  const double never = spread == Spread::tells_kin_apart && part.most < kNever ? kBitsForNever : 0;
  return {double{part.random} / part.pairs - never, double{part.family} / part.pairs - never};
}

double EvidenceSum::weight(const EvidencePart* parts) const {
  if (spreads_.empty()) return double{parts[0].random} / parts[0].pairs;
  pairs::KindOdds odds = prior_;
  for (size_t c = 0; c < count_; ++c) {
    const pairs::KindOdds more = odds_of(parts[c], spreads_[c]);
    odds.random += more.random;
    odds.family += more.family;
  }
  return odds.weight();
}

double EvidenceSum::against_namesakes(const EvidencePart* parts,
                                      std::span<const Telling> telling) const {
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

SetEvidence::SetEvidence(size_t count, const pairs::ScoreModel& model,
                         std::span<const Spread> spreads, float weight_cap)
    : count_(count), sum_(model, spreads, weight_cap) {
  table_.resize(count * count * sum_.count());
  scored_.resize(count * count, 0);
}

void SetEvidence::score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
                        std::span<const std::pair<uint32_t, uint32_t>> places) {
  sum_.score(scorer, pairs, [&](size_t i, const EvidencePart* parts) {
    const auto [a, b] = places[i];
    std::copy(parts, parts + sum_.count(), table_.data() + at(a, b));
    std::copy(parts, parts + sum_.count(), table_.data() + at(b, a));
    scored_[a * count_ + b] = scored_[b * count_ + a] = 1;
  });
}

void SetEvidence::join(uint32_t into, uint32_t from) {
  for (uint32_t other = 0; other < count_; ++other) {
    if (other == into || other == from) continue;
    EvidencePart* mine = table_.data() + at(into, other);
    sum_.add(mine, table_.data() + at(from, other));
    std::copy(mine, mine + sum_.count(), table_.data() + at(other, into));
    uint8_t& scored = scored_[into * count_ + other];
    scored = scored_[other * count_ + into] = scored | scored_[from * count_ + other];
  }
}

double SetEvidence::weight(uint32_t a, uint32_t b) const {
  if (scored_[a * count_ + b] == 0) return -std::numeric_limits<double>::infinity();
  return sum_.weight(table_.data() + at(a, b));
}

double SetEvidence::against_namesakes(uint32_t a, uint32_t b,
                                      std::span<const Telling> telling) const {
  return sum_.against_namesakes(table_.data() + at(a, b), telling);
}

}  // namespace newlyn::linkage
