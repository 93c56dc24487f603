// SPDX-License-Identifier: MIT
// Intervals in closed form, and by drawing for a ratio of stratified totals.
#include "linkage/intervals.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace newlyn::linkage {
namespace {

constexpr double kNormal = 1.959963984540054;  // the normal quantile of 97.5 %
constexpr size_t kDraws = 8000;
constexpr uint64_t kDrawSeed = 20'240'229;

double draw_normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.fraction()));
  return radius * std::cos(2 * std::numbers::pi * random.fraction());
}

/// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000. A shape
/// below one is drawn one higher and scaled down.
double draw_gamma(double shape, Random& random) {
  if (shape < 1) {
    const double scale = std::pow(1 - random.fraction(), 1 / shape);
    return draw_gamma(shape + 1, random) * scale;
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = draw_normal(random);
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    const double u = 1 - random.fraction();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double draw_beta(double a, double b, Random& random) {
  const double x = draw_gamma(a, random);
  const double y = draw_gamma(b, random);
  return x + y > 0 ? x / (x + y) : a / (a + b);
}

/// Right pairs among the called and among the others.
struct Totals {
  double called_right = 0;
  double called = 0;
  double missed_right = 0;

  double precision() const { return called > 0 ? called_right / called : 0; }
  double recall() const {
    const double right = called_right + missed_right;
    return right > 0 ? called_right / right : 0;
  }
};

template <typename RightPairs>
Totals totals_of(std::span<const Stratum> strata, RightPairs right_pairs) {
  Totals totals;
  for (const Stratum& stratum : strata) {
    if (stratum.judged == 0) continue;
    const double right = right_pairs(stratum);
    if (stratum.called) {
      totals.called += stratum.pairs;
      totals.called_right += right;
    } else {
      totals.missed_right += right;
    }
  }
  return totals;
}

Estimate with_interval(double value, std::vector<double>& draws) {
  std::sort(draws.begin(), draws.end());
  const double low = draws[static_cast<size_t>(0.025 * static_cast<double>(draws.size()))];
  const double high = draws[static_cast<size_t>(0.975 * static_cast<double>(draws.size()))];
  return {true, value, std::min(low, value), std::max(high, value)};
}

}  // namespace

Share wilson_share(uint64_t part, uint64_t whole) {
  NEWLYN_CHECK(part <= whole, "a part is no more than the whole", part, whole);
  Share share{part, whole, 0, 0, 1};
  if (whole == 0) return share;
  const auto n = static_cast<double>(whole);
  const double p = static_cast<double>(part) / n;
  const double z2 = kNormal * kNormal;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kNormal * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  share.value = p;
  share.low = part == 0 ? 0 : std::max(0.0, middle - half);
  share.high = part == whole ? 1 : std::min(1.0, middle + half);
  return share;
}

Estimate difference_of(const Share& first, const Share& second) {
  Estimate difference;
  if (first.whole == 0 || second.whole == 0) return {false, 0, -1, 1};
  difference.known = true;
  difference.value = first.value - second.value;
  difference.low =
      difference.value - std::hypot(first.value - first.low, second.high - second.value);
  difference.high =
      difference.value + std::hypot(first.high - first.value, second.value - second.low);
  return difference;
}

SampleEstimates estimate_from_sample(std::span<const Stratum> strata) {
  SampleEstimates estimates;
  bool any_called = false;
  bool any_right = false;
  for (const Stratum& stratum : strata) {
    NEWLYN_CHECK(stratum.same <= stratum.judged, "same is one of the judgements");
    if (stratum.judged == 0) estimates.pairs_unjudged += stratum.pairs;
    any_called |= stratum.called && stratum.judged > 0;
    any_right |= stratum.same > 0;
  }
  const Totals seen = totals_of(strata, [](const Stratum& stratum) {
    return stratum.pairs * static_cast<double>(stratum.same) / static_cast<double>(stratum.judged);
  });
  Random random(kDrawSeed);
  std::vector<double> precisions;
  std::vector<double> recalls;
  for (size_t draw = 0; draw < kDraws; ++draw) {
    const Totals drawn = totals_of(strata, [&](const Stratum& stratum) {
      const auto same = static_cast<double>(stratum.same);
      const auto judged = static_cast<double>(stratum.judged);
      const double left = std::max(0.0, stratum.pairs - judged);
      return left > 0 ? same + left * draw_beta(same + 0.5, judged - same + 0.5, random) : same;
    });
    precisions.push_back(drawn.precision());
    recalls.push_back(drawn.recall());
  }
  if (any_called) estimates.precision = with_interval(seen.precision(), precisions);
  if (any_right) estimates.recall = with_interval(seen.recall(), recalls);
  return estimates;
}

}  // namespace newlyn::linkage
