// SPDX-License-Identifier: MIT
// Exact words, beginnings in the order of texts, misspellings by letters dropped on both sides.
#include "index/search/word_index.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/random.h"
#include "base/threads.h"
#include "index/search/seen_words.h"

namespace newlyn::index {
namespace {

constexpr size_t kMisspeltLettersMin = 4;
constexpr size_t kMisspeltLettersMax = 64;  // longer ones are no words
constexpr size_t kBeginningLettersMin = 2;
constexpr size_t kBeginningsMax = 2'000;              // words that begin alike
constexpr double kShare[] = {1.0, 0.85, 0.75, 0.65};  // by likeness

bool is_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
  });
}

bool may_be_misspelt(std::string_view text) {
  return text.size() >= kMisspeltLettersMin && text.size() <= kMisspeltLettersMax &&
         is_letters(text);
}

/// Hashes of a word and of all that dropping one letter leaves.
std::vector<uint64_t> shortened_hashes(std::string_view word) {
  std::vector<uint64_t> hashes{hash_bytes(word)};
  std::string shorter(word.substr(1));
  for (size_t i = 0; i < word.size(); ++i) {
    hashes.push_back(hash_bytes(shorter));
    if (i < shorter.size()) shorter[i] = word[i];
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Calls `take` with every word of a value, and with all of them in one piece where a digit is
/// among them: a postcode, a number written in groups.
template <typename Take>
void each_word(std::string_view text, Take take) {
  std::string whole;
  size_t words = 0;
  for (size_t from = 0; from < text.size();) {
    const size_t to = std::min(text.find(' ', from), text.size());
    if (to > from) {
      take(text.substr(from, to - from));
      whole += text.substr(from, to - from);
      ++words;
    }
    from = to + 1;
  }
  if (words > 1 && has_digit(whole)) take(std::string_view(whole));
}

}  // namespace

double score_of(Likeness likeness, double rows, size_t common) {
  return kShare[static_cast<size_t>(likeness)] * std::log2(2 + rows / static_cast<double>(common));
}

std::set<std::string> words_in(const std::vector<std::string_view>& values) {
  std::set<std::string> words;
  for (const std::string_view value : values) {
    each_word(value, [&](std::string_view word) { words.emplace(word); });
  }
  return words;
}

namespace {

/// The first eight bytes as a number that orders as they do.
uint64_t first_bytes(std::string_view text) {
  uint64_t first = 0;
  for (size_t i = 0; i < sizeof(first); ++i) {
    first = first << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return first;
}

/// Sorts words by their texts.
void sort_words(std::vector<TextCode>& words, const TextTable& texts) {
  std::vector<std::pair<uint64_t, TextCode>> keyed;
  keyed.reserve(words.size());
  for (const TextCode word : words) keyed.emplace_back(first_bytes(texts[word]), word);
  std::sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : texts[a.second] < texts[b.second];
  });
  for (size_t i = 0; i < words.size(); ++i) words[i] = keyed[i].second;
}

/// The words of every text that rows have, one after the other.
class WordsOfTexts {
 public:
  WordsOfTexts(const RowCodes& rows, TextTable& texts) : begins_(texts.size(), kUnseen) {
    for (Row row = 0; row < rows.rows; ++row) {
      for (size_t column = 0; column < rows.width; ++column) {
        const TextCode text = rows.code(row, column);
        if (text != 0 && begins_[text] == kUnseen) cut(text, texts);
      }
    }
  }
  std::span<const TextCode> of(TextCode text) const {
    if (text == 0) return {};
    const TextCode* begin = words_.data() + begins_[text];
    return {begin + 1, *begin};
  }

 private:
  static constexpr uint32_t kUnseen = 0xFFFF'FFFF;

  void cut(TextCode text, TextTable& texts) {
    const auto begin = static_cast<uint32_t>(words_.size());
    begins_[text] = begin;
    words_.push_back(0);
    each_word(texts[text], [&](std::string_view word) {
      words_.push_back(texts.code_of(word));
      ++words_[begin];
    });
  }

  std::vector<uint32_t> begins_;  // by text
  std::vector<TextCode> words_;   // a number, and so many words
};

/// Calls `take(word, row, column)` for the first place of each word in each row.
template <typename Take>
void each_first_place(const RowCodes& rows, const WordsOfTexts& words, size_t word_count,
                      Take take) {
  std::vector<Row> last_row(word_count, 0xFFFF'FFFF);
  for (Row row = 0; row < rows.rows; ++row) {
    for (size_t column = 0; column < rows.width; ++column) {
      for (const TextCode word : words.of(rows.code(row, column))) {
        if (last_row[word] == row) continue;
        last_row[word] = row;
        take(word, row, static_cast<uint16_t>(column));
      }
    }
  }
}

}  // namespace

bool has_word(std::string_view value, std::string_view word) {
  bool is_there = false;
  each_word(value, [&](std::string_view of) { is_there = is_there || of == word; });
  return is_there;
}

void WordIndex::build(const RowCodes& rows, TextTable& texts) {
  *this = WordIndex();
  const WordsOfTexts words(rows, texts);
  std::vector<uint32_t> counts(texts.size(), 0);
  each_first_place(rows, words, texts.size(),
                   [&](TextCode word, Row, uint16_t) { ++counts[word]; });
  auto all = std::make_shared<Sorted>();
  for (TextCode word = 0; word < counts.size(); ++word) {
    if (counts[word] > 0) all->words.push_back(word);
  }
  sort_words(all->words, texts);
  std::vector<uint32_t> next(counts.size(), 0);
  uint32_t places = 0;
  for (const TextCode word : all->words) {
    all->begins.push_back(places);
    next[word] = places;
    places += counts[word];
    if (!may_be_misspelt(texts[word])) continue;
    for (const uint64_t hash : shortened_hashes(texts[word])) shortened_.add_unfrozen(hash, word);
  }
  all->begins.push_back(places);
  all->rows.resize(places);
  all->columns.resize(places);
  each_first_place(rows, words, texts.size(), [&](TextCode word, Row row, uint16_t column) {
    all->rows[next[word]] = row;
    all->columns[next[word]++] = column;
  });
  all->find_ranks();
  sorted_ = std::move(all);
  shortened_.freeze();
  row_count_ = rows.rows;
}

std::pair<size_t, size_t> WordIndex::Sorted::places_of(TextCode word) const {
  const uint32_t rank = word < rank_of_word.size() ? rank_of_word[word] : kNoRank;
  if (rank == kNoRank) return {0, 0};
  return {begins[rank], begins[size_t{rank} + 1]};
}

void WordIndex::Sorted::find_ranks() {
  const TextCode most = words.empty() ? 0 : *std::max_element(words.begin(), words.end());
  rank_of_word.assign(size_t{most} + 1, kNoRank);
  for (uint32_t rank = 0; rank < words.size(); ++rank) rank_of_word[words[rank]] = rank;
}

void WordIndex::add_word(TextCode word, WordPlace place, const TextTable& texts) {
  const bool is_new = holders(word) == 0;
  std::vector<WordPlace>& places = later_.places_of[word];
  if (!places.empty() && places.back().row == place.row) return;
  if (places.empty()) later_.words.emplace(texts[word], word);
  places.push_back(place);
  ++later_.places;
  if (!is_new || !may_be_misspelt(texts[word])) return;
  for (const uint64_t hash : shortened_hashes(texts[word])) shortened_.add(hash, word);
}

void WordIndex::add(Row row, std::span<const std::string_view> values, TextTable& texts) {
  ++row_count_;
  for (size_t column = 0; column < values.size(); ++column) {
    each_word(values[column], [&](std::string_view word) {
      add_word(texts.code_of(word), {row, static_cast<uint16_t>(column)}, texts);
    });
  }
}

/// Adds the words from one rank up to another with their places, as they are sorted already.
void WordIndex::Sorted::append(const Sorted& from, size_t first, size_t end) {
  if (first == end) return;
  const size_t shift = rows.size() - from.begins[first];  // may wrap around, as adding it does
  words.insert(words.end(), from.words.begin() + static_cast<ptrdiff_t>(first),
               from.words.begin() + static_cast<ptrdiff_t>(end));
  for (size_t rank = first; rank < end; ++rank) {
    begins.push_back(static_cast<uint32_t>(from.begins[rank] + shift));
  }
  const auto places = static_cast<ptrdiff_t>(from.begins[first]);
  const auto places_end = static_cast<ptrdiff_t>(from.begins[end]);
  rows.insert(rows.end(), from.rows.begin() + places, from.rows.begin() + places_end);
  columns.insert(columns.end(), from.columns.begin() + places, from.columns.begin() + places_end);
}

/// The words of closed layers in the order of their texts.
std::vector<TextCode> WordIndex::later_words(const TextTable& texts) const {
  std::vector<TextCode> words;
  for (const auto& layer : closed_) {
    for (const auto& [text, word] : layer->words) words.push_back(word);
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  sort_words(words, texts);
  return words;
}

void WordIndex::sort(const TextTable& texts) {
  shortened_.sort();
  const std::vector<TextCode> later = later_words(texts);
  if (later.empty()) return;
  const Sorted& before = *sorted_;
  auto all = std::make_shared<Sorted>();
  all->words.reserve(before.words.size() + later.size());
  all->begins.reserve(before.words.size() + later.size() + 1);
  size_t places = before.rows.size();
  for (const auto& layer : closed_) places += layer->places;
  all->rows.reserve(places);
  all->columns.reserve(places);
  size_t at = 0;  // the rank up to which everything was taken over
  for (const TextCode word : later) {
    const auto place = std::lower_bound(
        before.words.begin() + static_cast<ptrdiff_t>(at), before.words.end(), texts[word],
        [&](TextCode sorted, std::string_view wanted) { return texts[sorted] < wanted; });
    const auto rank = static_cast<size_t>(place - before.words.begin());
    all->append(before, at, rank);
    at = rank + (place != before.words.end() && *place == word ? 1 : 0);
    all->words.push_back(word);
    all->begins.push_back(static_cast<uint32_t>(all->rows.size()));
    each_place(word, [&](const WordPlace& of) {
      all->rows.push_back(of.row);
      all->columns.push_back(of.column);
      return true;
    });
  }
  all->append(before, at, before.words.size());
  all->begins.push_back(static_cast<uint32_t>(all->rows.size()));
  all->find_ranks();
  sorted_ = std::move(all);
}

void WordIndex::freeze(const TextTable& texts) {
  share();
  sort(texts);
  shortened_.freeze();
  closed_.clear();
}

size_t WordIndex::holders(TextCode word) const {
  const auto [from, to] = sorted_->places_of(word);
  size_t count = to - from;
  each_layer([&](const Layer& layer) {
    const auto places = layer.places_of.find(word);
    if (places != layer.places_of.end()) count += places->second.size();
    return true;
  });
  return count;
}

bool WordIndex::place_in(TextCode word, Row row, WordPlace& place) const {
  const auto [from, to] = sorted_->places_of(word);
  const auto begin = sorted_->rows.begin();
  const auto found = std::lower_bound(begin + static_cast<ptrdiff_t>(from),
                                      begin + static_cast<ptrdiff_t>(to), row);
  if (found != begin + static_cast<ptrdiff_t>(to) && *found == row) {
    place = {row, sorted_->columns[static_cast<size_t>(found - begin)]};
    return true;
  }
  bool is_there = false;
  each_layer([&](const Layer& layer) {
    const auto places = layer.places_of.find(word);
    if (places == layer.places_of.end()) return true;
    const auto at =
        std::lower_bound(places->second.begin(), places->second.end(), row,
                         [](const WordPlace& of, Row wanted) { return of.row < wanted; });
    is_there = at != places->second.end() && at->row == row;
    if (is_there) place = *at;
    return !is_there;
  });
  return is_there;
}

void WordIndex::add_misspelt(const std::string& text, const TextTable& texts,
                             std::vector<TextCode>& words) const {
  if (!may_be_misspelt(text)) return;
  const size_t before = words.size();
  for (const uint64_t hash : shortened_hashes(text)) shortened_.numbers_of(hash, words);
  const auto from = words.begin() + static_cast<ptrdiff_t>(before);
  std::sort(from, words.end());
  words.erase(std::unique(from, words.end()), words.end());
  std::erase_if(words, [&](TextCode word) { return texts[word] == text; });
  sort_words(words, texts);
}

size_t WordIndex::holders(TextCode word, const SeenWords* seen) const {
  return seen == nullptr ? holders(word) : seen->holders(word);
}

/// The words that begin with a text and are longer, the first of them in their order.
std::vector<TextCode> WordIndex::beginnings(std::string_view text, const TextTable& texts,
                                            const SeenWords* seen) const {
  std::vector<TextCode> words;
  if (text.size() < kBeginningLettersMin) return words;
  const auto is_there = [&](TextCode word) { return seen == nullptr || seen->holders(word) > 0; };
  const auto after = std::upper_bound(
      sorted_->words.begin(), sorted_->words.end(), text,
      [&](std::string_view wanted, TextCode word) { return wanted < texts[word]; });
  const auto end = std::partition_point(
      after, sorted_->words.end(), [&](TextCode word) { return texts[word].starts_with(text); });
  for (auto word = after; word != end && words.size() < kBeginningsMax; ++word) {
    if (is_there(*word)) words.push_back(*word);
  }
  const size_t of_sorted = words.size();
  each_layer([&](const Layer& layer) {
    auto word = layer.words.upper_bound(text);
    for (size_t n = 0; n < kBeginningsMax && word != layer.words.end(); ++word) {
      if (!word->first.starts_with(text)) break;
      if (!is_there(word->second)) continue;
      words.push_back(word->second);
      ++n;
    }
    return true;
  });
  if (words.size() == of_sorted) return words;
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  sort_words(words, texts);
  if (words.size() > kBeginningsMax) words.resize(kBeginningsMax);
  return words;
}

std::vector<LikeWord> WordIndex::words_like(const QueryTerm& term, const TextTable& texts,
                                            const Variants& variants, const SeenWords* seen) const {
  std::vector<LikeWord> found;
  const auto rows = static_cast<double>(seen == nullptr ? row_count_ : seen->record_count());
  const size_t asked = frequency(term, texts, seen);
  const auto add = [&](TextCode word, Likeness likeness) {
    const size_t count = word == TextTable::kNone ? 0 : holders(word, seen);
    if (count == 0) return;
    // However rare a likeness is, it tells less than the word that was asked for.
    const size_t common = likeness == Likeness::same ? count : std::max(count, asked);
    found.push_back(
        {word, likeness, score_of(likeness, rows, common), static_cast<uint32_t>(count)});
  };
  for (const std::string& text : term.texts) {
    add(texts.find(text), Likeness::same);
    if (term.exact) continue;
    if (variants) {
      for (const std::string& variant : variants(text)) {
        add(texts.find(variant), Likeness::variant);
      }
    }
    for (const TextCode word : beginnings(text, texts, seen)) add(word, Likeness::beginning);
    std::vector<TextCode> misspelt;
    add_misspelt(text, texts, misspelt);
    for (const TextCode word : misspelt) add(word, Likeness::misspelt);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const LikeWord& a, const LikeWord& b) { return a.score > b.score; });
  return found;
}

size_t WordIndex::frequency(const QueryTerm& term, const TextTable& texts,
                            const SeenWords* seen) const {
  size_t most = 0;
  for (const std::string& text : term.texts) {
    const TextCode word = texts.find(text);
    if (word != TextTable::kNone) most = std::max(most, holders(word, seen));
  }
  return most;
}

WordIndex WordIndex::share() {
  if (later_.places > 0) {
    closed_.push_back(std::make_shared<const Layer>(std::move(later_)));
    later_ = {};
  }
  WordIndex copy;
  copy.sorted_ = sorted_;
  copy.closed_ = closed_;
  copy.shortened_ = shortened_.share();
  copy.row_count_ = row_count_;
  copy.base_ = sorted_;
  return copy;
}

void WordIndex::adopt(const WordIndex& sorted) {
  if (sorted.base_ != sorted_) return;
  sorted_ = sorted.sorted_;
  closed_.erase(closed_.begin(), closed_.begin() + static_cast<ptrdiff_t>(sorted.closed_.size()));
  shortened_.adopt(sorted.shortened_);
}

void WordIndex::save(SnapshotWriter& writer) const {
  writer.put<uint64_t>(row_count_);
  writer.all(sorted_->words);
  writer.all(sorted_->begins);
  writer.all(sorted_->rows);
  writer.all(sorted_->columns);
  shortened_.save(writer);
}

void WordIndex::load(SnapshotReader& reader) {
  *this = WordIndex();
  row_count_ = reader.take<uint64_t>();
  auto sorted = std::make_shared<Sorted>();
  sorted->words = reader.all<TextCode>();
  sorted->begins = reader.all<uint32_t>();
  sorted->rows = reader.all<Row>();
  sorted->columns = reader.all<uint16_t>();
  reader.expect(sorted->rows.size() == sorted->columns.size() &&
                (sorted->words.empty() || sorted->begins.size() == sorted->words.size() + 1) &&
                (sorted->begins.empty() || sorted->begins.back() == sorted->rows.size()));
  sorted->find_ranks();
  sorted_ = std::move(sorted);
  shortened_.load(reader);
}

}  // namespace newlyn::index
