// SPDX-License-Identifier: MIT
// Council tenancies and the people in them, with rent arrears and income at the yearly review.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

std::string role_of(const SourceRun& run, const Episode& episode, uint32_t person) {
  if (person == episode.head) return "tenant";
  if (person == episode.second) return "joint tenant";
  return run.town.is_adult(person, run.day) ? "other adult" : "child";
}

void put_member(SourceRun& run, const Episode& episode, const std::string& tenancy,
                const Occupant& occupant) {
  Random random = run.next_random();
  const uint32_t person = occupant.person;
  run.show(run.has_come(occupant.stay.from) && run.has_come(episode.from));
  const std::string role = role_of(run, episode, person);
  const std::string key = numbered("TP", run.planned_rows);
  const Written written = run.clerk.write({key, person, role, occupant.stay.from}, random);
  const int income = weekly_income(run.town, person, run.day);
  run.put({key, tenancy, role, written.title, written.given, written.middle, written.family,
           birth_iso(written), written.sex, written.nino, written.mobile, written.phone,
           written.email, income > 0 ? fmt::format("{}", income * 52) : ""},
          1);
}

void put_tenancy(SourceRun& run, const Episode& episode) {
  Random random = run.next_random();
  const std::string tenancy = fmt::format("TEN{:06}", run.planned_rows + 1);
  const bool kept = tenancy_is_kept(run.town, episode);
  const Day to = kept ? kNever : run.known(episode.to);
  run.show(run.has_come(episode.from));
  if (kept) {
    const Stay& now = run.town.stay_at(episode.head, run.town.today);
    run.plant("tenancy_lived_elsewhere",
              fmt::format("{},{},{},{},{}", tenancy, uprn_of(episode.property),
                          person_id(episode.head), uprn_of(now.place), iso_date(now.from)));
  }
  const Property& property = run.town.gazetteer.properties[episode.property];
  const int rent = 6'800 + property.bedrooms * 1'450 + between(random, 0, 900);
  const Crisis crisis = crisis_of(run.town, episode);
  const bool slides = crisis.rent_arrears != kNever;
  const int weeks = slides                ? std::max<Day>(0, run.day - crisis.rent_arrears) / 7
                    : chance(random, 900) ? between(random, 1, 5)
                                          : 0;
  Written at;
  run.clerk.put_address(episode.property, at);
  run.put({tenancy, uprn_of(episode.property), at.line(), at.locality, at.town, at.postcode,
           fmt::format("{}", property.bedrooms), iso_date(episode.from), iso_date(to), pounds(rent),
           pounds(int64_t{weeks} * rent), slides ? iso_date(run.known(crisis.rent_arrears)) : ""});
  for (const Occupant& occupant : run.town.occupants_of(episode.property)) {
    const bool then = occupant.stay.from < episode.to && episode.from < occupant.stay.to;
    if (then && chance(random, 9400)) put_member(run, episode, tenancy, occupant);
  }
}

void write(SourceRun& run) {
  for (const Episode& episode : run.episodes) {
    const Tenure tenure = run.town.gazetteer.properties[episode.property].tenure;
    if (tenure == Tenure::social_rent && episode.to > first_day(2014)) put_tenancy(run, episode);
  }
}

}  // namespace

Source housing_tenancies() {
  Source source;
  source.name = "housing_tenancies";
  source.title = "Council tenancies";
  source.delivery = Delivery::postgres;
  source.habits.asks = kAsksBirth | kAsksPhone | kAsksEmail | kAsksNino;
  source.habits.rates.no_birth_date = 700;
  source.tables = {{"tenancies",
                    {{"tenancy_ref"},
                     {"uprn"},
                     {"address"},
                     {"locality"},
                     {"town"},
                     {"postcode"},
                     {"bedrooms", CellKind::integer},
                     {"start_date", CellKind::date},
                     {"end_date", CellKind::date},
                     {"weekly_rent", CellKind::number},
                     {"arrears", CellKind::number},
                     {"arrears_since", CellKind::date}}},
                   {"tenancy_people",
                    {{"person_ref"},
                     {"tenancy_ref"},
                     {"role"},
                     {"title"},
                     {"forename"},
                     {"middle_names"},
                     {"surname"},
                     {"date_of_birth", CellKind::date},
                     {"sex"},
                     {"ni_number"},
                     {"mobile"},
                     {"telephone"},
                     {"email"},
                     {"income_at_review", CellKind::integer}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
