// SPDX-License-Identifier: MIT
// Folds the names of columns.
#include "standardise/columns/own_name.h"

#include <algorithm>

#include "record/field_kind.h"
#include "standardise/columns/identifier_type.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {

std::string column_words(std::string_view name) {
  std::string spaced;
  for (size_t at = 0; at < name.size(); ++at) {
    const bool capital = name[at] >= 'A' && name[at] <= 'Z';
    const bool after_small = at > 0 && name[at - 1] >= 'a' && name[at - 1] <= 'z';
    if (capital && after_small) spaced.push_back(' ');
    spaced.push_back(name[at]);
  }
  return fold_words(spaced);
}

std::string own_column_name(std::string_view name) {
  std::string folded = column_words(name);
  std::replace(folded.begin(), folded.end(), ' ', '_');
  if (folded.empty()) return "column";
  const auto kinds = record::field_kinds();
  const bool standard =
      folded == "street" || identifier_type(folded) == folded ||
      std::any_of(kinds.begin(), kinds.end(), [&](const auto& row) { return row.name == folded; });
  return standard ? "other_" + folded : folded;
}

}  // namespace newlyn::standardise
