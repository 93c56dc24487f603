// SPDX-License-Identifier: MIT
// The slow, obvious twin of the scorer: conditions walked on texts, probabilities multiplied.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pairs/pair_scorer.h"

namespace newlyn::pairs::reference {

/// Rows of texts, column by column; an empty text is null.
using Texts = std::vector<std::vector<std::string>>;

/// The measure of two texts of `feature`'s columns. Requires: neither is null.
double measure(const Texts& texts, const Feature& feature, RowPair pair);

/// The answer to a condition; a measure of a null is unknown against any bound.
Truth answer(const Texts& texts, const Condition& condition, RowPair pair);

/// Whether a condition holds.
bool holds(const Texts& texts, const Condition& condition, RowPair pair);

/// The first level of each comparison that holds.
std::vector<uint8_t> levels(const Texts& texts, const std::vector<Comparison>& comparisons,
                            RowPair pair);

/// How much a term frequency adds to log2 u: its weight times log2 of the more frequent of the two
/// values' share of all records over the u it replaces.
double term_adjustment(const Texts& texts, const TermFrequency& term, RowPair pair);

/// log2 of P(match and levels) / (P(unrelated and levels) + P(household and levels)).
double weight(const Texts& texts, const ScoreModel& model, RowPair pair);

}  // namespace newlyn::pairs::reference
