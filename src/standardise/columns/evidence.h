// SPDX-License-Identifier: MIT
// What whole columns say about how their values are to be read: the order of day and month, the
// country of postcodes, the region of telephone numbers.
#pragma once

#include <string>
#include <vector>

#include "standardise/address/postcode.h"
#include "standardise/columns/piece.h"
#include "standardise/date/date.h"
#include "standardise/date/date_order.h"
#include "standardise/standardise.h"

namespace newlyn::standardise {

/// The evidence of one input, by column where it differs between columns.
struct Evidence {
  std::vector<DayOrder> day_order;  // by column; day_first where there are no dates
  std::vector<std::string> region;  // telephone region by column; empty elsewhere
  PostcodeCountry postcodes = PostcodeCountry::unknown;
  std::vector<std::string> notes;
};

/// Gathers the evidence of every input. A date column without evidence of its own follows the other
/// columns of its input, then the other inputs, then British use; telephone columns follow
/// decide_regions.
std::vector<Evidence> gather_evidence(const std::vector<Input>& inputs);

}  // namespace newlyn::standardise
