// SPDX-License-Identifier: MIT
// Reads a name from left to right; at each place the first spelling of the table that fits gives
// its sounds.
//
// Sounds: A any vowel at the start, P (b p), T (d t), K (g k c q), F (f v ph w at times), S (s z),
// X (sh ch j zh), L, M, N, R, H at the start. A sound is written once where letters repeat it.
#include "standardise/phonetic.h"

#include <algorithm>
#include <array>

namespace newlyn::standardise {
namespace {

constexpr size_t kKeyMax = 8;

struct Spelling {
  std::string_view letters;
  std::string_view sounds;
  char
      where;  // '^' only at the start, '$' only at the end, 'f' only before e, i or y, ' ' anywhere
};

// Longer spellings stand before the shorter ones they begin with.
constexpr std::array<Spelling, 80> kSpellings = {{
    // Silent letters at the start.
    {"kn", "N", '^'},
    {"gn", "N", '^'},
    {"pn", "N", '^'},
    {"ps", "S", '^'},
    {"wr", "R", '^'},
    {"rh", "R", '^'},
    {"wh", "A", '^'},
    {"x", "S", '^'},
    {"mac", "MK", '^'},
    {"mc", "MK", '^'},
    // Four and three letters.
    {"tsch", "X", ' '},
    {"dsch", "X", ' '},
    {"ough", "", '$'},
    {"augh", "", '$'},
    {"eigh", "", ' '},
    {"schw", "XF", ' '},
    {"sch", "X", ' '},
    {"tch", "X", ' '},
    {"dge", "X", ' '},
    {"dgi", "X", ' '},
    {"shch", "X", ' '},
    {"szcz", "X", ' '},
    {"cia", "X", ' '},
    {"cio", "X", ' '},
    {"tia", "X", ' '},
    {"tio", "X", ' '},
    {"sia", "X", ' '},
    {"sio", "X", ' '},
    {"igh", "", ' '},
    {"chr", "KR", ' '},
    {"chl", "KL", ' '},
    {"sce", "S", ' '},
    {"sci", "S", ' '},
    {"scy", "S", ' '},
    {"cqu", "K", ' '},
    {"mps", "MS", ' '},
    {"wsk", "FSK", ' '},
    // Two letters.
    {"ph", "F", ' '},
    {"pf", "F", ' '},
    {"sh", "X", ' '},
    {"ch", "X", ' '},
    {"cz", "X", ' '},
    {"sz", "X", ' '},
    {"zh", "X", ' '},
    {"dj", "X", ' '},
    {"dz", "S", ' '},
    {"tz", "S", ' '},
    {"ts", "S", ' '},
    {"ds", "S", '$'},
    {"th", "T", ' '},
    {"dh", "T", ' '},
    {"bh", "P", ' '},
    {"gh", "K", '^'},
    {"gh", "", ' '},
    {"kh", "K", ' '},
    {"ck", "K", ' '},
    {"cc", "K", ' '},
    {"qu", "K", ' '},
    {"gu", "K", 'v'},
    {"mb", "M", '$'},
    {"gn", "N", ' '},
    {"ll", "L", ' '},
    // One letter.
    {"c", "S", 'f'},
    {"c", "K", ' '},
    {"g", "X", 'f'},
    {"g", "K", ' '},
    {"b", "P", ' '},
    {"p", "P", ' '},
    {"d", "T", ' '},
    {"t", "T", ' '},
    {"k", "K", ' '},
    {"q", "K", ' '},
    {"f", "F", ' '},
    {"v", "F", ' '},
    {"s", "S", ' '},
    {"z", "S", ' '},
    {"x", "KS", ' '},
    {"j", "X", ' '},
    {"l", "L", ' '},
    {"m", "M", ' '},
}};

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool is_front_vowel(char c) { return c == 'e' || c == 'i' || c == 'y'; }

bool fits(const Spelling& spelling, std::string_view name, size_t at) {
  if (name.substr(at, spelling.letters.size()) != spelling.letters) return false;
  const size_t next = at + spelling.letters.size();
  const char after = next < name.size() ? name[next] : 0;
  switch (spelling.where) {
    case '^':
      return at == 0;
    case '$':
      return next == name.size();
    case 'f':
      return is_front_vowel(after);
    case 'v':
      return is_front_vowel(after) || after == 'a';
    default:
      return true;
  }
}

// Adds sounds; one that follows itself without a vowel between them is written once.
void append_sounds(std::string_view sounds, bool after_vowel, std::string& key) {
  for (const char sound : sounds) {
    if (after_vowel || key.empty() || key.back() != sound) key.push_back(sound);
    after_vowel = false;
  }
}

// The sound of a letter without an entry in the table: vowels, h, n, r, w.
std::string_view other_sound(std::string_view name, size_t at) {
  const char c = name[at];
  const char after = at + 1 < name.size() ? name[at + 1] : 0;
  if (c == 'n') return "N";
  if (c == 'r') return "R";
  if (at > 0) return {};
  if (is_vowel(c)) return "A";
  if (c == 'w') return "F";
  return c == 'h' && is_vowel(after) ? "H" : "";
}

}  // namespace

std::string phonetic_key(std::string_view standard_name) {
  std::string name;
  std::copy_if(standard_name.begin(), standard_name.end(), std::back_inserter(name),
               [](char c) { return c >= 'a' && c <= 'z'; });
  std::string key;
  bool after_vowel = false;
  for (size_t at = 0; at < name.size() && key.size() < kKeyMax;) {
    const auto spelling = std::find_if(kSpellings.begin(), kSpellings.end(),
                                       [&](const Spelling& s) { return fits(s, name, at); });
    if (spelling == kSpellings.end()) {
      append_sounds(other_sound(name, at), after_vowel, key);
      after_vowel = is_vowel(name[at]);
      ++at;
    } else {
      append_sounds(spelling->sounds, after_vowel, key);
      // A spelling that is silent, as in "hughes", stands between its neighbours like a vowel.
      after_vowel = spelling->sounds.empty();
      at += spelling->letters.size();
    }
  }
  if (key.size() > kKeyMax) key.resize(kKeyMax);
  return key;
}

}  // namespace newlyn::standardise
