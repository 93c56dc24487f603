// SPDX-License-Identifier: MIT
// Parking permits of residents and blue badges, with the day each was last seen in use.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

void put_permit(SourceRun& run, uint32_t person, bool badge, Day last) {
  const Day from = run.written_on(person, last);
  Random random = run.next_random(from != last);
  run.show(run.has_come(from));
  const std::string key = fmt::format("{}{:06}", badge ? "BB" : "RP", run.planned_rows + 1);
  const Written written = run.clerk.write({key, person, "holder", from}, random);
  const Day died = run.town.people[person].died;
  const Day to = from + (badge ? 3 * 365 : 365);
  Day used = draw_day(from, std::min({to, run.town.today, died}), random);
  const bool dead = died != kNever && died < run.town.today - 30 && died < to;
  if (dead && chance(random, 1500)) {
    used = draw_day(died + 15, std::min(died + 400, run.town.today), random);
    run.show(run.has_come(from) && run.has_come(used));
    run.plant("permit_used_after_death",
              fmt::format("{},{},{},{}", key, person_id(person), iso_date(died), iso_date(used)));
  }
  run.show(run.has_come(from));
  run.put({key, badge ? "Blue badge" : "Resident permit", written.title, written.given,
           written.family, birth_slashed(written), written.nino, written.line(), written.town,
           written.postcode, written.mobile, written.email,
           badge ? "" : vehicle_of(run.town, person), slashed_date(from), slashed_date(to),
           slashed_date(std::min(used, run.day))});
}

void write(SourceRun& run) {
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    const Resident& resident = run.town.people[person];
    const Day seen = std::min(run.town.today, resident.died - 1);
    if (seen < first_day(2021)) continue;
    const int age = age_on(resident.born, seen);
    if (age < 18) continue;
    Random random(run.town.trait(person, "permit begins"));
    const Day from = draw_day(std::max(first_day(2020), resident.born), seen, random);
    if (!run.town.lives_here(person, from)) continue;
    const bool badge = run.town.has_trait(person, "badge", age < 65 ? 130 : age < 80 ? 1200 : 3400);
    if (badge) put_permit(run, person, true, from);
    if (age < 80 && run.town.has_trait(person, "parks", 1300)) put_permit(run, person, false, from);
  }
}

}  // namespace

Source permits() {
  Source source;
  source.name = "permits";
  source.title = "Parking permits and blue badges";
  source.delivery = Delivery::windows_csv;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail | kAsksNino;
  source.habits.rates.no_birth_date = 2400;
  source.habits.rates.scanning = 400;
  source.tables = {{"permits",
                    {{"Permit no"},
                     {"Type"},
                     {"Title"},
                     {"First name"},
                     {"Surname"},
                     {"Date of birth", CellKind::date},
                     {"NI number"},
                     {"Address"},
                     {"Town"},
                     {"Post code"},
                     {"Mobile"},
                     {"E-mail"},
                     {"Vehicle"},
                     {"Valid from", CellKind::date},
                     {"Valid to", CellKind::date},
                     {"Last used", CellKind::date}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
