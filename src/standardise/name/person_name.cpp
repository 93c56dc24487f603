// SPDX-License-Identifier: MIT
// Standardises the parts of a name that stand in columns of their own.
#include "standardise/name/person_name.h"

#include "standardise/name/name_words.h"
#include "standardise/name/unknown_parts.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

// All words of the value in one segment, commas ignored.
NameSegment all_words(std::string_view text) {
  NameSegment words;
  for (NameSegment& segment : split_name(text)) {
    words.insert(words.end(), segment.begin(), segment.end());
  }
  drop_former_name(words);
  return words;
}

}  // namespace

PersonName standardise_given_name(std::string_view raw) {
  const std::string text = mark_unknown_parts(raw);
  NameSegment words = all_words(text);
  // Titles that are also names stay in a column of given names: "Prince", "Earl", "Major".
  drop_titles(words, 1, words.size());
  NameSegment initials;
  PersonName name;
  const auto drop = [&] {
    const std::string_view told = drop_suffixes(words, 1, is_mixed_case(text));
    if (!told.empty()) name.generation = told;
  };
  drop();
  while (words.size() > 1 && words.back().text.size() == 1) {
    initials.insert(initials.begin(), words.back());
    words.pop_back();
    drop();
  }
  if (words.size() == 1 && titles().find(words[0].text) == "always") return {};
  if (words.empty()) return name;
  words.insert(words.end(), initials.begin(), initials.end());
  name.given = name_text(words, 0, 1);
  name.middle = name_text(words, 1, words.size());
  clear_unknown_parts(name);
  return name;
}

PersonName standardise_middle_name(std::string_view text) {
  NameSegment words = all_words(text);
  drop_titles(words, 1, words.size());
  PersonName name;
  name.generation = drop_suffixes(words, 1, is_mixed_case(text));
  name.middle = name_text(words, 0, words.size());
  return name;
}

PersonName standardise_family_name(std::string_view text) {
  NameSegment words = all_words(text);
  PersonName name;
  // A joined prefix can look like a suffix ("d be"), so both rules run until neither applies.
  size_t before = words.size() + 1;
  while (words.size() < before) {
    before = words.size();
    const std::string_view told = drop_suffixes(words, 1, is_mixed_case(text));
    if (!told.empty()) name.generation = told;
    join_prefixes(words);
  }
  name.family = name_text(words, 0, words.size());
  return name;
}

bool read_generation(std::string_view text, std::string& generation) {
  bool understood = true;
  for (const NameWord& word : all_words(text)) {
    const bool number = word.text.size() == 1 && word.text[0] >= '1' && word.text[0] <= '9';
    // In a column of suffixes a lone letter is a numeral, no initial.
    const std::string_view told = number             ? std::string_view(word.text)
                                  : word.text == "i" ? "1"
                                  : word.text == "v" ? "5"
                                                     : generation_of(word.text);
    if (generation.empty()) generation = told;
    understood = understood && (!told.empty() || suffixes().has(word.text));
  }
  return understood;
}

}  // namespace newlyn::standardise
