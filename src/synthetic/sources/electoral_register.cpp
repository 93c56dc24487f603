// SPDX-License-Identifier: MIT
// The electoral register: grown people at their homes, and some who are gone and not yet struck
// off. Who is struck off before the story ends comes after all others, so that they keep their
// numbers.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr Day kStandsLongest = 540;  // of who is gone and was not struck off

// The day on which somebody who is gone is struck off.
Day struck_off(const SourceRun& run, const Occupant& occupant) {
  const uint32_t person = occupant.person;
  if (run.town.has_trait(person, "not struck off", 2500)) return occupant.stay.to + kStandsLongest;
  const auto lag = static_cast<Day>(run.town.trait(person, "struck off") % 80);
  return std::min(occupant.stay.to + 10 + lag, run.town.today);
}

void put_elector(SourceRun& run, const Occupant& occupant, Day until) {
  Random random = run.next_random();
  const std::string number = fmt::format(
      "{}{:06}", static_cast<char>('A' + occupant.stay.place % 20), run.planned_rows + 1);
  const Day registered = draw_day(occupant.stay.from + 10, occupant.stay.from + 200, random);
  run.show(run.has_come(registered) && run.day < until &&
           run.town.is_adult(occupant.person, run.day));
  const Written written = run.clerk.write(
      {number, occupant.person, "elector", std::min(registered, run.town.today)}, random);
  run.put({number, written.title, written.family,
           written.given + (written.middle.empty() ? "" : " " + written.middle),
           birth_slashed(written), written.line(), written.locality, written.town, written.postcode,
           written.uprn, slashed_date(std::min(registered, run.town.today)),
           chance(random, 1800) ? "Y" : "N"});
}

// Calls `use` with each stay of a registered adult, and whether she is on the register at the end.
template <typename Use>
void for_each_registered(const SourceRun& run, const Use& use) {
  const Day today = run.town.today;
  for (uint32_t place = 0; place < run.town.gazetteer.properties.size(); ++place) {
    for (const Occupant& occupant : run.town.occupants_of(place)) {
      if (!run.town.is_adult(occupant.person, today)) continue;
      const bool here = today < occupant.stay.to;
      const bool gone = !here && occupant.stay.to > today - kStandsLongest &&
                        run.town.has_trait(occupant.person, "not struck off", 2500);
      const bool registers = run.town.has_trait(occupant.person, "registers", 8600);
      if (registers) use(occupant, here || gone);
    }
  }
}

void write(SourceRun& run) {
  for_each_registered(run, [&](const Occupant& occupant, bool at_the_end) {
    const bool here = run.town.today < occupant.stay.to;
    if (at_the_end) put_elector(run, occupant, here ? kNever : struck_off(run, occupant));
  });
  const Day first = last_day(kSeenFrom);
  for_each_registered(run, [&](const Occupant& occupant, bool at_the_end) {
    if (!at_the_end && struck_off(run, occupant) > first) {
      put_elector(run, occupant, struck_off(run, occupant));
    }
  });
}

}  // namespace

Source electoral_register() {
  Source source;
  source.name = "electoral_register";
  source.title = "Electoral register";
  source.delivery = Delivery::utf16_tsv;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksUprn;
  source.habits.rates.no_birth_date = 3500;
  source.habits.rates.stale_address = 900;
  source.habits.rates.scanning = 500;
  source.habits.rates.keying = 450;
  source.tables = {{"electors",
                    {{"ElectorNumber"},
                     {"Title"},
                     {"Surname"},
                     {"Forenames"},
                     {"DateOfBirth", CellKind::date},
                     {"Address1"},
                     {"Address2"},
                     {"Town"},
                     {"Postcode"},
                     {"UPRN"},
                     {"RegisteredOn", CellKind::date},
                     {"PostalVote"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
