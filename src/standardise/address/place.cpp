// SPDX-License-Identifier: MIT
// Towns, counties and countries; the names of countries come from ICU.
#include "standardise/address/place.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

struct Countries {
  std::unordered_map<std::string, std::string> by_name;
  std::unordered_map<std::string, std::string> by_code;
};

Countries load_countries() {
  constexpr std::array<const char*, 8> kLanguages = {"en", "fr", "de", "es",
                                                     "it", "nl", "pt", "pl"};
  Countries countries;
  for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
    const icu::Locale place("", *code);
    const std::string two = fold_ascii(*code);
    countries.by_code.emplace(two, two);
    countries.by_code.emplace(fold_ascii(place.getISO3Country()), two);
    for (const char* language : kLanguages) {
      icu::UnicodeString name;
      place.getDisplayCountry(icu::Locale(language), name);
      std::string utf8;
      name.toUTF8String(utf8);
      countries.by_name.emplace(fold_words(utf8), two);
    }
  }
  return countries;
}

const Countries& countries() {
  static const Countries loaded = load_countries();
  return loaded;
}

std::string_view spelled_out(std::string_view word, bool first) {
  if (word == "st" || word == "ste" || word == "snt") return first ? "saint" : word;
  if (word == "mt") return "mount";
  if (word == "ft") return "fort";
  return word;
}

}  // namespace

std::string_view region_country(std::string_view words) {
  return split_field(regions().find(words)).rest;
}

std::string_view country_named(std::string_view words) {
  const std::string_view other = country_words().find(words);
  if (!other.empty()) return other;
  const auto& names = countries().by_name;
  const auto found = names.find(std::string(words));
  return found == names.end() ? std::string_view() : std::string_view(found->second);
}

std::string standardise_town(std::string_view text) {
  const std::string folded = fold_ascii(text);
  std::string_view town = folded;
  const size_t comma = town.rfind(',');
  if (comma != std::string_view::npos && comma > 0 &&
      !region_country(words_of_ascii(town.substr(comma + 1))).empty()) {
    town = town.substr(0, comma);
  }
  const std::string words = words_of_ascii(town);
  std::vector<std::string_view> parts = split_words(words);
  for (size_t at = 0; at < parts.size(); ++at) {
    parts[at] = spelled_out(parts[at], parts.size() > 1 && at + 1 < parts.size());
  }
  return join_words(parts);
}

std::string standardise_county(std::string_view text) {
  const std::string words = fold_words(text);
  const std::string_view region = split_field(regions().find(words)).first;
  if (!region.empty()) return std::string(region);
  const std::string_view county = uk_counties().find(words);
  if (!county.empty()) return std::string(county);
  // "County Durham" and "Co. Durham" name what "Durham" names.
  for (const std::string_view prefix : {"county of ", "county ", "co "}) {
    if (words.starts_with(prefix) && words.size() > prefix.size() + 3) {
      return words.substr(prefix.size());
    }
  }
  return words;
}

std::string standardise_country(std::string_view text) {
  const std::string words = fold_words(text);
  const std::string_view named = country_named(words);
  if (!named.empty()) return std::string(named);
  const auto& codes = countries().by_code;
  const auto found = codes.find(compact(words));
  return found == codes.end() ? words : found->second;
}

}  // namespace newlyn::standardise
