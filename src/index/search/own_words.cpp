// SPDX-License-Identifier: MIT
// Words come with the best first.
#include "index/search/own_words.h"

namespace newlyn::index {

BestWord OwnWords::of(Slot slot, size_t term) const {
  for (const LikeWord& word : like_[term]) {
    WordPlace place;
    if (!searched_.words.place_in(word.word, searched_.records.row(slot), place)) continue;
    if (searched_.seen != nullptr && !searched_.seen->sees(word.word, place)) continue;
    return {word.score, {word.word, place.column, word.likeness}};
  }
  return {};
}

}  // namespace newlyn::index
