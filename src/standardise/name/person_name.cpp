// SPDX-License-Identifier: MIT
// Standardises the parts of a name that stand in columns of their own.
#include "standardise/name/person_name.h"

#include "standardise/name/name_words.h"
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

PersonName standardise_given_name(std::string_view text) {
  NameSegment words = all_words(text);
  // Titles that are also names stay in a column of given names: "Prince", "Earl", "Major".
  drop_titles(words, 1, words.size());
  NameSegment initials;
  drop_suffixes(words, 1, is_mixed_case(text));
  while (words.size() > 1 && words.back().text.size() == 1) {
    initials.insert(initials.begin(), words.back());
    words.pop_back();
    drop_suffixes(words, 1, is_mixed_case(text));
  }
  if (words.size() == 1 && titles().find(words[0].text) == "always") return {};
  return {name_text(words, 0, words.size()), name_text(initials, 0, initials.size()), {}};
}

std::string standardise_middle_name(std::string_view text) {
  NameSegment words = all_words(text);
  drop_titles(words, 1, words.size());
  drop_suffixes(words, 1, is_mixed_case(text));
  return name_text(words, 0, words.size());
}

std::string standardise_family_name(std::string_view text) {
  NameSegment words = all_words(text);
  // A joined prefix can look like a suffix ("d be"), so both rules run until neither applies.
  size_t before = words.size() + 1;
  while (words.size() < before) {
    before = words.size();
    drop_suffixes(words, 1, is_mixed_case(text));
    join_prefixes(words);
  }
  return name_text(words, 0, words.size());
}

}  // namespace newlyn::standardise
