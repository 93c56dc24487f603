// SPDX-License-Identifier: MIT
// Council tax: who is liable for a home from when to when, with discounts and what is owed.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr int kOldestEnd = 2012;  // accounts closed before are gone from the system

struct Account {
  std::string number;
  std::string discount;
  Day discount_from = kNever;
  int64_t owed = 0;  // pence
};

// Who else of age lives there at the end, where two or more do. The head may have left the home.
std::string others_at(const SourceRun& run, const Episode& episode) {
  std::string others;
  int grown = 0;
  for (const uint32_t person : run.town.household_at(episode.property, run.town.today)) {
    if (!run.town.is_adult(person, run.town.today)) continue;
    ++grown;
    if (person == episode.head) continue;
    others += (others.empty() ? "" : " ") + person_id(person);
  }
  return grown > 1 ? others : "";
}

Account open_account(SourceRun& run, const Episode& episode, Random& random) {
  Account account;
  account.number = fmt::format("7{:08}", run.planned_rows + 10'000'000);
  if (episode.to == kNever) {
    const std::string others = others_at(run, episode);
    const bool claims = others.empty() ? chance(random, 9200)
                                       : run.town.has_trait(episode.property, "discount", 260);
    if (claims) {
      account.discount = "SPD25";
      account.discount_from = episode.from;
      if (!others.empty()) {
        run.plant("discount_with_adults",
                  fmt::format("{},{},{},{}", account.number, uprn_of(episode.property),
                              person_id(episode.head), others));
      }
    }
  }
  const Crisis crisis = crisis_of(run.town, episode);
  if (crisis.tax_arrears != kNever) {
    account.owed = std::max<Day>(0, run.day - crisis.tax_arrears) * 480;
  } else if (chance(random, 800)) {
    account.owed = between(random, 500, 90'000);
  }
  return account;
}

void put_liable(SourceRun& run, const Episode& episode, const Account& account, uint32_t person) {
  Random random = run.next_random();
  const bool first = person == episode.head;
  // Who grew up in the home is liable from coming of age.
  const Day grown = run.town.people[person].born + 18 * 366;
  const Day day = std::max({episode.from, run.town.stay_at(person, episode.to - 1).from,
                            std::min(grown, std::min(episode.to, run.town.today + 1) - 1)});
  run.show(run.has_come(day));
  const std::string key = fmt::format("{}/{}", account.number, first ? 1 : 2);
  const Written written =
      run.clerk.write({key, person, first ? "liable" : "second_liable", day}, random);
  const Property& property = run.town.gazetteer.properties[episode.property];
  run.put({key,
           account.number,
           uprn_of(episode.property),
           written.title,
           written.given + (written.middle.empty() ? "" : " " + written.middle),
           written.family,
           birth_oracle(written),
           written.nino,
           written.line(),
           written.locality,
           written.town,
           written.postcode,
           std::string(1, static_cast<char>('A' + property.band)),
           oracle_date(day),
           oracle_date(run.known(episode.to)),
           account.discount,
           oracle_date(account.discount_from),
           pounds(account.owed),
           written.mobile.empty() ? written.phone : written.mobile,
           written.email});
}

void write(SourceRun& run) {
  for (const Episode& episode : run.episodes) {
    if (episode.to < first_day(kOldestEnd)) continue;
    Random random = run.next_random();
    run.show(run.has_come(episode.from));
    const Account account = open_account(run, episode, random);
    put_liable(run, episode, account, episode.head);
    const bool joint = episode.second != kNobody && account.discount.empty();
    if (joint && chance(random, 8800)) put_liable(run, episode, account, episode.second);
  }
}

}  // namespace

Source council_tax() {
  Source source;
  source.name = "council_tax";
  source.title = "Council tax accounts";
  source.delivery = Delivery::oracle_csv;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail | kAsksNino;
  source.habits.name_letters_max = 24;
  source.habits.rates.no_birth_date = 3000;
  source.habits.rates.no_phone = 5000;
  source.habits.rates.no_email = 6000;
  source.habits.rates.stale_address = 1900;
  source.tables = {{"CT_LIABILITY",
                    {{"LIABILITY_REF"},
                     {"ACCOUNT_REF"},
                     {"PROPERTY_UPRN"},
                     {"TITLE"},
                     {"FORENAMES"},
                     {"SURNAME"},
                     {"DATE_OF_BIRTH", CellKind::date},
                     {"NI_NUMBER"},
                     {"CORR_ADDRESS_1"},
                     {"CORR_ADDRESS_2"},
                     {"CORR_TOWN"},
                     {"CORR_POSTCODE"},
                     {"BAND"},
                     {"LIABLE_FROM", CellKind::date},
                     {"LIABLE_TO", CellKind::date},
                     {"DISCOUNT_CODE"},
                     {"DISCOUNT_FROM", CellKind::date},
                     {"BALANCE", CellKind::number},
                     {"TELEPHONE"},
                     {"EMAIL"}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
