// SPDX-License-Identifier: MIT
// Takes legal forms off names of organisations.
#include "standardise/name/organisation.h"

#include <algorithm>
#include <array>
#include <vector>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

// Joins runs of single letters: "a b c" to "abc".
std::string join_letters(const std::vector<std::string_view>& parts) {
  std::string out;
  bool single_before = false;
  for (const std::string_view part : parts) {
    const bool single = part.size() == 1 && is_letter(part.front());
    if (!out.empty() && !(single && single_before)) out.push_back(' ');
    out += part;
    single_before = single;
  }
  return out;
}

bool contains(std::initializer_list<std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Legal forms that stand before the name in their countries.
bool is_leading_form(std::string_view word) {
  return contains(
      {"ooo", "oao", "zao", "pao", "ao", "pt", "sarl", "sas", "sa", "sci", "eurl", "tov"}, word);
}

}  // namespace

std::string standardise_organisation(std::string_view text) {
  const std::string words = fold_words(text);
  const std::string joined = join_letters(split_words(words));
  std::vector<std::string_view> parts = split_words(joined);
  while (parts.size() > 1 && (legal_forms().has(parts.back()) || parts.back() == "and")) {
    parts.pop_back();
  }
  while (parts.size() > 1 && (parts.front() == "the" || is_leading_form(parts.front()))) {
    parts.erase(parts.begin());
  }
  return join_words(parts);
}

bool is_organisation_name(std::string_view text) {
  const std::string words = fold_words(text);
  const size_t space = words.rfind(' ');
  return space != std::string::npos &&
         legal_forms().find(std::string_view(words).substr(space + 1)) == "sure";
}

std::string standardise_entity_type(std::string_view text) {
  const std::string words = fold_words(text);
  if (contains({"person", "p", "individual", "natural person", "human", "people", "i", "per",
                "private individual", "citizen", "persona", "personne", "natuerliche person"},
               words)) {
    return "person";
  }
  if (contains({"organisation", "organization", "o",           "org",
                "company",      "business",     "c",           "legal",
                "legal person", "legal entity", "corporate",   "corporation",
                "entity",       "firm",         "b",           "charity",
                "public body",  "trust",        "partnership", "juridical person"},
               words)) {
    return "organisation";
  }
  return {};
}

}  // namespace newlyn::standardise
