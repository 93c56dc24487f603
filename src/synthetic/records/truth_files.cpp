// SPDX-License-Identifier: MIT
// Writing the truth.
#include "synthetic/records/truth_files.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "synthetic/writers/text_file.h"

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 3> kRenamings = {"marriage", "divorce", "deed_poll"};

// The headers of the files of planted things.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kHeaders = {{
    {"bulky_waste_rounds", "stops,vehicles"},
    {"crisis",
     "person_id,uprn,rent_arrears_from,tax_arrears_from,first_call,absences_from,referral,"
     "homeless"},
    {"declared_income", "claim,person_id,declared_weekly,observed_weekly"},
    {"discount_with_adults", "account,uprn,person_id,other_adults"},
    {"entitled_not_claiming", "uprn,person_id,income_weekly,needed_weekly"},
    {"fabricated_ledger", "supplier"},
    {"one_bank_account", "claim,bank_account,person_id"},
    {"permit_used_after_death", "permit,person_id,died,last_used"},
    {"process_asked_again", "activity,asked_for"},
    {"process_steps_needed", "activity"},
    {"snooping", "week,account,person_id,kind"},
    {"tenancy_lived_elsewhere", "tenancy,uprn,person_id,lives_at_uprn,since"},
}};

std::string id_or_nothing(uint32_t person) { return person == kNobody ? "" : person_id(person); }

std::string place_id(uint32_t place) {
  return is_outside(place) ? fmt::format("outside-{}", place & ~kOutside) : uprn_of(place);
}

// What was true of somebody on a day; on the last day, what the story says.
class Past {
 public:
  Past(const Town& town, uint32_t person, Day day)
      : town_(town), resident_(town.people[person]), person_(person), day_(day) {}

  bool has_come(Day what) const { return what <= day_ || last(); }
  Day known(Day what) const { return has_come(what) ? what : kNever; }
  const std::string& family() const {
    return last() ? resident_.named.family : town_.family_at(person_, day_);
  }
  // The partner of the end where the two live together already.
  uint32_t partner() const {
    const uint32_t partner = resident_.partner;
    if (partner == kNobody || last()) return partner;
    const bool together = town_.stay_at(person_, day_).place == town_.stay_at(partner, day_).place;
    return together ? partner : kNobody;
  }

 private:
  bool last() const { return day_ == town_.today; }

  const Town& town_;
  const Resident& resident_;
  uint32_t person_;
  Day day_;
};

}  // namespace

void write_record_contents(std::span<const RecordTruth* const> sources, const std::string& folder) {
  TextFile contents(folder + "/written.csv");
  contents.add("source,record_id,role,content\n");
  for (const RecordTruth* source : sources) contents.add(source->content_lines);
  contents.close();
}

void write_town_truth(const Town& town, Day day, const std::string& folder) {
  TextFile people(folder + "/people.csv");
  TextFile names(folder + "/names.csv");
  TextFile stays(folder + "/stays.csv");
  people.add(
      "person_id,given,middle,family,sex,born,died,mother,father,partner,lives_at,tradition\n");
  names.add("person_id,family,until,reason\n");
  stays.add("person_id,place,from,to\n");
  for (uint32_t person = 0; person < town.people.size(); ++person) {
    const Resident& resident = town.people[person];
    const Past past(town, person, day);
    if (!past.has_come(resident.born)) continue;
    const std::string id = person_id(person);
    const bool here = town.lives_here(person, day);
    people.add(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", id, resident.named.given,
                           resident.named.middle, past.family(),
                           resident.named.sex == Sex::male ? "M" : "F", iso_date(resident.born),
                           iso_date(past.known(resident.died)), id_or_nothing(resident.mother),
                           id_or_nothing(resident.father), id_or_nothing(past.partner()),
                           here ? uprn_of(town.stay_at(person, day).place) : "",
                           tradition_row(resident.named.tradition).name));
    for (const FormerName& former : resident.former) {
      if (!past.has_come(former.until)) continue;
      names.add(fmt::format("{},{},{},{}\n", id, former.family, iso_date(former.until),
                            kRenamings[static_cast<size_t>(former.reason)]));
    }
    for (const Stay& stay : resident.stays) {
      if (!past.has_come(stay.from)) continue;
      stays.add(fmt::format("{},{},{},{}\n", id, place_id(stay.place), iso_date(stay.from),
                            iso_date(past.known(stay.to))));
    }
  }
  people.close();
  names.close();
  stays.close();
  TextFile weddings(folder + "/weddings.csv");
  weddings.add("day,ended,first,second\n");
  for (const Wedding& wedding : town.weddings) {
    const Past past(town, wedding.wife, day);
    if (!past.has_come(wedding.day)) continue;
    weddings.add(fmt::format("{},{},{},{}\n", iso_date(wedding.day),
                             iso_date(past.known(wedding.ended)), person_id(wedding.husband),
                             person_id(wedding.wife)));
  }
  weddings.close();
}

void write_record_truth(std::span<const RecordTruth* const> sources, const std::string& folder) {
  TextFile records(folder + "/records.csv");
  TextFile errors(folder + "/errors.csv");
  records.add("source,record_id,person_id,role,uprn\n");
  errors.add("source,record_id,role,field,error\n");
  for (const RecordTruth* source : sources) {
    records.add(source->record_lines);
    errors.add(source->error_lines);
  }
  records.close();
  errors.close();
}

void write_planted_truth(const Planted& planted, const std::string& folder) {
  for (const auto& [kind, header] : kHeaders) {
    TextFile file(fmt::format("{}/{}.csv", folder, kind));
    file.add(fmt::format("{}\n", header));
    const auto found = planted.find(kind);
    if (found != planted.end()) {
      for (const std::string& line : found->second) file.add(line + "\n");
    }
    file.close();
  }
}

}  // namespace newlyn::synthetic
