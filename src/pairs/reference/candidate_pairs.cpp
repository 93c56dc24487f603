// SPDX-License-Identifier: MIT
// Looks at every pair of rows under every rule.
#include "pairs/reference/candidate_pairs.h"

namespace newlyn::pairs::reference {
namespace {

bool finds(const RuleKeys& rule, Row left, Row right) {
  for (const uint64_t key : keys_of(rule, left)) {
    for (const uint64_t other : keys_of(rule, right)) {
      if (key != 0 && key == other) return true;
    }
  }
  return false;
}

}  // namespace

size_t row_count(const RuleKeys& rule) {
  return rule.offsets.empty() ? rule.keys.size() : rule.offsets.size() - 1;
}

std::vector<uint64_t> keys_of(const RuleKeys& rule, Row row) {
  if (rule.offsets.empty()) return {rule.keys[row]};
  return {rule.keys.begin() + rule.offsets[row], rule.keys.begin() + rule.offsets[row + 1]};
}

std::vector<Candidate> candidate_pairs(const std::vector<RuleKeys>& rules, const PairScope& scope) {
  std::vector<Candidate> candidates;
  const auto rows = static_cast<Row>(rules.empty() ? 0 : row_count(rules.front()));
  for (Row left = 0; left < rows; ++left) {
    for (Row right = left + 1; right < rows; ++right) {
      if (scope.across_only && scope.dataset_of_row[left] == scope.dataset_of_row[right]) continue;
      size_t rule = 0;
      while (rule < rules.size() && !finds(rules[rule], left, right)) ++rule;
      if (rule < rules.size()) candidates.push_back({left, right, rule});
    }
  }
  return candidates;
}

}  // namespace newlyn::pairs::reference
