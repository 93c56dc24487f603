// SPDX-License-Identifier: MIT
// Votes of places and numbers.
#include "standardise/columns/telephone_region.h"

#include <algorithm>

#include "standardise/address/place.h"
#include "standardise/address/postcode.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;
using record::ValueCode;

constexpr size_t kBritain = 0;

// The lower-case ISO code of the country that a value of a place column speaks for, or empty.
std::string country_of(std::string_view value, FieldKind kind) {
  if (kind == FieldKind::postcode) return is_uk_postcode(compact(fold_ascii(value))) ? "gb" : "";
  const std::string words = fold_words(value);
  return kind == FieldKind::country ? standardise_country(words)
                                    : std::string(region_country(words));
}

// The place of a country in kTelephoneRegions, or their number.
size_t region_place(std::string_view country) {
  const auto same = [&](std::string_view region) {
    return region.size() == country.size() &&
           std::equal(region.begin(), region.end(), country.begin(),
                      [](char large, char small) { return large - 'A' + 'a' == small; });
  };
  const auto* const found = std::find_if(kTelephoneRegions.begin(), kTelephoneRegions.end(), same);
  return static_cast<size_t>(found - kTelephoneRegions.begin());
}

// The country of more than half of the rows that tell one, or empty.
std::string_view place_region(const PlaceVotes& votes) {
  uint64_t all = 0;
  for (const uint64_t rows : votes.rows) all += rows;
  for (size_t at = 0; at < votes.rows.size(); ++at) {
    if (votes.rows[at] * 2 > all) return kTelephoneRegions[at];
  }
  return {};
}

// Whether the first region explains so much that no other is looked at.
bool hold_in_first_region(const std::vector<TelephoneVotes>& inputs) {
  std::vector<std::string_view> all;
  for (const TelephoneVotes& input : inputs) {
    for (const auto& numbers : input.numbers) all.insert(all.end(), numbers.begin(), numbers.end());
  }
  return are_numbers_of(all, kTelephoneRegions[0], kEnoughOfMost);
}

// The region that the numbers of all inputs speak for together, or empty.
std::string region_of_all_numbers(const std::vector<TelephoneVotes>& inputs) {
  if (hold_in_first_region(inputs)) return std::string(kTelephoneRegions[0]);
  RegionVotes votes;
  for (const TelephoneVotes& input : inputs) {
    for (const auto& numbers : input.numbers) votes += count_region_votes(numbers);
  }
  return std::string(region_of_votes(votes));
}

}  // namespace

PlaceVotes& PlaceVotes::operator+=(const PlaceVotes& other) {
  for (size_t at = 0; at < rows.size(); ++at) rows[at] += other.rows[at];
  return *this;
}

void count_place_votes(const record::TextColumn& column, FieldKind kind, PlaceVotes& votes) {
  const std::vector<uint32_t> counts = column.counts();
  for (ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const size_t place = region_place(country_of(column.values[code], kind));
    if (place < votes.rows.size()) votes.rows[place] += counts[code];
  }
}

std::vector<std::vector<ChosenRegion>> decide_regions(const std::vector<TelephoneVotes>& inputs) {
  PlaceVotes places;
  for (const TelephoneVotes& input : inputs) places += input.places;
  ChosenRegion usual{std::string(place_region(places)), "because most places are there"};
  if (usual.region.empty()) usual = {region_of_all_numbers(inputs), "as most of them are"};
  if (usual.region.empty()) {
    usual = {std::string(kTelephoneRegions[kBritain]), "for nothing says otherwise"};
  }
  std::vector<std::vector<ChosenRegion>> chosen;
  for (const TelephoneVotes& input : inputs) {
    ChosenRegion expected{std::string(place_region(input.places)), "because its places are there"};
    if (expected.region.empty()) expected = usual;
    std::vector<ChosenRegion>& columns = chosen.emplace_back();
    for (const std::vector<std::string_view>& own : input.numbers) {
      // What explains most numbers stays, so the other regions are looked at only where it fails.
      const std::string_view region = are_numbers_of(own, expected.region)
                                          ? std::string_view(expected.region)
                                          : decide_region(count_region_votes(own), expected.region);
      columns.push_back(region == expected.region
                            ? expected
                            : ChosenRegion{std::string(region), "as its own numbers say"});
    }
  }
  return chosen;
}

}  // namespace newlyn::standardise
