// SPDX-License-Identifier: MIT
// Making people and putting them into households.
#include "household.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "words.h"

namespace newlyn::people {
namespace {

constexpr std::array<int, 10> kKindWeights = {170, 120, 130, 110, 270, 90, 40, 15, 54, 1};
constexpr std::array<int, 12> kMonthDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
constexpr std::array<std::string_view, 3> kMailHosts = {"example.org", "example.com",
                                                        "example.net"};

// Traditions whose elders often have 1 January on their papers, because no day was registered.
bool often_new_year(Tradition tradition) {
  switch (tradition) {
    case Tradition::pakistani:
    case Tradition::bangladeshi:
    case Tradition::somali:
    case Tradition::arabic:
    case Tradition::nigerian:
    case Tradition::ghanaian:
    case Tradition::sikh:
      return true;
    default:
      return false;
  }
}

Sex draw_sex(Random& random) { return chance(random, 5000) ? Sex::male : Sex::female; }

std::string_view last_word(std::string_view text) {
  const size_t space = text.rfind(' ');
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

const std::string& family_now(const Person& person) { return person.family.back().value; }

// The family name that parents hand to a child of `sex`.
std::string handed_down(const Person& father, const Person& mother, Sex sex, Random& random) {
  const std::string& name = family_now(father);
  switch (father.tradition) {
    case Tradition::somali:
      return father.middle.empty() ? father.given : father.middle;
    case Tradition::spanish:
      return fmt::format("{} {}", first_word(name), first_word(family_now(mother)));
    case Tradition::portuguese:
      return fmt::format("{} {}", last_word(family_now(mother)), last_word(name));
    case Tradition::tamil:
      return chance(random, 7000) ? father.given : name;
    default:
      break;
  }
  const bool married = family_now(mother) == name;
  if (!married && chance(random, 2200))
    return family_form(father.tradition, sex, family_now(mother));
  if (!married && chance(random, 700)) return fmt::format("{}-{}", family_now(mother), name);
  return family_form(father.tradition, sex, name);
}

}  // namespace

Date draw_date(int year, Random& random) {
  const int month = between(random, 1, 12);
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days = kMonthDays[static_cast<size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
  return Date{year, month, between(random, 1, days)};
}

Person HouseholdMaker::adult(Tradition tradition, Sex sex, int birth_year, Random& random) {
  Person person;
  person.tradition = tradition;
  person.sex = sex;
  person.born = draw_date(birth_year, random);
  if (often_new_year(tradition) && birth_year < 1985 && chance(random, 900)) {
    person.born = Date{birth_year, 1, 1};
  }
  person.given = names_.given(tradition, sex, birth_year, random);
  person.family.push_back({0, names_.family(tradition, sex, random)});
  if (tradition == Tradition::somali) {
    person.middle = names_.given(tradition, Sex::male, birth_year, random);
  } else if (tradition == Tradition::sikh) {
    if (chance(random, 6000)) person.middle = sex == Sex::male ? "Singh" : "Kaur";
    if (person.middle == "Kaur" && person.family[0].value == "Singh") person.middle.clear();
  } else if (chance(random, 6800)) {
    person.middle = names_.given(tradition, sex, birth_year - 15, random);
    if (chance(random, 500)) person.middle += " " + names_.given(tradition, sex, 1940, random);
  }
  if (person.middle == person.given) person.middle.clear();
  return person;
}

Person HouseholdMaker::child(const Person& father, const Person& mother, int birth_year,
                             Random& random) {
  const Tradition tradition = chance(random, 8000) ? father.tradition : mother.tradition;
  Person person = adult(tradition, draw_sex(random), birth_year, random);
  person.tradition = father.tradition;
  person.born = draw_date(birth_year, random);
  person.family[0].value = handed_down(father, mother, person.sex, random);
  const Person& namesake = person.sex == Sex::male ? father : mother;
  if (father.tradition == Tradition::somali) {
    person.middle = father.given;
  } else if (chance(random, person.sex == Sex::male ? 500 : 150)) {
    person.given = namesake.given;
  } else if (chance(random, 1800) && namesake.given != person.given) {
    person.middle = namesake.given;
  }
  return person;
}

void HouseholdMaker::add_children(Household& household, const Person& father, const Person& mother,
                                  Random& random) {
  constexpr std::array<int, 6> kCounts = {0, 40, 38, 15, 5, 2};
  int left = static_cast<int>(by_weight(random, kCounts));
  const int first = std::max(father.born.year, mother.born.year) + between(random, 18, 38);
  int year = std::min(first, kLastYear - 1);
  while (left-- > 0 && year < kLastYear) {
    Person born = child(father, mother, year, random);
    const bool twins = chance(random, 160);
    if (twins) {
      Person twin = child(father, mother, year, random);
      twin.born = born.born;
      if (chance(random, 3500)) twin.sex = born.sex;
      twin.family = {{0, family_form(father.tradition, twin.sex, born.family[0].value)}};
      do {
        twin.given = names_.given(father.tradition, twin.sex, year, random);
      } while (twin.given == born.given);
      if (father.tradition != Tradition::somali) twin.middle.clear();
      household.people.push_back(std::move(twin));
    }
    household.people.push_back(std::move(born));
    year += between(random, 1, 5);
  }
}

void HouseholdMaker::marry(Person& wife, const Person& husband, int year, Random& random) {
  const std::string maiden = family_now(wife);
  const std::string shared = family_form(husband.tradition, wife.sex, family_now(husband));
  const int takes = tradition_row(husband.tradition).wives_take_name ? 8200 : 1500;
  if (chance(random, takes)) {
    wife.family.push_back({year, shared});
  } else if (chance(random, 1500) && maiden != shared) {
    wife.family.push_back({year, fmt::format("{}-{}", maiden, shared)});
  }
  const int parted = year + between(random, 4, 20);
  const bool named = wife.family.size() > 1 && parted <= kLastYear;
  if (named && chance(random, 600)) wife.family.push_back({parted, maiden});
}

std::vector<Person> HouseholdMaker::couple(int oldest, int youngest, Random& random) {
  const Tradition his = draw_tradition(random);
  const Tradition hers = chance(random, 8800) ? his : draw_tradition(random);
  const bool same_sex = chance(random, 200);
  const int year = between(random, oldest, youngest);
  Person man = adult(his, Sex::male, year, random);
  Person woman = adult(hers, same_sex ? Sex::male : Sex::female,
                       std::min(year + between(random, -3, 6), kLastYear - 18), random);
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
  Person mother = adult(father.tradition, Sex::female, year, random);
  mother.family = {{0, family_form(father.tradition, Sex::female, father.family[0].value)}};
  if (chance(random, 4500)) {
    Person elder = adult(father.tradition, Sex::male, year - between(random, 0, 6), random);
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
    return adult(tradition, sex, year, random);
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
        people.push_back(
            child(parents[0], parents[1], parents[1].born.year + between(random, 19, 34), random));
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

}  // namespace newlyn::people
