// SPDX-License-Identifier: MIT
// A table of Khmer letters by code point and the walk over a word.
#include "standardise/text/khmer.h"

#include <array>
#include <string_view>

namespace newlyn::standardise {
namespace {

constexpr UChar32 kFirstConsonant = 0x1780;
constexpr UChar32 kLastConsonant = 0x17A2;
constexpr UChar32 kFirstVowel = 0x17B6;
constexpr UChar32 kLastVowel = 0x17C5;
constexpr UChar32 kJoiner = 0x17D2;

struct Consonant {
  std::u16string_view latin;
  bool second_series;
};

constexpr std::array<Consonant, 35> kConsonants = {{
    {u"k", false},   {u"kh", false}, {u"k", true},   {u"kh", true},  {u"ng", true},  {u"ch", false},
    {u"chh", false}, {u"ch", true},  {u"chh", true}, {u"nh", true},  {u"d", false},  {u"th", false},
    {u"d", true},    {u"th", true},  {u"n", false},  {u"t", false},  {u"th", false}, {u"t", true},
    {u"th", true},   {u"n", true},   {u"b", false},  {u"ph", false}, {u"p", true},   {u"ph", true},
    {u"m", true},    {u"y", true},   {u"r", true},   {u"l", true},   {u"v", true},   {u"sh", false},
    {u"ss", false},  {u"s", false},  {u"h", false},  {u"l", false},  {u"", false},
}};

struct Vowel {
  std::u16string_view first_series;
  std::u16string_view second_series;
};

constexpr std::array<Vowel, 16> kVowels = {{
    {u"a", u"a"},
    {u"e", u"i"},
    {u"ei", u"y"},
    {u"oe", u"i"},
    {u"eu", u"eu"},
    {u"o", u"u"},
    {u"o", u"u"},
    {u"uo", u"uo"},
    {u"aeu", u"eu"},
    {u"eua", u"eua"},
    {u"ie", u"ie"},
    {u"e", u"e"},
    {u"ae", u"e"},
    {u"ai", u"ey"},
    {u"ao", u"o"},
    {u"au", u"ov"},
}};

void append(icu::UnicodeString& out, std::u16string_view text) {
  out.append(text.data(), static_cast<int32_t>(text.size()));
}

bool is_consonant(UChar32 point) { return point >= kFirstConsonant && point <= kLastConsonant; }
bool is_vowel(UChar32 point) { return point >= kFirstVowel && point <= kLastVowel; }

}  // namespace

icu::UnicodeString romanise_khmer(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  bool second_series = false;
  bool found = false;
  for (int32_t at = 0; at < text.length(); ++at) {
    const UChar32 point = text[at];
    const UChar32 next = at + 1 < text.length() ? text[at + 1] : 0;
    if (is_consonant(point)) {
      found = true;
      const Consonant& consonant = kConsonants[static_cast<size_t>(point - kFirstConsonant)];
      second_series = consonant.second_series;
      append(out, consonant.latin);
      // The vowel inside a consonant is heard between it and a following written consonant.
      if (is_consonant(next)) append(out, second_series ? u"o" : u"a");
    } else if (is_vowel(point)) {
      const Vowel& vowel = kVowels[static_cast<size_t>(point - kFirstVowel)];
      append(out, second_series ? vowel.second_series : vowel.first_series);
    } else if (point == 0x17C6) {
      append(out, u"m");
    } else if (point == 0x17C7) {
      append(out, u"h");
    } else if (point != kJoiner && (point < 0x17C8 || point > 0x17DD)) {
      out.append(static_cast<char16_t>(point));
    }
  }
  return found ? out : text;
}

}  // namespace newlyn::standardise
