// SPDX-License-Identifier: MIT
// "Son of" stands with a stroke between names; what executors act for stands behind an "of".
#include "standardise/name/relation_words.h"

#include <algorithm>
#include <array>
#include <vector>

namespace newlyn::standardise {
namespace {

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string small(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_not_of(" \t", at);
    if (begin == text.npos) break;
    const size_t end = std::min(text.find_first_of(" \t", begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    at = end;
  }
  return words;
}

// How many words at the front say that somebody acts for a person who has died.
size_t words_for_the_dead(const std::vector<std::string_view>& words) {
  constexpr std::array<std::string_view, 13> kRoles = {
      "executor", "executors",      "executrix",       "exor", "exors",          "exec",
      "execs",    "representative", "representatives", "reps", "administrators", "trustees",
      "estate"};
  constexpr std::array<std::string_view, 7> kBetween = {"the",  "and",  "&",       "of",
                                                        "late", "pers", "personal"};
  bool role = false;
  bool of = false;
  size_t count = 0;
  for (; count < words.size(); ++count) {
    const std::string word = small(words[count]);
    if (is_one_of(kRoles, word)) {
      role = true;
    } else if (!is_one_of(kBetween, word)) {
      break;
    }
    of = of || word == "of";
  }
  return role && of && count < words.size() ? count : 0;
}

}  // namespace

std::string without_relation_words(std::string_view text) {
  // Hardly any name has these, and there are many names.
  const bool stroke = text.find('/') != text.npos;
  const bool of = text.find(" of ") != text.npos || text.find(" OF ") != text.npos ||
                  text.find(" Of ") != text.npos;
  if (!stroke && !of) return std::string(text);
  constexpr std::array<std::string_view, 5> kKin = {"s/o", "d/o", "w/o", "a/l", "a/p"};
  const std::vector<std::string_view> words = words_of(text);
  std::string out;
  for (size_t i = of ? words_for_the_dead(words) : 0; i < words.size(); ++i) {
    const bool between = i > 0 && i + 1 < words.size();
    if (between && is_one_of(kKin, small(words[i]))) continue;
    out += (out.empty() ? "" : " ") + std::string(words[i]);
  }
  return out;
}

}  // namespace newlyn::standardise
