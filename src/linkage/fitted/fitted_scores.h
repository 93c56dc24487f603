// SPDX-License-Identifier: MIT
// What fitting and asking have in common: keys of texts, and weights of words set to given ones.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "linkage/fitted_model.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The keys of a record under a rule before large blocks are split. `columns` has the place of each
/// part's column.
std::vector<uint64_t> base_keys(const FittedRule& rule, std::span<const uint16_t> columns,
                                std::span<const std::string_view> values);

/// The key of a large block's record under one finer part, given with its place in the rule and the
/// record's value; 0 for none.
uint64_t finer_key(uint64_t key, const KeyPart& part, std::pair<size_t, std::string_view> at);

/// Gives words the weights they were fitted with.
void fix_words(pairs::PairColumns& columns, const std::map<std::string, FittedWords>& fitted);

}  // namespace newlyn::linkage
