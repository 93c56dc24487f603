// SPDX-License-Identifier: MIT
// People and the households they live in: who is related to whom, who bears whose name, who
// moved, who shares a telephone. All of it is true here; errors come later, in row.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "synthetic/people/kin.h"
#include "synthetic/people/names.h"
#include "synthetic/people/places.h"

namespace newlyn::synthetic {

/// Records are written in these years.
inline constexpr int kFirstYear = 2004;
inline constexpr int kLastYear = 2025;

/// A value in force from a year on.
template <typename Value>
struct Since {
  int year = 0;
  Value value;
};

/// The value of `history` in force in `year`. Requires: history is in order and not empty.
template <typename Value>
const Value& in_force(const std::vector<Since<Value>>& history, int year) {
  size_t place = 0;
  while (place + 1 < history.size() && history[place + 1].year <= year) ++place;
  return history[place].value;
}

/// One person as she truly is.
struct Person {
  Tradition tradition = Tradition::english;
  Sex sex = Sex::female;
  std::string given;
  std::string middle;                      // may be empty, may be two names
  std::vector<Since<std::string>> family;  // changed by marriage and divorce
  Date born;
  std::vector<Since<Home>> homes;
  std::vector<Since<std::string>> mobiles;  // empty: has none
  std::vector<Since<std::string>> emails;   // empty: has none
};

/// What kind of household was made.
enum class HouseholdKind : uint8_t {
  single,
  old_single,
  couple,
  old_couple,
  family,
  lone_parent,
  three_generations,
  siblings,
  shared_house,
  care_home,
};

struct Household {
  HouseholdKind kind = HouseholdKind::single;
  std::vector<Person> people;
};

/// Makes households one after another.
class HouseholdMaker {
 public:
  /// The arguments must outlive the maker.
  HouseholdMaker(const NameLists& names, Places& places)
      : names_(names), maker_(names), places_(places) {}

  /// Draws one household. The same `random` state gives the same household, but for telephone
  /// numbers, which are handed out in order.
  Household make(Random& random);

 private:
  void add_children(Household& household, const Person& father, const Person& mother,
                    Random& random);
  std::vector<Person> couple(int oldest, int youngest, Random& random);
  void marry(Person& wife, const Person& husband, int year, Random& random);
  void add_grandparents(Household& household, Random& random);
  void settle(Household& household, Random& random);
  void leave_home(Person& grown, Random& random);
  void connect(Household& household, Random& random);
  std::string new_email(const Person& person, Random& random) const;

  const NameLists& names_;
  NameMaker maker_;
  Places& places_;
};

}  // namespace newlyn::synthetic
