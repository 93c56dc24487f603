// SPDX-License-Identifier: MIT
// Arithmetic as DuckDB does it in double precision.
#include "pairs/arithmetic.h"

#include <cmath>
#include <numbers>

#include "base/error.h"

namespace newlyn::pairs {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;

double arc_cosine(double value) {
  if (value < -1 || value > 1) {
    throw Error(Code::request_invalid,
                "The model takes the arc cosine of a number outside -1 to 1. See whether the "
                "columns it reads hold degrees.");
  }
  return std::acos(value);
}

}  // namespace

int order_numbers(double a, double b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) - std::isnan(b);
  return (a > b) - (a < b);
}

double number_of_one(Number::Kind kind, double a) {
  switch (kind) {
    case Number::Kind::absolute:
      return std::abs(a);
    case Number::Kind::negate:
      return -a;
    case Number::Kind::sine:
      return std::sin(a);
    case Number::Kind::cosine:
      return std::cos(a);
    case Number::Kind::arc_cosine:
      return arc_cosine(a);
    case Number::Kind::radians:
      return a * kRadiansPerDegree;
    default:
      return static_cast<double>(static_cast<float>(a));
  }
}

double number_of_two(Number::Kind kind, double a, double b) {
  switch (kind) {
    case Number::Kind::add:
      return a + b;
    case Number::Kind::subtract:
      return a - b;
    case Number::Kind::multiply:
      return a * b;
    case Number::Kind::divide:
      return a / b;
    case Number::Kind::least:
      return order_numbers(b, a) < 0 ? b : a;
    default:
      return order_numbers(b, a) > 0 ? b : a;
  }
}

}  // namespace newlyn::pairs
