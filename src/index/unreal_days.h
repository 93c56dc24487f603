// SPDX-License-Identifier: MIT
// Days in a search that no calendar has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::index {

/// A query without them. `days` are as they were typed, in lower case: "31 april 2001".
struct CutQuery {
  std::string text;
  std::vector<std::string> days;
};

/// Cuts out of a query what is written as a day with its year and is none, as the 31st of April: as
/// single words it would find whoever is of that year. The month stands in letters, or the parts
/// between marks ("31/04/2001"). What is in quotes stays.
CutQuery cut_unreal_days(std::string_view query);

}  // namespace newlyn::index
