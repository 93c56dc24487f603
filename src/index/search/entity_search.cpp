// SPDX-License-Identifier: MIT
// The rarest term finds rows; the others only add to what they weigh.
#include "index/search/entity_search.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "base/random.h"
#include "index/search/number_places.h"

namespace newlyn::index {
namespace {

constexpr double kIdScore = 40;  // more than any word tells
// A first term that fits fewer rows than this leaves the others free to bring rows of their own.
constexpr size_t kRowsEnough = 2'000;  // where only some are seen: records
constexpr size_t kRowsMax = 20'000;    // that one word brings

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lowered;
}

uint64_t id_key(std::string_view id) { return hash_bytes(lower(id), 1); }

/// Rows found, as terms are looked for one after the other.
class Finding {
 public:
  Finding(const WordIndex& words, const SeenWords* seen, FoundRows& found)
      : words_(words), seen_(seen), found_(found), places_(words.row_count()) {}
  ~Finding() {
    for (const FoundRow& row : found_.rows) places_.forget(row.row);
    found_.hits.resize(found_.rows.size() * found_.terms.size());
  }
  Finding(const Finding&) = delete;
  Finding& operator=(const Finding&) = delete;

  /// How much is found: rows, or records where only some are seen.
  size_t there() const { return seen_ == nullptr ? found_.rows.size() : records_; }

  /// Words come with the best first, so that the first to reach a row is the one that counts.
  void add_term(size_t term, const std::vector<LikeWord>& like, bool only_there) {
    const size_t there = found_.rows.size();
    for (const LikeWord& word : like) {
      if (only_there && is_cheaper_by_row(word, there)) {
        by_row(term, word, there);
      } else {
        by_word(term, word, only_there);
      }
    }
  }

 private:
  /// Halving the places of a word for each row costs less than going over all of them.
  static bool is_cheaper_by_row(const LikeWord& word, size_t rows) {
    constexpr double kStep = 4;  // of halving, against one of going on
    if (rows > word.holders) return false;
    const auto holders = static_cast<double>(word.holders);
    return static_cast<double>(rows) * kStep * std::log2(holders + 2) < holders;
  }

  void by_row(size_t term, const LikeWord& like, size_t rows) {
    for (size_t i = 0; i < rows; ++i) {
      WordPlace place;
      if (!words_.place_in(like.word, found_.rows[i].row, place)) continue;
      if (seen_ == nullptr || seen_->sees(like.word, place)) take(term, like, place);
    }
  }

  void by_word(size_t term, const LikeWord& like, bool only_there) {
    // Which rows come first tells of those that are not seen: of what is seen none is left out.
    const bool takes_all = only_there || (seen_ != nullptr && !seen_->counts_contents());
    size_t left = takes_all ? SIZE_MAX : kRowsMax;
    words_.each_place(like.word, [&](WordPlace place) {
      if (only_there && !places_.has(place.row)) return true;
      if (seen_ != nullptr && seen_->records_of(place.row) == 0) return true;
      if (seen_ == nullptr || seen_->sees(like.word, place)) {
        take(term, like, place);
      }
      return --left > 0;
    });
  }

  void take(size_t term, const LikeWord& like, const WordPlace& place) {
    const size_t at = places_.has(place.row) ? places_.at(place.row) : add(place.row);
    WordHit& hit = found_.hits[at * found_.terms.size() + term];
    if (hit.word != 0) return;
    hit = {like.word, place.column, like.likeness};
    found_.rows[at].score += like.score;
  }

  /// Adds a row and returns its place. The hits of rows stand in the order of the rows; room for
  /// them is made for many rows at a time.
  size_t add(Row row) {
    constexpr size_t kRowsAtOnce = 256;
    const size_t at = found_.rows.size();
    const size_t terms = found_.terms.size();
    const size_t hits = at * terms;
    if (found_.hits.size() < hits + terms) found_.hits.resize(2 * hits + kRowsAtOnce * terms);
    places_.set(row, at);
    FoundRow& found = found_.rows.emplace_back();
    found.row = row;
    found.hits = static_cast<uint32_t>(hits);
    if (seen_ != nullptr) records_ += seen_->records_of(row);
    return at;
  }

  const WordIndex& words_;
  const SeenWords* seen_;
  FoundRows& found_;
  NumberPlaces<FoundRow> places_;
  size_t records_ = 0;
};

/// The name of a column in answers: that of what it was made of.
std::string shown_name(const std::string& column) {
  if (column == "door") return "address";
  return column == "email_name" ? "email" : column;
}

/// Leaves out rows that lack a term that must stand there as it is.
void keep_exact(const std::vector<QueryTerm>& terms, FoundRows& found) {
  std::erase_if(found.rows, [&](const FoundRow& row) {
    for (size_t term = 0; term < terms.size(); ++term) {
      if (terms[term].exact && !found.hits[row.hits + term].is_there()) return true;
    }
    return false;
  });
}

}  // namespace

EntitySearch::EntitySearch(const linkage::FittedModel& fitted,
                           const std::vector<std::string>& unsearched)
    : is_unsearched_(fitted.width(), false) {
  for (size_t c = 0; c < is_unsearched_.size(); ++c) {
    const std::string& name = fitted.columns()[c].name;
    is_unsearched_[c] = std::find(unsearched.begin(), unsearched.end(), name) != unsearched.end();
  }
}

void EntitySearch::add_row(RecordTable& records, Row row) {
  std::vector<std::string_view> values;
  records.values_of(row, values);
  for (size_t column = 0; column < values.size(); ++column) {
    if (is_unsearched_[column]) values[column] = {};
  }
  words_.add(row, values, records.texts());
}

void EntitySearch::add_slot(const RecordTable& records, Slot slot) {
  slots_of_id_.add(id_key(records.key(slot).id), slot);
  ++slot_count_;
}

void EntitySearch::build(RecordTable& records) {
  words_.build({records.row_count(), records.width(),
                [&](Row row, size_t column) {
                  return is_unsearched_[column] ? TextCode{0} : records.code(row, column);
                }},
               records.texts());
  slots_of_id_ = Postings();
  for (Slot slot = 0; slot < records.slot_count(); ++slot) {
    slots_of_id_.add_unfrozen(id_key(records.key(slot).id), slot);
  }
  slots_of_id_.freeze();
  slot_count_ = records.slot_count();
}

/// The records whose native id is a term, each with that term.
std::vector<std::pair<Slot, size_t>> EntitySearch::slots_of_ids(const std::vector<QueryTerm>& terms,
                                                                const RecordTable& records,
                                                                const SeenWords* seen) const {
  std::vector<std::pair<Slot, size_t>> slots;
  for (size_t term = 0; term < terms.size(); ++term) {
    for (const std::string& text : terms[term].texts) {
      slots_of_id_.each(id_key(text), [&](Slot slot) {
        const bool is_there = seen == nullptr ? records.is_live(slot) : seen->sees(slot);
        if (is_there && lower(records.key(slot).id) == text) slots.emplace_back(slot, term);
        return true;
      });
    }
  }
  std::sort(slots.begin(), slots.end());
  return slots;
}

/// Adds records by their ids. Among other terms an id tells as much as a word that one record has:
/// "17 mill lane" seldom means the record called 17. It tells nothing of a record in which the term
/// stands as a word: a term counts once.
void EntitySearch::add_ids(const std::vector<QueryTerm>& terms, const RecordTable& records,
                           const SeenWords* seen, FoundRows& found) const {
  const auto slots = slots_of_ids(terms, records, seen);
  if (slots.empty()) return;
  const size_t count = seen == nullptr ? words_.row_count() : seen->record_count();
  const bool is_alone = terms.size() == 1;
  const double tells = is_alone ? kIdScore : std::log2(2 + static_cast<double>(count));
  std::unordered_map<Row, FoundRow> of_row;
  for (const auto& [slot, term] : slots) {
    of_row.emplace(records.row(slot),
                   FoundRow{0, records.row(slot), FoundRow::kNoHits, true, false, slot});
  }
  for (const FoundRow& row : found.rows) {
    const auto place = of_row.find(row.row);
    if (place == of_row.end()) continue;
    place->second.score = row.score;
    place->second.hits = row.hits;
  }
  std::optional<Slot> last;
  for (const auto& [slot, term] : slots) {
    FoundRow row = of_row.at(records.row(slot));
    const WordHit hit = row.hits == FoundRow::kNoHits ? WordHit{} : found.hits[row.hits + term];
    const bool is_word = hit.is_there() && hit.likeness == Likeness::same;
    if (last == slot || (is_word && !is_alone)) continue;
    last = slot;
    row.slot = slot;
    row.score += tells;
    found.rows.push_back(row);
  }
}

FoundRows EntitySearch::find(const std::vector<QueryTerm>& asked, const RecordTable& records,
                             const WordIndex::Variants& variants, const SeenWords* seen) const {
  const TextTable& texts = records.texts();
  std::vector<std::pair<size_t, QueryTerm>> ordered;
  for (const QueryTerm& term : asked) {
    // A term that stands nowhere as it is may be misspelt; it comes after those that do.
    ordered.emplace_back(words_.frequency(term, texts, seen) - 1, term);
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  FoundRows found;
  std::vector<QueryTerm>& terms = found.terms;
  for (auto& [frequency, term] : ordered) terms.push_back(std::move(term));
  {
    Finding finding(words_, seen, found);
    for (size_t t = 0; t < terms.size(); ++t) {
      const size_t there = finding.there();
      const size_t frequency = words_.frequency(terms[t], texts, seen);
      const bool enough = there >= kRowsEnough || (there > 0 && frequency > kRowsEnough);
      finding.add_term(t, words_.words_like(terms[t], texts, variants, seen), enough);
    }
  }
  keep_exact(terms, found);
  add_ids(terms, records, seen, found);
  return found;
}

std::vector<std::string> EntitySearch::reasons(
    const FoundRows& found, const FoundRow& row,
    const std::pair<const TextTable&, const linkage::FittedModel&>& of) {
  std::vector<std::string> reasons;
  if (row.by_id) reasons.emplace_back("its number there");
  if (row.hits == FoundRow::kNoHits) return reasons;
  for (size_t term = 0; term < found.terms.size(); ++term) {
    const WordHit& hit = found.hits[row.hits + term];
    if (!hit.is_there()) continue;
    if (hit.is_held) {
      const HeldText& held = found.held[hit.corrected - 1];
      const std::string reason = held.field + " is " + held.text;
      // Of one that was typed in pieces each piece has it.
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
        reasons.push_back(reason);
      }
      continue;
    }
    const std::string name = shown_name(of.second.columns()[hit.column].name);
    const std::string word =
        hit.corrected != 0 ? found.corrected[hit.corrected - 1] : std::string(of.first[hit.word]);
    switch (hit.likeness) {
      case Likeness::same:
        reasons.push_back(name + " is " + word);
        break;
      case Likeness::variant:
        reasons.push_back(name + " is " + word + ", another form");
        break;
      case Likeness::beginning:
        reasons.push_back(name + " begins so: " + word);
        break;
      case Likeness::misspelt:
        reasons.push_back(name + " like " + word);
        break;
    }
    if (hit.corrected != 0) reasons.back() += ", set right by hand";
  }
  return reasons;
}

EntitySearch EntitySearch::share() {
  EntitySearch copy;
  copy.words_ = words_.share();
  copy.slots_of_id_ = slots_of_id_.share();
  copy.slot_count_ = slot_count_;
  return copy;
}

void EntitySearch::sort(const TextTable& texts) {
  words_.sort(texts);
  slots_of_id_.sort();
}

void EntitySearch::adopt(const EntitySearch& sorted) {
  words_.adopt(sorted.words_);
  slots_of_id_.adopt(sorted.slots_of_id_);
}

void EntitySearch::save(SnapshotWriter& writer) const {
  words_.save(writer);
  slots_of_id_.save(writer);
  writer.put<uint64_t>(slot_count_);
}

void EntitySearch::load(SnapshotReader& reader) {
  words_.load(reader);
  slots_of_id_.load(reader);
  slot_count_ = reader.take<uint64_t>();
}

}  // namespace newlyn::index
