// SPDX-License-Identifier: MIT
// Pairs by blocking rule as a chart.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workspace/chart/charts.h"

namespace newlyn::workspace {

/// One rule of the chart.
struct RulePairs {
  std::string words;
  uint64_t pairs = 0;
  uint64_t new_pairs = 0;
};

/// Two bars a rule: all its pairs, and those that no earlier rule finds.
Drawing draw_blocking(const std::vector<RulePairs>& rules);

/// The same in a sentence.
std::string blocking_words(const std::vector<RulePairs>& rules);

}  // namespace newlyn::workspace
