// SPDX-License-Identifier: MIT
// Staff, the well known, and those who were looked at, as oversight compares them.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "governance/oversight.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Where a fact of a person stands among standard columns.
struct FactRow {
  std::string_view column;
  std::string governance::PersonFacts::*member;
};

inline constexpr std::array<FactRow, 6> kFacts = {{
    {"given_name", &governance::PersonFacts::given_name},
    {"family_name", &governance::PersonFacts::family_name},
    {"birth_date", &governance::PersonFacts::birth_date},
    {"house_number", &governance::PersonFacts::house_number},
    {"street", &governance::PersonFacts::street},
    {"postcode", &governance::PersonFacts::postcode},
}};

/// Reads staff.csv: account, name (or given_name and family_name), birth_date, address, postcode,
/// team, hours. Throws Error: source_missing, request_invalid.
std::vector<governance::StaffMember> read_staff(const Home& home);

/// Reads well_known.csv, where it is there: name, birth_date, address, postcode, entity.
std::vector<governance::WellKnownPerson> read_well_known(const Home& home);

/// What the workspace says of subjects: standard records of "source:key", best views of entities.
std::map<std::string, governance::PersonFacts> subject_facts(const Home& home,
                                                             const std::set<std::string>& subjects);

}  // namespace newlyn::workspace
