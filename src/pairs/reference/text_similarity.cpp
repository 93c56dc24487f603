// SPDX-License-Identifier: MIT
// Similarities straight from their definitions.
#include "pairs/reference/text_similarity.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace newlyn::pairs::reference {
namespace {

using Words = std::set<std::string>;

Words words_of(std::string_view text) {
  Words words;
  std::string word;
  for (const char letter : text) {
    if (letter != ' ') {
      word += letter;
      continue;
    }
    if (!word.empty()) words.insert(word);
    word.clear();
  }
  if (!word.empty()) words.insert(word);
  return words;
}

float word_weight(const std::vector<std::string>& values, const std::string& word) {
  double records = 0;
  double holders = 0;
  for (const std::string& value : values) {
    if (value.empty()) continue;
    ++records;
    if (words_of(value).contains(word)) ++holders;
  }
  return std::max(0.1F, static_cast<float>(std::log(records / holders)));
}

}  // namespace

double jaro_similarity(std::string_view left, std::string_view right) {
  if (left == right && !left.empty()) return 1;
  const auto longer = static_cast<std::ptrdiff_t>(std::max(left.size(), right.size()));
  const std::ptrdiff_t window = std::max<std::ptrdiff_t>(0, longer / 2 - 1);
  std::vector<bool> taken(right.size(), false);
  std::string common_left;
  for (size_t i = 0; i < left.size(); ++i) {
    for (size_t j = 0; j < right.size(); ++j) {
      const auto apart = static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(j);
      if (taken[j] || left[i] != right[j] || std::abs(apart) > window) continue;
      taken[j] = true;
      common_left += left[i];
      break;
    }
  }
  std::string common_right;
  for (size_t j = 0; j < right.size(); ++j) {
    if (taken[j]) common_right += right[j];
  }
  if (common_left.empty()) return 0;
  int moved = 0;
  for (size_t i = 0; i < common_left.size(); ++i) moved += common_left[i] != common_right[i];
  const auto matches = static_cast<double>(common_left.size());
  return (matches / static_cast<double>(left.size()) + matches / static_cast<double>(right.size()) +
          (matches - moved / 2) / matches) /
         3;
}

double jaro_winkler_similarity(std::string_view left, std::string_view right) {
  const double jaro = reference::jaro_similarity(left, right);
  if (jaro <= 0.7) return jaro;
  int prefix = 0;
  for (size_t i = 0; i < 4 && i < left.size() && i < right.size(); ++i) {
    if (left[i] != right[i]) break;
    ++prefix;
  }
  return jaro + prefix * 0.1 * (1 - jaro);
}

double jaccard_letters(std::string_view left, std::string_view right) {
  const std::set<char> a(left.begin(), left.end());
  const std::set<char> b(right.begin(), right.end());
  std::set<char> either = a;
  either.insert(b.begin(), b.end());
  if (either.empty()) return 1;
  const auto common = std::count_if(a.begin(), a.end(), [&](char c) { return b.contains(c); });
  return static_cast<double>(common) / static_cast<double>(either.size());
}

double word_share(const std::vector<std::string>& values, std::string_view left,
                  std::string_view right) {
  const Words a = words_of(left);
  const Words b = words_of(right);
  double common = 0;
  double total = 0;
  for (const std::string& word : a) {
    total += word_weight(values, word);
    if (b.contains(word)) common += word_weight(values, word);
  }
  for (const std::string& word : b) total += word_weight(values, word);
  return total == 0 ? 0 : common / (total / 2);
}

bool one_word_common(std::string_view left, std::string_view right) {
  const Words b = words_of(right);
  for (const std::string& word : words_of(left)) {
    if (b.contains(word)) return true;
  }
  return false;
}

}  // namespace newlyn::pairs::reference
