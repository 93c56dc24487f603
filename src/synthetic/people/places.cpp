// SPDX-License-Identifier: MIT
// Towns, streets, postcodes and telephone numbers from a seed and a number.
#include "synthetic/people/places.h"

#include <fmt/format.h>

#include <algorithm>

namespace newlyn::synthetic {
namespace {

constexpr uint64_t kHouseholdsPerStreet = 18;
constexpr uint64_t kHouseholdsPerTown = 1500;
constexpr std::array<std::string_view, 5> kTownParts = {"", "Great ", "Old ", "Upper ", "New "};
constexpr std::string_view kUnitLetters = "ABDEFGHJLNPQRSTUWXYZ";  // as in real postcodes

// Numbers run through each range in a scattered order: the multipliers share no factor with the
// length of their range, so no number comes twice before it is used up.
constexpr uint64_t kDramaCount = kDramaNumbers.size() * 1000;
constexpr uint64_t kNewRange = 10'000'000;

std::string postcode_in(Random& random, std::string_view area, uint64_t district) {
  const int sector = between(random, 0, 9);
  const char first = kUnitLetters[random.below(kUnitLetters.size())];
  const char second = kUnitLetters[random.below(kUnitLetters.size())];
  return fmt::format("{}{} {}{}{}", area, district, sector, first, second);
}

}  // namespace

Places::Places(const Words& words, uint64_t seed, uint64_t household_count)
    : words_(words),
      seed_(seed),
      street_count_(std::max<uint64_t>(12, household_count / kHouseholdsPerStreet)),
      town_count_(std::clamp<uint64_t>(household_count / kHouseholdsPerTown, 4,
                                       words.town_names.size() * kTownParts.size())) {}

uint64_t Places::town_of(uint64_t street) const {
  // The smaller of two draws makes early towns large and late ones small.
  Random random(hash_mix(seed_ ^ 0x70776E, street));
  const uint64_t first = random.below(town_count_);
  return std::min(first, random.below(town_count_));
}

Street Places::street(uint64_t number) const {
  const uint64_t town = town_of(number);
  Random random(hash_mix(seed_ ^ 0x737472, number));
  const std::string_view part = kTownParts[town / words_.town_names.size()];
  const std::string_view area = kAreas[town % kAreas.size()];
  const uint64_t district = 1 + (town / kAreas.size()) * 3 + random.below(3);
  Street street;
  street.name = one_of<std::string>(random, words_.street_names);
  if (!street.name.starts_with("The ") && street.name != "Broadway") {
    street.name += " " + one_of<std::string>(random, words_.street_types);
  }
  street.town = std::string(part) + words_.town_names[town % words_.town_names.size()];
  street.postcode = postcode_in(random, area, district);
  street.postcode_high = postcode_in(random, area, district);
  return street;
}

Home Places::new_home(Random& random) {
  Home home;
  home.street = random.below(street_count_);
  home.number = 1 + static_cast<int>(random.below(between(random, 12, 140)));
  if (chance(random, 1700)) home.flat = between(random, 1, chance(random, 2000) ? 60 : 9);
  if (home.flat == 0 && chance(random, 250)) {
    home.house_name = one_of<std::string>(random, words_.house_names);
  }
  if (chance(random, 6000)) home.landline = new_landline();
  return home;
}

Home Places::nearby_home(const Home& from, Random& random) {
  Home home = new_home(random);
  for (int tries = 0; tries < 20 && town_of(home.street) != town_of(from.street); ++tries) {
    home.street = random.below(street_count_);
  }
  return home;
}

std::string Places::new_landline() { return landline_number(landline_count_++, seed_); }

std::string Places::new_mobile() { return mobile_number(mobile_count_++, seed_); }

std::string landline_number(uint64_t place, uint64_t seed) {
  if (place < kDramaCount) {
    const uint64_t drawn = (place * 3'001 + seed % kDramaCount) % kDramaCount;
    return fmt::format("{}{:03}", kDramaNumbers[drawn % kDramaNumbers.size()],
                       drawn / kDramaNumbers.size());
  }
  return fmt::format("0720{:07}", (place * 6'180'339 + seed % kNewRange) % kNewRange);
}

std::string mobile_number(uint64_t place, uint64_t seed) {
  return fmt::format("0710{:07}", (place * 6'180'339 + seed % kNewRange) % kNewRange);
}

const std::string& postcode_of(const Home& home, const Street& street) noexcept {
  return home.number <= 60 ? street.postcode : street.postcode_high;
}

}  // namespace newlyn::synthetic
