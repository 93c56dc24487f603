// SPDX-License-Identifier: MIT
// The lift of two values under latent classes, each without what the two tell of each other.
#include "pairs/association.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "pairs/one_edit.h"

namespace newlyn::pairs {
namespace {

// A value that came with so many others is believed half as much as one that came with very many.
constexpr float kUsual = 2;
constexpr size_t kClassesMax = 32;
// A shorter beginning of a name is no short form of it, but what many names begin with.
constexpr size_t kShortForm = 3;

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
  const double of_classes = association_bits(shares, own.data() + own_code * classes,
                                             others.data() + other_code * classes);
  if (together.empty()) return of_classes;
  const auto found = together.find(pair_key(own_code, other_code));
  return found == together.end() ? of_classes : std::max<double>(of_classes, found->second);
}

void Association::keep_texts(const record::ValueSet& values) {
  texts = values;
  initials.assign(texts.value_count() + 1, '\0');
  for (size_t code = 1; code < initials.size(); ++code) {
    const std::string_view text = texts[static_cast<record::ValueCode>(code)];
    if (!text.empty()) initials[code] = text.front();
  }
}

bool Association::alike(record::ValueCode left, record::ValueCode right) const noexcept {
  if (left == record::kNullCode || right == record::kNullCode) return false;
  if (left == right) return true;
  if (initials[left] != initials[right]) return false;
  const std::string_view first = texts[left];
  const std::string_view second = texts[right];
  if (within_one_edit(first, second)) return std::min(first.size(), second.size()) > 1;
  return std::min(first.size(), second.size()) >= kShortForm &&
         (first.starts_with(second) || second.starts_with(first));
}

}  // namespace newlyn::pairs
