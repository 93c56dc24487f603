// SPDX-License-Identifier: MIT
// Shares with the range they may lie in, and estimates from a stratified sample of judged pairs.
// All intervals are of 95 %.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace newlyn::linkage {

/// A share of counted things, with its interval. With nothing counted it may be anything.
struct Share {
  uint64_t part = 0;
  uint64_t whole = 0;
  double value = 0;
  double low = 0;
  double high = 1;
};

/// The share with Wilson's interval, which takes the things counted as independent.
/// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
/// Requires: part <= whole.
Share wilson_share(uint64_t part, uint64_t whole);

/// A number with its interval.
struct Estimate {
  bool known = false;  // false: nothing to go by; the number is then 0 and may be 0 to 1
  double value = 0;
  double low = 0;
  double high = 1;
};

/// first - second. Source: Newcombe, "Interval estimation for the difference between independent
/// proportions", 1998, method 10.
Estimate difference_of(const Share& first, const Share& second);

/// Pairs of one kind, some of which people judged.
struct Stratum {
  double pairs = 0;     // how many there are
  bool called = false;  // true: the run put the two records of such a pair together
  uint64_t judged = 0;  // judged same or different
  uint64_t same = 0;    // judged same
};

/// What the judged pairs of all strata say.
struct SampleEstimates {
  Estimate precision;         // of the called pairs, the share that is right
  Estimate recall;            // of the right pairs, the share that was called
  double pairs_unjudged = 0;  // in strata without any judgement: left out of both
};

/// Weighs what was judged by how many pairs each stratum stands for. The intervals are those of
/// the posterior with Jeffreys' prior in each stratum, over the pairs not judged; drawn with a
/// fixed seed, so the same judgements give the same interval. A stratum judged in full adds no
/// uncertainty. Source of the prior: Brown, Cai and DasGupta, "Interval estimation for a binomial
/// proportion", 2001.
SampleEstimates estimate_from_sample(std::span<const Stratum> strata);

}  // namespace newlyn::linkage
