// SPDX-License-Identifier: MIT
// The borough's office: people of the borough who work for it, and at whom they looked.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "synthetic/office.h"
#include "synthetic/planted/extras.h"
#include "synthetic/records/truth.h"
#include "synthetic/writers/text_file.h"

namespace newlyn::synthetic {
namespace {

constexpr int64_t kWeekMinutes = 7 * 24 * 60;
constexpr int kWorkingAge = 18;
constexpr int kPensionAge = 66;
constexpr uint64_t kPeopleForEach = 100;  // of staff
constexpr uint64_t kStaffLeast = 6;
constexpr uint64_t kStaffMost = 60;

/// Who lives in the borough at the end of its story, at their homes.
OfficeTown town_of(const Town& town) {
  OfficeTown office;
  std::map<uint32_t, uint64_t> homes;
  for (uint32_t person = 0; person < town.people.size(); ++person) {
    if (!town.lives_here(person, town.today)) continue;
    const uint32_t place = town.stay_at(person, town.today).place;
    if (is_outside(place)) continue;
    const Property& home = town.gazetteer.properties[place];
    OfficePerson& resident = office.residents.emplace_back();
    resident.id = person_id(person);
    resident.given_name = town.people[person].named.given;
    resident.family_name = town.family_at(person, town.today);
    resident.birth_date = iso_date(town.people[person].born);
    resident.address = address_line(town.gazetteer, place);
    resident.town = town.gazetteer.borough;
    resident.postcode = borough_postcode(home.postcode, town.seed);
    office.household.push_back(homes.emplace(place, homes.size()).first->second);
    const int age = age_on(town.people[person].born, town.today);
    office.of_age.push_back(age >= kWorkingAge && age < kPensionAge);
  }
  return office;
}

std::string name_of(const OfficePerson& person) {
  return person.given_name + " " + person.family_name;
}

void write_staff(const Office& office, const std::string& path) {
  TextFile file(path);
  file.add("account,name,birth_date,address,postcode,team,hours\n");
  for (const OfficeMember& member : office.staff) {
    const OfficePerson& person = office.residents[member.resident];
    file.add(fmt::format("{},\"{}\",{},\"{}\",{},\"{}\",{}\n", member.account, name_of(person),
                         person.birth_date, person.address, person.postcode, member.team,
                         member.hours));
  }
  file.close();
}

void write_well_known(const Office& office, const std::string& path) {
  TextFile file(path);
  file.add("name,birth_date,why\n");
  for (const size_t place : office.well_known) {
    const OfficePerson& person = office.residents[place];
    file.add(fmt::format("\"{}\",{},councillor\n", name_of(person), person.birth_date));
  }
  file.close();
}

}  // namespace

void write_office(const Town& town, const OfficeFolders& folders, Planted& planted) {
  OfficeTown residents = town_of(town);
  OfficeRequest request;
  request.staff =
      std::clamp<uint64_t>(residents.residents.size() / kPeopleForEach, kStaffLeast, kStaffMost);
  request.seed = town.seed;
  const Office office = make_office(request, std::move(residents));
  write_staff(office, folders.extras + "/office_staff.csv");
  write_well_known(office, folders.extras + "/office_well_known.csv");
  TextFile looks(folders.truth + "/looks.csv");
  looks.add("minute,account,person_id,acts\n");
  std::set<std::string> curious;
  for (const OfficeLook& look : office.looks) {
    const std::string& account = office.staff[look.member].account;
    const std::string& person = office.residents[look.resident].id;
    looks.add(fmt::format("{},{},{},{}\n", look.minute, account, person, look.acts ? 1 : 0));
    if (look.curious.empty()) continue;
    // Of a week in which somebody goes through the borough no look is the one.
    curious.insert(fmt::format("{},{},{},{}", look.minute / kWeekMinutes, account,
                               look.curious == "volume" ? "" : person, look.curious));
  }
  looks.close();
  for (const std::string& line : curious) planted["snooping"].push_back(line);
}

}  // namespace newlyn::synthetic
