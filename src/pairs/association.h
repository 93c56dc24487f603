// SPDX-License-Identifier: MIT
// How much oftener values of two columns come together than their frequencies say: given and family
// names of one naming tradition.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "record/text_column.h"

namespace newlyn::pairs {

/// Values of two columns by latent class (Hofmann, Probabilistic latent semantic analysis, 1999).
/// Within a class the two columns know nothing of each other.
struct Association {
  uint16_t other = 0;          // place of the other column
  std::vector<float> shares;   // of the classes; they add up to 1
  std::vector<float> own;      // by code of the one column: how many values it came with, by class
  std::vector<float> others;   // by code of the other column likewise
  record::ValueSet texts;      // of the other column
  std::vector<char> initials;  // their first letters by code
  /// By pair_key: what is known of two values themselves, where it is more than their classes tell.
  std::unordered_map<uint64_t, float> together;

  static uint64_t pair_key(record::ValueCode own_code, record::ValueCode other_code) noexcept {
    return static_cast<uint64_t>(own_code) << 32 | other_code;
  }

  /// log2 of how much oftener the two values come together than by chance, as the other values that
  /// each comes with tell; 0 where it is not oftener.
  double bits(record::ValueCode own_code, record::ValueCode other_code) const noexcept;

  /// Keeps the texts of the other column, which `alike` asks.
  void keep_texts(const record::ValueSet& values);

  /// Whether two values of the other column are one, or a slip of the pen or a short form of one
  /// with the same first letter.
  bool alike(record::ValueCode left, record::ValueCode right) const noexcept;
};

/// The same of counts by class.
double association_bits(std::span<const float> shares, const float* own,
                        const float* other) noexcept;

}  // namespace newlyn::pairs
