// SPDX-License-Identifier: MIT
// Which rule the values of a column are checked by.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// The rule for values of a kind of column; for identifiers the name of the column tells. Null
/// where anything may be written: names, addresses, texts.
const ValueKind* value_kind_of(record::FieldKind kind, std::string_view column_name);

/// A rule that lets any value pass and only knows what stands for "not known" in a field of that
/// kind.
ValueKind any_value_of(record::FieldKind kind) noexcept;

}  // namespace newlyn::standardise
