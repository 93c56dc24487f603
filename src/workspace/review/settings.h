// SPDX-License-Identifier: MIT
// What newlyn.toml says of review, under [review].
#pragma once

#include <cstdint>
#include <optional>

#include "workspace/home.h"

namespace newlyn::workspace {

/// Which pairs people are asked about, and how.
struct ReviewSettings {
  double possible_from = 0.1;  // match probability from which two entities are asked about
  double certain_from = 0.95;  // match probability from which one entity is not asked about
  double near_miss = 1;        // match weight beyond either end that is still asked about, last
  int64_t claim_minutes = 30;  // how long a claim lasts
  double second_share = 0.1;   // of decided items that a second reviewer is asked about
  double asked_share = 0.02;   // of the records of a kind, so many items are asked about in a year
  /// Entities of more records than this are merged once another account confirms; 0: any number.
  uint64_t confirm_records = 0;
  /// So are entities whose likest records weigh less than this.
  std::optional<double> confirm_weight;

  double weight_min() const;  // of two entities that are asked about, near misses included
  double weight_max() const;  // below it one entity is asked about, near misses included
};

/// Reads the settings. Throws Error(request_invalid) that names the key and what it can be.
ReviewSettings read_review_settings(const Home& home);

}  // namespace newlyn::workspace
