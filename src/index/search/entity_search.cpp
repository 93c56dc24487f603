// SPDX-License-Identifier: MIT
// The rarest term finds rows; the others only add to what they weigh.
#include "index/search/entity_search.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

namespace newlyn::index {
namespace {

constexpr double kIdScore = 40;  // more than any word tells
// A first term that fits fewer rows than this leaves the others free to bring rows of their own.
constexpr size_t kRowsEnough = 2'000;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

struct RowFound {
  double score = 0;
  size_t exact_terms = 0;
  std::vector<WordHit> hits;
};

void add_hits(const std::map<Row, WordHit>& hits, const QueryTerm& term,
              std::map<Row, RowFound>& rows) {
  for (const auto& [row, hit] : hits) {
    RowFound& found = rows[row];
    found.score += hit.score;
    found.exact_terms += term.exact ? 1 : 0;
    found.hits.push_back(hit);
  }
}

/// The name of a column in answers: that of what it was made of.
std::string shown_name(const std::string& column) {
  if (column == "door") return "address";
  return column == "email_name" ? "email" : column;
}

std::vector<Row> rows_in(const std::map<Row, RowFound>& found) {
  std::vector<Row> rows;
  for (const auto& [row, of_row] : found) rows.push_back(row);
  return rows;
}

}  // namespace

EntitySearch::EntitySearch(const RecordTable& records, const linkage::FittedModel& fitted,
                           WordIndex::Variants variants, const std::vector<std::string>& unsearched)
    : records_(records), words_(std::move(variants)) {
  for (const std::string& name : unsearched) {
    if (const auto column = fitted.find(name)) unsearched_.push_back(*column);
  }
}

void EntitySearch::catch_up() {
  std::vector<std::string_view> values;
  for (; rows_done_ < records_.row_count(); ++rows_done_) {
    values.clear();
    records_.values_of(rows_done_, values);
    for (const size_t column : unsearched_) values[column] = {};
    words_.add(rows_done_, values);
  }
  for (; slots_done_ < records_.slot_count(); ++slots_done_) {
    slots_of_id_[lower(records_.record(slots_done_).key.id)].push_back(slots_done_);
  }
}

/// Records whose native id is a term. Among other terms an id tells as much as a word that one
/// record has: "17 mill lane" seldom means the record called 17.
std::map<Slot, double> EntitySearch::find_ids(const std::vector<QueryTerm>& terms) const {
  std::map<Slot, double> scores;
  const double tells =
      terms.size() == 1 ? kIdScore : std::log2(2 + static_cast<double>(records_.row_count()));
  for (const QueryTerm& term : terms) {
    for (const std::string& text : term.texts) {
      const auto of_id = slots_of_id_.find(text);
      if (of_id == slots_of_id_.end()) continue;
      for (const Slot slot : of_id->second) {
        if (records_.is_live(slot)) scores[slot] = tells;
      }
    }
  }
  return scores;
}

std::vector<FoundRecord> EntitySearch::find(std::string_view query) {
  catch_up();
  std::vector<QueryTerm> terms = query_terms(query);
  std::vector<FoundRecord> found;
  std::map<Slot, double> by_id = find_ids(terms);
  std::stable_sort(terms.begin(), terms.end(), [&](const QueryTerm& a, const QueryTerm& b) {
    // A term that stands nowhere as it is may be misspelt; it comes after those that do.
    const size_t left = words_.frequency(a) - 1;
    const size_t right = words_.frequency(b) - 1;
    return left < right;
  });
  std::map<Row, RowFound> rows;
  size_t exact_terms = 0;
  for (const QueryTerm& term : terms) {
    exact_terms += term.exact ? 1 : 0;
    const std::vector<Row> there = rows_in(rows);
    const bool enough =
        there.size() >= kRowsEnough || (!there.empty() && words_.frequency(term) > kRowsEnough);
    add_hits(words_.find(term, enough ? &there : nullptr), term, rows);
  }
  for (auto& [row, of_row] : rows) {
    if (of_row.exact_terms < exact_terms) continue;
    for (const Slot slot : records_.slots_of(row)) {
      const auto id = by_id.find(slot);
      const double more = id == by_id.end() ? 0 : id->second;
      found.push_back({slot, of_row.score + more, of_row.hits, more > 0});
      if (more > 0) by_id.erase(id);
    }
  }
  for (const auto& [slot, score] : by_id) found.push_back({slot, score, {}, true});
  return found;
}

std::vector<std::string> EntitySearch::reasons(const FoundRecord& found,
                                               const linkage::FittedModel& fitted) const {
  std::vector<std::string> reasons;
  if (found.by_id) reasons.emplace_back("its number there");
  for (const WordHit& hit : found.hits) {
    const std::string name = shown_name(fitted.columns()[hit.column].name);
    switch (hit.likeness) {
      case Likeness::same:
        reasons.push_back(name + " is " + hit.word);
        break;
      case Likeness::variant:
        reasons.push_back(name + " is " + hit.word + ", another form");
        break;
      case Likeness::beginning:
        reasons.push_back(name + " begins so: " + hit.word);
        break;
      case Likeness::misspelt:
        reasons.push_back(name + " like " + hit.word);
        break;
    }
  }
  return reasons;
}

}  // namespace newlyn::index
