// SPDX-License-Identifier: MIT
// Draws a few error pairs at random, each of another entity where there are enough.
#pragma once

#include <cstdint>
#include <vector>

#include "workspace/evaluation/truth.h"

namespace newlyn::workspace {

/// Offered every error pair once, it keeps one of each entity first, those of lowest rank.
class ErrorDraw {
 public:
  ErrorDraw(size_t count, uint64_t seed) : count_(count), seed_(seed) {}
  /// `entity` is what pairs of one root cause share.
  void offer(RecordPair pair, uint64_t entity);
  /// The drawn pairs.
  std::vector<RecordPair> take();

 private:
  struct Offer {
    uint64_t rank = 0;
    uint64_t entity = 0;
    RecordPair pair;
    size_t turn = 0;  // how many of its entity have a lower rank
  };
  void thin();

  size_t count_;
  uint64_t seed_;
  std::vector<Offer> offers_;
};

}  // namespace newlyn::workspace
