// SPDX-License-Identifier: MIT
// Complaints and other contacts: a few fields and free text in which people name themselves.
#include <fmt/format.h>

#include <array>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 5> kChannels = {"phone", "web form", "letter", "e-mail",
                                                       "front desk"};
constexpr std::array<std::string_view, 10> kMatters = {
    "the street light outside has been out for two weeks",
    "the noise from next door does not stop before three in the morning",
    "my council tax bill shows the wrong number of people",
    "the lift is broken again and I cannot manage the stairs",
    "nobody called me back although I was promised it twice",
    "there is damp on the wall of the children's bedroom",
    "I would like to thank the crew who helped me with my bins",
    "the pavement is broken and my mother fell",
    "cars park on both sides and the ambulance could not pass",
    "I asked for a parking permit and have heard nothing"};
constexpr std::array<std::string_view, 4> kTrouble = {
    "I cannot pay the rent this month, my hours were cut",
    "we had to choose between heating and food this week",
    "the bailiffs left a letter and I do not know what to do",
    "I am behind with everything and I am not sleeping"};

std::string text_of(const Written& written, std::string_view matter, Random& random) {
  const std::string name = fmt::format("{} {}", written.given, written.family);
  switch (between(random, 0, 4)) {
    case 0:
      return fmt::format("Hello, my name is {} and I live at {}, {}. I write because {}.", name,
                         written.line(), written.postcode, matter);
    case 1:
      return fmt::format("{}.\nPlease ring me on {}.\n{}", matter,
                         written.mobile.empty() ? "the usual number" : written.mobile, name);
    case 2:
      return fmt::format("Caller {} ({}) says: \"{}\". Call back within five days.", name,
                         written.line(), matter);
    case 3:
      return fmt::format(
          "Dear Sir or Madam,\n\n{}. This is the second time.\n\nYours faithfully,\n{}\n{}", matter,
          name, written.line());
    default:
      return fmt::format("{} / no reference given / caller sounded {}", matter,
                         chance(random, 5000) ? "upset" : "calm");
  }
}

void put_contact(SourceRun& run, uint32_t person, Day day, bool trouble) {
  Random random = run.next_random();
  run.show(run.has_come(day));
  const std::string key = fmt::format("CRM{:07}", run.planned_rows + 1);
  const Written written = run.clerk.write({key, person, "caller", day}, random);
  const std::string_view matter =
      trouble ? kTrouble[random.below(kTrouble.size())] : kMatters[random.below(kMatters.size())];
  const bool complaint = !trouble && chance(random, 6000);
  run.put({key, iso_date(day), std::string(kChannels[random.below(kChannels.size())]),
           complaint ? "complaint" : "enquiry", written.full_name(), written.mobile, written.email,
           written.line(), written.postcode, text_of(written, matter, random)});
}

// The stages as sources show them: arrears of rent where the council is the landlord, absences
// where a pupil is in the home.
std::string crisis_line(const SourceRun& run, const Episode& episode, const Crisis& crisis) {
  const bool council =
      run.town.gazetteer.properties[episode.property].tenure == Tenure::social_rent;
  bool pupil = false;
  for (const uint32_t person : run.town.household_at(episode.property, run.town.today)) {
    pupil |= at_state_school(run.town, person) && is_pupil(run.town, person, run.day);
  }
  const auto seen = [&](Day day, bool shown) { return iso_date(shown ? run.known(day) : kNever); };
  return fmt::format("{},{},{},{},{},{},{},{}", person_id(episode.head), uprn_of(episode.property),
                     seen(crisis.rent_arrears, council), seen(crisis.tax_arrears, true),
                     seen(crisis.first_call, true), seen(crisis.absences, pupil),
                     seen(crisis.referral, true), seen(crisis.homeless, true));
}

void write_crises(SourceRun& run) {
  for (const Episode& episode : run.episodes) {
    const Crisis crisis = crisis_of(run.town, episode);
    if (!in_crisis(crisis)) continue;
    run.show(run.has_come(crisis.rent_arrears));
    run.plant("crisis", crisis_line(run, episode, crisis));
    if (crisis.first_call == kNever) continue;
    for (Day day = crisis.first_call; day <= run.town.today; day += 24) {
      put_contact(run, episode.head, day, true);
    }
  }
}

void write(SourceRun& run) {
  write_crises(run);
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    Random random(run.town.trait(person, "contacts"));
    if (!chance(random, 2300)) continue;
    for (int left = 1 + static_cast<int>(random.below(4)); left > 0; --left) {
      const Day day = run.town.today - between(random, 0, 3 * 365);
      const bool asks = run.town.is_adult(person, day) && run.town.lives_here(person, day);
      if (asks) put_contact(run, person, day, false);
    }
  }
}

}  // namespace

Source contacts() {
  Source source;
  source.name = "contacts";
  source.title = "Complaints and contacts";
  source.delivery = Delivery::csv;
  source.habits.asks = kAsksAddress | kAsksPhone | kAsksEmail;
  source.habits.rates.hearing = 800;
  source.tables = {{"contacts",
                    {{"contact_id"},
                     {"received", CellKind::date},
                     {"channel"},
                     {"kind"},
                     {"name"},
                     {"phone"},
                     {"email"},
                     {"address"},
                     {"postcode"},
                     {"text"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
