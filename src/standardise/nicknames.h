// SPDX-License-Identifier: MIT
// Given names that stand for each other: Robert and Bob, Muhammad and Mohammed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace newlyn::standardise {

/// The groups that a standard given name (one word) belongs to, in rising order. Two names that
/// share a group are variants of each other. Empty for a name in no group. The span is good for
/// the life of the program. Safe from many threads at once; the first call builds the table.
std::span<const uint32_t> name_groups(std::string_view standard_given_name) noexcept;

}  // namespace newlyn::standardise
