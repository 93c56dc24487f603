// SPDX-License-Identifier: MIT
// Columns that follow from the names of people and are compared beside them.
#pragma once

#include <string_view>
#include <vector>

#include "linkage/linkage.h"

namespace newlyn::workspace {

/// The day by which somebody was born of whom a row names a child with a birth date.
inline constexpr std::string_view kBornBy = "born_by";
/// The day before which such a parent was hardly born.
inline constexpr std::string_view kBornSince = "born_since";
/// The sex that is said, or that a title tells.
inline constexpr std::string_view kToldSex = "told_sex";
/// The list that a record stands in: its source and what it is called there.
inline constexpr std::string_view kInList = "in_list";

/// The last two digits of the year at the end of a mailbox, which may be that of a birth.
inline constexpr std::string_view kMailYear = "mail_year";
/// The last two digits of the year of birth, to hold against it.
inline constexpr std::string_view kBirthYearEnd = "birth_year_end";
/// Whether a record has a middle name: that it has none tells something where a list asks for it.
inline constexpr std::string_view kHasMiddleName = "has_middle_name";

/// Adds what follows from given and family names: their known variants, their sound,
/// the sex that a name tells; and what tells a year of birth.
void add_name_columns(std::vector<linkage::LinkColumn>& columns);

/// Whether a column holds codes made for comparing, which tell a reader nothing.
bool is_code_column(std::string_view column) noexcept;

/// The columns that a code was made of. Requires: is_code_column.
std::vector<std::string> columns_of_code(std::string_view column);

}  // namespace newlyn::workspace
