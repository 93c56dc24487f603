// SPDX-License-Identifier: MIT
// Adult social care: clients, with what they get, and the referrals that brought them.
#include <fmt/format.h>

#include <array>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 5> kReasons = {"physical support", "memory and cognition",
                                                      "learning disability", "mental health",
                                                      "support with sensory loss"};
constexpr std::array<std::string_view, 5> kServices = {"home care", "direct payment", "day centre",
                                                       "equipment", "residential care"};

void put_client(SourceRun& run, uint32_t person, Day last, bool in_care) {
  const Day from = run.written_on(person, last);
  Random random = run.next_random(from != last);
  run.show(run.has_come(from));
  const std::string key = fmt::format("ASC{:06}", run.planned_rows + 1);
  const Written written = run.clerk.write({key, person, "client", from}, random);
  const Resident& resident = run.town.people[person];
  // Not every death reaches the system.
  const bool told = resident.died != kNever && chance(random, 8500);
  run.put({key,
           written.title,
           written.given,
           written.middle,
           written.family,
           birth_iso(written),
           written.sex,
           written.nhs,
           written.nino,
           written.line(),
           written.locality,
           written.town,
           written.postcode,
           written.uprn,
           written.mobile,
           std::string(kReasons[random.below(kReasons.size())]),
           std::string(in_care ? kServices.back() : kServices[random.below(4)]),
           iso_date(from),
           told ? iso_date(run.known(resident.died)) : "",
           fmt::format("{}", weekly_income(run.town, person, run.day))});
  run.put({fmt::format("REF{:07}", run.planned_rows), key, iso_date(from - between(random, 3, 60)),
           chance(random, 5000)   ? "hospital discharge"
           : chance(random, 5000) ? "family"
                                  : "GP"},
          1);
}

void write(SourceRun& run) {
  const Day today = run.town.today;
  for (const Episode& episode : run.episodes) {
    const Crisis crisis = crisis_of(run.town, episode);
    if (crisis.referral == kNever) continue;
    if (children_of(run.town, episode, crisis.referral).empty()) {
      put_client(run, episode.head, crisis.referral, false);
    }
  }
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    const Resident& resident = run.town.people[person];
    const Day seen = std::min(today, resident.died - 1);
    if (seen < first_day(2016) || !run.town.lives_here(person, seen)) continue;
    const int age = age_on(resident.born, seen);
    if (age < 18) continue;
    const Stay& stay = run.town.stay_at(person, seen);
    const bool in_care = run.town.gazetteer.properties[stay.place].kind == PropertyKind::care_home;
    const uint64_t rate = in_care ? 10'000 : age < 65 ? 110 : age < 80 ? 700 : 2800;
    if (!run.town.has_trait(person, "care", rate)) continue;
    const Day earliest = std::max(stay.from, seen - 1500);
    Random random(run.town.trait(person, "care begins"));
    put_client(run, person, draw_day(earliest, seen, random), in_care);
  }
}

}  // namespace

Source adult_social_care() {
  Source source;
  source.name = "adult_social_care";
  source.title = "Adult social care clients";
  source.delivery = Delivery::mariadb;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksNino | kAsksNhs | kAsksUprn;
  source.habits.landline_first = true;
  source.habits.rates.no_birth_date = 250;
  source.habits.rates.hearing = 500;
  source.tables = {
      {"clients",
       {{"client_id"},
        {"title"},
        {"first_name"},
        {"middle_name"},
        {"surname"},
        {"birth_date", CellKind::date},
        {"gender"},
        {"nhs_number"},
        {"ni_number"},
        {"address"},
        {"locality"},
        {"town"},
        {"postcode"},
        {"uprn"},
        {"telephone"},
        {"primary_reason"},
        {"service"},
        {"service_from", CellKind::date},
        {"date_of_death", CellKind::date},
        {"assessed_income", CellKind::integer}}},
      {"referrals", {{"referral_id"}, {"client_id"}, {"received_on", CellKind::date}, {"source"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
