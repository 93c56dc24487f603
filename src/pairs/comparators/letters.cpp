// SPDX-License-Identifier: MIT
// Counts distinct bytes of two texts.
#include "pairs/comparators/letters.h"

#include <bitset>

namespace newlyn::pairs {
namespace {

std::bitset<256> letters_of(std::string_view text) noexcept {
  std::bitset<256> letters;
  for (const char letter : text) letters.set(static_cast<unsigned char>(letter));
  return letters;
}

}  // namespace

double jaccard_letters(std::string_view left, std::string_view right) noexcept {
  const auto a = letters_of(left);
  const auto b = letters_of(right);
  const auto either = (a | b).count();
  return either == 0 ? 1.0 : static_cast<double>((a & b).count()) / static_cast<double>(either);
}

}  // namespace newlyn::pairs
