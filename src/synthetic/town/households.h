// SPDX-License-Identifier: MIT
// What follows from the people of a home: who is at its head, what they earn, how to reach them,
// and the numbers that bodies gave them.
#pragma once

#include <string>
#include <vector>

#include "synthetic/town/town.h"

namespace newlyn::synthetic {

/// One household in one home without a gap.
struct Episode {
  uint32_t property = kNowhere;
  Day from = 0;
  Day to = kNever;
  uint32_t head = kNobody;    // the adult who came first
  uint32_t second = kNobody;  // who lives with the head as a couple would
};

/// The episodes of every dwelling but shared houses, by property, then by day.
std::vector<Episode> episodes_of(const Town& town);

/// What `person` earns or draws a week on `day`, in pounds; children nothing.
int weekly_income(const Town& town, uint32_t person, Day day);
/// The sum over those who live at `property` on `day`.
int household_income(const Town& town, uint32_t property, Day day);
/// What such a household needs a week: below it, it is entitled to help.
int needed_income(const Town& town, uint32_t property, Day day);

/// The mobile number in use on `day`; nothing for who has none.
std::string mobile_of(const Town& town, uint32_t person, Day day);
/// The landline of a home; nothing for six in ten.
std::string landline_of(const Town& town, uint32_t property);
/// The e-mail address in use on `day`; nothing for who has none.
std::string email_of(const Town& town, uint32_t person, Day day);

/// National Insurance numbers begin with QQ, NHS numbers with 999, pupil numbers name the local
/// authority 999, bank accounts the sort code 00-00-00: none of these is ever issued.
std::string nino_of(const Town& town, uint32_t person);
std::string nhs_number_of(const Town& town, uint32_t person);
std::string pupil_number_of(const Town& town, uint32_t person);
std::string bank_account_of(const Town& town, uint32_t person);
/// A registration mark of a series that is not in use.
std::string vehicle_of(const Town& town, uint32_t person);
std::string title_of(const Town& town, uint32_t person, Day day);

}  // namespace newlyn::synthetic
