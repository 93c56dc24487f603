// SPDX-License-Identifier: MIT
// The registrars: births, deaths and marriages in the borough.
#include <fmt/format.h>

#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr int kFirstYear = kStoryBegins;
constexpr uint32_t kWithout = kAsksBirth | kAsksAddress | kAsksNhs;

void put_birth(SourceRun& run, uint32_t child) {
  Random random = run.next_random();
  const Resident& resident = run.town.people[child];
  const std::string key = fmt::format("B{:07}", run.planned_rows + 1);
  const Day registered = std::min(resident.born + between(random, 4, 42), run.town.today);
  run.show(run.has_come(registered));
  const Written written =
      run.clerk.write({key, child, "child", resident.born, kAsksAddress}, random);
  const Written mother = run.clerk.write(
      {key, resident.mother, "mother", resident.born, kAsksBirth | kAsksNhs}, random);
  Written father;
  if (resident.father != kNobody) {
    father = run.clerk.write({key, resident.father, "father", resident.born, kWithout}, random);
  }
  const Resident& hers = run.town.people[resident.mother];
  const std::string& maiden = hers.former.empty() ? hers.named.family : hers.former.front().family;
  run.put({key, iso_date(registered), written.given, written.middle, written.family,
           birth_iso(written), written.sex, written.nhs, mother.given, mother.family, maiden,
           father.given, father.family, mother.line(), mother.town, mother.postcode});
}

void put_death(SourceRun& run, uint32_t person) {
  Random random = run.next_random();
  const Resident& resident = run.town.people[person];
  const std::string key = fmt::format("D{:07}", run.planned_rows + 1);
  run.show(run.has_come(resident.died));
  const Written written = run.clerk.write({key, person, "deceased", resident.died - 1}, random);
  run.put(
      {key, iso_date(std::min(resident.died + between(random, 1, 9), run.day)),
       iso_date(resident.died), written.given, written.middle, written.family, birth_iso(written),
       written.sex, written.nhs, written.line(), written.town, written.postcode},
      1);
}

void put_marriage(SourceRun& run, const Wedding& wedding) {
  Random random = run.next_random();
  const std::string key = fmt::format("M{:07}", run.planned_rows + 1);
  run.show(run.has_come(wedding.day));
  const Written his =
      run.clerk.write({key, wedding.husband, "first party", wedding.day - 1, kAsksNhs}, random);
  const Written hers =
      run.clerk.write({key, wedding.wife, "second party", wedding.day - 1, kAsksNhs}, random);
  run.put({key, iso_date(wedding.day), his.given, his.family, birth_iso(his), his.line(),
           his.postcode, hers.given, hers.family, birth_iso(hers), hers.line(), hers.postcode},
          2);
}

void write(SourceRun& run) {
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    const Resident& resident = run.town.people[person];
    const bool born_here = resident.born >= first_day(kFirstYear) && resident.mother != kNobody &&
                           run.town.lives_here(person, resident.born);
    if (born_here) put_birth(run, person);
    if (resident.died != kNever) put_death(run, person);
  }
  for (const Wedding& wedding : run.town.weddings) put_marriage(run, wedding);
}

}  // namespace

Source registrars() {
  Source source;
  source.name = "registrars";
  source.title = "Registrars of births, deaths and marriages";
  source.delivery = Delivery::csv;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksNhs;
  source.habits.rates.no_birth_date = 100;
  source.habits.rates.keying = 400;
  source.habits.rates.stale_address = 300;
  source.habits.rates.nickname = 50;
  source.habits.rates.placeholder = 40;
  source.habits.rates.default_value = 40;
  source.tables = {{"births",
                    {{"entry"},
                     {"registered_on", CellKind::date},
                     {"forename"},
                     {"middle_names"},
                     {"surname"},
                     {"date_of_birth", CellKind::date},
                     {"sex"},
                     {"nhs_number"},
                     {"mother_forename"},
                     {"mother_surname"},
                     {"mother_maiden_name"},
                     {"father_forename"},
                     {"father_surname"},
                     {"address"},
                     {"town"},
                     {"postcode"}}},
                   {"deaths",
                    {{"entry"},
                     {"registered_on", CellKind::date},
                     {"date_of_death", CellKind::date},
                     {"forename"},
                     {"middle_names"},
                     {"surname"},
                     {"date_of_birth", CellKind::date},
                     {"sex"},
                     {"nhs_number"},
                     {"address"},
                     {"town"},
                     {"postcode"}}},
                   {"marriages",
                    {{"entry"},
                     {"married_on", CellKind::date},
                     {"first_forename"},
                     {"first_surname"},
                     {"first_date_of_birth", CellKind::date},
                     {"first_address"},
                     {"first_postcode"},
                     {"second_forename"},
                     {"second_surname"},
                     {"second_date_of_birth", CellKind::date},
                     {"second_address"},
                     {"second_postcode"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
