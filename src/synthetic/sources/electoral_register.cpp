// SPDX-License-Identifier: MIT
// The electoral register: grown people at their homes, and some who are gone and not yet struck
// off.
#include <fmt/format.h>

#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

void put_elector(SourceRun& run, const Occupant& occupant) {
  Random random = run.next_random();
  const std::string number =
      fmt::format("{}{:06}", static_cast<char>('A' + occupant.stay.place % 20), run.rows + 1);
  const Day registered = draw_day(occupant.stay.from + 10, occupant.stay.from + 200, random);
  const Written written = run.clerk.write(
      {number, occupant.person, "elector", std::min(registered, run.town.today)}, random);
  run.put({number, written.title, written.family,
           written.given + (written.middle.empty() ? "" : " " + written.middle),
           birth_slashed(written), written.line(), written.locality, written.town, written.postcode,
           written.uprn, slashed_date(std::min(registered, run.town.today)),
           chance(random, 1800) ? "Y" : "N"});
}

void write(SourceRun& run) {
  const Day today = run.town.today;
  for (uint32_t place = 0; place < run.town.gazetteer.properties.size(); ++place) {
    for (const Occupant& occupant : run.town.occupants_of(place)) {
      if (!run.town.is_adult(occupant.person, today)) continue;
      const bool here = today < occupant.stay.to;
      const bool gone = !here && occupant.stay.to > today - 540 &&
                        run.town.has_trait(occupant.person, "not struck off", 2500);
      const bool registers = run.town.has_trait(occupant.person, "registers", 8600);
      if (registers && (here || gone)) put_elector(run, occupant);
    }
  }
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
