// SPDX-License-Identifier: MIT
// The school census: every pupil on the day, with absences and free school meals. Who leaves before
// the story ends is drawn after all others.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

struct Home {
  bool poor = false;
  Day absences = kNever;
};

void put_pupil(SourceRun& run, uint32_t person, const Home& home) {
  Random random = run.next_random();
  const int age = school_age(run.town, person, run.day);
  run.show(is_pupil(run.town, person, run.day));
  const std::string upn = pupil_number_of(run.town, person);
  const Written written = run.clerk.write({upn, person, "pupil", run.day - 90}, random);
  const int sliding = home.absences == kNever ? 0 : std::max<Day>(0, run.day - home.absences) / 4;
  const std::vector<uint32_t>& schools = run.town.gazetteer.schools;
  uint64_t place = run.town.trait(person, "school") % schools.size();
  while ((place % 4 == 0) != (age > 10)) place = (place + 1) % schools.size();
  run.put({upn, uprn_of(schools[place]), run.town.gazetteer.properties[schools[place]].name,
           written.family, written.given, written.middle, birth_iso(written), written.sex,
           fmt::format("{}", age - 4), home.poor && chance(random, 8500) ? "true" : "false",
           fmt::format("{}", between(random, 0, chance(random, 1000) ? 30 : 8) + sliding),
           written.line(), written.locality, written.town, written.postcode});
}

void write(SourceRun& run) {
  std::unordered_map<uint32_t, Home> homes;
  const Day today = run.town.today;
  for (const Episode& episode : run.episodes) {
    if (episode.to != kNever) continue;
    const Home home{is_entitled(run.town, episode, today), crisis_of(run.town, episode).absences};
    if (home.poor || home.absences != kNever) homes.emplace(episode.property, home);
  }
  for (const bool at_the_end : {true, false}) {
    for (uint32_t person = 0; person < run.town.people.size(); ++person) {
      const int age = school_age(run.town, person, today);
      if (age < 4 || age > 17 || is_pupil(run.town, person, today) != at_the_end) continue;
      if (!at_state_school(run.town, person)) continue;
      const auto found = homes.find(run.town.stay_at(person, today).place);
      put_pupil(run, person, found == homes.end() ? Home{} : found->second);
    }
  }
}

}  // namespace

Source school_census() {
  Source source;
  source.name = "school_census";
  source.title = "School census";
  source.delivery = Delivery::xml;
  source.habits.asks = kAsksBirth | kAsksAddress;
  source.habits.rates.no_birth_date = 150;
  source.habits.rates.keying = 800;
  source.tables = {{"Pupil",
                    {{"UPN"},
                     {"SchoolUPRN"},
                     {"SchoolName"},
                     {"Surname"},
                     {"Forename"},
                     {"MiddleNames"},
                     {"DateOfBirth", CellKind::date},
                     {"Sex"},
                     {"YearGroup", CellKind::integer},
                     {"FreeSchoolMeals"},
                     {"AbsentSessions", CellKind::integer},
                     {"Address"},
                     {"Locality"},
                     {"Town"},
                     {"Postcode"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
