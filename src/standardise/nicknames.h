// SPDX-License-Identifier: MIT
// Given names that stand for each other (Robert and Bob, Muhammad and Mohammed), and the sex a name
// tells.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

/// The groups that a standard given name (one word) belongs to, in rising order. Two names that
/// share a group are variants of each other. Empty for a name in no group. The span is good for
/// the life of the program. Safe from many threads at once; the first call builds the table.
std::span<const uint32_t> name_groups(std::string_view standard_given_name) noexcept;

/// The other names of the groups that a standard given name belongs to, each once, in alphabetical
/// order. Safe from many threads at once; the views are good for the life of the program.
std::vector<std::string_view> name_variants(std::string_view standard_given_name);

/// "m" or "f" where almost all bearers of a standard given name, or of its first word, have that
/// sex; empty where both bear it or nothing is known. Source: lexicon/given_name_sexes.csv.
/// Safe from many threads at once.
std::string_view sex_of_name(std::string_view standard_given_name) noexcept;

/// "m" or "f" where a title tells it; empty where both bear it. Source: lexicon/sexes.csv. Safe
/// from many threads at once.
std::string_view sex_of_title(std::string_view standard_title) noexcept;

}  // namespace newlyn::standardise
