// SPDX-License-Identifier: MIT
// Missed bins and bulky waste: who asked, where, what and when.
#include <fmt/format.h>

#include <array>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 8> kItems = {
    "sofa", "mattress", "wardrobe", "fridge", "carpet", "washing machine", "table", "bed frame"};

void put_request(SourceRun& run, uint32_t person, Day day) {
  Random random = run.next_random();
  run.show(run.has_come(day));
  const std::string key = fmt::format("SR{:07}", run.planned_rows + 1);
  const Written written = run.clerk.write({key, person, "caller", day}, random);
  const Property& at = run.town.gazetteer.properties[run.town.stay_at(person, day).place];
  const bool bulky = chance(random, 3800);
  std::string items;
  for (int i = bulky ? between(random, 1, 4) : 0; i > 0; --i) {
    items += (items.empty() ? "" : "; ") + std::string(kItems[random.below(kItems.size())]);
  }
  run.put({key, bulky ? "bulky waste" : "missed bin", iso_date(day), written.full_name(),
           written.mobile.empty() ? written.phone : written.mobile, written.email, written.line(),
           written.town, written.postcode, written.uprn, items, fmt::format("{}", at.easting),
           fmt::format("{}", at.northing), iso_date(day + between(random, 1, bulky ? 21 : 5))});
}

void write(SourceRun& run) {
  for (uint32_t person = 0; person < run.town.people.size(); ++person) {
    Random random(run.town.trait(person, "requests"));
    if (!chance(random, 2300)) continue;
    for (int left = 1 + static_cast<int>(random.below(3)); left > 0; --left) {
      const Day day = run.town.today - between(random, 0, 3 * 365);
      const bool asks = run.town.is_adult(person, day) && run.town.lives_here(person, day);
      if (asks) put_request(run, person, day);
    }
  }
}

}  // namespace

Source service_requests() {
  Source source;
  source.name = "service_requests";
  source.title = "Missed bins and bulky waste";
  source.delivery = Delivery::json_lines;
  source.habits.asks = kAsksAddress | kAsksPhone | kAsksEmail | kAsksUprn;
  source.habits.rates.hearing = 700;
  source.habits.rates.stale_address = 1000;
  source.tables = {{"requests",
                    {{"request_id"},
                     {"kind"},
                     {"received", CellKind::date},
                     {"name"},
                     {"phone"},
                     {"email"},
                     {"address"},
                     {"town"},
                     {"postcode"},
                     {"uprn"},
                     {"items"},
                     {"easting", CellKind::integer},
                     {"northing", CellKind::integer},
                     {"due", CellKind::date}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
