// SPDX-License-Identifier: MIT
// Edit distances straight from their definitions.
#include "pairs/reference/text_distance.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace newlyn::pairs::reference {
namespace {

using Table = std::vector<std::vector<size_t>>;

/// A table of distances between prefixes whose edges, prefixes against nothing, are filled.
Table table_for(std::string_view left, std::string_view right) {
  Table table(left.size() + 1, std::vector<size_t>(right.size() + 1, 0));
  for (size_t i = 0; i <= left.size(); ++i) table[i][0] = i;
  for (size_t j = 0; j <= right.size(); ++j) table[0][j] = j;
  return table;
}

size_t edited(const Table& table, size_t i, size_t j, bool same) {
  return std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (same ? 0 : 1)});
}

/// The last place before `end`, counted from 1, where `text` has `letter`; 0 when none.
size_t last_place(std::string_view text, char letter, size_t end) {
  for (size_t place = end; place >= 1; --place) {
    if (text[place - 1] == letter) return place;
  }
  return 0;
}

}  // namespace

size_t levenshtein(std::string_view left, std::string_view right) {
  Table table = table_for(left, right);
  for (size_t i = 1; i <= left.size(); ++i) {
    for (size_t j = 1; j <= right.size(); ++j) {
      table[i][j] = edited(table, i, j, left[i - 1] == right[j - 1]);
    }
  }
  return table[left.size()][right.size()];
}

size_t damerau_levenshtein(std::string_view left, std::string_view right) {
  Table table = table_for(left, right);
  for (size_t i = 1; i <= left.size(); ++i) {
    for (size_t j = 1; j <= right.size(); ++j) {
      table[i][j] = edited(table, i, j, left[i - 1] == right[j - 1]);
      const size_t k = last_place(left, right[j - 1], i - 1);
      const size_t l = last_place(right, left[i - 1], j - 1);
      if (k == 0 || l == 0) continue;
      // left[k] and left[i] change places; what stands between them goes and comes.
      const size_t swapped = table[k - 1][l - 1] + (i - k - 1) + 1 + (j - l - 1);
      table[i][j] = std::min(table[i][j], swapped);
    }
  }
  return table[left.size()][right.size()];
}

bool within_one_edit(std::string_view left, std::string_view right) {
  if (left == right) return true;
  const std::string text(left);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string shorter = text;
    shorter.erase(i, 1);
    if (shorter == right) return true;
    std::string swapped = text;
    if (i + 1 < text.size()) std::swap(swapped[i], swapped[i + 1]);
    if (swapped == right) return true;
  }
  for (const char letter : std::set<char>(right.begin(), right.end())) {
    for (size_t i = 0; i <= text.size(); ++i) {
      std::string longer = text;
      longer.insert(i, 1, letter);
      if (longer == right) return true;
      std::string replaced = text;
      if (i < text.size()) replaced[i] = letter;
      if (replaced == right) return true;
    }
  }
  return false;
}

}  // namespace newlyn::pairs::reference
