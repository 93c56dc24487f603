// SPDX-License-Identifier: MIT
// How sure one can be that somebody who fits is who the words mean.
//
// Either one of those who fit is meant, each by two to the power of its score, or nobody of the
// index, by as many as would fit as well by chance: the records there are over two to the power of
// what the words tell of the best. Only what the reader sees is counted.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "index/index.h"
#include "index/search/entity_search.h"

namespace newlyn::index {

/// Who may be meant, beside the entity that fits best.
class Sureness {
 public:
  /// `best`: the row by which the best entity was found, among `record_count` records.
  Sureness(const FoundRows& found, const FoundRow& best, const linkage::FittedModel& fitted,
           size_t record_count);

  /// The least score of somebody who may be meant.
  double least() const noexcept { return best_ + std::log2(kMeantShare); }
  /// The odds that somebody with this score is meant, to one that nobody of the index is.
  double odds_of(double score) const noexcept;
  /// Counts one, unless the score is less. The sum does not depend on the order in which they come.
  void count(double score) noexcept;
  /// How many there would be if all counted fitted as well as the best.
  double counted() const noexcept;

 private:
  double best_ = 0;    // score
  double nobody_ = 1;  // to one that the best is meant
  uint64_t counted_ = 0;
  double last_score_ = -1;  // counted last, and what it counted
  uint64_t last_units_ = 0;
};

}  // namespace newlyn::index
