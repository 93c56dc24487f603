// SPDX-License-Identifier: MIT
// Rows that fit a query, put under their entities: the best of them are found before any is
// described.
#include <algorithm>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "index/search/corrected_records.h"
#include "index/search/held_records.h"
#include "index/search/number_places.h"
#include "index/search/query_terms.h"
#include "index/search/sureness.h"
#include "index/state/index_state.h"
#include "index/view/sight.h"

namespace newlyn::index {
namespace {

// Nobody is cut off who fits all but as well as the last one shown.
constexpr double kNearTie = 0.97;
// What a person types; longer ones are pasted by mistake or meant to hurt.
constexpr size_t kQueryBytesMax = 1'000;
constexpr size_t kQueryTermsMax = 40;
// Whoever gives fewer looks around; it is not said who exists and is sealed.
constexpr size_t kSealedTermsMin = 3;
// Of so many who fit as well nobody is likely, whoever else there is.
constexpr double kMeantEnough = 32;

/// A record that fits and what it fits by.
struct Fit {
  double score = 0;
  uint32_t entity = 0;
  Slot slot = 0;
  uint32_t row = 0;  // among the rows found
};

std::vector<QueryTerm> checked_terms(std::string_view query) {
  if (query.size() > kQueryBytesMax) {
    throw Error(Code::request_invalid,
                "The search has " + std::to_string(query.size()) + " characters, more than " +
                    std::to_string(kQueryBytesMax) + ". Give a name, a date or a number.");
  }
  std::vector<QueryTerm> terms = query_terms(query);
  if (terms.size() > kQueryTermsMax) {
    throw Error(Code::request_invalid, "The search has " + std::to_string(terms.size()) +
                                           " words, more than " + std::to_string(kQueryTermsMax) +
                                           ". Give a name, a date or a number.");
  }
  return terms;
}

/// Rows found, the best first as far as anybody asks for them.
class BestRows {
 public:
  explicit BestRows(std::vector<FoundRow>& rows) : rows_(rows) {}
  /// The `place`-th best row; null after the last.
  const FoundRow* at(size_t place) {
    constexpr size_t kPortion = 64;
    while (place >= sorted_ && sorted_ < rows_.size()) {
      const size_t to = std::min(rows_.size(), std::max(kPortion, sorted_ * 4));
      const auto from = rows_.begin() + static_cast<ptrdiff_t>(sorted_);
      const auto by_score = [](const FoundRow& a, const FoundRow& b) { return a.score > b.score; };
      std::nth_element(from, rows_.begin() + static_cast<ptrdiff_t>(to) - 1, rows_.end(), by_score);
      std::sort(from, rows_.begin() + static_cast<ptrdiff_t>(to), by_score);
      sorted_ = to;
    }
    return place < rows_.size() ? &rows_[place] : nullptr;
  }

 private:
  std::vector<FoundRow>& rows_;
  size_t sorted_ = 0;
};

}  // namespace

/// Puts rows under their entities until no more can be shown.
class SearchResult {
 public:
  /// `sight`: null where all records are seen.
  SearchResult(const EntityIndex::State& state, const Sight* sight, const SearchRequest& request,
               FoundRows found)
      : state_(state),
        sight_(sight),
        seen_(sight == nullptr ? nullptr : &sight->words()),
        request_(request),
        found_(std::move(found)),
        places_(state.entities.entity_count()) {}
  ~SearchResult() { forget(); }
  SearchResult(const SearchResult&) = delete;
  SearchResult& operator=(const SearchResult&) = delete;

  SearchAnswer answer() {
    collect();
    const auto is_before = [&](const Fit& a, const Fit& b) {
      if (a.score != b.score) return a.score > b.score;
      return state_.records.key(a.slot) < state_.records.key(b.slot);
    };
    const size_t most = request_.ties_max > SIZE_MAX - request_.count
                            ? SIZE_MAX
                            : request_.count + request_.ties_max;
    const size_t shown = std::min(fits_.size(), most);
    std::partial_sort(fits_.begin(), fits_.begin() + static_cast<ptrdiff_t>(shown), fits_.end(),
                      is_before);
    SearchAnswer answer;
    answer.further = fits_.size() - shown;
    if (shown == 0) return answer;
    Sureness sureness(found_, found_.rows[fits_[0].row], *state_.plan.fitted, record_count());
    for (size_t i = 0; i < shown; ++i) sureness.count(fits_[i].score);
    const double of_shown = sureness.counted();
    for (size_t i = shown; i < fits_.size(); ++i) sureness.count(fits_[i].score);
    if (sureness.counted() < kMeantEnough) count_others(sureness);
    answer.further_odds = (sureness.counted() - of_shown) * sureness.odds_of(fits_[0].score);
    for (const Fit& fit : std::span(fits_).first(shown)) {
      answer.hits.push_back({state_.id_of(fit.entity), state_.records.key(fit.slot).copy(),
                             fit.score,
                             EntitySearch::reasons(found_, found_.rows[fit.row],
                                                   {state_.records.texts(), *state_.plan.fitted}),
                             sureness.odds_of(fit.score)});
    }
    return answer;
  }

 private:
  size_t record_count() const {
    return seen_ == nullptr ? state_.words.row_count() : seen_->record_count();
  }

  /// Those who fit worse than all who were collected and may be meant all the same, each by its
  /// best record.
  void count_others(Sureness& sureness) const {
    std::vector<std::pair<uint32_t, double>> others;  // entity and score, of each of its rows
    const auto take = [&](Slot slot, double score) {
      if (seen_ != nullptr && !seen_->sees(slot)) return;
      const uint32_t entity = entity_of(slot);
      if (!places_.has(entity)) others.emplace_back(entity, score);
    };
    for (const FoundRow& row : found_.rows) {
      if (row.score < sureness.least()) continue;
      if (row.is_one_record()) {
        take(row.slot, row.score);
      } else {
        state_.records.each_slot(row.row, [&](Slot slot) { take(slot, row.score); });
      }
    }
    std::sort(others.begin(), others.end());
    for (size_t i = 0; i < others.size(); ++i) {
      const bool is_best = i + 1 == others.size() || others[i + 1].first != others[i].first;
      if (is_best) sureness.count(others[i].second);
    }
  }

  uint32_t entity_of(Slot slot) const {
    return sight_ == nullptr ? state_.entities.entity_of(slot) : sight_->entity_of(slot);
  }

  void collect() {
    BestRows rows(found_.rows);
    double least = 0;  // score that is still shown
    for (size_t place = 0; const FoundRow* row = rows.at(place); ++place) {
      if (fits_.size() >= request_.count && row->score < least) break;
      add_records(*row, static_cast<uint32_t>(place));
      // Entities come in the order of their scores: this is that of the last one wanted.
      if (least == 0 && request_.count > 0 && fits_.size() >= request_.count) {
        least = kNearTie * row->score;
      }
    }
    if (request_.count == 0) forget();
  }

  void add_records(const FoundRow& row, uint32_t place) {
    if (row.is_one_record()) {
      add(row.slot, row.score, place);
      return;
    }
    state_.records.each_slot(row.row, [&](Slot slot) { add(slot, row.score, place); });
  }

  void add(Slot slot, double score, uint32_t place) {
    if (seen_ != nullptr && !seen_->sees(slot)) return;
    const uint32_t entity = entity_of(slot);
    if (!places_.has(entity)) {
      places_.set(entity, fits_.size());
      fits_.push_back({score, entity, slot, place});
      state_.records.ask_for_key(slot);  // of those that fit as well the first by key are shown
      return;
    }
    Fit& fit = fits_[places_.at(entity)];
    if (score == fit.score && state_.records.key(slot) < state_.records.key(fit.slot)) {
      fit = {score, entity, slot, place};
    }
  }

  void forget() {
    for (const Fit& fit : fits_) places_.forget(fit.entity);
    fits_.clear();
  }

  const EntityIndex::State& state_;
  const Sight* sight_;
  const SeenWords* seen_;
  const SearchRequest& request_;
  FoundRows found_;
  std::vector<Fit> fits_;     // the best of each entity
  NumberPlaces<Fit> places_;  // of entities among them
};

SearchAnswer View::search(const SearchRequest& request) const {
  const std::vector<QueryTerm> terms = checked_terms(request.query);
  if (terms.empty()) return {};
  const SeenWords* seen = sight_ == nullptr ? nullptr : &sight_->words();
  FoundRows found = state_.words.find(terms, state_.records, state_.plan.variants, seen);
  const auto corrections = state_.corrected_words();
  add_corrected(
      {*corrections, state_.records, state_.words.words(), state_.plan.variants, seen,
       [&](const std::string& field) { return masking_of(field) == record::Masking::show; }},
      found);
  add_held({state_.shared,
            {state_.records, state_.words.words(), state_.plan.variants, seen},
            state_.plan.vetoes.size(),
            [&](Slot slot) {
              return sight_ == nullptr ? state_.records.record(slot) : sight_->computed(slot);
            }},
           terms, found);
  SearchAnswer answer = SearchResult(state_, sight_.get(), request, std::move(found)).answer();
  answer.sealed = sealed_found(request);
  return answer;
}

std::vector<std::string> View::sealed_found(const SearchRequest& request) const {
  std::vector<QueryTerm> terms = query_terms(request.query);
  const SeenWords* sealed = sight_ == nullptr ? nullptr : sight_->sealed_words();
  if (sealed == nullptr || terms.size() < kSealedTermsMin) return {};
  for (QueryTerm& term : terms) term.exact = true;
  std::set<std::string> ids;
  for (const FoundRow& row : state_.words.find(terms, state_.records, {}, sealed).rows) {
    if (row.by_id) continue;
    state_.records.each_slot(row.row, [&](Slot slot) {
      if (sealed->sees(slot)) ids.insert(state_.id_of(entity_at(slot)));
    });
  }
  if (ids.size() > request.count) return {};
  return {ids.begin(), ids.end()};
}

SearchAnswer EntityIndex::search(const SearchRequest& request) const {
  return view().search(request);
}

std::vector<SearchHit> EntityIndex::search(std::string_view query, size_t count) const {
  return search(SearchRequest{std::string(query), count, SIZE_MAX}).hits;
}

}  // namespace newlyn::index
