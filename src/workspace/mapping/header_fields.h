// SPDX-License-Identifier: MIT
// Which field of an event, marker, account, vehicle or place the words of a header speak of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/field_kind.h"

namespace newlyn::workspace {

/// What else the table has: it says whose start and status a plain "start" and "status" are.
struct TableTheme {
  bool marker = false;
  bool service = false;
  bool place_only = false;  // nobody is named in it
};

/// A field of a kind of the schema.
struct HeaderField {
  std::string_view kind;
  std::string_view field;
};

/// The theme of a table, from the words of all its headers.
TableTheme theme_of(const std::vector<std::vector<std::string>>& headers);

/// The field for a column of that kind with those header words, or nothing.
std::optional<HeaderField> header_field(const std::vector<std::string>& words,
                                        record::FieldKind kind, const TableTheme& theme);

/// What an event is, in a word of the schema, where the header of one of its columns says so
/// ("applied_on", "VISIT_DATE"); else empty.
std::string_view event_type_of(const std::vector<std::string>& words);

/// "verified" or "last_updated" where a header says no more than that of the row ("VERIFIED_YN",
/// "LAST_UPD_DTTM") over values that fit; empty for others, such as "phone_verified" and
/// "verified_by".
std::string_view record_field(const std::vector<std::string>& words, record::FieldKind kind);

}  // namespace newlyn::workspace
