// SPDX-License-Identifier: MIT
// How names and birth dates pass through families: a grown stranger, a child of two parents, and
// what a name becomes by marriage.
#pragma once

#include <optional>
#include <string>

#include "synthetic/people/names.h"

namespace newlyn::synthetic {

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
  bool operator==(const Date&) const = default;
};

/// A day in `year`, every day of every month about as likely.
Date draw_date(int year, Random& random);

/// Either sex, each as likely.
Sex draw_sex(Random& random);

/// What somebody is called and when she was born.
struct Named {
  Tradition tradition = Tradition::english;
  Sex sex = Sex::female;
  std::string given;
  std::string middle;  // may be empty, may be two names
  std::string family;
  Date born;
};

/// Names people after another. Constant after construction.
class NameMaker {
 public:
  /// `names` must outlive the maker.
  explicit NameMaker(const NameLists& names) : names_(names) {}

  Named adult(Tradition tradition, Sex sex, int birth_year, Random& random) const;
  Named child(const Named& father, const Named& mother, int birth_year, Random& random) const;

  /// A child born with `first`: the same family and day, another given name.
  Named twin(const Named& first, Named drawn, Random& random) const;

  /// The family name that `wife` takes on marrying `husband`; nothing when she keeps hers.
  std::optional<std::string> married_name(const Named& wife, const Named& husband,
                                          Random& random) const;

 private:
  const NameLists& names_;
};

}  // namespace newlyn::synthetic
