// SPDX-License-Identifier: MIT
// Looks for the words of the lexicon that mean "not known" among the words of a name.
#include "standardise/name/unknown_parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr std::string_view kMark = "unknown";
constexpr size_t kPhraseWordsMax = 3;

struct Piece {
  std::string_view text;  // with the white space before it
  std::string_view word;  // in the text, without commas
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t word = std::min(text.find_first_not_of(" \t", begin), text.size());
    size_t end = word;
    while (end < text.size() && text[end] != ' ' && text[end] != '\t') ++end;
    std::string_view bare = text.substr(word, end - word);
    while (bare.ends_with(',')) bare.remove_suffix(1);
    if (end > word) pieces.push_back({text.substr(begin, end - begin), bare});
    begin = end;
  }
  return pieces;
}

// Few names begin like a phrase for "not known"; the others need no look into the lexicon.
bool may_begin(std::string_view word) {
  constexpr std::array<std::string_view, 11> kBegins = {"unk", "n/a",  "n.a", "tbc", "tba", "tbd",
                                                        "not", "none", "no",  "nk",  "n/k"};
  std::string small;
  for (const char c : word.substr(0, 4)) {
    small += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return std::any_of(kBegins.begin(), kBegins.end(),
                     [&](std::string_view begin) { return small.starts_with(begin); });
}

// How many pieces from `at` on say together that something is not known.
size_t phrase_at(const std::vector<Piece>& pieces, size_t at) {
  if (!may_begin(pieces[at].word)) return 0;
  for (size_t length = std::min(kPhraseWordsMax, pieces.size() - at); length > 0; --length) {
    std::string phrase;
    bool initials = false;  // "N A" are two initials, "N/A" is none
    for (size_t i = at; i < at + length; ++i) {
      initials = initials || (length > 1 && pieces[i].word.size() < 2);
      phrase += std::string(pieces[i].word) + ' ';
    }
    if (!initials && placeholders().find(fold_words(phrase)) == "any") return length;
  }
  return 0;
}

std::string without_mark(const std::string& part) {
  std::string kept;
  for (const std::string_view word : split_words(part)) {
    if (word == kMark) continue;
    if (!kept.empty()) kept += ' ';
    kept += word;
  }
  return kept;
}

}  // namespace

std::string mark_unknown_parts(std::string_view text) {
  const std::vector<Piece> pieces = pieces_of(text);
  std::string marked;
  for (size_t at = 0; at < pieces.size();) {
    const size_t length = phrase_at(pieces, at);
    if (length == 0) {
      marked += pieces[at++].text;
      continue;
    }
    const Piece& last = pieces[at + length - 1];
    if (!marked.empty()) marked += ' ';
    marked += kMark;
    if (last.text.ends_with(',')) marked += ',';
    at += length;
  }
  return marked;
}

void clear_unknown_parts(PersonName& name) {
  if (name.given.starts_with(kMark)) {
    // "N/A Jane" in a column of given names: what follows are further names.
    const std::string further = without_mark(name.given);
    name.given.clear();
    if (name.middle.empty()) name.middle = further;
  }
  name.middle = without_mark(name.middle);
  name.family = without_mark(name.family);
}

}  // namespace newlyn::standardise
