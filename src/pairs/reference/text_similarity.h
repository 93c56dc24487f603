// SPDX-License-Identifier: MIT
// Slow, obvious twins of the similarities of texts and word lists, for tests only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::pairs::reference {

/// Jaro similarity over bytes. Half the letters out of order, rounded down, count as transposed.
double jaro_similarity(std::string_view left, std::string_view right);

/// Jaro, raised for equal first letters when above 0.7.
double jaro_winkler_similarity(std::string_view left, std::string_view right);

/// Distinct bytes in both over distinct bytes in either.
double jaccard_letters(std::string_view left, std::string_view right);

/// The words common to two values, weighed, over the mean weight of their words. `values` are all
/// values of the column, one a record: a word held by h of n records weighs ln(n / h), at least
/// 0.1, in single precision.
double word_share(const std::vector<std::string>& values, std::string_view left,
                  std::string_view right);

/// True when one word stands in both.
bool one_word_common(std::string_view left, std::string_view right);

}  // namespace newlyn::pairs::reference
