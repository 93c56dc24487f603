// SPDX-License-Identifier: MIT
// Planning applications and licences: people at properties, now and then for a business.
#include <fmt/format.h>

#include <array>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 6> kWorks = {
    "single storey rear extension", "loft conversion with dormer",   "change of use to flats",
    "replacement windows",          "felling of one protected tree", "new boundary wall"};
constexpr std::array<std::string_view, 4> kLicences = {"private hire driver", "premises licence",
                                                       "street trading consent",
                                                       "selective licence (landlord)"};
constexpr std::array<std::string_view, 3> kDecisions = {"granted", "refused", "withdrawn"};

struct Case {
  uint32_t person = kNobody;
  uint32_t site = kNowhere;
  Day day = 0;
  bool licence = false;
};

void put_case(SourceRun& run, const Case& made) {
  Random random = run.next_random();
  run.show(run.has_come(made.day));
  const std::string key = fmt::format("{}/{}/{:05}", made.licence ? "LIC" : "PL",
                                      date_of(made.day).year, run.planned_rows + 1);
  const Written written =
      run.clerk.write({key, made.person, made.licence ? "licence holder" : "applicant", made.day,
                       made.licence ? 0U : uint32_t{kAsksBirth}},
                      random);
  Written site;
  run.clerk.put_address(made.site, site);
  const std::string_view what = made.licence ? kLicences[random.below(kLicences.size())]
                                             : kWorks[random.below(kWorks.size())];
  run.put({key, made.licence ? "Licence" : "Planning", slashed_date(made.day), written.title,
           written.given, written.family, made.licence ? birth_slashed(written) : "",
           written.mobile, written.email, written.line(), written.town, written.postcode,
           site.line(), uprn_of(made.site), std::string(what),
           std::string(kDecisions[random.below(10) < 8 ? 0 : 1 + random.below(2)])});
}

void write(SourceRun& run) {
  for (const Episode& episode : run.episodes) {
    const Day last = std::min(run.town.today, episode.to - 1);
    if (last < first_day(2015)) continue;
    Random random(run.town.trait(episode.property ^ episode.head, "cases"));
    const Day day = draw_day(std::max(first_day(2015), episode.from), last, random);
    const bool owned = run.town.gazetteer.properties[episode.property].tenure == Tenure::owned;
    if (owned && chance(random, 900)) put_case(run, {episode.head, episode.property, day, false});
    if (chance(random, 260)) put_case(run, {episode.head, episode.property, day, true});
  }
}

}  // namespace

Source planning_licensing() {
  Source source;
  source.name = "planning_licensing";
  source.title = "Planning and licensing register";
  source.delivery = Delivery::workbook;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail;
  source.habits.rates.no_birth_date = 6000;
  source.tables = {{"Register",
                    {{"Reference", CellKind::text, 14, "Case"},
                     {"Kind", CellKind::text, 10, "Case"},
                     {"Received", CellKind::date, 10, "Case"},
                     {"Title", CellKind::text, 5, "Applicant"},
                     {"First name", CellKind::text, 20, "Applicant"},
                     {"Surname", CellKind::text, 20, "Applicant"},
                     {"Date of birth", CellKind::date, 10, "Applicant"},
                     {"Mobile", CellKind::text, 12, "Applicant"},
                     {"Email", CellKind::text, 30, "Applicant"},
                     {"Address", CellKind::text, 40, "Applicant"},
                     {"Town", CellKind::text, 20, "Applicant"},
                     {"Postcode", CellKind::text, 8, "Applicant"},
                     {"Site address", CellKind::text, 40, "Site"},
                     {"UPRN", CellKind::text, 12, "Site"},
                     {"Proposal", CellKind::text, 40, "Decision"},
                     {"Outcome", CellKind::text, 10, "Decision"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
