// SPDX-License-Identifier: MIT
// The layout of a file of fixed width: which characters of a line are which column.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::source {

/// One column: characters `first` to `last` of a line, counted from 1.
struct FixedColumn {
  std::string name;
  size_t first = 0;
  size_t last = 0;
};

/// Reads "id 1-8, surname 9-38". Columns may leave characters out but not overlap.
/// Throws Error(request_invalid).
std::vector<FixedColumn> read_layout(std::string_view text);

}  // namespace newlyn::source
