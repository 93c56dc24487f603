// SPDX-License-Identifier: MIT
// Words of all contents and where they stand, for search.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/records/postings.h"
#include "index/search/query_terms.h"

namespace newlyn::index {

/// How a word of a query was found.
enum class Likeness : uint8_t { same, variant, beginning, misspelt };

/// A place where a term was found.
struct WordHit {
  Row row = 0;
  uint16_t column = 0;
  Likeness likeness = Likeness::same;
  double score = 0;
  std::string word;  // as it stands there
};

class WordIndex {
 public:
  /// Other forms of a word, such as nicknames. Empty: none are known.
  using Variants = std::function<std::vector<std::string>(std::string_view)>;

  explicit WordIndex(Variants variants) : variants_(std::move(variants)) {}

  /// Adds the words of a row. Requires: rows come in ascending order.
  void add(Row row, std::span<const std::string_view> values);
  /// The best place of a term in each row, at most `rows_max` rows a word. With `only`, ascending,
  /// just those rows.
  std::map<Row, WordHit> find(const QueryTerm& term, const std::vector<Row>* only) const;
  /// In how many rows the commonest exact form of a term stands.
  size_t frequency(const QueryTerm& term) const;

 private:
  struct Place {
    Row row = 0;
    uint16_t column = 0;
  };
  struct Found {
    const std::string* word = nullptr;
    const std::vector<Place>* places = nullptr;
    Likeness likeness = Likeness::same;
  };
  void add_word(const std::string& word, Place place);
  std::vector<Found> words_like(const QueryTerm& term) const;
  void add_misspelt(const std::string& text, std::vector<Found>& found) const;
  double score_of(const Found& found) const;

  Variants variants_;
  std::map<std::string, std::vector<Place>, std::less<>> places_;
  // Words by hash of what is left when one letter is dropped, and of the whole.
  std::unordered_map<uint64_t, std::vector<const std::string*>> shortened_;
  size_t row_count_ = 0;
};

}  // namespace newlyn::index
