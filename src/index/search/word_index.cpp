// SPDX-License-Identifier: MIT
// Exact words, beginnings in an ordered map, misspellings by letters dropped on both sides.
#include "index/search/word_index.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "base/random.h"

namespace newlyn::index {
namespace {

constexpr size_t kMisspeltLettersMin = 4;
constexpr size_t kBeginningLettersMin = 2;
constexpr size_t kBeginningsMax = 2'000;              // words that begin alike
constexpr size_t kRowsMax = 20'000;                   // of one word
constexpr double kShare[] = {1.0, 0.85, 0.75, 0.65};  // by likeness

bool is_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
  });
}

/// Hashes of a word and of all that dropping one letter leaves.
std::vector<uint64_t> shortened_hashes(const std::string& word) {
  std::vector<uint64_t> hashes{hash_bytes(word)};
  for (size_t i = 0; i < word.size(); ++i) {
    std::string shorter = word;
    shorter.erase(i, 1);
    hashes.push_back(hash_bytes(shorter));
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

}  // namespace

void WordIndex::add_word(const std::string& word, Place place) {
  const auto [found, is_new] = places_.try_emplace(word);
  const bool again = !found->second.empty() && found->second.back().row == place.row;
  if (!again) found->second.push_back(place);
  if (!is_new || word.size() < kMisspeltLettersMin || !is_letters(word)) return;
  for (const uint64_t hash : shortened_hashes(word)) shortened_[hash].push_back(&found->first);
}

void WordIndex::add(Row row, std::span<const std::string_view> values) {
  ++row_count_;
  for (size_t column = 0; column < values.size(); ++column) {
    const std::string_view text = values[column];
    std::string whole;
    bool digits = false;
    size_t words = 0;
    for (size_t from = 0; from < text.size();) {
      const size_t to = std::min(text.find(' ', from), text.size());
      const std::string word(text.substr(from, to - from));
      if (!word.empty()) {
        add_word(word, {row, static_cast<uint16_t>(column)});
        whole += word;
        ++words;
      }
      from = to + 1;
    }
    digits = std::any_of(whole.begin(), whole.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (words > 1 && digits) add_word(whole, {row, static_cast<uint16_t>(column)});
  }
}

void WordIndex::add_misspelt(const std::string& text, std::vector<Found>& found) const {
  if (text.size() < kMisspeltLettersMin || !is_letters(text)) return;
  std::set<const std::string*> seen;
  for (const uint64_t hash : shortened_hashes(text)) {
    const auto words = shortened_.find(hash);
    if (words == shortened_.end()) continue;
    seen.insert(words->second.begin(), words->second.end());
  }
  for (const std::string* word : seen) {
    if (*word != text) found.push_back({word, &places_.find(*word)->second, Likeness::misspelt});
  }
}

std::vector<WordIndex::Found> WordIndex::words_like(const QueryTerm& term) const {
  std::vector<Found> found;
  const auto add_exact = [&](const std::string& text, Likeness likeness) {
    const auto place = places_.find(text);
    if (place != places_.end()) found.push_back({&place->first, &place->second, likeness});
  };
  for (const std::string& text : term.texts) {
    add_exact(text, Likeness::same);
    if (term.exact) continue;
    if (variants_) {
      for (const std::string& variant : variants_(text)) add_exact(variant, Likeness::variant);
    }
    if (text.size() >= kBeginningLettersMin) {
      auto place = places_.upper_bound(text);
      for (size_t n = 0; n < kBeginningsMax && place != places_.end(); ++n, ++place) {
        if (!place->first.starts_with(text)) break;
        found.push_back({&place->first, &place->second, Likeness::beginning});
      }
    }
    add_misspelt(text, found);
  }
  return found;
}

double WordIndex::score_of(const Found& found) const {
  const auto rows = static_cast<double>(row_count_);
  const auto holders = static_cast<double>(found.places->size());
  return kShare[static_cast<size_t>(found.likeness)] * std::log2(2 + rows / holders);
}

size_t WordIndex::frequency(const QueryTerm& term) const {
  size_t most = 0;
  for (const std::string& text : term.texts) {
    const auto place = places_.find(text);
    if (place != places_.end()) most = std::max(most, place->second.size());
  }
  return most;
}

std::map<Row, WordHit> WordIndex::find(const QueryTerm& term, const std::vector<Row>* only) const {
  std::map<Row, WordHit> hits;
  const auto take = [&](const Found& found, const Place& place) {
    const double score = score_of(found);
    WordHit& hit = hits[place.row];
    if (hit.score >= score) return;
    hit = {place.row, place.column, found.likeness, score, *found.word};
  };
  for (const Found& found : words_like(term)) {
    const std::vector<Place>& places = *found.places;
    if (only == nullptr || places.size() < only->size()) {
      const size_t count = std::min(places.size(), kRowsMax);
      for (size_t i = 0; i < count; ++i) {
        const bool wanted =
            only == nullptr || std::binary_search(only->begin(), only->end(), places[i].row);
        if (wanted) take(found, places[i]);
      }
      continue;
    }
    for (const Row row : *only) {
      const auto place =
          std::lower_bound(places.begin(), places.end(), row,
                           [](const Place& at, Row wanted) { return at.row < wanted; });
      if (place != places.end() && place->row == row) take(found, *place);
    }
  }
  return hits;
}

}  // namespace newlyn::index
