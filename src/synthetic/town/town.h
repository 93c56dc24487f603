// SPDX-License-Identifier: MIT
// The borough as it truly was from day to day: people, families, homes. Everything a source writes
// down is looked up here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "synthetic/people/places.h"
#include "synthetic/town/calendar.h"
#include "synthetic/town/gazetteer.h"

namespace newlyn::synthetic {

/// A place of a stay: a property, or with this bit an address outside the borough.
inline constexpr uint32_t kOutside = 0x8000'0000;

/// Nobody.
inline constexpr uint32_t kNobody = 0xFFFF'FFFF;

constexpr bool is_outside(uint32_t place) noexcept { return (place & kOutside) != 0; }

/// Why somebody's family name changed.
enum class Renaming : uint8_t { marriage, divorce, deed_poll };

/// A family name borne until a day.
struct FormerName {
  Day until = kNever;
  Renaming reason = Renaming::marriage;
  std::string family;
};

/// Where somebody lived from one day until before another.
struct Stay {
  Day from = 0;
  Day to = kNever;
  uint32_t place = kNowhere;
};

struct Resident {
  Named named;  // as now
  std::vector<FormerName> former;
  std::vector<Stay> stays;  // in order, without gaps
  Day born = 0;
  Day died = kNever;
  uint32_t mother = kNobody;
  uint32_t father = kNobody;
  uint32_t partner = kNobody;  // who lives as such now
  bool married = false;        // to the partner
  uint8_t children = 0;
};

/// A wedding in the borough.
struct Wedding {
  Day day = 0;
  Day ended = kNever;
  uint32_t husband = kNobody;
  uint32_t wife = kNobody;
  std::string her_name;  // before it
};

/// Somebody's stay as seen from the property.
struct Occupant {
  uint32_t person = kNobody;
  Stay stay;
};

/// The whole borough. Constant once made; read from several threads.
struct Town {
  uint64_t seed = 1;
  Day today = 0;
  Gazetteer gazetteer;
  std::vector<Resident> people;
  std::vector<Wedding> weddings;
  std::vector<Occupant> occupants;        // by property, then by day
  std::vector<uint64_t> occupant_begins;  // per property, and one past the end

  /// Everybody who ever lived at `property`.
  std::span<const Occupant> occupants_of(uint32_t property) const;
  /// Who lived at `property` on `day`.
  std::vector<uint32_t> household_at(uint32_t property, Day day) const;
  /// The stay of `person` on `day`; the first one before it, the last after it.
  const Stay& stay_at(uint32_t person, Day day) const;
  /// The family name of `person` on `day`.
  const std::string& family_at(uint32_t person, Day day) const;
  /// True when `person` lives in the borough on `day`.
  bool lives_here(uint32_t person, Day day) const;
  bool is_adult(uint32_t person, Day day) const;
  /// A draw for `person` that is the same for every source: `topic` tells draws apart.
  uint64_t trait(uint32_t person, std::string_view topic) const;
  /// True `per_ten_thousand` times in ten thousand, by trait.
  bool has_trait(uint32_t person, std::string_view topic, uint64_t per_ten_thousand) const;
};

/// Makes the borough and lets it live from kStoryBegins to kStoryEnds. At the end `people` people
/// live in it. The same arguments give the same borough.
Town make_town(const Words& words, uint64_t people, uint64_t seed);

}  // namespace newlyn::synthetic
