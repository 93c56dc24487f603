// SPDX-License-Identifier: MIT
// Looks the word for a sex up, with the reading of its column for codes of one character.
#include "standardise/name/sex.h"

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {

std::string standardise_sex(std::string_view text, const SexCodes& codes) {
  std::string words = fold_words(text);
  // "1.0": a code that went through a column of decimals.
  if (words == "1 0" || words == "2 0") words.resize(1);
  if (words == "h") return codes.spanish || codes.french ? "m" : "";
  if (words == "m" && codes.spanish) return "f";
  if (words == "v") return codes.spanish ? "m" : "f";  // varón; vrouw
  if (words == "k") return "f";                        // kvinna, kobieta, Kadın
  if (codes.numbers && words == "1") return "m";
  if (codes.numbers && words == "2") return "f";
  const std::string_view found = sexes().find(words);
  if (!found.empty()) return std::string(found);
  const std::string_view first = std::string_view(words).substr(0, words.find(' '));
  return std::string(first == words ? std::string_view() : sexes().find(first));
}

}  // namespace newlyn::standardise
