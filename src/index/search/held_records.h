// SPDX-License-Identifier: MIT
// Records that fit a query by a number they show besides: one they share with others (of a
// property, a vehicle, an account), or one that is theirs alone and that the model knew nothing of
// when it was fitted. They stand in no column that is searched.
#pragma once

#include <functional>
#include <vector>

#include "index/change.h"
#include "index/relations/shared_values.h"
#include "index/search/entity_search.h"
#include "index/search/own_words.h"

namespace newlyn::index {

/// What such records are found among.
struct HeldSearch {
  const SharedValues& shared;
  SearchedWords searched;
  size_t vetoes = 0;  // of how many numbers of their own records are known by
  /// A record as the reader sees it, without what is hidden or masked.
  std::function<Record(Slot slot)> record;
};

/// Adds to what was found each live record that is seen and has such a number as it is typed, in
/// one piece or in several: "ab12cde", "AB12 CDE". The other terms are told by the record's own
/// words. What a number tells follows from how many records have it. `typed` are the terms of
/// `found` in the order in which they were typed; terms that must stand there as they are must all
/// do.
void add_held(const HeldSearch& search, const std::vector<QueryTerm>& typed, FoundRows& found);

}  // namespace newlyn::index
