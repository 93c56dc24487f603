// SPDX-License-Identifier: MIT
// Business rates: organisations at shops and offices, with a person to write to.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "synthetic/people/faults.h"
#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 12> kTrades = {
    "Bakers",   "Builders", "Cars",    "Cafe",      "Dental Practice", "Electrical",
    "Flooring", "Hair",     "Joinery", "Newsagent", "Plumbing",        "Solicitors"};
constexpr std::array<std::string_view, 6> kForms = {"Ltd", "Limited", "LTD.", "PLC", "LLP", ""};

std::string organisation(const SourceRun& run, uint32_t owner, Random& random) {
  const Resident& resident = run.town.people[owner];
  const std::string_view trade = kTrades[run.town.trait(owner, "trade") % kTrades.size()];
  const std::string& name =
      resident.named.family.empty() ? resident.named.given : resident.named.family;
  std::string text = chance(random, 5000) ? fmt::format("{} & Sons {}", name, trade)
                                          : fmt::format("{} {}", name, trade);
  const std::string_view form = kForms[random.below(kForms.size())];
  if (!form.empty()) text += fmt::format(" {}", form);
  return chance(random, 600) ? keyed(text, random) : text;
}

void put_account(SourceRun& run, uint32_t property, uint32_t owner, const Stay& years) {
  Random random = run.next_random();
  const std::string key = fmt::format("NDR{:06}", run.planned_rows + 1);
  run.show(run.has_come(years.from));
  const Day seen = std::min(years.to, run.day);
  const Written written = run.clerk.write({key, owner, "contact", seen}, random);
  run.truth.about_property(key, property);
  const Property& at = run.town.gazetteer.properties[property];
  run.put({key, organisation(run, owner, random),
           chance(random, 7000)
               ? fmt::format("99{:06}", run.town.trait(owner, "company") % 1'000'000)
               : "",
           written.full_name(), written.mobile, written.email, written.line(), written.town,
           written.postcode, uprn_of(property), address_line(run.town.gazetteer, property),
           borough_postcode(at.postcode, run.town.seed),
           at.kind == PropertyKind::shop ? "Shop and premises" : "Offices and premises",
           fmt::format("{}", between(random, 18, 900) * 100), iso_date(years.from),
           iso_date(run.known(years.to)), chance(random, 2500) ? "small business relief" : ""});
}

void write(SourceRun& run) {
  const auto people = static_cast<uint64_t>(run.town.people.size());
  for (const uint32_t property : run.town.gazetteer.businesses) {
    Random random(run.town.trait(property, "businesses"));
    Day from = first_day(2010) + between(random, 0, 1500);
    for (int firms = between(random, 1, 3); firms > 0 && from < run.town.today; --firms) {
      auto owner = static_cast<uint32_t>(random.below(people));
      for (int tries = 0; tries < 60; ++tries) {
        const int age = age_on(run.town.people[owner].born, from);
        if (age >= 22 && age < 60 && run.town.lives_here(owner, from)) break;
        owner = static_cast<uint32_t>(random.below(people));
      }
      const Day to = firms == 1 ? kNever : from + between(random, 400, 2500);
      put_account(run, property, owner, Stay{from, to >= run.town.today ? kNever : to, property});
      if (to >= run.town.today) break;
      from = to + between(random, 1, 200);
    }
  }
}

}  // namespace

Source business_rates() {
  Source source;
  source.name = "business_rates";
  source.title = "Business rates";
  source.delivery = Delivery::parquet;
  source.habits.asks = kAsksAddress | kAsksPhone | kAsksEmail;
  source.tables = {{"accounts",
                    {{"account"},
                     {"organisation"},
                     {"company_number"},
                     {"contact_name"},
                     {"contact_phone"},
                     {"contact_email"},
                     {"contact_address"},
                     {"contact_town"},
                     {"contact_postcode"},
                     {"uprn"},
                     {"property_address"},
                     {"property_postcode"},
                     {"description"},
                     {"rateable_value", CellKind::integer},
                     {"liable_from", CellKind::date},
                     {"liable_to", CellKind::date},
                     {"relief"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
