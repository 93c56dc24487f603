// SPDX-License-Identifier: MIT
// What kind of identifier a column holds, from its name.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The standard column that a column of identifiers goes to, so that like is compared with like:
/// "passport" for "PASSPORT_NUMBER", "nhs_number" for "Patient NHS No". Empty when the name does
/// not tell ("id_card", "account").
std::string_view identifier_type(std::string_view column_name);

}  // namespace newlyn::standardise
