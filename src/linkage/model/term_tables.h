// SPDX-License-Identifier: MIT
// Term frequencies that travel with a model, in place of those of the records at hand.
#pragma once

#include <memory>
#include <vector>

#include "linkage/model.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// A term frequency column's name without the quotes of either dialect.
std::string term_name(const std::string& column);

/// The share of records that hold each value, by code, from the model's table for `column`; null
/// where it has none. A value that the table lacks counts as held by one of its records.
/// `smoothing` records of share `average` are added as the run's own frequencies add them.
std::shared_ptr<const std::vector<double>> term_shares(const Model& model,
                                                       const std::string& column,
                                                       const pairs::PairColumn& values,
                                                       std::pair<double, double> smoothing_average);

/// Adds the table of a column to the model, unless it has one: from its values, of `record_count`
/// records.
void keep_terms(const pairs::PairColumn& values, uint64_t record_count, const std::string& column,
                Model& model);

}  // namespace newlyn::linkage
