// SPDX-License-Identifier: MIT
// Pairs of texts that comparators tend to get wrong: word borders, repeats, NUL and high bytes.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace newlyn::pairs {

/// A text and what it becomes. Small numbers, so that a failure shrinks quickly.
struct PairRecipe {
  uint64_t seed = 0;
  size_t length = 0;
  uint8_t alphabet = 0;
  uint8_t edits = 0;  // kUnrelated: the other text is a new one
};

using TextPair = std::pair<std::string, std::string>;

/// The texts of a recipe; the same recipe gives the same texts.
TextPair make_pair_of(const PairRecipe& recipe);

/// Recipes of all lengths, many of them near a border: 0 to 2, 61 to 67, 125 to 132, some longer.
rc::Gen<PairRecipe> hostile_pairs();

/// A hundred recipes: with rapidcheck's hundred cases, ten thousand pairs a property.
rc::Gen<std::vector<PairRecipe>> hundred_hostile_pairs();

/// Shows a recipe with its texts when a property fails.
void showValue(const PairRecipe& recipe, std::ostream& out);

}  // namespace newlyn::pairs
