// SPDX-License-Identifier: MIT
// Housing benefit: a claim with its claimant, partner, bank account and declared income.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

constexpr uint64_t kSharedAccountClaims = 40;

struct Claim {
  std::string number;
  std::string account;
  int declared = 0;  // pounds a week
  Day from = 0;
};

void put_claim(SourceRun& run, const Episode& episode, const Claim& last) {
  Claim claim = last;
  claim.from = run.written_on(episode.head, last.from);
  Random random = run.next_random(claim.from != last.from);
  run.show(run.has_come(claim.from));
  const Written head =
      run.clerk.write({claim.number, episode.head, "claimant", claim.from}, random);
  Written partner;
  if (episode.second != kNobody) {
    partner = run.clerk.write(
        {claim.number, episode.second, "partner", claim.from, kAsksAddress | kAsksPhone}, random);
  }
  int children = 0;
  const Day seen = std::min(run.day, episode.to - 1);
  for (const uint32_t person : run.town.household_at(episode.property, seen)) {
    children += run.town.is_adult(person, seen) ? 0 : 1;
  }
  const int need = needed_income(run.town, episode.property, seen);
  const int award = std::max(8, need - claim.declared);
  run.put({claim.number,
           head.title,
           head.family,
           head.given,
           birth_packed(head),
           head.nino,
           partner.family,
           partner.given,
           birth_packed(partner),
           partner.nino,
           head.line(),
           head.town,
           head.postcode,
           head.mobile,
           claim.account,
           fmt::format("{:04}", claim.declared),
           fmt::format("{}", children),
           packed_date(claim.from),
           packed_date(run.known(episode.to)),
           fmt::format("{:04}", award)});
}

void note_unclaimed(SourceRun& run, const Episode& episode) {
  const Day today = run.town.today;
  const bool family = run.town.household_at(episode.property, today).size() > 2;
  if (episode.to != kNever || !family) return;
  run.plant("entitled_not_claiming",
            fmt::format("{},{},{},{}", uprn_of(episode.property), person_id(episode.head),
                        household_income(run.town, episode.property, today),
                        needed_income(run.town, episode.property, today)));
}

// Declares a fifth of what the tenancy's review shows: truth for "declared against observed".
bool under_declares(const SourceRun& run, const Episode& episode) {
  return episode.to == kNever &&
         run.town.gazetteer.properties[episode.property].tenure == Tenure::social_rent &&
         run.town.has_trait(episode.property ^ episode.head, "under declares", 220);
}

void write(SourceRun& run) {
  uint64_t shared = 0;
  const std::string ring = bank_account_of(run.town, 7);
  for (const Episode& episode : run.episodes) {
    if (episode.to < first_day(2016)) continue;
    const Day seen = std::min(run.town.today, episode.to - 1);
    const int income = household_income(run.town, episode.property, seen);
    const bool entitled = is_entitled(run.town, episode, seen);
    run.show(true);  // what is planted is told of the end of the story
    const bool hides = !entitled && income > 400 && under_declares(run, episode);
    if (entitled && !is_claiming(run.town, episode)) note_unclaimed(run, episode);
    if (!hides && !(entitled && is_claiming(run.town, episode))) continue;
    Random random = run.next_random();
    Claim claim;
    claim.number = numbered("HB", 1'000'000 + run.planned_rows);
    const Day grown = run.town.people[episode.head].born + 18 * 366;
    const Day earliest = std::max({episode.from, grown, first_day(2006)});
    claim.from = std::min(seen, draw_day(earliest + 5, earliest + 400, random));
    claim.account = bank_account_of(run.town, episode.head);
    claim.declared = hides ? income / 5 : income;
    const bool joins = episode.to == kNever && shared < kSharedAccountClaims && !hides &&
                       run.town.has_trait(episode.property, "ring", 3000);
    if (joins) {
      ++shared;
      claim.account = ring;
    }
    // Whose account it is claims under it too.
    if (claim.account == ring) {
      run.plant("one_bank_account",
                fmt::format("{},{},{}", claim.number, ring, person_id(episode.head)));
    }
    if (hides) {
      run.plant("declared_income", fmt::format("{},{},{},{}", claim.number, person_id(episode.head),
                                               claim.declared, income));
    }
    put_claim(run, episode, claim);
  }
}

}  // namespace

Source housing_benefit() {
  Source source;
  source.name = "housing_benefit";
  source.title = "Housing benefit claims";
  source.delivery = Delivery::fixed_width;
  source.habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksNino;
  source.habits.name_letters_max = 18;
  source.habits.rates.no_birth_date = 300;
  source.habits.rates.stale_address = 1500;
  source.habits.rates.keying = 900;
  source.tables = {
      {"claims", {{"CLAIM_NO", CellKind::text, 10},     {"TITLE", CellKind::text, 6},
                  {"SURNAME", CellKind::text, 18},      {"FORENAME", CellKind::text, 18},
                  {"DOB", CellKind::date, 8},           {"NINO", CellKind::text, 9},
                  {"P_SURNAME", CellKind::text, 18},    {"P_FORENAME", CellKind::text, 18},
                  {"P_DOB", CellKind::date, 8},         {"P_NINO", CellKind::text, 9},
                  {"ADDRESS", CellKind::text, 40},      {"TOWN", CellKind::text, 20},
                  {"POSTCODE", CellKind::text, 8},      {"PHONE", CellKind::text, 12},
                  {"BANK_ACCOUNT", CellKind::text, 17}, {"INCOME_WEEKLY", CellKind::integer, 4},
                  {"CHILDREN", CellKind::integer, 2},   {"START", CellKind::date, 8},
                  {"END", CellKind::date, 8},           {"AWARD_WEEKLY", CellKind::integer, 4}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
