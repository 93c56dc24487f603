// SPDX-License-Identifier: MIT
// The seeded generator and the shared hash.
#include "base/random.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace newlyn {

uint64_t hash_bytes(std::string_view bytes, uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

uint64_t Random::next() noexcept {
  state_ += 0x9E3779B97F4A7C15ULL;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

uint64_t Random::below(uint64_t bound) noexcept {
  return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
}

double Random::fraction() noexcept {
  constexpr double kUnit = 1.0 / 9007199254740992.0;  // 2 to the power -53
  return static_cast<double>(next() >> 11) * kUnit;
}

}  // namespace newlyn
