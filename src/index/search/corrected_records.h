// SPDX-License-Identifier: MIT
// Records that fit a query by what people set right in them, with what their own words add.
#pragma once

#include <functional>

#include "index/search/correction_words.h"
#include "index/search/entity_search.h"

namespace newlyn::index {

/// What corrected records are found among.
struct CorrectedSearch {
  const CorrectionWords& corrections;
  const RecordTable& records;
  const WordIndex& words;  // of the records
  const WordIndex::Variants& variants;
  const SeenWords* seen = nullptr;  // null: all rows count
  /// Whether a field is shown as it is.
  std::function<bool(const std::string& field)> shows;
};

/// Adds to what was found each live record that is seen and has a word of a term in a value that
/// somebody set right: by that word or by its own, whichever tells more of the term. What a word
/// tells follows from how many rows have it, or records where only some are seen, and from how many
/// records were set right to it. Terms that must stand there as they are must all do.
void add_corrected(const CorrectedSearch& search, FoundRows& found);

}  // namespace newlyn::index
