// SPDX-License-Identifier: MIT
// Names of which one part is said to be not known: "Mr TBC P Smith", "N/A Jane".
#pragma once

#include <string>
#include <string_view>

#include "standardise/name/person_name.h"

namespace newlyn::standardise {

/// The text with every word or phrase that stands for "not known" written as one sure word.
std::string mark_unknown_parts(std::string_view text);

/// Takes that word out of the parts again: a part of which it stands first is not known.
void clear_unknown_parts(PersonName& name);

}  // namespace newlyn::standardise
