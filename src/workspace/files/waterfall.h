// SPDX-License-Identifier: MIT
// The evidence of a pair as a drawing: from the prior, part by part, to the match weight.
#pragma once

#include <string>
#include <vector>

#include "workspace/chart/charts.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// The waterfall of one pair. Holds the compared values when `with_values` is set.
Drawing draw_waterfall(const PairReport& pair, bool with_values);

/// The same in one sentence for people who do not see the drawing.
std::string waterfall_words(const PairReport& pair);

/// The waterfalls of pairs as one SVG file, one under the other.
std::string waterfall_file(const std::vector<PairReport>& pairs);

}  // namespace newlyn::workspace
