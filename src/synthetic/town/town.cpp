// SPDX-License-Identifier: MIT
// Looking up what was true on a day.
#include "synthetic/town/town.h"

#include <algorithm>

#include "base/random.h"

namespace newlyn::synthetic {

std::span<const Occupant> Town::occupants_of(uint32_t property) const {
  const uint64_t begin = occupant_begins[property];
  return std::span(occupants).subspan(begin, occupant_begins[property + 1] - begin);
}

std::vector<uint32_t> Town::household_at(uint32_t property, Day day) const {
  std::vector<uint32_t> household;
  for (const Occupant& occupant : occupants_of(property)) {
    const bool there = occupant.stay.from <= day && day < occupant.stay.to;
    if (there) household.push_back(occupant.person);
  }
  return household;
}

const Stay& Town::stay_at(uint32_t person, Day day) const {
  const std::vector<Stay>& stays = people[person].stays;
  size_t place = 0;
  while (place + 1 < stays.size() && stays[place + 1].from <= day) ++place;
  return stays[place];
}

const std::string& Town::family_at(uint32_t person, Day day) const {
  for (const FormerName& former : people[person].former) {
    if (day < former.until) return former.family;
  }
  return people[person].named.family;
}

bool Town::lives_here(uint32_t person, Day day) const {
  const Stay& stay = stay_at(person, day);
  return !is_outside(stay.place) && stay.from <= day && day < stay.to;
}

bool Town::is_adult(uint32_t person, Day day) const {
  return age_on(people[person].born, day) >= 18;
}

uint64_t Town::trait(uint32_t person, std::string_view topic) const {
  return hash_mix(hash_bytes(topic, seed), person);
}

bool Town::has_trait(uint32_t person, std::string_view topic, uint64_t per_ten_thousand) const {
  return trait(person, topic) % 10'000 < per_ten_thousand;
}

}  // namespace newlyn::synthetic
