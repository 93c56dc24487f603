// SPDX-License-Identifier: MIT
// The habits of naming traditions: what is handed down, taken on and kept.
#include "synthetic/people/kin.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace newlyn::synthetic {
namespace {

constexpr std::array<int, 12> kMonthDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

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

std::string_view last_word(std::string_view text) {
  const size_t space = text.rfind(' ');
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

// The family name that parents hand to a child of `sex`.
std::string handed_down(const Named& father, const Named& mother, Sex sex, Random& random) {
  if (father.family.empty()) return father.given;
  switch (father.tradition) {
    case Tradition::somali:
      return father.middle.empty() ? father.given : father.middle;
    case Tradition::spanish:
      return fmt::format("{} {}", first_word(father.family), first_word(mother.family));
    case Tradition::portuguese:
      return fmt::format("{} {}", last_word(mother.family), last_word(father.family));
    case Tradition::tamil:
      return chance(random, 7000) ? father.given : father.family;
    default:
      break;
  }
  const bool married = mother.family == father.family;
  if (!married && chance(random, 2200)) return family_form(father.tradition, sex, mother.family);
  if (!married && chance(random, 700)) return fmt::format("{}-{}", mother.family, father.family);
  return family_form(father.tradition, sex, father.family);
}

}  // namespace

Date draw_date(int year, Random& random) {
  const int month = between(random, 1, 12);
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days = kMonthDays[static_cast<size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
  return Date{year, month, between(random, 1, days)};
}

Sex draw_sex(Random& random) { return chance(random, 5000) ? Sex::male : Sex::female; }

Named NameMaker::adult(Tradition tradition, Sex sex, int birth_year, Random& random) const {
  Named named;
  named.tradition = tradition;
  named.sex = sex;
  named.born = draw_date(birth_year, random);
  if (often_new_year(tradition) && birth_year < 1985 && chance(random, 900)) {
    named.born = Date{birth_year, 1, 1};
  }
  named.given = names_.given(tradition, sex, birth_year, random);
  named.family = names_.family(tradition, sex, random);
  if (tradition == Tradition::somali) {
    named.middle = names_.given(tradition, Sex::male, birth_year, random);
  } else if (tradition == Tradition::sikh) {
    if (chance(random, 6000)) named.middle = sex == Sex::male ? "Singh" : "Kaur";
    if (named.middle == "Kaur" && named.family == "Singh") named.middle.clear();
  } else if (chance(random, 6800)) {
    named.middle = names_.given(tradition, sex, birth_year - 15, random);
    if (chance(random, 500)) named.middle += " " + names_.given(tradition, sex, 1940, random);
  }
  if (named.middle == named.given) named.middle.clear();
  return named;
}

Named NameMaker::child(const Named& father, const Named& mother, int birth_year,
                       Random& random) const {
  const Tradition tradition = chance(random, 8000) ? father.tradition : mother.tradition;
  Named named = adult(tradition, draw_sex(random), birth_year, random);
  named.tradition = father.tradition;
  named.born = draw_date(birth_year, random);
  named.family = handed_down(father, mother, named.sex, random);
  const Named& namesake = named.sex == Sex::male ? father : mother;
  if (father.tradition == Tradition::somali) {
    named.middle = father.given;
  } else if (chance(random, named.sex == Sex::male ? 500 : 150)) {
    named.given = namesake.given;
  } else if (chance(random, 1800) && namesake.given != named.given) {
    named.middle = namesake.given;
  }
  return named;
}

Named NameMaker::twin(const Named& first, Named drawn, Random& random) const {
  drawn.born = first.born;
  if (chance(random, 3500)) drawn.sex = first.sex;
  drawn.family = family_form(first.tradition, drawn.sex, first.family);
  do {
    drawn.given = names_.given(first.tradition, drawn.sex, first.born.year, random);
  } while (drawn.given == first.given);
  if (first.tradition != Tradition::somali) drawn.middle.clear();
  return drawn;
}

std::optional<std::string> NameMaker::married_name(const Named& wife, const Named& husband,
                                                   Random& random) const {
  if (husband.family.empty()) return std::nullopt;
  std::string shared = family_form(husband.tradition, wife.sex, husband.family);
  const int takes = tradition_row(husband.tradition).wives_take_name ? 8200 : 1500;
  if (chance(random, takes)) return shared;
  const bool joined = chance(random, 1500) && wife.family != shared && !wife.family.empty();
  return joined ? std::optional(fmt::format("{}-{}", wife.family, shared)) : std::nullopt;
}

}  // namespace newlyn::synthetic
