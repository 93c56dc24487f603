// SPDX-License-Identifier: MIT
// What birth dates the people of a list have: a list of tenants has no children, one of pupils no
// pensioners.
#pragma once

#include <string>
#include <vector>

#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The whole years in which almost all of a list's people were born, as texts that order with dates
/// (YYYY-MM-DD): each date of these years comes after `earliest` and not after `latest`.
struct ListAges {
  std::string list;
  std::string earliest;  // the first year
  std::string latest;    // the last day of the last year
};

/// The lists whose people are of certain ages, by name. Learned from the records of a list that
/// have a birth date, where these are many enough, and where people who are surely on it without
/// one are of the same ages: a list may know the dates of the youngest alone. `list` and `date` are
/// columns.
std::vector<ListAges> ages_of_lists(const pairs::PairColumns& columns, uint16_t list,
                                    uint16_t date);

}  // namespace newlyn::linkage
