// SPDX-License-Identifier: MIT
// Takes an address apart from its end: country, postcode, state, county, town; what remains is the
// street with its numbers.
//
// 1. A part is taken only when its form or a word list shows what it is.
// 2. A town is taken when it stands between commas after something that looks like a street, or
//    after the last word that ends a street name.
#include "standardise/address/full_address.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "standardise/address/place.h"
#include "standardise/address/postcode.h"
#include "standardise/address/street_words.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kAddressBytesMax = 2000;
constexpr size_t kTownWordsMax = 3;
constexpr size_t kRegionWordsMax = 4;

using Segments = std::vector<AddressWords>;

bool is_street_like(const AddressWords& words) {
  if (has_digit(words.front()) || words.front() == "po") return true;
  // "St Albans" begins with a saint, not with a street.
  const auto begin = words.begin() + (words.front() == "st" ? 1 : 0);
  return std::any_of(begin, words.end(), [](const std::string& word) { return ends_street(word); });
}

// The last `count` words of the last segment as one text.
std::string tail(const AddressWords& words, size_t count) {
  return join_address({words.end() - static_cast<ptrdiff_t>(count), words.end()});
}

void drop_tail(Segments& segments, size_t count) {
  AddressWords& words = segments.back();
  words.resize(words.size() - count);
  if (words.empty()) segments.pop_back();
}

// Nothing is taken that would leave no street at all.
bool can_take(const Segments& segments, size_t count) {
  return segments.size() > 1 || (!segments.empty() && segments.back().size() > count);
}

void take_country(Segments& segments, AddressParts& parts) {
  if (segments.empty()) return;
  const AddressWords& last = segments.back();
  for (size_t count = std::min(last.size(), kRegionWordsMax); count > 0; --count) {
    if (!can_take(segments, count)) continue;
    const std::string words = tail(last, count);
    const std::string_view code = country_named(words);
    // "Georgia" is a state, "Norfolk" a county, "Jersey" may be part of a town's name.
    if (code.empty() || !region_country(words).empty() || uk_counties().has(words)) continue;
    if (count < last.size() && (code == "je" || words.size() < 3)) continue;
    if (parts.country.empty()) parts.country = std::string(code);
    drop_tail(segments, count);
    return;
  }
}

void take_uk_postcode(Segments& segments, AddressParts& parts) {
  for (size_t at = segments.size(); at-- > 0;) {
    AddressWords& words = segments[at];
    for (const size_t count : {size_t{2}, size_t{1}}) {
      if (words.size() < count) continue;
      const std::string code = compact(tail(words, count));
      const bool whole = count == 1 || words.back().size() == 3;
      if (!whole || !is_uk_postcode(code)) continue;
      parts.postcode = code;
      if (parts.country.empty()) parts.country = "gb";
      words.resize(words.size() - count);
      if (words.empty()) segments.erase(segments.begin() + static_cast<ptrdiff_t>(at));
      return;
    }
  }
}

// A state or province at the end of the last segment.
bool take_region(Segments& segments, AddressParts& parts) {
  if (segments.empty()) return false;
  const AddressWords& last = segments.back();
  for (size_t count = std::min(last.size(), kRegionWordsMax); count > 0; --count) {
    if (!can_take(segments, count)) continue;
    const std::string words = tail(last, count);
    const std::string_view country = region_country(words);
    if (country.empty()) continue;
    // Inside a longer part it may be a word of a town or a street: "New York", "Rue de la".
    const bool inside = count < last.size();
    if (inside && parts.postcode.empty() && (words.size() > 3 || segments.size() == 1)) continue;
    parts.county = std::string(split_field(regions().find(words)).first);
    if (parts.country.empty()) parts.country = std::string(country);
    drop_tail(segments, count);
    return true;
  }
  return false;
}

// Digits at the end that are a postcode: after a state, or by themselves after a comma.
void take_digit_postcode(Segments& segments, AddressParts& parts) {
  if (segments.empty()) return;
  AddressWords& last = segments.back();
  size_t count = 1;
  // "89132 1234": ZIP+4 after its dash was lost.
  if (last.size() >= 2 && is_digits(last.back()) && last.back().size() == 4 &&
      is_digits(last[last.size() - 2]) && last[last.size() - 2].size() == 5) {
    count = 2;
  }
  const std::string code = last[last.size() - count];
  if (!is_digits(code) || code.size() < 4 || code.size() > 6) return;
  const bool alone = last.size() == count && segments.size() > 1;
  Segments before = segments;
  if (!can_take(before, count)) return;
  drop_tail(before, count);
  AddressParts found = parts;
  found.postcode = code;
  const bool region = take_region(before, found);
  if (!region && !alone && code.size() < 5) return;
  if (!region && !alone && !is_street_like(segments.front())) return;
  segments = std::move(before);
  parts = std::move(found);
}

// "66879 Kaiserslautern" after a comma: the postcode stands before the town.
void take_leading_postcode(Segments& segments, AddressParts& parts) {
  if (segments.size() < 2 || !parts.postcode.empty()) return;
  AddressWords& last = segments.back();
  if (last.size() < 2 || !is_digits(last[0]) || last[0].size() < 4 || last[0].size() > 6) return;
  if (std::any_of(last.begin(), last.end(), [](const auto& word) { return ends_street(word); })) {
    return;
  }
  parts.postcode = last[0];
  parts.town = standardise_town(join_address({last.begin() + 1, last.end()}));
  segments.pop_back();
}

void take_county(Segments& segments, AddressParts& parts) {
  if (segments.size() < 2 || !parts.county.empty()) return;
  const std::string words = join_address(segments.back());
  const std::string_view county = uk_counties().find(words);
  if (county.empty()) return;
  // With only a street before it, it is as likely the town: "12 High St, Durham".
  if (segments.size() == 2 && is_street_like(segments.front()) && !county.ends_with("shire")) {
    return;
  }
  parts.county = std::string(county);
  segments.pop_back();
}

void take_town(Segments& segments, AddressParts& parts, bool whole) {
  if (segments.empty() || !parts.town.empty()) return;
  const bool known_place = !parts.postcode.empty() || !parts.county.empty();
  if (!whole && !known_place) return;
  AddressWords& last = segments.back();
  if (segments.size() > 1) {
    const bool street_before = std::any_of(segments.begin(), segments.end() - 1, is_street_like);
    if (!street_before || is_street_like(last) || unit_words().has(last.front())) return;
    if (std::any_of(last.begin(), last.end(), [](const auto& w) { return has_digit(w); })) return;
    if (last.size() > kTownWordsMax + 1 || unit_words().has(last.back())) return;
    parts.town = standardise_town(join_address(last));
    segments.pop_back();
    return;
  }
  // No comma: the words after the last one that ends a street name, when a number leads.
  size_t after = last.size();
  while (after > 0 && !ends_street(last[after - 1])) --after;
  while (after > 0 && after < last.size() && directions().has(last[after])) ++after;
  const size_t count = last.size() - after;
  if (after < 2 || count == 0 || count > kTownWordsMax || !known_place) return;
  if (std::any_of(last.begin() + static_cast<ptrdiff_t>(after), last.end(),
                  [](const auto& word) { return has_digit(word) || unit_words().has(word); })) {
    return;
  }
  parts.town = standardise_town(tail(last, count));
  drop_tail(segments, count);
}

}  // namespace

AddressParts parse_address(std::string_view text, bool whole) {
  if (text.size() > kAddressBytesMax) text = text.substr(0, kAddressBytesMax);
  AddressParts parts;
  Segments segments = split_address(fold_ascii(text));
  take_country(segments, parts);
  take_uk_postcode(segments, parts);
  take_country(segments, parts);
  if (parts.postcode.empty() && !segments.empty()) {
    take_digit_postcode(segments, parts);
    if (parts.postcode.empty()) take_region(segments, parts);
  }
  take_leading_postcode(segments, parts);
  take_county(segments, parts);
  take_town(segments, parts, whole);
  AddressNumbers numbers;
  AddressWords street;
  for (AddressWords& words : segments) {
    take_numbers(words, numbers);
    spell_out(words);
    for (std::string& word : words) street.push_back(std::move(word));
  }
  parts.house_number = numbers.text();
  parts.street = join_address(street);
  return parts;
}

}  // namespace newlyn::standardise
