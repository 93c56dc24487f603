// SPDX-License-Identifier: MIT
// Applications for a council home, with everybody who would move.
#include <fmt/format.h>

#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

// Only names and birth dates are asked of those who come along.
constexpr uint32_t kWithout = kAsksAddress | kAsksPhone | kAsksEmail | kAsksNino | kAsksUprn;

struct Application {
  std::string number;
  Day applied = 0;
  std::string_view reason;
  std::string_view band;
};

void put_application(SourceRun& run, const Episode& episode, const Application& last) {
  Application made = last;
  made.applied = run.written_on(episode.head, last.applied);
  const bool earlier = made.applied != last.applied;
  Random random = run.next_random(earlier);
  run.show(run.has_come(made.applied));
  const Written first =
      run.clerk.write({made.number, episode.head, "applicant", made.applied}, random);
  const int income = household_income(run.town, episode.property, run.day) * 52;
  run.put({made.number, iso_date(made.applied), std::string(made.reason), std::string(made.band),
           first.title, first.given, first.family, birth_iso(first), first.nino, first.line(),
           first.locality, first.town, first.postcode, first.uprn, first.mobile, first.email,
           fmt::format("{}", income)});
  for (const uint32_t person : run.town.household_at(episode.property, run.town.today)) {
    if (person == episode.head) continue;
    Random own = run.next_random(earlier);
    run.show(run.has_come(made.applied) && run.has_come(run.town.people[person].born));
    const std::string key = numbered("WLM", run.planned_rows);
    const Written written = run.clerk.write({key, person, "member", made.applied, kWithout}, own);
    run.put({key, made.number, person == episode.second ? "partner" : "household member",
             written.given, written.family, birth_iso(written), written.sex},
            1);
  }
}

void write(SourceRun& run) {
  for (const Episode& episode : run.episodes) {
    if (episode.to != kNever) continue;
    const Tenure tenure = run.town.gazetteer.properties[episode.property].tenure;
    const Crisis crisis = crisis_of(run.town, episode);
    const bool waits = tenure == Tenure::private_rent &&
                       run.town.has_trait(episode.property ^ episode.head, "waits", 1500);
    const bool transfers = tenure == Tenure::social_rent &&
                           run.town.has_trait(episode.property ^ episode.head, "waits", 700);
    if (!waits && !transfers && crisis.homeless == kNever) continue;
    Random random = run.next_random();
    Application made{fmt::format("WL{:06}", run.planned_rows + 1), crisis.homeless, "homeless",
                     "A"};
    if (crisis.homeless == kNever) {
      made.applied = draw_day(episode.from + 30, run.town.today, random);
      made.reason = transfers ? "transfer" : chance(random, 5000) ? "overcrowded" : "rent too high";
      made.band = chance(random, 3000) ? "B" : "C";
    }
    put_application(run, episode, made);
  }
}

}  // namespace

Source housing_waiting_list() {
  Source source;
  source.name = "housing_waiting_list";
  source.title = "Housing waiting list";
  source.delivery = Delivery::postgres;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail | kAsksNino | kAsksUprn;
  source.habits.rates.no_birth_date = 400;
  source.habits.rates.stale_address = 2600;
  source.tables = {{"applications",
                    {{"application_no"},
                     {"applied_on", CellKind::date},
                     {"reason"},
                     {"band"},
                     {"title"},
                     {"first_name"},
                     {"last_name"},
                     {"dob", CellKind::date},
                     {"ni_no"},
                     {"current_address"},
                     {"locality"},
                     {"town"},
                     {"post_code"},
                     {"uprn"},
                     {"mobile"},
                     {"email"},
                     {"household_income", CellKind::integer}}},
                   {"application_members",
                    {{"member_no"},
                     {"application_no"},
                     {"relationship"},
                     {"first_name"},
                     {"last_name"},
                     {"dob", CellKind::date},
                     {"gender"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
