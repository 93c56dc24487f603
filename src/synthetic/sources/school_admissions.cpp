// SPDX-License-Identifier: MIT
// School admissions: applications for the first years of primary and secondary school.
#include <fmt/format.h>

#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

std::string school_name(const SourceRun& run, uint64_t drawn, bool secondary) {
  const std::vector<uint32_t>& schools = run.town.gazetteer.schools;
  // Every fourth school is a secondary one.
  uint64_t place = drawn % schools.size();
  while ((place % 4 == 0) != secondary) place = (place + 1) % schools.size();
  return run.town.gazetteer.properties[schools[place]].name;
}

void put_application(SourceRun& run, uint32_t child, bool secondary, Day applied) {
  Random random = run.next_random();
  run.show(run.has_come(applied));
  const Resident& resident = run.town.people[child];
  const std::string key = fmt::format("{}{:06}", secondary ? "S" : "P", run.planned_rows + 1);
  const Written written =
      run.clerk.write({key, child, "child", applied, kAsksPhone | kAsksEmail}, random);
  const uint32_t parent =
      resident.mother != kNobody && chance(random, 8000) ? resident.mother : resident.father;
  Written adult;
  if (parent != kNobody)
    adult = run.clerk.write({key, parent, "parent", applied, kAsksBirth | kAsksAddress}, random);
  const uint64_t wish = run.town.trait(child, "school");
  run.put({key,
           slashed_date(applied),
           secondary ? "Year 7" : "Reception",
           written.family,
           written.given,
           written.middle,
           birth_slashed(written),
           written.sex,
           adult.title,
           adult.given,
           adult.family,
           adult.mobile,
           adult.email,
           written.line(),
           written.locality,
           written.town,
           written.postcode,
           school_name(run, wish, secondary),
           school_name(run, wish + 1 + random.below(7), secondary),
           chance(random, 8800) ? "1" : "2"});
}

void write(SourceRun& run) {
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    const int year = run.town.people[person].named.born.year;
    for (const int age : {4, 11}) {
      const Day applied = first_day(year + age) - 60 + static_cast<Day>(person % 75);
      const bool recent = applied > first_day(2018) && applied <= run.town.today;
      const bool applies = run.town.has_trait(person, age == 4 ? "reception" : "year 7", 9300);
      if (recent && applies && run.town.lives_here(person, applied)) {
        put_application(run, person, age == 11, applied);
      }
    }
  }
}

}  // namespace

Source school_admissions() {
  Source source;
  source.name = "school_admissions";
  source.title = "School admissions, applications received";
  source.delivery = Delivery::workbook;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail;
  source.habits.rates.no_birth_date = 500;
  source.habits.rates.no_phone = 900;
  source.habits.rates.no_email = 1200;
  source.habits.rates.day_month_swapped = 400;
  source.tables = {{"Applications",
                    {{"Ref", CellKind::text, 10, "Application"},
                     {"Received", CellKind::date, 10, "Application"},
                     {"Round", CellKind::text, 10, "Application"},
                     {"Surname", CellKind::text, 20, "Child"},
                     {"First name", CellKind::text, 20, "Child"},
                     {"Middle names", CellKind::text, 20, "Child"},
                     {"Date of birth", CellKind::date, 10, "Child"},
                     {"Sex", CellKind::text, 1, "Child"},
                     {"Title", CellKind::text, 5, "Parent or carer"},
                     {"Parent first name", CellKind::text, 20, "Parent or carer"},
                     {"Parent surname", CellKind::text, 20, "Parent or carer"},
                     {"Mobile", CellKind::text, 12, "Parent or carer"},
                     {"Email", CellKind::text, 30, "Parent or carer"},
                     {"Address", CellKind::text, 40, "Address of the child"},
                     {"Locality", CellKind::text, 20, "Address of the child"},
                     {"Town", CellKind::text, 20, "Address of the child"},
                     {"Postcode", CellKind::text, 8, "Address of the child"},
                     {"First", CellKind::text, 30, "Preferences"},
                     {"Second", CellKind::text, 30, "Preferences"},
                     {"Offered", CellKind::integer, 2, "Outcome"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
