// SPDX-License-Identifier: MIT
// The lines that reports end with: "Total 21", "Grand total,,,1500", "End of report".
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace newlyn::source {

/// Rows that may stand below the last record of a table and are looked back at.
inline constexpr size_t kSumLinesMax = 5;

/// Whether a row is a sum over the rows above it and no record: it has fewer values than columns,
/// and the first one is "Total" or a word like it, with a number at most.
/// Only what stands at the end of a table is one: ask again of what follows it.
bool is_sum_line(std::span<const std::string_view> values, size_t columns);

/// Whether a row that follows a sum can belong to it: it is one itself, or has a single value.
bool may_follow_sum(std::span<const std::string_view> values, size_t columns);

}  // namespace newlyn::source
