// SPDX-License-Identifier: MIT
// The numbers under which people know judgements and corrections. One that a seal hides has none,
// and none is missing for it: a gap would tell that there is a seal.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace newlyn::index {
/// Numbers of now, which change with what seals hide. Never throws; safe to ask from many threads.
class SaidNumbers {
 public:
  /// `hidden`: the numbers, as changes name them, of what seals hide; ascending.
  SaidNumbers() = default;
  explicit SaidNumbers(std::vector<uint64_t> hidden) : hidden_(std::move(hidden)) {}

  /// The number that is said for one that changes name: its place among those that nothing hides.
  /// Requires: it is not hidden.
  uint64_t of(uint64_t number) const noexcept;
  /// The number that changes name it by: of(meant_by(said)) == said.
  uint64_t meant_by(uint64_t said) const noexcept;

 private:
  std::vector<uint64_t> hidden_;
};

}  // namespace newlyn::index
