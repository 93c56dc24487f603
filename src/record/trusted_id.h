// SPDX-License-Identifier: MIT
// Ids by which a source declares whose a record is: records with one id of a type are one entity,
// those with different ids of a type are two.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::record {

/// The field of standard records that holds them, and that purposes name.
inline constexpr std::string_view kTrustedIdField = "trusted_id";

/// An id as the source has it, with single spaces.
struct TrustedId {
  std::string type;    // whose ids these are; empty: not said, which is a type of its own
  std::string number;  // never empty
  auto operator<=>(const TrustedId&) const = default;
};

/// What the ids of a type are called: "trusted id of CRM".
std::string trusted_type_words(const std::string& type);

/// All ids of a record as one text: sorted, each once. A line each, type and number divided by a
/// tab. Requires: neither has a tab or a line end.
std::string trusted_ids_text(std::vector<TrustedId> ids);

/// Such a text as people read it: "CRM T1, HR 5".
std::string trusted_ids_words(std::string_view text);

/// The ids of such a text, in its order. What is no id is left out. Of a type of which there are
/// several numbers none counts: it cannot be known which one is right.
std::vector<TrustedId> read_trusted_ids(std::string_view text);

}  // namespace newlyn::record
