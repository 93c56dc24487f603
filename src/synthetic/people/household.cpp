// SPDX-License-Identifier: MIT
// Making people and putting them into households.
#include "synthetic/people/household.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "synthetic/people/words.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<int, 10> kKindWeights = {170, 120, 130, 110, 270, 90, 40, 15, 54, 1};
constexpr std::array<std::string_view, 3> kMailHosts = {"example.org", "example.com",
                                                        "example.net"};

const std::string& family_now(const Person& person) { return person.family.back().value; }

Named named_now(const Person& person) {
  return Named{person.tradition, person.sex,         person.given,
               person.middle,    family_now(person), person.born};
}

Person person_of(Named named) {
  Person person;
  person.tradition = named.tradition;
  person.sex = named.sex;
  person.given = std::move(named.given);
  person.middle = std::move(named.middle);
  person.family.push_back({0, std::move(named.family)});
  person.born = named.born;
  return person;
}

}  // namespace

void HouseholdMaker::add_children(Household& household, const Person& father, const Person& mother,
                                  Random& random) {
  constexpr std::array<int, 6> kCounts = {0, 40, 38, 15, 5, 2};
  int left = static_cast<int>(by_weight(random, kCounts));
  const int first = std::max(father.born.year, mother.born.year) + between(random, 18, 38);
  int year = std::min(first, kLastYear - 1);
  const Named his = named_now(father);
  const Named hers = named_now(mother);
  while (left-- > 0 && year < kLastYear) {
    Named born = maker_.child(his, hers, year, random);
    const bool twins = chance(random, 160);
    if (twins) {
      Named drawn = maker_.child(his, hers, year, random);
      household.people.push_back(person_of(maker_.twin(born, std::move(drawn), random)));
    }
    household.people.push_back(person_of(std::move(born)));
    year += between(random, 1, 5);
  }
}

void HouseholdMaker::marry(Person& wife, const Person& husband, int year, Random& random) {
  const std::string maiden = family_now(wife);
  const auto taken = maker_.married_name(named_now(wife), named_now(husband), random);
  if (taken) wife.family.push_back({year, *taken});
  const int parted = year + between(random, 4, 20);
  const bool named = wife.family.size() > 1 && parted <= kLastYear;
  if (named && chance(random, 600)) wife.family.push_back({parted, maiden});
}

std::vector<Person> HouseholdMaker::couple(int oldest, int youngest, Random& random) {
  const Tradition his = draw_tradition(random);
  const Tradition hers = chance(random, 8800) ? his : draw_tradition(random);
  const bool same_sex = chance(random, 200);
  const int year = between(random, oldest, youngest);
  Person man = person_of(maker_.adult(his, Sex::male, year, random));
  const int her_year = std::min(year + between(random, -3, 6), kLastYear - 18);
  Person woman =
      person_of(maker_.adult(hers, same_sex ? Sex::male : Sex::female, her_year, random));
  const int of_age = std::max(man.born.year, woman.born.year) + 18;
  if (chance(random, 7200)) marry(woman, man, of_age + between(random, 2, 14), random);
  std::vector<Person> pair;
  pair.push_back(std::move(man));
  pair.push_back(std::move(woman));
  return pair;
}

void HouseholdMaker::add_grandparents(Household& household, Random& random) {
  const Person& father = household.people[0];
  const int year = father.born.year - between(random, 20, 34);
  Person mother = person_of(maker_.adult(father.tradition, Sex::female, year, random));
  mother.family = {{0, family_form(father.tradition, Sex::female, father.family[0].value)}};
  if (chance(random, 4500)) {
    const int his_year = year - between(random, 0, 6);
    Person elder = person_of(maker_.adult(father.tradition, Sex::male, his_year, random));
    elder.family = {{0, father.family[0].value}};
    if (chance(random, 600)) elder.given = father.given;
    household.people.push_back(std::move(elder));
  }
  household.people.push_back(std::move(mother));
}

Household HouseholdMaker::make(Random& random) {
  Household made;
  made.kind = static_cast<HouseholdKind>(by_weight(random, kKindWeights));
  std::vector<Person>& people = made.people;
  const auto lone = [&](int oldest, int youngest) {
    // One draw a line: the order of draws inside one call would be the compiler's choice.
    const Tradition tradition = draw_tradition(random);
    const Sex sex = draw_sex(random);
    const int year = between(random, oldest, youngest);
    return person_of(maker_.adult(tradition, sex, year, random));
  };
  switch (made.kind) {
    case HouseholdKind::single:
      people.push_back(lone(1962, 2003));
      break;
    case HouseholdKind::old_single:
      people.push_back(lone(1925, 1961));
      break;
    case HouseholdKind::couple:
      people = couple(1962, 2000, random);
      break;
    case HouseholdKind::old_couple:
      people = couple(1928, 1961, random);
      break;
    case HouseholdKind::three_generations:
    case HouseholdKind::family: {
      people = couple(1950, 1998, random);
      const Person father = people[0];
      const Person mother = people[1];
      if (made.kind == HouseholdKind::three_generations) add_grandparents(made, random);
      add_children(made, father, mother, random);
      break;
    }
    case HouseholdKind::lone_parent: {
      const std::vector<Person> parents = couple(1955, 2000, random);
      const size_t stays = chance(random, 8600) ? 1 : 0;
      people.push_back(parents[stays]);
      add_children(made, parents[0], parents[1], random);
      break;
    }
    case HouseholdKind::siblings: {
      const std::vector<Person> parents = couple(1930, 1970, random);
      for (int i = between(random, 2, 3); i > 0; --i) {
        const int year = parents[1].born.year + between(random, 19, 34);
        people.push_back(
            person_of(maker_.child(named_now(parents[0]), named_now(parents[1]), year, random)));
      }
      break;
    }
    case HouseholdKind::shared_house:
      for (int i = between(random, 3, 6); i > 0; --i) people.push_back(lone(1980, 2006));
      break;
    case HouseholdKind::care_home:
      for (int i = between(random, 10, 25); i > 0; --i) people.push_back(lone(1922, 1950));
      break;
  }
  settle(made, random);
  connect(made, random);
  return made;
}

void HouseholdMaker::settle(Household& household, Random& random) {
  std::vector<Since<Home>> shared = {{0, places_.new_home(random)}};
  for (int moves = 0; moves < 2 && chance(random, 2600); ++moves) {
    const int year = std::max(shared.back().year + 1, between(random, kFirstYear + 1, kLastYear));
    const Home& last = shared.back().value;
    shared.push_back({year, chance(random, 6500) ? places_.nearby_home(last, random)
                                                 : places_.new_home(random)});
  }
  const bool strangers =
      household.kind == HouseholdKind::shared_house || household.kind == HouseholdKind::care_home;
  for (Person& person : household.people) {
    person.homes = shared;
    if (strangers && chance(random, 7000)) {
      const int came = between(random, kFirstYear + 2, kLastYear);
      person.homes = {{0, places_.new_home(random)}, {came, shared[0].value}};
    } else if (household.kind == HouseholdKind::family) {
      leave_home(person, random);
    }
    const bool wed = person.family.size() > 1 && person.family[1].year > kFirstYear;
    if (wed && person.homes.size() == 1 && chance(random, 7000)) {
      person.homes = {{0, places_.new_home(random)}, {person.family[1].year - 1, shared[0].value}};
    }
  }
}

void HouseholdMaker::leave_home(Person& grown, Random& random) {
  const int leaves = grown.born.year + between(random, 18, 30);
  if (leaves < kFirstYear || leaves > kLastYear || grown.homes.size() > 1) return;
  if (!chance(random, 7500)) return;
  grown.homes.push_back({leaves, places_.new_home(random)});
  const bool weds = grown.sex == Sex::female && leaves + 5 <= kLastYear && chance(random, 3500);
  if (!weds || !tradition_row(grown.tradition).wives_take_name) return;
  const int year = between(random, leaves + 2, leaves + 5);
  grown.family.push_back({year, names_.family(grown.tradition, grown.sex, random)});
}

std::string HouseholdMaker::new_email(const Person& person, Random& random) const {
  const std::string given = mail_word(person.given);
  const std::string family = mail_word(family_now(person));
  const int shape = between(random, 0, 9);
  std::string name;
  if (shape < 4) {
    name = given + "." + family;
  } else if (shape < 6) {
    name = given.substr(0, 1) + family;
  } else if (shape < 8) {
    name = given + family.substr(0, 1);
  } else {
    name = given + "_" + family;
  }
  const int tail = between(random, 0, 9);
  if (tail < 5) {
    name += fmt::format("{:02}", person.born.year % 100);
  } else if (tail < 9) {
    name += fmt::format("{}", between(random, 1, 999));
  }
  return fmt::format("{}@{}", name, kMailHosts[random.below(kMailHosts.size())]);
}

void HouseholdMaker::connect(Household& household, Random& random) {
  Person& head = household.people.front();
  const bool strangers =
      household.kind == HouseholdKind::shared_house || household.kind == HouseholdKind::care_home;
  const int together = household.kind == HouseholdKind::old_couple ? 3500 : 900;
  const bool shares = !strangers && chance(random, together);
  const std::string shared =
      shares
          ? fmt::format("the{}s{}@example.org", mail_word(family_now(head)), between(random, 1, 99))
          : std::string();
  for (Person& person : household.people) {
    const int age = kLastYear - person.born.year;
    const bool has_mobile = chance(random, age > 75 ? 5500 : age > 12 ? 9200 : 0);
    if (has_mobile) person.mobiles.push_back({0, places_.new_mobile()});
    if (has_mobile && chance(random, 1800)) {
      person.mobiles.push_back({between(random, 2008, kLastYear), places_.new_mobile()});
    }
    const bool has_email = chance(random, age > 75 ? 4500 : age > 13 ? 8500 : 0);
    if (shares && chance(random, 7500)) {
      person.emails.push_back({0, shared});
    } else if (has_email) {
      person.emails.push_back({0, new_email(person, random)});
      if (chance(random, 2000)) {
        person.emails.push_back({between(random, 2008, kLastYear), new_email(person, random)});
      }
    }
  }
  for (Person& person : household.people) {  // children are reached through the head
    const bool minor = kLastYear - person.born.year < 16;
    if (!minor || &person == &head) continue;
    if (person.mobiles.empty() && chance(random, 6000)) person.mobiles = head.mobiles;
    if (person.emails.empty() && chance(random, 5000)) person.emails = head.emails;
  }
}

}  // namespace newlyn::synthetic
