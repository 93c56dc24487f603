// SPDX-License-Identifier: MIT
// The arithmetic of Number trees.
#pragma once

#include "pairs/comparison.h"

namespace newlyn::pairs {

/// Less than, equal to or greater than 0; a number that is not one (NaN) is equal to itself and
/// above all others.
int order_numbers(double a, double b) noexcept;

/// The answer of a kind that takes one number. Throws Error(request_invalid) for the arc cosine of
/// a number outside -1 to 1.
double number_of_one(Number::Kind kind, double a);

/// The answer of a kind that takes two numbers.
double number_of_two(Number::Kind kind, double a, double b);

/// True for the kinds that pass over nulls.
inline bool skips_nulls(Number::Kind kind) noexcept {
  return kind == Number::Kind::least || kind == Number::Kind::greatest;
}

}  // namespace newlyn::pairs
