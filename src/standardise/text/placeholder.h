// SPDX-License-Identifier: MIT
// Recognises values that stand for "not known".
#pragma once

#include <string_view>

#include "record/field_kind.h"

namespace newlyn::standardise {

/// True when `raw` says that the value of a field of this kind is not known: "N/A", "unknown",
/// "-", "xxx", "000 000", "123456789" as an identifier. `words` is fold_words(raw).
/// Dates have a rule of their own (is_placeholder_date).
bool is_placeholder(std::string_view raw, std::string_view words, record::FieldKind kind);

}  // namespace newlyn::standardise
