// SPDX-License-Identifier: MIT
// The size of batches of pairs.
#include "pairs/pair_batch.h"

#include <atomic>

#include "base/check.h"
#include "base/limits.h"

namespace newlyn::pairs {
namespace {

std::atomic<size_t> at_once{limits::kPairBatch};

}  // namespace

size_t pairs_at_once() noexcept { return at_once.load(std::memory_order_relaxed); }

void set_pairs_at_once(size_t pairs) {
  NEWLYN_CHECK(pairs > 0 && pairs <= limits::kPairBatch, "a batch has a pair or more", pairs);
  at_once.store(pairs, std::memory_order_relaxed);
}

}  // namespace newlyn::pairs
