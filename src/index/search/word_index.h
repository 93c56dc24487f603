// SPDX-License-Identifier: MIT
// Words of all contents and where they stand, for search.
//
// 1. Most words are sorted, each with its places in one flat array; rows that came later are in
//    layers above, see records/postings.h. Places of a word are in the order of rows.
// 2. A word is a text of the record table, known by its number.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/records/postings.h"
#include "index/records/text_table.h"
#include "index/search/query_terms.h"

namespace newlyn::index {

/// How a word of a query was found.
enum class Likeness : uint8_t { same, variant, beginning, misspelt };

/// What a word tells of rows, in bits: `common` of so many have it, or the one it is like.
double score_of(Likeness likeness, double rows, size_t common);

/// A word that a term may stand for.
struct LikeWord {
  TextCode word = 0;
  Likeness likeness = Likeness::same;
  double score = 0;
  uint32_t holders = 0;  // rows that have it
};

/// A place of a word: the first column of the row that has it.
struct WordPlace {
  Row row = 0;
  uint16_t column = 0;
};

/// The texts of very many rows.
struct RowCodes {
  size_t rows = 0;
  size_t width = 0;
  std::function<TextCode(Row, size_t column)> code;
};

/// Whether a word is one of those that a value is found by.
bool has_word(std::string_view value, std::string_view word);

/// The words under which a row with these values is found.
std::set<std::string> words_in(const std::vector<std::string_view>& values);

class SeenWords;

class WordIndex {
 public:
  /// Other forms of a word, such as nicknames. Empty: none are known.
  using Variants = std::function<std::vector<std::string>(std::string_view)>;

  WordIndex() : sorted_(std::make_shared<Sorted>()) {}

  /// Adds the words of a row. Requires: rows come in ascending order.
  void add(Row row, std::span<const std::string_view> values, TextTable& texts);
  /// Takes the words of all rows at once in place of what it has.
  void build(const RowCodes& rows, TextTable& texts);
  /// Sorts everything.
  void freeze(const TextTable& texts);
  /// Rows added.
  size_t row_count() const noexcept { return row_count_; }
  size_t later_count() const noexcept { return later_.places; }
  /// In how many rows a word stands.
  size_t holders(TextCode word) const;
  /// The words that may be meant by a term, in the order of their scores. With `seen` (null: all
  /// rows count) of those that are seen, scored by how many records seen have them.
  std::vector<LikeWord> words_like(const QueryTerm& term, const TextTable& texts,
                                   const Variants& variants, const SeenWords* seen) const;
  /// In how many rows the commonest exact form of a term stands; with `seen` in how many records.
  size_t frequency(const QueryTerm& term, const TextTable& texts, const SeenWords* seen) const;
  /// Calls `take(place)` for every place of a word in the order of rows, until it says false.
  template <typename Take>
  void each_place(TextCode word, Take take) const;
  /// The place of a word in a row, if it has one.
  bool place_in(TextCode word, Row row, WordPlace& place) const;

  /// A copy for somebody who may sort() and save it.
  WordIndex share();
  void sort(const TextTable& texts);
  void adopt(const WordIndex& sorted);
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  struct Sorted {
    std::vector<TextCode> words;   // in the order of their texts
    std::vector<uint32_t> begins;  // of their places; one more than words
    std::vector<Row> rows;
    std::vector<uint16_t> columns;
    std::vector<uint32_t> rank_of_word;  // by number; kNoRank: none
    std::pair<size_t, size_t> places_of(TextCode word) const;
    void append(const Sorted& from, size_t first, size_t end);
    void find_ranks();
  };
  struct Layer {
    std::unordered_map<TextCode, std::vector<WordPlace>> places_of;
    std::map<std::string_view, TextCode> words;
    size_t places = 0;
  };
  static constexpr uint32_t kNoRank = 0xFFFF'FFFF;

  void add_word(TextCode word, WordPlace place, const TextTable& texts);
  std::vector<TextCode> later_words(const TextTable& texts) const;
  size_t holders(TextCode word, const SeenWords* seen) const;
  std::vector<TextCode> beginnings(std::string_view text, const TextTable& texts,
                                   const SeenWords* seen) const;
  void add_misspelt(const std::string& text, const TextTable& texts,
                    std::vector<TextCode>& words) const;
  /// Calls `look(layer)` for every layer above what is sorted, until it says false.
  template <typename Look>
  void each_layer(Look look) const {
    for (const auto& layer : closed_) {
      if (!look(*layer)) return;
    }
    if (later_.places > 0) look(later_);
  }

  std::shared_ptr<const Sorted> sorted_;
  std::vector<std::shared_ptr<const Layer>> closed_;
  Layer later_;
  // Words by hash of what is left when one letter is dropped, and of the whole.
  Postings shortened_;
  size_t row_count_ = 0;
  std::shared_ptr<const Sorted> base_;  // of a copy: what was sorted when it was made
};

template <typename Take>
void WordIndex::each_place(TextCode word, Take take) const {
  const auto [from, to] = sorted_->places_of(word);
  for (size_t i = from; i < to; ++i) {
    if (!take(WordPlace{sorted_->rows[i], sorted_->columns[i]})) return;
  }
  each_layer([&](const Layer& layer) {
    const auto places = layer.places_of.find(word);
    if (places == layer.places_of.end()) return true;
    for (const WordPlace& place : places->second) {
      if (!take(place)) return false;
    }
    return true;
  });
}

}  // namespace newlyn::index
