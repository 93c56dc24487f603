// SPDX-License-Identifier: MIT
// The slow, obvious twin of blocking: every pair of rows is looked at under every rule.
#pragma once

#include <cstdint>
#include <vector>

#include "pairs/pair_blocks.h"

namespace newlyn::pairs::reference {

/// A candidate pair and the first rule that finds it.
struct Candidate {
  Row left = 0;
  Row right = 0;
  size_t rule = 0;
  auto operator<=>(const Candidate&) const = default;
};

/// All candidate pairs, ordered by left, then right. A rule finds a pair when the two rows have a
/// key other than 0 in common.
std::vector<Candidate> candidate_pairs(const std::vector<RuleKeys>& rules, const PairScope& scope);

/// The keys of one row under a rule.
std::vector<uint64_t> keys_of(const RuleKeys& rule, Row row);

/// How many rows a rule has keys for.
size_t row_count(const RuleKeys& rule);

}  // namespace newlyn::pairs::reference
