// SPDX-License-Identifier: MIT
// Names of columns outside the standard schema.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The words of a column's name: "patient nhs no" for "PatientNHS_No".
std::string column_words(std::string_view name);

/// The name under which a column of an input stands in the result: "MaritalStatus" and "marital
/// status" both become "marital_status". A name of the standard schema gets "other_" in front.
std::string own_column_name(std::string_view name);

}  // namespace newlyn::standardise
