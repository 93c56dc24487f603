// SPDX-License-Identifier: MIT
// Given and family names by latent class: a naming tradition makes a name that is rare in all
// usual beside another of it, which frequencies taken one by one count twice.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "linkage/model.h"
#include "pairs/association.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// Learns the classes of the columns given_name and family_name by expectation maximisation on the
/// different names there are. The same rows give the same classes. Null where one of the columns is
/// not there or there are too few names to learn from.
std::shared_ptr<const NameClasses> learn_name_classes(const pairs::PairColumns& columns);

/// The classes of family_name or middle_name (`column`) and of given_name over the codes of some
/// columns; null where they lack one of the two, or no such names were learned from.
std::shared_ptr<const pairs::Association> association_of(const NameClasses& classes,
                                                         std::string_view column,
                                                         const pairs::PairColumns& columns);

}  // namespace newlyn::linkage
