// SPDX-License-Identifier: MIT
// The town, its office, weeks of work, and a few looks that are none of it.
//
// Each kind of curiosity has traps beside it that are work: clients in one's own street, colleagues
// who are clients, common surnames, late evenings before a deadline, a week with a backlog.
#include "synthetic/office.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "synthetic/people/household.h"
#include "synthetic/people/tables.h"

namespace newlyn::synthetic {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr int kThisYear = 2026;
constexpr int kWorkingAge = 18;
constexpr int kPensionAge = 66;
constexpr int kTries = 1000;

struct TeamRow {
  std::string_view name;
  std::string_view hours;
  int looks_a_week;
  int acts;  // of ten thousand looks
  int first_minute;
  int last_minute;
};

constexpr std::array<TeamRow, 6> kTeams = {{
    {"housing options", "mon-fri 07:00-19:00", 30, 6500, 8 * 60 + 30, 17 * 60 + 30},
    {"revenues", "mon-fri 07:00-19:00", 45, 7500, 8 * 60, 17 * 60},
    {"adult social care", "mon-fri 07:00-19:00", 25, 6000, 8 * 60 + 30, 18 * 60},
    {"children's services", "mon-fri 07:00-19:00", 25, 6500, 8 * 60, 18 * 60},
    {"customer contact", "mon-sat 07:00-20:00", 70, 4500, 8 * 60, 19 * 60},
    {"duty team", "mon-sun 19:00-08:00", 20, 7000, 20 * 60, 31 * 60},
}};

constexpr std::array<std::string_view, 9> kCurious = {"self",        "household", "colleague",
                                                      "well_known",  "street",    "surname",
                                                      "after_hours", "no_action", "volume"};

class OfficeMaker {
 public:
  explicit OfficeMaker(const OfficeRequest& request) : request_(request) {}
  Office make();
  Office make_in(OfficeTown town);

 private:
  void settle();
  void hire(Random& random);
  void work(uint64_t week, size_t member, Random& random);
  void look(OfficeLook look) { office_.looks.push_back(std::move(look)); }
  int64_t moment(uint64_t week, const TeamRow& team, bool late, Random& random) const;
  void be_curious(uint64_t week, std::string_view kind, Random& random);
  size_t person_for(std::string_view kind, size_t member, Random& random) const;
  void browse(uint64_t week, size_t member, Random& random);
  const TeamRow& team_of(size_t member) const { return kTeams[member % kTeams.size()]; }
  size_t anybody(Random& random) const { return random.below(office_.residents.size()); }

  const OfficeRequest& request_;
  Office office_;
  std::vector<uint64_t> household_;                        // by resident
  std::vector<std::vector<size_t>> members_of_household_;  // residents
  std::vector<bool> of_age_;
  bool is_of_a_town_ = false;                 // and not of one made for it
  std::vector<std::vector<size_t>> clients_;  // by team
};

void OfficeMaker::settle() {
  const NameLists names(names_table());
  const Words words = read_words(words_table());
  Places places(words, request_.seed, request_.households);
  HouseholdMaker maker(names, places);
  for (uint64_t number = 0; number < request_.households; ++number) {
    Random random(hash_mix(request_.seed, number + 1));
    const Household household = maker.make(random);
    members_of_household_.emplace_back();
    for (const Person& person : household.people) {
      const Home& home = in_force(person.homes, kLastYear);
      const Street street = places.street(home.street);
      const std::string house =
          home.house_name.empty() ? std::to_string(home.number) : home.house_name + ",";
      OfficePerson resident;
      resident.id = fmt::format("R{:05}", office_.residents.size() + 1);
      resident.given_name = person.given;
      resident.family_name = in_force(person.family, kLastYear);
      resident.birth_date =
          fmt::format("{:04}-{:02}-{:02}", person.born.year, person.born.month, person.born.day);
      resident.address = home.flat == 0
                             ? fmt::format("{} {}", house, street.name)
                             : fmt::format("Flat {}, {} {}", home.flat, house, street.name);
      resident.town = street.town;
      resident.postcode = postcode_of(home, street);
      members_of_household_.back().push_back(office_.residents.size());
      household_.push_back(number);
      const int age = kThisYear - person.born.year;
      of_age_.push_back(age >= kWorkingAge && age < kPensionAge);
      office_.residents.push_back(std::move(resident));
    }
  }
}

void OfficeMaker::hire(Random& random) {
  std::vector<bool> taken(office_.residents.size());
  while (office_.staff.size() < request_.staff) {
    const size_t resident = anybody(random);
    if (taken[resident] || !of_age_[resident]) continue;
    taken[resident] = true;
    const TeamRow& team = team_of(office_.staff.size());
    office_.staff.push_back({fmt::format("u{:03}", office_.staff.size() + 1),
                             std::string(team.name), std::string(team.hours), resident});
  }
  while (office_.well_known.size() < 12) {
    const size_t resident = anybody(random);
    if (is_of_a_town_ && !of_age_[resident]) continue;
    if (!taken[resident]) office_.well_known.push_back(resident);
    taken[resident] = true;
  }
  for (size_t team = 0; team < kTeams.size(); ++team) {
    clients_.emplace_back();
    const size_t count = office_.residents.size() / 8 + 1;
    while (clients_.back().size() < count) clients_.back().push_back(anybody(random));
  }
}

int64_t OfficeMaker::moment(uint64_t week, const TeamRow& team, bool late, Random& random) const {
  const int64_t day = static_cast<int64_t>(week) * 7 + between(random, 0, 4);
  int minute = between(random, team.first_minute, team.last_minute - 1);
  if (late) {
    // The duty team's evening is everybody else's working day.
    const bool by_night = team.last_minute > kDayMinutes;
    minute = by_night ? between(random, 10 * 60, 17 * 60) : between(random, 20 * 60, 23 * 60);
  }
  return day * kDayMinutes + minute;
}

void OfficeMaker::work(uint64_t week, size_t member, Random& random) {
  const TeamRow& team = team_of(member);
  int looks = team.looks_a_week * between(random, 75, 130) / 100;
  if (chance(random, 400)) looks = looks * 17 / 10;  // a backlog
  const bool deadline = chance(random, 500);
  for (int i = 0; i < looks; ++i) {
    const auto& clients = clients_[member % kTeams.size()];
    const size_t resident =
        chance(random, 7000) ? clients[random.below(clients.size())] : anybody(random);
    const bool acts = chance(random, team.acts);
    const bool late = chance(random, deadline ? 1500 : 200);
    const int64_t first = moment(week, team, late, random);
    look({first, member, resident, acts, ""});
    if (chance(random, 2000)) look({first + between(random, 2, 90), member, resident, acts, ""});
  }
}

/// A resident whom the kind of curiosity is about; the number of residents when there is none.
size_t OfficeMaker::person_for(std::string_view kind, size_t member, Random& random) const {
  const size_t own = office_.staff[member].resident;
  const OfficePerson& me = office_.residents[own];
  const size_t none = office_.residents.size();
  const auto one_like = [&](const auto& fits) {
    std::vector<size_t> found;
    for (size_t i = 0; i < office_.residents.size(); ++i) {
      if (household_[i] != household_[own] && fits(office_.residents[i])) found.push_back(i);
    }
    return found.empty() ? none : found[random.below(found.size())];
  };
  if (kind == "self") return own;
  if (kind == "household") {
    const auto& family = members_of_household_[household_[own]];
    const size_t other = family[random.below(family.size())];
    const bool lives_there = office_.residents[other].address == me.address;
    return other == own || !lives_there ? none : other;
  }
  if (kind == "colleague") {
    const size_t other = office_.staff[random.below(office_.staff.size())].resident;
    return other == own ? none : other;
  }
  if (kind == "well_known") return office_.well_known[random.below(office_.well_known.size())];
  if (kind == "street") {
    return one_like([&](const OfficePerson& other) {
      return other.postcode == me.postcode && other.address != me.address;
    });
  }
  if (kind == "surname") {
    return one_like([&](const OfficePerson& other) { return other.family_name == me.family_name; });
  }
  return anybody(random);
}

/// A week in which somebody goes through the town.
void OfficeMaker::browse(uint64_t week, size_t member, Random& random) {
  const TeamRow& team = team_of(member);
  for (int i = 0; i < team.looks_a_week * 5; ++i) {
    look({moment(week, team, false, random), member, anybody(random), false, "volume"});
  }
}

void OfficeMaker::be_curious(uint64_t week, std::string_view kind, Random& random) {
  size_t member = 0;
  size_t resident = office_.residents.size();
  // In a small town there may be nobody of the kind.
  for (int tries = 0; resident == office_.residents.size(); ++tries) {
    if (tries == kTries) return;
    member = random.below(office_.staff.size());
    if (kind == "volume") return browse(week, member, random);
    resident = person_for(kind, member, random);
  }
  const bool after_hours = kind == "after_hours";
  const bool again = after_hours || kind == "no_action";
  const int times = again ? between(random, 2, 4) + (after_hours ? 0 : 1) : between(random, 1, 2);
  for (int i = 0; i < times; ++i) {
    const bool late = after_hours || chance(random, 2500);
    const bool acts = !again && chance(random, 500);
    look({moment(week, team_of(member), late, random), member, resident, acts, std::string(kind)});
  }
}

Office OfficeMaker::make_in(OfficeTown town) {
  for (size_t i = 0; i < town.residents.size(); ++i) {
    const uint64_t home = town.household[i];
    if (members_of_household_.size() <= home) members_of_household_.resize(home + 1);
    members_of_household_[home].push_back(i);
  }
  is_of_a_town_ = true;
  household_ = std::move(town.household);
  of_age_ = std::move(town.of_age);
  office_.residents = std::move(town.residents);
  return make();
}

Office OfficeMaker::make() {
  if (office_.residents.empty()) settle();
  Random random(hash_mix(request_.seed, 0));
  hire(random);
  for (uint64_t week = 0; week < request_.weeks; ++week) {
    for (size_t member = 0; member < office_.staff.size(); ++member) work(week, member, random);
    for (const std::string_view kind : kCurious) {
      if (kind != "volume" || week % 2 == 1) be_curious(week, kind, random);
    }
  }
  std::stable_sort(office_.looks.begin(), office_.looks.end(),
                   [](const OfficeLook& a, const OfficeLook& b) { return a.minute < b.minute; });
  return std::move(office_);
}

}  // namespace

Office make_office(const OfficeRequest& request) { return OfficeMaker(request).make(); }

Office make_office(const OfficeRequest& request, OfficeTown town) {
  return OfficeMaker(request).make_in(std::move(town));
}

}  // namespace newlyn::synthetic
