// SPDX-License-Identifier: MIT
// Slips of the keys, the ear and the scanner.
#include "synthetic/people/faults.h"

#include <utility>
#include <vector>

namespace newlyn::synthetic {
namespace {

using Pairs = std::span<const std::pair<std::string_view, std::string_view>>;

// What sounds alike, and what looks alike, in either direction.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kSounds = {{
    {"ph", "f"},  {"ck", "k"}, {"c", "k"},     {"s", "z"},   {"ie", "y"},  {"ea", "ee"},
    {"ei", "ie"}, {"th", "t"}, {"son", "sen"}, {"er", "or"}, {"an", "en"}, {"ai", "ay"},
    {"oo", "u"},  {"wh", "w"}, {"kn", "n"},    {"mb", "m"},  {"ou", "ow"}, {"x", "ks"},
    {"v", "w"},   {"j", "g"},  {"le", "el"},   {"m", "n"},   {"d", "t"},   {"b", "p"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kShapes = {{
    {"rn", "m"},
    {"cl", "d"},
    {"l", "1"},
    {"i", "l"},
    {"o", "0"},
    {"vv", "w"},
    {"h", "b"},
    {"e", "c"},
    {"S", "5"},
    {"B", "8"},
    {"n", "u"},
    {"O", "0"},
    {"I", "l"},
    {"t", "f"},
}};

constexpr std::array<std::string_view, 26> kNeighbours = {
    "qwsz",   "vghn",  "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko",
    "huikmn", "jiolm", "kop",  "njk",    "bhjm", "iklp",   "ol",     "wa",     "edft",
    "awedxz", "rfgy",  "yhji", "cfgb",   "qase", "zsdc",   "tghu",   "asx"};

bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }

bool is_letter(char letter) { return is_lower(letter) || (letter >= 'A' && letter <= 'Z'); }

char neighbour(char letter, Random& random) {
  const bool lower = is_lower(letter);
  const std::string_view near = kNeighbours[static_cast<size_t>(letter - (lower ? 'a' : 'A'))];
  const char drawn = near[random.below(near.size())];
  return lower ? drawn : static_cast<char>(drawn - 'a' + 'A');
}

// Puts one half of a pair for the other where that is possible; empty when it is not.
std::string rewritten(const std::string& text, Pairs pairs, Random& random) {
  const size_t start = random.below(pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    auto [from, to] = pairs[(start + i) % pairs.size()];
    if (chance(random, 5000)) std::swap(from, to);
    const size_t at = text.find(from, 1);
    if (at == std::string::npos) continue;
    std::string changed = text;
    changed.replace(at, from.size(), to);
    return changed;
  }
  return {};
}

std::vector<size_t> letters_of(const std::string& text) {
  std::vector<size_t> letters;
  for (size_t at = 0; at < text.size(); ++at) {
    if (is_letter(text[at])) letters.push_back(at);
  }
  return letters;
}

}  // namespace

std::string keyed(const std::string& text, Random& random) {
  const std::vector<size_t> letters = letters_of(text);
  if (letters.size() < 3) return text;
  const size_t at = letters[1 + random.below(letters.size() - 1)];
  std::string changed = text;
  switch (between(random, 0, 3)) {
    case 0:
      changed[at] = neighbour(text[at], random);
      break;
    case 1:
      changed.erase(at, 1);
      break;
    case 2:
      changed.insert(at, 1, text[at]);
      break;
    default:
      if (is_letter(text[at - 1])) std::swap(changed[at - 1], changed[at]);
  }
  return changed;
}

std::string misheard(const std::string& text, Random& random) {
  std::string changed = rewritten(text, kSounds, random);
  return changed.empty() ? text : changed;
}

std::string misread(const std::string& text, Random& random) {
  std::string changed = rewritten(text, kShapes, random);
  return changed.empty() ? text : changed;
}

std::string slipped(const std::string& text, Random& random) {
  const std::vector<size_t> letters = letters_of(text);
  if (letters.size() < 3) return text;
  const size_t at = letters[1 + random.below(letters.size() - 1)];  // the first letter mostly holds
  std::string changed = text;
  const int kind = between(random, 0, 9);
  if (kind < 2) {
    changed[at] = neighbour(text[at], random);
  } else if (kind < 4) {
    changed.erase(at, 1);
  } else if (kind == 4) {
    changed.insert(at, 1, text[at]);
  } else if (kind == 5 && at + 1 < text.size() && is_letter(text[at + 1])) {
    std::swap(changed[at], changed[at + 1]);
  } else if (kind == 6) {
    changed[letters[0]] = neighbour(text[letters[0]], random);
  } else {
    const std::string other =
        kind == 7 ? rewritten(text, kShapes, random) : rewritten(text, kSounds, random);
    if (!other.empty()) return other;
    changed.erase(at, 1);
  }
  return changed;
}

std::string digit_changed(std::string text, Random& random) {
  std::vector<size_t> digits;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] >= '0' && text[at] <= '9') digits.push_back(at);
  }
  if (digits.empty()) return text;
  const size_t at = digits[random.below(digits.size())];
  text[at] = static_cast<char>('0' + (text[at] - '0' + between(random, 1, 9)) % 10);
  return text;
}

}  // namespace newlyn::synthetic
