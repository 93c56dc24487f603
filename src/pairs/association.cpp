// SPDX-License-Identifier: MIT
// The lift of two values under latent classes, each without what the two tell of each other.
#include "pairs/association.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace newlyn::pairs {
namespace {

// A value that came with so many others is believed half as much as one that came with very many.
constexpr float kUsual = 2;
constexpr size_t kClassesMax = 32;

}  // namespace

double association_bits(std::span<const float> shares, const float* own,
                        const float* other) noexcept {
  const size_t classes = std::min(shares.size(), kClassesMax);
  std::array<float, kClassesMax> both{};
  float sum = 0;
  for (size_t k = 0; k < classes; ++k) {
    both[k] = (own[k] + kUsual * shares[k]) * (other[k] + kUsual * shares[k]) / shares[k];
    sum += both[k];
  }
  float lift = 0;
  float own_sum = kUsual;
  float other_sum = kUsual;
  for (size_t k = 0; k < classes; ++k) {
    // That the two came together once is what is to be judged, and so no evidence for it.
    const float together = both[k] / sum;
    const float a = std::max(0.0F, own[k] - together);
    const float b = std::max(0.0F, other[k] - together);
    own_sum += a;
    other_sum += b;
    lift += (a + kUsual * shares[k]) * (b + kUsual * shares[k]) / shares[k];
  }
  return std::max(0.0F, std::log2(lift / (own_sum * other_sum)));
}

double Association::bits(record::ValueCode own_code, record::ValueCode other_code) const noexcept {
  const size_t classes = shares.size();
  return association_bits(shares, own.data() + own_code * classes,
                          others.data() + other_code * classes);
}

}  // namespace newlyn::pairs
