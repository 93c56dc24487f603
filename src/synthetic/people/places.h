// SPDX-License-Identifier: MIT
// Invented towns, streets and homes. Every place follows from a seed and its number, so none is
// stored. Postcodes have the British shape in areas that were never issued.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "synthetic/people/draw.h"
#include "synthetic/people/words.h"

namespace newlyn::synthetic {

/// Letter pairs that have the shape of a postcode area and are none: not one of the 124 areas of
/// Great Britain and Northern Ireland, the Crown dependencies, the forces or overseas territories.
inline constexpr std::array<std::string_view, 40> kAreas = {
    "AC", "AD", "AF", "AG", "AH", "AK", "AW", "AY", "BC", "BG", "BK", "BP", "BU", "BW",
    "CD", "DB", "DC", "DF", "DK", "DP", "DW", "EB", "ED", "EF", "EK", "ES", "FB", "FC",
    "GC", "GD", "GF", "GK", "HB", "HC", "HF", "KB", "KC", "KD", "LB", "LC"};

/// What Ofcom sets aside for drama in the codes of cities: each begins a thousand numbers.
inline constexpr std::array<std::string_view, 14> kDramaNumbers = {
    "01134960", "01144960", "01164960", "01174960", "01184960", "01214960", "01314960",
    "01414960", "01514960", "01614960", "01914980", "02079460", "02920180", "02896496"};

/// A home: where it stands and its shared telephone ("" when it has none).
struct Home {
  uint64_t street = 0;
  int number = 1;
  int flat = 0;            // 0: not a flat
  std::string house_name;  // instead of the number when not empty
  std::string landline;    // eleven digits
};

/// The written parts of a street.
struct Street {
  std::string name;  // "Mill Lane"
  std::string town;
  std::string postcode;  // of its low numbers
  std::string postcode_high;
};

/// All places of one run.
class Places {
 public:
  /// `words` must outlive this. Requires: household_count >= 1.
  Places(const Words& words, uint64_t seed, uint64_t household_count);

  /// A home somewhere, on a street drawn at random; town sizes fall with their rank.
  Home new_home(Random& random);

  /// A home a short move away: on a street of the same town where one is found.
  Home nearby_home(const Home& from, Random& random);

  Street street(uint64_t number) const;

  /// An eleven-digit mobile number that nobody else got, in a range never opened.
  std::string new_mobile();

 private:
  uint64_t town_of(uint64_t street) const;
  std::string new_landline();

  const Words& words_;
  uint64_t seed_;
  uint64_t street_count_;
  uint64_t town_count_;
  uint64_t mobile_count_ = 0;
  uint64_t landline_count_ = 0;
};

/// The mobile number of a place in the order of handing out, in a range never opened.
std::string mobile_number(uint64_t place, uint64_t seed);

/// The landline number of such a place: Ofcom's numbers for drama, then a range never opened.
std::string landline_number(uint64_t place, uint64_t seed);

/// The postcode of `home` on its `street`.
const std::string& postcode_of(const Home& home, const Street& street) noexcept;

}  // namespace newlyn::synthetic
