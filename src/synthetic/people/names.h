// SPDX-License-Identifier: MIT
// Naming traditions and how a person of each is named.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "synthetic/people/draw.h"

namespace newlyn::synthetic {

enum class Sex : uint8_t { male, female };

/// A naming tradition: its own given names, family names and habits.
enum class Tradition : uint8_t {
  english,
  scottish,
  welsh,
  irish,
  caribbean,
  indian,
  sikh,
  pakistani,
  bangladeshi,
  tamil,
  chinese,
  polish,
  romanian,
  arabic,
  nigerian,
  ghanaian,
  kenyan,
  somali,
  portuguese,
  spanish,
  italian,
  turkish,
};

/// What is fixed about a tradition: its name in names.tsv, its share of people in ten thousand
/// (an assumption about a town in Great Britain), and whether wives commonly take the family name.
struct TraditionRow {
  Tradition tradition;
  std::string_view name;
  int share;
  bool wives_take_name;
};

inline constexpr std::array<TraditionRow, 22> kTraditions = {{
    {Tradition::english, "english", 6300, true},
    {Tradition::scottish, "scottish", 800, true},
    {Tradition::welsh, "welsh", 450, true},
    {Tradition::irish, "irish", 460, true},
    {Tradition::caribbean, "caribbean", 180, true},
    {Tradition::indian, "indian", 250, true},
    {Tradition::sikh, "sikh", 120, true},
    {Tradition::pakistani, "pakistani", 280, false},
    {Tradition::bangladeshi, "bangladeshi", 120, false},
    {Tradition::tamil, "tamil", 40, false},
    {Tradition::chinese, "chinese", 100, false},
    {Tradition::polish, "polish", 170, true},
    {Tradition::romanian, "romanian", 110, true},
    {Tradition::arabic, "arabic", 120, false},
    {Tradition::nigerian, "nigerian", 140, true},
    {Tradition::ghanaian, "ghanaian", 70, true},
    {Tradition::kenyan, "kenyan", 30, true},
    {Tradition::somali, "somali", 70, false},
    {Tradition::portuguese, "portuguese", 60, false},
    {Tradition::spanish, "spanish", 40, false},
    {Tradition::italian, "italian", 50, false},
    {Tradition::turkish, "turkish", 40, true},
}};

/// Returns the row of `tradition`.
constexpr const TraditionRow& tradition_row(Tradition tradition) noexcept {
  return kTraditions[static_cast<size_t>(tradition)];
}

/// Draws a tradition by its share.
Tradition draw_tradition(Random& random) noexcept;

/// The name lists of every tradition. Constant after construction.
class NameLists {
 public:
  /// Reads the rows of names.tsv. Throws Error(internal) when a tradition lacks a list.
  explicit NameLists(std::string_view table);

  /// A given name as parents of that tradition chose in `birth_year`.
  const std::string& given(Tradition tradition, Sex sex, int birth_year, Random& random) const;

  /// A family name handed down from the father, in its form for `sex`.
  std::string family(Tradition tradition, Sex sex, Random& random) const;

 private:
  struct Lists {
    WeightedList male, female, family, family_female;
    WeightedList male_old, female_old, male_young, female_young;
  };
  std::array<Lists, kTraditions.size()> lists_;
};

/// The form of `family` that a person of `sex` bears: "Kowalski", "Kowalska".
std::string family_form(Tradition tradition, Sex sex, std::string family);

}  // namespace newlyn::synthetic
