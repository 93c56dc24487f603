// SPDX-License-Identifier: MIT
// Finds the numbers behind the two nouns.
#include "workspace/index/said_words.h"

#include <charconv>
#include <string_view>

namespace newlyn::workspace {
namespace {

/// The sentence with each number behind `noun` put as it is said.
std::string said_behind(std::string_view noun, const index::SaidNumbers& said,
                        const std::string& words) {
  std::string text;
  size_t from = 0;
  for (size_t at = words.find(noun); at != words.npos; at = words.find(noun, from)) {
    const size_t begin = at + noun.size();
    uint64_t number = 0;
    const auto read = std::from_chars(words.data() + begin, words.data() + words.size(), number);
    text += words.substr(from, begin - from);
    from = begin;
    if (read.ec != std::errc()) continue;
    text += std::to_string(said.of(number));
    from = static_cast<size_t>(read.ptr - words.data());
  }
  return text + words.substr(from);
}

}  // namespace

std::string said_words(const index::View& index, const std::string& words) {
  constexpr std::string_view kJudgement = "judgement ";
  constexpr std::string_view kCorrection = "correction ";
  std::string text = words;
  if (text.find(kJudgement) != text.npos) {
    text = said_behind(kJudgement, index.said_judgements(), text);
  }
  if (text.find(kCorrection) != text.npos) {
    text = said_behind(kCorrection, index.said_corrections(), text);
  }
  return text;
}

}  // namespace newlyn::workspace
