// SPDX-License-Identifier: MIT
// What a field is called among people: "Date of birth" for "birth_date".
#pragma once

#include <string>
#include <string_view>

namespace newlyn::workspace {

/// The words for a field of the standard schema ("name.family"), a standard column ("family_name")
/// or, for what neither knows, its name without underscores. Begins with a capital letter.
std::string plain_label(std::string_view field);

}  // namespace newlyn::workspace
