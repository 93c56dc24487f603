// SPDX-License-Identifier: MIT
// Parses whole names.
//
// 1. "Family, Given Middle": what stands before the comma is the family name, unless what follows
//    is only suffixes or ranks.
// 2. Without a comma the family name stands last, with the particles before it; two usual Spanish
//    family names at the end are both family names.
// 3. Family first without a comma: names in Chinese or Korean letters; Russian names that end in a
//    patronymic; a first word in capitals where the others are not.
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "standardise/name/name_words.h"
#include "standardise/name/person_name.h"
#include "standardise/name/relation_words.h"
#include "standardise/name/unknown_parts.h"
#include "standardise/nicknames.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kNameBytesMax = 1000;

bool is_east_asian(UChar32 point) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(point, &status);
  return script == USCRIPT_HAN || script == USCRIPT_HANGUL;
}

// The code points of a name written only in Chinese or Korean letters without a space, as UTF-8.
std::vector<std::string> east_asian_letters(std::string_view text) {
  std::vector<std::string> letters;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    const int32_t begin = at;
    UChar32 point = 0;
    U8_NEXT(bytes, at, length, point);
    if (point < 0 || !is_east_asian(point)) return {};
    letters.emplace_back(text.substr(static_cast<size_t>(begin), static_cast<size_t>(at - begin)));
  }
  return letters;
}

// Family name first: one letter, or two for the few double family names.
PersonName parse_east_asian(const std::vector<std::string>& letters) {
  constexpr std::array<std::string_view, 12> kDouble = {"欧阳", "歐陽", "司马", "司馬",
                                                        "上官", "诸葛", "諸葛", "东方",
                                                        "皇甫", "尉迟", "公孙", "令狐"};
  const bool two = letters.size() > 2 && std::find(kDouble.begin(), kDouble.end(),
                                                   letters[0] + letters[1]) != kDouble.end();
  const size_t family = two ? 2 : 1;
  PersonName name;
  for (size_t at = 0; at < letters.size(); ++at) {
    (at < family ? name.family : name.given) += compact(fold_ascii(letters[at]));
  }
  return name;
}

bool is_cyrillic(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 point = 0;
    U8_NEXT(bytes, at, length, point);
    if (point >= 0x400 && point < 0x530) return true;
  }
  return false;
}

bool is_patronymic(std::string_view word) {
  return word.ends_with("ovich") || word.ends_with("evich") || word.ends_with("ovna") ||
         word.ends_with("evna") || word.ends_with("ichna");
}

// Words at the front that are written in capitals although the others are not.
size_t leading_capitals(const NameSegment& words) {
  size_t count = 0;
  while (count < words.size() && words[count].capitals && words[count].text.size() >= 3 &&
         !words[count].dotted) {
    ++count;
  }
  return count < words.size() ? count : 0;
}

bool is_particle(const NameWord& word) { return particles().has(word.text); }

// Where the family name begins when it stands last.
size_t family_begin(const NameSegment& words) {
  size_t begin = hyphened_begin(words, words.size() - 1);
  if (begin + 1 == words.size() && words.size() >= 3 && family_endings().has(words[begin].text) &&
      family_endings().has(words[begin - 1].text)) {
    --begin;
  }
  // Spanish "Garcia y Lopez" and Portuguese "Silva e Souza" hold together.
  if (begin >= 3 && (words[begin - 1].text == "y" || words[begin - 1].text == "e")) begin -= 2;
  while (begin > 1 && is_particle(words[begin - 1]) && words[begin - 1].text.size() > 1) --begin;
  return begin;
}

void set_given(const NameSegment& words, size_t begin, PersonName& name) {
  if (begin >= words.size()) return;
  name.given = name_text(words, begin, begin + 1);
  name.middle = name_text(words, begin + 1, words.size());
}

PersonName parse_family_first(NameSegment family, NameSegment given, bool mixed_case) {
  PersonName name;
  drop_titles(family, 1, family.size());
  name.generation = drop_suffixes(family, 1, mixed_case);
  drop_titles(given, 1, 2);
  const std::string_view generation = drop_suffixes(given, 1, mixed_case);
  if (!generation.empty()) name.generation = generation;
  // "Smith, van der": particles after the comma belong to the family name.
  NameSegment particles_of_family;
  while (given.size() > 1 && is_particle(given.back()) && given.back().text.size() > 1) {
    particles_of_family.insert(particles_of_family.begin(), given.back());
    given.pop_back();
  }
  family.insert(family.begin(), particles_of_family.begin(), particles_of_family.end());
  join_prefixes(family);
  name.family = name_text(family, 0, family.size());
  set_given(given, 0, name);
  return name;
}

// One word, or one hyphened name.
PersonName parse_single(const NameSegment& words) {
  PersonName name;
  const bool given = !name_groups(words.front().text).empty();
  if (given) set_given(words, 0, name);
  if (!given) name.family = name_text(words, 0, words.size());
  return name;
}

// "Anne Senior": spelled out, these are family names too, and here there is no other.
bool ends_in_family_name_senior(const NameSegment& words) {
  return words.size() == 2 && (words[1].text == "senior" || words[1].text == "junior");
}

PersonName parse_given_first(NameSegment words, std::string_view text) {
  const bool mixed_case = is_mixed_case(text);
  const size_t words_before = words.size();
  drop_titles(words, 1, 2);
  PersonName name;
  name.generation = drop_suffixes(words, ends_in_family_name_senior(words) ? 2 : 1, mixed_case);
  const bool titled = words.size() < words_before;
  join_prefixes(words);
  if (hyphened_begin(words, words.size() - 1) == 0) {
    if (!titled) return parse_single(words);
    name.family = name_text(words, 0, words.size());  // "Mrs Smith"
    return name;
  }
  size_t family_end = leading_capitals(words);
  if (words.size() == 3 && is_cyrillic(text) && is_patronymic(words[2].text)) family_end = 1;
  if (family_end > 0) {
    name.family = name_text(words, 0, family_end);
    set_given(words, family_end, name);
    return name;
  }
  const size_t begin = family_begin(words);
  name.family = name_text(words, begin, words.size());
  words.erase(words.begin() + static_cast<ptrdiff_t>(begin), words.end());
  set_given(words, 0, name);
  return name;
}

// Takes out suffixes and ranks between or after commas, which are no names. Gives the generation
// that one of them tells.
std::string drop_suffix_segments(std::vector<NameSegment>& segments) {
  std::string generation;
  for (size_t at = segments.size(); at-- > 1;) {
    if (!is_suffix_segment(segments[at])) continue;
    // "3rd baronet" counts the holders of a title, not those of a name.
    const bool rank = is_digit(segments[at].front().text.front());
    for (const NameWord& word : segments[at]) {
      const std::string_view told = rank ? std::string_view() : generation_of(word.text);
      if (!told.empty()) generation = told;
    }
    segments.erase(segments.begin() + static_cast<ptrdiff_t>(at));
  }
  return generation;
}

PersonName parse_segments(const std::vector<NameSegment>& segments, std::string_view text) {
  NameSegment given;
  for (size_t at = 1; at < segments.size(); ++at) {
    given.insert(given.end(), segments[at].begin(), segments[at].end());
  }
  if (given.empty()) return parse_given_first(segments.front(), text);
  return parse_family_first(segments.front(), given, is_mixed_case(text));
}

}  // namespace

PersonName parse_full_name(std::string_view text) {
  if (text.size() > kNameBytesMax) text = text.substr(0, kNameBytesMax);
  const std::vector<std::string> letters = east_asian_letters(text);
  if (letters.size() >= 2 && letters.size() <= 4) return parse_east_asian(letters);
  const std::string marked = mark_unknown_parts(without_relation_words(text));
  std::vector<NameSegment> segments = split_name(marked);
  std::string generation = drop_suffix_segments(segments);
  if (segments.front().empty()) return {};
  PersonName name = parse_segments(segments, marked);
  if (name.generation.empty()) name.generation = std::move(generation);
  clear_unknown_parts(name);
  return name;
}

}  // namespace newlyn::standardise
