// SPDX-License-Identifier: MIT
// Seals in force and lifted, and which records they concern.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "index/change.h"
#include "index/index.h"

namespace newlyn::index {

/// The part that a record has in a seal.
struct SealSide {
  uint64_t number = 0;  // of the seal
  bool is_former = false;
  bool operator==(const SealSide&) const = default;
};

class SealBook {
 public:
  /// True when none is in force.
  bool is_empty() const noexcept { return of_record_.empty(); }
  /// Requires: no record is of both identities.
  uint64_t add(Seal seal, uint64_t sequence);
  /// Adds records to one in force. Requires: it is there, and none of them is of the other
  /// identity.
  void extend(uint64_t number, const Seal& by);
  /// Requires: it is there and in force.
  void lift(uint64_t number);
  /// The seal of this number; null when there is none.
  const NumberedSeal* find(uint64_t number) const noexcept;
  const std::vector<NumberedSeal>& all() const noexcept { return kept_; }
  /// Sides of seals in force that name the record; empty for most.
  std::span<const SealSide> of(const RecordKey& key) const;
  /// Puts back what was kept, as all() gave it.
  void restore(std::vector<NumberedSeal> kept);

 private:
  void put_in_force(const NumberedSeal& kept);

  std::vector<NumberedSeal> kept_;
  std::map<RecordKey, std::vector<SealSide>> of_record_;  // in force
};

}  // namespace newlyn::index
