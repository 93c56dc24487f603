// SPDX-License-Identifier: MIT
// Term by term, of the few records that have a corrected word at all.
#include "index/search/corrected_records.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "index/search/own_words.h"
#include "index/search/seen_words.h"

namespace newlyn::index {
namespace {

class CorrectedRecords {
 public:
  CorrectedRecords(const CorrectedSearch& search, FoundRows& found)
      : search_(search), found_(found) {
    for (const CorrectionWords::Entry& entry : search.corrections.entries()) {
      const auto slot = search_.records.find(entry.record);
      const bool is_seen =
          slot && search_.shows(entry.field) &&
          (search_.seen == nullptr ? search_.records.is_live(*slot) : search_.seen->sees(*slot));
      slots_.push_back(is_seen ? std::optional(*slot) : std::nullopt);
    }
  }

  void add() {
    std::vector<std::map<Slot, BestWord>> by_term;
    std::set<Slot> all;
    for (const QueryTerm& term : found_.terms) {
      by_term.push_back(corrected(term));
      for (const auto& [slot, best] : by_term.back()) all.insert(slot);
    }
    if (all.empty()) return;
    const OwnWords own({search_.records, search_.words, search_.variants, search_.seen},
                       found_.terms);
    for (const Slot slot : all) add_record(slot, by_term, own);
  }

 private:
  double row_count() const {
    return static_cast<double>(search_.seen == nullptr ? search_.words.row_count()
                                                       : search_.seen->record_count());
  }

  /// The records that were set right to a word and are seen.
  std::set<Slot> holders(const std::vector<size_t>& entries) const {
    std::set<Slot> slots;
    for (const size_t entry : entries) {
      if (slots_[entry]) slots.insert(*slots_[entry]);
    }
    return slots;
  }

  /// How many have a word: of their own, or as it was set right.
  size_t count_of(std::string_view text) const {
    const size_t set_right = holders(search_.corrections.entries_with(text)).size();
    const TextCode word = search_.records.texts().find(text);
    if (word == TextTable::kNone) return set_right;
    return set_right +
           (search_.seen == nullptr ? search_.words.holders(word) : search_.seen->holders(word));
  }

  /// By record the best corrected word of a term.
  std::map<Slot, BestWord> corrected(const QueryTerm& term) {
    size_t asked = 0;
    for (const std::string& text : term.texts) asked = std::max(asked, count_of(text));
    std::map<Slot, BestWord> best;
    for (const LikeWord& like : search_.corrections.words_like(term, search_.variants)) {
      const std::string_view text = search_.corrections.text(like.word);
      const size_t count = count_of(text);
      const size_t common = like.likeness == Likeness::same ? count : std::max(count, asked);
      const double score = score_of(like.likeness, row_count(), common);
      for (const size_t entry : search_.corrections.entries_with(like.word)) {
        if (!slots_[entry]) continue;
        BestWord& there = best[*slots_[entry]];
        const bool is_first_of_equals =
            there.score == score && text < found_.corrected[there.hit.corrected - 1];
        if (there.score >= score && !is_first_of_equals) continue;
        WordHit hit{0, search_.corrections.entries()[entry].column, like.likeness};
        hit.corrected = corrected_text(std::string(text));
        there = {score, hit};
      }
    }
    return best;
  }

  uint32_t corrected_text(const std::string& text) {
    const auto known = std::find(found_.corrected.begin(), found_.corrected.end(), text);
    const auto place = static_cast<uint32_t>(known - found_.corrected.begin());
    if (known == found_.corrected.end()) found_.corrected.push_back(text);
    return place + 1;
  }

  void add_record(Slot slot, const std::vector<std::map<Slot, BestWord>>& by_term,
                  const OwnWords& own) {
    FoundRow row;
    row.row = search_.records.row(slot);
    row.slot = slot;
    row.of_record = true;
    std::vector<WordHit> hits;
    for (size_t term = 0; term < found_.terms.size(); ++term) {
      BestWord best = own.of(slot, term);
      const auto corrected = by_term[term].find(slot);
      if (corrected != by_term[term].end() && corrected->second.score > best.score) {
        best = corrected->second;
      }
      if (found_.terms[term].exact && !best.hit.is_there()) return;
      row.score += best.score;
      hits.push_back(best.hit);
    }
    row.hits = static_cast<uint32_t>(found_.hits.size());
    found_.hits.insert(found_.hits.end(), hits.begin(), hits.end());
    found_.rows.push_back(row);
  }

  const CorrectedSearch& search_;
  FoundRows& found_;
  std::vector<std::optional<Slot>> slots_;  // by entry: the record where it is seen
};

}  // namespace

void add_corrected(const CorrectedSearch& search, FoundRows& found) {
  if (!search.corrections.is_empty()) CorrectedRecords(search, found).add();
}

}  // namespace newlyn::index
