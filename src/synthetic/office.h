// SPDX-License-Identifier: MIT
// A council's office that nobody works in: residents, staff who live among them, what they look at
// in some weeks, and who looked out of curiosity.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace newlyn::synthetic {

/// What is asked of make_office.
struct OfficeRequest {
  uint64_t households = 4000;
  uint64_t staff = 60;
  uint64_t weeks = 8;
  uint64_t seed = 1;
};

/// Somebody who lives there.
struct OfficePerson {
  std::string id;  // "R0001"
  std::string given_name;
  std::string family_name;
  std::string birth_date;  // "1971-06-24"
  std::string address;     // "12 Mill Lane"
  std::string town;
  std::string postcode;
};

/// Somebody who works there; a resident as well.
struct OfficeMember {
  std::string account;
  std::string team;
  std::string hours;  // "mon-fri 07:00-19:00"
  size_t resident = 0;
};

/// One look. `minute` is of the wall clock, from midnight of the first Monday.
struct OfficeLook {
  int64_t minute = 0;
  size_t member = 0;
  size_t resident = 0;
  bool acts = false;    // and something is done about the resident within the hour
  std::string curious;  // the truth: self, household, ...; empty: part of the work
};

/// All of it. Looks are in order of time.
struct Office {
  std::vector<OfficePerson> residents;
  std::vector<OfficeMember> staff;
  std::vector<size_t> well_known;  // residents
  std::vector<OfficeLook> looks;
};

/// A town that an office is put into: who lives there, with whom, and who may work.
struct OfficeTown {
  std::vector<OfficePerson> residents;
  std::vector<uint64_t> household;  // of each resident, counted from 0 without gaps
  std::vector<bool> of_age;
};

/// Makes an office in a town of its own. The same request gives the same office on every machine.
Office make_office(const OfficeRequest& request);

/// Makes an office in this town; `households` of the request does not count. Requires: more people
/// of age than staff and a dozen.
Office make_office(const OfficeRequest& request, OfficeTown town);

}  // namespace newlyn::synthetic
