// SPDX-License-Identifier: MIT
// Draws a few error pairs at random, each of another entity where there are enough.
#pragma once

#include <cstdint>
#include <vector>

#include "workspace/evaluation/truth.h"

namespace newlyn::workspace {

/// Offered every error pair, it keeps one of each entity and then the ones of lowest rank.
class ErrorDraw {
 public:
  ErrorDraw(size_t count, uint64_t seed) : count_(count), seed_(seed) {}
  /// `entity` is what pairs of one root cause share.
  void offer(RecordPair pair, uint64_t entity);
  /// The drawn pairs, by rank.
  std::vector<RecordPair> take();

 private:
  struct Offer {
    uint64_t rank = 0;
    uint64_t entity = 0;
    RecordPair pair;
  };
  void thin();

  size_t count_;
  uint64_t seed_;
  std::vector<Offer> offers_;
};

}  // namespace newlyn::workspace
