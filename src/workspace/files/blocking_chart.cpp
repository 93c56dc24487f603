// SPDX-License-Identifier: MIT
// Draws what rules cost.
#include "workspace/files/blocking_chart.h"

#include <fmt/format.h>

#include <algorithm>

namespace newlyn::workspace {

Drawing draw_blocking(const std::vector<RulePairs>& rules) {
  BarChart chart;
  chart.legend = {{Ink::support, "new pairs, which no earlier rule finds"},
                  {Ink::against, "all pairs of the rule"}};
  for (size_t i = 0; i < rules.size(); ++i) {
    const auto pairs = static_cast<double>(rules[i].pairs);
    const auto new_pairs = static_cast<double>(rules[i].new_pairs);
    chart.rows.push_back({fmt::format("{}. {}", i + 1, rules[i].words),
                          {{0, new_pairs, Ink::support, count_text(new_pairs)},
                           {0, pairs, Ink::against, count_text(pairs)}}});
  }
  return draw_bars(chart);
}

std::string blocking_words(const std::vector<RulePairs>& rules) {
  uint64_t total = 0;
  for (const RulePairs& rule : rules) total += rule.new_pairs;
  if (rules.empty()) return "No blocking rule.";
  const auto most = std::max_element(
      rules.begin(), rules.end(),
      [](const RulePairs& a, const RulePairs& b) { return a.new_pairs < b.new_pairs; });
  return fmt::format("{} with {} in all. Most new pairs, {}, come from {}.",
                     counted(static_cast<double>(rules.size()), "rule", "rules"),
                     counted(static_cast<double>(total), "pair", "pairs"),
                     count_text(static_cast<double>(most->new_pairs)), most->words);
}

}  // namespace newlyn::workspace
