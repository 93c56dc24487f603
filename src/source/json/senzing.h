// SPDX-License-Identifier: MIT
// Flattens Senzing record JSON: attributes become columns, whatever the nesting.
//
// Source: the Senzing Entity Specification (attribute names, FEATURES list) and the older flat
// form, whose keys carry a usage type before the attribute ("PRIMARY_NAME_LAST").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/json/flatten.h"
#include "source/json/json_value.h"

namespace newlyn::source {

/// True when the object has what only Senzing records have: DATA_SOURCE beside a FEATURES list, a
/// RECORD_ID, or a known attribute.
bool is_senzing_record(const JsonValue& object);

/// Flattens one record. A second feature with the same attributes goes to columns ending in _2, a
/// third to _3: {"PHONE_NUMBER": a}, {"PHONE_NUMBER": b} gives PHONE_NUMBER and PHONE_NUMBER_2. The
/// attributes of one feature keep one ending, so that the parts of an address stay together.
FlatRecord flatten_senzing(const JsonValue& object);

/// Where a column stands among others: keys first, then names, dates, addresses, contacts, numbers,
/// other attributes, payload last.
int senzing_rank(std::string_view column);

}  // namespace newlyn::source
