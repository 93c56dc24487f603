// SPDX-License-Identifier: MIT
// Households from stays, incomes and numbers from traits.
#include "synthetic/town/households.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace newlyn::synthetic {
namespace {

constexpr uint64_t kMillion = 1'000'000;
constexpr std::array<std::string_view, 3> kMailHosts = {"example.org", "example.com",
                                                        "example.net"};

bool kin(const Town& town, uint32_t one, uint32_t other) {
  const Resident& left = town.people[one];
  const Resident& right = town.people[other];
  const bool parent =
      left.mother == other || left.father == other || right.mother == one || right.father == one;
  const bool siblings = left.mother != kNobody && left.mother == right.mother;
  return parent || siblings;
}

// Names the head and the second of an episode among those who lived there then.
void name_heads(const Town& town, Episode& episode) {
  const auto adult_there = [&](const Occupant& occupant) {
    const bool overlaps = occupant.stay.from < episode.to && episode.from < occupant.stay.to;
    const Day last = std::min(occupant.stay.to, town.today);
    return overlaps && age_on(town.people[occupant.person].born, last) >= 18;
  };
  for (const Occupant& occupant : town.occupants_of(episode.property)) {
    if (!adult_there(occupant)) continue;
    if (episode.head == kNobody) {
      episode.head = occupant.person;
      continue;
    }
    const bool couple =
        std::abs(town.people[occupant.person].born - town.people[episode.head].born) < 16 * 365 &&
        !kin(town, episode.head, occupant.person);
    if (couple && episode.second == kNobody) episode.second = occupant.person;
  }
}

uint64_t scattered(uint64_t place, uint64_t seed) {
  return (place * 618'033 + seed % kMillion) % kMillion;
}

}  // namespace

std::vector<Episode> episodes_of(const Town& town) {
  std::vector<Episode> episodes;
  for (uint32_t place = 0; place < town.gazetteer.properties.size(); ++place) {
    const PropertyKind kind = town.gazetteer.properties[place].kind;
    if (!is_dwelling(kind) || kind == PropertyKind::shared_house) continue;
    const size_t first = episodes.size();
    for (const Occupant& occupant : town.occupants_of(place)) {
      if (episodes.size() == first || episodes.back().to < occupant.stay.from) {
        episodes.push_back({place, occupant.stay.from, occupant.stay.to, kNobody, kNobody});
      } else {
        episodes.back().to = std::max(episodes.back().to, occupant.stay.to);
      }
    }
    for (size_t i = first; i < episodes.size(); ++i) name_heads(town, episodes[i]);
  }
  std::erase_if(episodes, [](const Episode& episode) { return episode.head == kNobody; });
  return episodes;
}

int weekly_income(const Town& town, uint32_t person, Day day) {
  const int age = age_on(town.people[person].born, day);
  if (age < 18) return 0;
  const auto drawn = static_cast<int>(town.trait(person, "wage") % 1000);
  if (age >= 66) return 175 + drawn * drawn / 3800;
  const Stay& stay = town.stay_at(person, day);
  const bool council = !is_outside(stay.place) &&
                       town.gazetteer.properties[stay.place].tenure == Tenure::social_rent;
  const bool works = town.has_trait(person, "work", council ? 5200 : 8300);
  if (!works) return 72 + drawn / 20;
  return (council ? 200 : 260) + drawn * drawn / (council ? 2600 : 1000);
}

int household_income(const Town& town, uint32_t property, Day day) {
  int income = 0;
  for (const uint32_t person : town.household_at(property, day)) {
    income += weekly_income(town, person, day);
  }
  return income;
}

int needed_income(const Town& town, uint32_t property, Day day) {
  int need = 110;
  for (const uint32_t person : town.household_at(property, day)) {
    need += town.is_adult(person, day) ? 95 : 85;
  }
  return need;
}

std::string mobile_of(const Town& town, uint32_t person, Day day) {
  const int age = age_on(town.people[person].born, town.today);
  if (age < 12 || !town.has_trait(person, "mobile", age > 78 ? 5500 : 9300)) return {};
  const bool second = town.has_trait(person, "new mobile", 2400) &&
                      day > first_day(2012 + static_cast<int>(town.trait(person, "when") % 12));
  return mobile_number(uint64_t{person} * 2 + (second ? 1 : 0), town.seed);
}

std::string landline_of(const Town& town, uint32_t property) {
  if (!town.has_trait(property, "landline", 4000)) return {};
  return landline_number(property, town.seed);
}

std::string email_of(const Town& town, uint32_t person, Day day) {
  const Resident& resident = town.people[person];
  const int age = age_on(resident.born, town.today);
  if (age < 13 || !town.has_trait(person, "mail", age > 76 ? 4500 : 8700)) return {};
  const bool second = town.has_trait(person, "new mail", 1800) &&
                      day > first_day(2011 + static_cast<int>(town.trait(person, "mailed") % 12));
  const uint64_t drawn = town.trait(person, second ? "second address" : "address");
  const std::string given = mail_word(resident.named.given);
  const std::string family = mail_word(town.family_at(person, second ? day : resident.born));
  std::string name = drawn % 3 == 0   ? given + "." + family
                     : drawn % 3 == 1 ? given.substr(0, 1) + family
                                      : given + "_" + family;
  name += drawn % 2 == 0 ? fmt::format("{:02}", resident.named.born.year % 100)
                         : fmt::format("{}", drawn / 7 % 9000);
  return fmt::format("{}@{}", name, kMailHosts[drawn / 11 % kMailHosts.size()]);
}

std::string nino_of(const Town& town, uint32_t person) {
  const uint64_t digits = scattered(person % kMillion, town.seed);
  const char suffix = static_cast<char>('A' + town.trait(person, "nino") % 4);
  return fmt::format("QQ{:06}{}", digits, suffix);
}

std::string nhs_number_of(const Town& town, uint32_t person) {
  // Of ten ninth digits at most one has no check digit, so each prefix gives nine numbers.
  const uint64_t prefix = (person / 9 * 61'803 + town.seed % 100'000) % 100'000;
  uint32_t left = person % 9;
  for (uint64_t ninth = 0;; ++ninth) {
    const std::string nine = fmt::format("999{:05}{}", prefix, ninth);
    int sum = 0;
    for (size_t place = 0; place < 9; ++place) {
      sum += (nine[place] - '0') * (10 - static_cast<int>(place));
    }
    const int check = (11 - sum % 11) % 11;
    if (check != 10 && left-- == 0) return fmt::format("{}{}", nine, check);
  }
}

std::string pupil_number_of(const Town& town, uint32_t person) {
  constexpr std::string_view kChecks = "ABCDEFGHJKLMNPQRTUVWXYZ";
  // Authority 999, then school, year and serial as nine digits that hold the person's number.
  const std::string unique =
      fmt::format("999{:02}{:07}", town.people[person].named.born.year % 100, person % 10'000'000);
  uint64_t sum = 0;
  for (size_t place = 0; place < unique.size(); ++place) {
    sum += static_cast<uint64_t>(unique[place] - '0') * (place + 2);
  }
  return fmt::format("{}{}", kChecks[sum % 23], unique);
}

std::string bank_account_of(const Town& town, uint32_t person) {
  return fmt::format("00-00-00 {:08}", town.trait(person, "bank") % 100'000'000);
}

std::string vehicle_of(const Town& town, uint32_t person) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNOPRSTUVWXY";
  uint64_t drawn = town.trait(person, "vehicle");
  std::string mark = "Q";
  mark += kLetters[drawn % 23];
  mark += fmt::format("{:02} ", drawn / 23 % 24 + (drawn / 600 % 2 == 0 ? 2 : 52));
  for (int i = 0; i < 3; ++i, drawn /= 23) mark += kLetters[drawn / 5000 % 23];
  return mark;
}

std::string title_of(const Town& town, uint32_t person, Day day) {
  const Resident& resident = town.people[person];
  const bool young = age_on(resident.born, day) < 16;
  if (town.has_trait(person, "doctor", 120) && !young) return "Dr";
  if (resident.named.sex == Sex::male) return young ? "Master" : "Mr";
  if (young) return "Miss";
  const bool wife = !resident.former.empty() || resident.married;
  return wife ? "Mrs" : town.has_trait(person, "ms", 5000) ? "Ms" : "Miss";
}

}  // namespace newlyn::synthetic
