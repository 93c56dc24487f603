// SPDX-License-Identifier: MIT
// Looks numbers up by their hashes, the longest pieces first, and asks the records themselves.
#include "index/search/held_records.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

namespace newlyn::index {
namespace {

// Shorter ones are house numbers and the like. An account in groups of four has up to nine.
constexpr size_t kLettersMin = 5;
constexpr size_t kPiecesMax = 9;

/// Letters and digits, small.
std::string compact(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) letters += static_cast<char>(std::tolower(letter));
  }
  return letters;
}

bool has_digit(const std::string& text) {
  return text.find_first_of("0123456789") != std::string::npos;
}

/// The further field of a record in which a number is one of the words; empty: in none.
std::string further_with(const Record& record, const std::string& text) {
  for (const FieldValue& of : record.further) {
    if (words_in({of.value}).contains(text)) return of.field;
  }
  return {};
}

/// Numbers that a record has, by the first of the terms that each is typed in.
struct HeldNumber {
  size_t pieces = 0;
  size_t place = 0;  // among FoundRows::held
  double score = 0;
};
using HeldNumbers = std::map<size_t, HeldNumber>;

class HeldRecords {
 public:
  HeldRecords(const HeldSearch& search, const std::vector<QueryTerm>& typed, FoundRows& found)
      : search_(search), typed_(typed), found_(found) {}

  void add() {
    for (size_t pieces = std::min(kPiecesMax, typed_.size()); pieces > 0; --pieces) {
      for (size_t first = 0; first + pieces <= typed_.size(); ++first) look_up(first, pieces);
    }
    if (records_.empty()) return;
    const OwnWords own(search_.searched, typed_);
    const std::vector<size_t> places = places_in_found();
    for (const auto& [slot, numbers] : records_) add_record(slot, numbers, own, places);
  }

 private:
  /// Looks for records that have what some of the terms give in one piece.
  void look_up(size_t first, size_t pieces) {
    if (pieces == 1) {
      for (const std::string& text : typed_[first].texts) look_up(compact(text), first, 1);
      return;
    }
    std::string text;
    for (size_t i = first; i < first + pieces; ++i) text += compact(typed_[i].texts.back());
    look_up(text, first, pieces);
  }

  void look_up(const std::string& text, size_t first, size_t pieces) {
    if (text.size() < kLettersMin || !has_digit(text)) return;
    std::map<std::string, std::set<Slot>> holders;  // by field
    search_.shared.each_held(text, search_.searched.records, [&](Slot slot) {
      if (!search_.searched.sees(slot)) return;
      const std::string field = search_.shared.held_as(search_.record(slot), text);
      if (!field.empty()) holders[field].insert(slot);
    });
    for (size_t veto = 0; veto < search_.vetoes; ++veto) {
      search_.shared.each_veto(veto, text, search_.searched.records, [&](Slot slot) {
        if (!search_.searched.sees(slot)) return true;
        const std::string field = further_with(search_.record(slot), text);
        if (!field.empty()) holders[field].insert(slot);
        return true;
      });
    }
    for (const auto& [field, slots] : holders) {
      const double score = score_of(Likeness::same, search_.searched.row_count(), slots.size());
      found_.held.push_back({field, text});
      for (const Slot slot : slots) {
        HeldNumbers& numbers = records_[slot];
        const HeldNumber number{pieces, found_.held.size() - 1, score};
        if (!is_taken(numbers, first, pieces)) numbers.emplace(first, number);
      }
    }
  }

  /// Whether one of the terms belongs to a longer number that was found.
  static bool is_taken(const HeldNumbers& numbers, size_t first, size_t pieces) {
    return std::any_of(numbers.begin(), numbers.end(), [&](const auto& of) {
      return of.first < first + pieces && first < of.first + of.second.pieces;
    });
  }

  /// Of each typed term its place among those of the answer.
  std::vector<size_t> places_in_found() const {
    std::vector<size_t> places;
    std::vector<bool> is_used(found_.terms.size(), false);
    for (const QueryTerm& term : typed_) {
      for (size_t place = 0; place < found_.terms.size(); ++place) {
        const QueryTerm& other = found_.terms[place];
        if (is_used[place] || other.texts != term.texts || other.exact != term.exact) continue;
        is_used[place] = true;
        places.push_back(place);
        break;
      }
    }
    return places;
  }

  void add_record(Slot slot, const HeldNumbers& numbers, const OwnWords& own,
                  const std::vector<size_t>& places) {
    FoundRow row;
    row.row = search_.searched.records.row(slot);
    row.slot = slot;
    row.of_record = true;
    std::vector<WordHit> hits(found_.terms.size());
    for (size_t term = 0; term < typed_.size();) {
      const auto number = numbers.find(term);
      if (number == numbers.end()) {
        const BestWord best = own.of(slot, term);
        if (typed_[term].exact && !best.hit.is_there()) return;
        row.score += best.score;
        hits[places[term++]] = best.hit;
        continue;
      }
      row.score += number->second.score;
      for (size_t i = 0; i < number->second.pieces; ++i) {
        WordHit& hit = hits[places[term++]];
        hit.is_held = true;
        hit.corrected = static_cast<uint32_t>(number->second.place + 1);
      }
    }
    row.hits = static_cast<uint32_t>(found_.hits.size());
    found_.hits.insert(found_.hits.end(), hits.begin(), hits.end());
    found_.rows.push_back(row);
  }

  const HeldSearch& search_;
  const std::vector<QueryTerm>& typed_;
  FoundRows& found_;
  std::map<Slot, HeldNumbers> records_;
};

}  // namespace

void add_held(const HeldSearch& search, const std::vector<QueryTerm>& typed, FoundRows& found) {
  HeldRecords(search, typed, found).add();
}

}  // namespace newlyn::index
