// SPDX-License-Identifier: MIT
// A telephone number as somebody types it, in the form in which records have it.
#pragma once

#include <string>

#include "index/view.h"

namespace newlyn::workspace {

/// A number without its country in full, where a record that is seen has it so; else as it was
/// typed. One number alone does not tell of what country it is: those who are known do.
std::string typed_telephone(const index::View& index, const std::string& typed);

}  // namespace newlyn::workspace
