// SPDX-License-Identifier: MIT
// From numbers to places on a chart, with round numbers to write along the edge.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::workspace {

/// Numbers from low to high laid out from 0 to 1.
struct Scale {
  double low = 0;
  double high = 1;
  bool whole = false;  // of things that are counted: nothing is written between whole numbers

  /// Where a number lies, 0 to 1; numbers outside lie at the nearer end. An empty scale puts all
  /// numbers at 0.
  double place(double number) const noexcept;
};

/// Round numbers (1, 2 or 5 times a power of ten) inside the scale, at most `count_max` of them,
/// ascending. None for an empty or infinite scale.
std::vector<double> ticks(const Scale& scale, size_t count_max);

/// A number as short as it can be said: "-13", "0.25", "1,500,000".
std::string number_text(double number);

/// A count with commas: "1,234,567".
std::string count_text(double number);

/// A count with its noun: "1 record", "1,234 records".
std::string counted(double count, std::string_view one, std::string_view many);

/// A share as per cent: "12.3 %", "under 0.1 %", "100 %".
std::string share_text(double share);

/// A probability that small values stay visible in: "0.0052", "0.000012", "over 0.9999".
std::string probability_text(double probability);

/// A match weight with its sign: "+4.25", "-0.50".
std::string weight_text(double weight);

}  // namespace newlyn::workspace
