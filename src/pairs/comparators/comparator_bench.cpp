// SPDX-License-Identifier: MIT
// How long the comparators take over pairs of texts: `comparator_bench pairs.tsv ROUNDS`, two texts
// a line, divided by a tab. Prints one JSON object: for each comparator the seconds of its quickest
// round and the sum of its answers. Nothing is prepared beforehand and nothing remembered.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "pairs/comparators/edit_distance.h"
#include "pairs/comparators/jaro.h"

namespace {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

TextPairs read_pairs(const char* path) {
  TextPairs pairs;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    pairs.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return pairs;
}

/// Prints the quickest of some rounds of one comparator.
template <typename Compare>
void measure(const char* name, const TextPairs& pairs, int rounds, Compare compare) {
  double quickest = 0;
  double sum = 0;
  for (int round = 0; round < rounds; ++round) {
    sum = 0;
    const double begin = newlyn::monotonic_seconds();
    for (const auto& [left, right] : pairs) sum += static_cast<double>(compare(left, right));
    const double spent = newlyn::monotonic_seconds() - begin;
    quickest = round == 0 ? spent : std::min(quickest, spent);
  }
  std::printf("\"%s\": {\"seconds\": %.6f, \"sum\": %.6f}", name, quickest, sum);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("Usage: comparator_bench PAIRS.tsv ROUNDS\n", stderr);
    return 2;
  }
  const TextPairs pairs = read_pairs(arguments[1]);
  const int rounds = std::max(1, std::atoi(arguments[2]));
  std::printf("{\"pairs\": %zu, ", pairs.size());
  measure("levenshtein", pairs, rounds, newlyn::pairs::levenshtein);
  std::printf(", ");
  measure("damerau_levenshtein", pairs, rounds, newlyn::pairs::damerau_levenshtein);
  std::printf(", ");
  measure("jaro", pairs, rounds, newlyn::pairs::jaro_similarity);
  std::printf(", ");
  measure("jaro_winkler", pairs, rounds, newlyn::pairs::jaro_winkler_similarity);
  std::printf("}\n");
  return 0;
}
