// SPDX-License-Identifier: MIT
// The ends of relations that records declare: a name under which a record can be pointed at, and
// the name that another one points at. Who knows of whom does not matter, nor which comes first:
// two records are related while one has the name that the other points at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::record {

/// The field of standard records that holds the ends, and that purposes name.
inline constexpr std::string_view kRelationField = "relation";

/// How columns begin that hold what a record has by the relations of its row, as the standardiser
/// takes them: "held.vehicle".
inline constexpr std::string_view kHeldFields = "held.";

/// How columns of ends begin that follow from the relations of a row, as the standardiser takes
/// them. The dates of "relation.row.2" stand in "relation.row.2.start" and "relation.row.2.end".
inline constexpr std::string_view kRowEndFields = "relation.row.";

/// The domain of names of records by where they stand: "record housing/tenant:17". Relations
/// between the records of one row go by it; no source wrote them as ends.
inline constexpr std::string_view kRecordDomain = "record";

/// One end. Texts are as the source has them, with single spaces.
struct DeclaredEnd {
  bool is_anchor = false;  // else it points
  std::string domain;      // whose names these are; empty: not said
  std::string key;         // never empty
  std::string role;        // what who points is to whom it points at: "director"; of pointers
  std::string from;        // "2020-01-31", "2020-01", "2020"; empty: not known
  std::string until;       // the same
  auto operator<=>(const DeclaredEnd&) const = default;

  /// The name as people read it: "REFERENCE 2071".
  std::string name() const;
};

/// All ends of a record as one text: sorted, each once. A line each, its parts divided by tabs:
/// "pointer", domain, key, role, from, until. Requires: no part has a tab or a line end.
std::string declared_ends_text(std::vector<DeclaredEnd> ends);

/// The ends of such a text, in its order. What is no end is left out.
std::vector<DeclaredEnd> read_declared_ends(std::string_view text);

}  // namespace newlyn::record
