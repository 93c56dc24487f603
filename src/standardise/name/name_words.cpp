// SPDX-License-Identifier: MIT
// Splitting names into words and taking titles and suffixes away.
#include "standardise/name/name_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

bool is_capital_letter(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_small_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

// Blanks out text in brackets and double quotes unless nothing else is there.
std::string without_asides(std::string_view text) {
  std::string out;
  char closing = 0;
  for (const char c : text) {
    if (closing != 0) {
      if (c == closing) closing = 0;
    } else if (c == '(' || c == '[' || c == '{' || c == '"') {
      closing = c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : '"';
      out.push_back(' ');
    } else {
      out.push_back(c);
    }
  }
  return closing != 0 || words_of_ascii(fold_ascii(out)).empty() ? std::string(text) : out;
}

bool starts_former_name(std::string_view word) {
  constexpr std::array<std::string_view, 8> kWords = {"nee",   "ne",  "formerly", "aka",
                                                      "alias", "fka", "born",     "otherwise"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool is_initials(std::string_view piece) {
  // "J.A." and "JA." stand for two names; "Jr." and "St." do not.
  return piece.size() >= 2 && piece.find('.') != std::string_view::npos;
}

// Adds the words of one piece of text without white space in it.
void add_piece(std::string_view piece, NameSegment& words) {
  const bool capitals = std::count_if(piece.begin(), piece.end(), is_capital_letter) >= 2 &&
                        std::none_of(piece.begin(), piece.end(), is_small_letter);
  const bool dotted = piece.ends_with('.') || is_initials(piece);
  const std::string folded = fold_words(piece);
  const bool hyphen = piece.find('-') != std::string_view::npos;
  bool first = true;
  for (const std::string_view word : split_words(folded)) {
    words.push_back({std::string(word), capitals, dotted, hyphen && !first});
    first = false;
  }
}

// "Ph.D.", "M.D.", "O.B.E.": single letters that make a suffix when joined.
void join_dotted_suffixes(NameSegment& words) {
  for (size_t begin = 0; begin + 1 < words.size(); ++begin) {
    std::string joined;
    size_t end = begin;
    while (end < words.size() && words[end].text.size() <= 2 && words[end].dotted) {
      joined += words[end++].text;
    }
    if (begin > 0 && end - begin >= 2 && end == words.size() && suffixes().has(joined)) {
      words.erase(words.begin() + static_cast<ptrdiff_t>(begin) + 1, words.end());
      words[begin] = {joined, true, true, false};
      return;
    }
  }
}

bool is_rank(std::string_view word) {
  constexpr std::array<std::string_view, 12> kRanks = {"baronet",  "baron",   "viscount", "earl",
                                                       "marquess", "marquis", "duke",     "lord",
                                                       "count",    "lady",    "baroness", "bart"};
  return std::find(kRanks.begin(), kRanks.end(), word) != kRanks.end();
}

bool is_ordinal(std::string_view word) {
  return word.size() >= 3 && is_digit(word.front()) &&
         (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") ||
          word.ends_with("th"));
}

}  // namespace

bool is_mixed_case(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), is_capital_letter) &&
         std::any_of(text.begin(), text.end(), is_small_letter);
}

std::vector<NameSegment> split_name(std::string_view text) {
  const std::string clean = without_asides(text);
  std::vector<NameSegment> segments(1);
  size_t begin = 0;
  const auto finish = [&](size_t end) {
    if (end > begin) add_piece(std::string_view(clean).substr(begin, end - begin), segments.back());
    begin = end + 1;
  };
  for (size_t at = 0; at <= clean.size(); ++at) {
    const char c = at < clean.size() ? clean[at] : ' ';
    const bool comma = c == ',' || c == ';';
    if (!comma && c != '\t' && c != ' ' && c != '\n' && c != '_' && c != '/') continue;
    finish(at);
    if (comma && !segments.back().empty()) segments.emplace_back();
  }
  if (segments.size() > 1 && segments.back().empty()) segments.pop_back();
  for (NameSegment& words : segments) {
    drop_former_name(words);
    join_dotted_suffixes(words);
  }
  return segments;
}

void drop_former_name(NameSegment& words) {
  const auto former = std::find_if(words.begin(), words.end(), [](const NameWord& word) {
    return starts_former_name(word.text);
  });
  if (former != words.begin()) words.erase(former, words.end());
}

void drop_titles(NameSegment& words, size_t keep, size_t keep_if_name) {
  size_t drop = 0;
  while (drop < words.size()) {
    const NameWord& word = words[drop];
    const std::string_view sort = titles().find(word.text);
    const bool connects = drop > 0 && word.text == "and";
    const size_t left = words.size() - drop - 1;
    const bool sure = sort == "always" || connects || (!sort.empty() && word.dotted);
    if (sort.empty() && !connects) break;
    if (left < (sure ? keep : keep_if_name)) break;
    ++drop;
  }
  words.erase(words.begin(), words.begin() + static_cast<ptrdiff_t>(drop));
}

std::string_view generation_of(std::string_view word) {
  return split_field(suffixes().find(word)).rest;
}

std::string_view drop_suffixes(NameSegment& words, size_t keep, bool mixed_case) {
  std::string_view generation;
  while (words.size() > keep) {
    const NameWord& last = words.back();
    const std::string_view sort = split_field(suffixes().find(last.text)).first;
    if (sort.empty()) break;
    const bool evidence = last.capitals && mixed_case && words.size() > keep + 1;
    if (sort != "always" && !evidence) break;
    if (const std::string_view told = generation_of(last.text); !told.empty()) generation = told;
    words.pop_back();
  }
  return generation;
}

bool is_suffix_segment(const NameSegment& words) {
  if (words.empty()) return false;
  if (is_ordinal(words.front().text)) return words.size() > 1 && is_rank(words[1].text);
  return std::all_of(words.begin(), words.end(), [](const NameWord& word) {
    return suffixes().has(word.text) || is_rank(word.text);
  });
}

void join_prefixes(NameSegment& words) {
  // From the back, so that a joined name can take a prefix of its own.
  for (size_t at = words.size(); at-- > 0;) {
    const std::string& text = words[at].text;
    if (at + 1 == words.size()) continue;
    if (text != "o" && text != "mc" && text != "mac" && text != "d" && text != "fitz") continue;
    if (words[at + 1].text.size() < 2) continue;
    words[at].text += words[at + 1].text;
    words.erase(words.begin() + static_cast<ptrdiff_t>(at) + 1);
  }
}

size_t hyphened_begin(const NameSegment& words, size_t at) {
  while (at > 0 && words[at].hyphened) --at;
  return at;
}

std::string name_text(const NameSegment& words, size_t begin, size_t end) {
  std::string out;
  for (size_t at = begin; at < end; ++at) {
    if (!out.empty()) out.push_back(' ');
    out += words[at].text;
  }
  return out;
}

}  // namespace newlyn::standardise
