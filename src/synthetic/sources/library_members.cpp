// SPDX-License-Identifier: MIT
// Library members: whoever joined, whether or not she still lives here.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

void put_member(SourceRun& run, uint32_t person, Day last) {
  const Day joined = run.written_on(person, last);
  Random random = run.next_random(joined != last);
  run.show(run.has_come(joined));
  const std::string card = fmt::format("2{:07}", run.planned_rows + 1);
  const Written written = run.clerk.write({card, person, "member", joined}, random);
  const Day seen = std::min(draw_day(joined, run.town.today, random), run.day);
  run.put({card, written.full_name(), birth_slashed(written), written.line(), written.town,
           written.postcode, written.mobile, written.email, iso_date(joined), iso_date(seen),
           fmt::format("{}", between(random, 0, 240))});
}

void write(SourceRun& run) {
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    if (!run.town.has_trait(person, "library", 2700)) continue;
    Random random(run.town.trait(person, "joined"));
    const Day earliest = std::max(first_day(2012), run.town.people[person].born + 3 * 365);
    const Day joined = draw_day(earliest, run.town.today, random);
    if (joined > run.town.today || !run.town.lives_here(person, joined)) continue;
    put_member(run, person, joined);
    // Who lost the card, or forgot, joins again.
    const bool again = chance(random, 700) && run.town.lives_here(person, run.town.today - 60);
    if (again) put_member(run, person, run.town.today - 60);
  }
}

}  // namespace

Source library_members() {
  Source source;
  source.name = "library_members";
  source.title = "Library members";
  source.delivery = Delivery::sqlite;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail;
  source.habits.rates.no_birth_date = 2800;
  source.habits.rates.stale_address = 2400;
  source.habits.rates.default_value = 400;
  source.tables = {{"members",
                    {{"card_number"},
                     {"name"},
                     {"date_of_birth"},
                     {"address"},
                     {"town"},
                     {"postcode"},
                     {"mobile"},
                     {"email"},
                     {"joined_on"},
                     {"last_visit"},
                     {"loans", CellKind::integer}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
