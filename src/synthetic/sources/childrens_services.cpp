// SPDX-License-Identifier: MIT
// Children's services: children known to them, and the adults named beside them.
#include <fmt/format.h>

#include <array>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 5> kNeeds = {"family in acute stress", "disability",
                                                    "neglect", "parental illness", "low income"};

void put_child(SourceRun& run, uint32_t child, Day referred) {
  Random random = run.next_random();
  run.show(run.has_come(referred));
  const std::string key = fmt::format("CH{:06}", run.planned_rows + 1);
  const Written written = run.clerk.write({key, child, "child", referred, kAsksPhone}, random);
  const bool closed = referred < run.town.today - 200 && chance(random, 7000);
  run.put({key, written.given, written.middle, written.family, birth_iso(written), written.sex,
           written.nhs, pupil_number_of(run.town, child), written.line(), written.locality,
           written.town, written.postcode, written.uprn,
           std::string(kNeeds[random.below(kNeeds.size())]), iso_date(referred),
           closed ? iso_date(run.known(referred + between(random, 40, 190))) : ""});
  const Resident& resident = run.town.people[child];
  for (const uint32_t parent : {resident.mother, resident.father}) {
    if (parent == kNobody || !chance(random, 8500)) continue;
    Random own = run.next_random();
    const std::string adult_key = fmt::format("CA{:06}", run.planned_rows + 1);
    const bool mother = parent == resident.mother;
    const Written adult = run.clerk.write(
        {adult_key, parent, mother ? "mother" : "father", referred, kAsksNhs | kAsksUprn}, own);
    run.put({adult_key, key, mother ? "mother" : "father", adult.given, adult.family,
             birth_iso(adult), adult.mobile, adult.line(), adult.postcode},
            1);
  }
}

void write(SourceRun& run) {
  for (const Episode& episode : run.episodes) {
    const Crisis crisis = crisis_of(run.town, episode);
    if (crisis.referral == kNever) continue;
    for (const uint32_t child : children_of(run.town, episode, crisis.referral)) {
      put_child(run, child, crisis.referral);
    }
  }
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    const Resident& resident = run.town.people[person];
    const int age = age_on(resident.born, run.town.today);
    if (age > 20 || resident.mother == kNobody) continue;
    if (!run.town.has_trait(person, "children's services", 640)) continue;
    Random random(run.town.trait(person, "referred"));
    const Day last = std::min(run.town.today, resident.born + 17 * 365);
    const Day referred =
        draw_day(std::max(resident.born + 30, run.town.today - 6 * 365), last, random);
    if (run.town.lives_here(person, referred)) put_child(run, person, referred);
  }
}

}  // namespace

Source childrens_services() {
  Source source;
  source.name = "childrens_services";
  source.title = "Children's services";
  source.delivery = Delivery::mariadb;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksNhs | kAsksUprn;
  source.habits.rates.no_birth_date = 600;
  source.habits.rates.hearing = 600;
  source.tables = {{"children",
                    {{"child_id"},
                     {"forename"},
                     {"middle_name"},
                     {"surname"},
                     {"date_of_birth", CellKind::date},
                     {"gender"},
                     {"nhs_number"},
                     {"upn"},
                     {"address"},
                     {"locality"},
                     {"town"},
                     {"postcode"},
                     {"uprn"},
                     {"primary_need"},
                     {"referred_on", CellKind::date},
                     {"closed_on", CellKind::date}}},
                   {"related_adults",
                    {{"adult_id"},
                     {"child_id"},
                     {"relationship"},
                     {"forename"},
                     {"surname"},
                     {"date_of_birth", CellKind::date},
                     {"mobile"},
                     {"address"},
                     {"postcode"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
