// SPDX-License-Identifier: MIT
// What speaks for two sets of nodes being one entity.
//
// Two sets are weighed as two people are, comparison by comparison over the pairs between them.
// 1. What keeps (birth date, given name): the mean of the pairs that know it, so that records which
//    lack it cannot drown a contradiction.
// 2. What changes over time (addresses, telephones, a name before marriage): the best pair, because
//    one address in common says much and ten that differ say that somebody moved. The more pairs
//    there are, the likelier one of them agrees by chance; that is taken off.
// 3. What tells members of a family apart (given name, birth date): where no pair at all agrees on
//    it, somebody else is meant, and more is taken off than for a pair that may be a slip.
// 4. What counts where it is least (a list that both are in): the pair that speaks most against.
// Single nodes weigh what their pair weighs, but for the third.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// How the values of a comparison are spread over the records of one person.
enum class Spread : uint8_t { keeps, changes, tells_kin_apart, least };

/// What a comparison says of two people who are taken for one another.
enum class Telling : uint8_t { nothing, name, person };

/// What one comparison adds, over the pairs that know it.
struct EvidencePart {
  float random = 0;  // a sum; the best where it changes, the least where that counts
  float family = 0;
  float most = 0;  // of `random` in one pair
  float pairs = 0;
};

/// How what pairs of nodes say adds up to what two sets weigh. The evidence between two sets is a
/// list of count() parts.
class EvidenceSum {
 public:
  /// `spreads`: by comparison of the model. Where none changes, pairs are weighed as a whole, and
  /// sets by the mean of their pairs.
  EvidenceSum(const pairs::ScoreModel& model, std::span<const Spread> spreads, float weight_cap);

  size_t count() const noexcept { return count_; }
  /// Calls `take(i, parts)` with what each pair says, in order.
  void score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
             const std::function<void(size_t, const EvidencePart*)>& take);
  /// Adds what further pairs between the same two sets say.
  void add(EvidencePart* into, const EvidencePart* from) const;
  double weight(const EvidencePart* parts) const;
  /// What speaks against two sets of one name being one person: the weights below 0 of what tells
  /// people of one name apart. 0 where their names differ or are not known. `telling`: by
  /// comparison.
  double against_namesakes(const EvidencePart* parts, std::span<const Telling> telling) const;

 private:
  void score_some(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs, size_t first,
                  const std::function<void(size_t, const EvidencePart*)>& take);
  static void add_part(EvidencePart& into, const EvidencePart& from, Spread spread);
  static pairs::KindOdds odds_of(const EvidencePart& part, Spread spread);

  const pairs::ScoreModel& model_;
  size_t count_ = 1;  // comparisons; 1 where pairs are weighed as a whole
  std::vector<Spread> spreads_;
  float weight_cap_;
  pairs::KindOdds prior_;
  std::vector<double> weights_;  // of the pairs at hand
  std::vector<uint8_t> levels_;  // of the same
  std::vector<EvidencePart> parts_;
};

/// The evidence between all pairs of sets of one component, the sets named by places.
class SetEvidence {
 public:
  SetEvidence(size_t count, const pairs::ScoreModel& model, std::span<const Spread> spreads,
              float weight_cap);

  /// Adds the pairs of nodes; `places` are theirs.
  void score(pairs::PairScorer& scorer, std::span<const pairs::RowPair> pairs,
             std::span<const std::pair<uint32_t, uint32_t>> places);
  /// The set `from` becomes part of the set `into`.
  void join(uint32_t into, uint32_t from);
  /// The weight of two sets; -infinity where no pair between them was scored.
  double weight(uint32_t a, uint32_t b) const;
  /// As of the sum, between two sets.
  double against_namesakes(uint32_t a, uint32_t b, std::span<const Telling> telling) const;

 private:
  size_t at(uint32_t a, uint32_t b) const { return (size_t{a} * count_ + b) * sum_.count(); }

  size_t count_;
  EvidenceSum sum_;
  std::vector<EvidencePart> table_;
  std::vector<uint8_t> scored_;  // by pair of places
};

}  // namespace newlyn::linkage
