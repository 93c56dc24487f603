// SPDX-License-Identifier: MIT
// Looks for the longest run of header words that names a kind of identifier.
#include "standardise/columns/identifier_type.h"

#include <array>
#include <vector>

#include "standardise/columns/own_name.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

// The type of joined words, with or without a word for "number" at their end.
std::string_view type_of(std::string_view joined) {
  constexpr std::array<std::string_view, 6> kNumberWords = {"number", "num", "nbr",
                                                            "no",     "nr",  "id"};
  while (!joined.empty() && is_digit(joined.back())) {
    if (const std::string_view type = identifier_types().find(joined); !type.empty()) return type;
    joined.remove_suffix(1);
  }
  if (const std::string_view type = identifier_types().find(joined); !type.empty()) return type;
  for (const std::string_view word : kNumberWords) {
    if (!joined.ends_with(word)) continue;
    const std::string_view rest = joined.substr(0, joined.size() - word.size());
    if (const std::string_view type = identifier_types().find(rest); !type.empty()) return type;
  }
  return {};
}

}  // namespace

std::string_view identifier_type(std::string_view column_name) {
  const std::string folded = column_words(column_name);
  const std::vector<std::string_view> words = split_words(folded);
  for (size_t length = words.size(); length > 0; --length) {
    for (size_t begin = 0; begin + length <= words.size(); ++begin) {
      std::string joined;
      for (size_t at = begin; at < begin + length; ++at) joined += words[at];
      if (const std::string_view type = type_of(joined); !type.empty()) return type;
    }
  }
  return {};
}

}  // namespace newlyn::standardise
