// SPDX-License-Identifier: MIT
// Seeded random numbers that are the same on every machine, and the hash all rooms share.
#pragma once

#include <cstdint>
#include <string_view>

namespace newlyn {

/// A 64-bit hash of bytes (XXH3), stable across runs and machines.
uint64_t hash_bytes(std::string_view bytes, uint64_t seed = 0) noexcept;

/// Mixes two hashes into one; the order matters.
constexpr uint64_t hash_mix(uint64_t left, uint64_t right) noexcept {
  uint64_t x = left * 0x9E3779B97F4A7C15ULL ^ (right + 0xD1B54A32D192ED03ULL);
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93ULL;
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93ULL;
  return x ^ (x >> 32);
}

/// A small seeded generator (splitmix64). Same seed, same numbers, on every machine.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
class Random {
 public:
  explicit Random(uint64_t seed) noexcept : state_(seed) {}
  uint64_t next() noexcept;
  /// A whole number in [0, bound). Requires: bound >= 1.
  uint64_t below(uint64_t bound) noexcept;
  /// A number in [0, 1).
  double fraction() noexcept;

 private:
  uint64_t state_;
};

}  // namespace newlyn
