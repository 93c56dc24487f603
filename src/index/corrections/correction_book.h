// SPDX-License-Identifier: MIT
// Corrections in force and withdrawn, in the order in which they were made: a clock that was set
// back changes nothing of it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "index/index.h"

namespace newlyn::index {

class CorrectionBook {
 public:
  /// Keeps a correction made in the step `sequence` and returns its number.
  uint64_t add(Correction correction, uint64_t sequence);
  /// The correction of this number; null when there is none.
  const NumberedCorrection* find(uint64_t number) const noexcept;
  /// Withdraws one in the step `sequence`. Requires: it is there and in force.
  void withdraw(uint64_t number, uint64_t sequence);
  /// Those in force that were made in one step.
  std::vector<uint64_t> made_in(uint64_t sequence) const;
  /// The numbers of all of a record, also withdrawn ones.
  std::vector<uint64_t> of(const RecordKey& key) const;

  const std::vector<NumberedCorrection>& all() const noexcept { return kept_; }
  /// Puts back what was kept, as all() gave it.
  void restore(std::vector<NumberedCorrection> kept);

 private:
  std::vector<NumberedCorrection> kept_;
  std::map<RecordKey, std::vector<uint64_t>> of_record_;
};

}  // namespace newlyn::index
