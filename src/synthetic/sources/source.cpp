// SPDX-License-Identifier: MIT
// What sources share.
#include "synthetic/sources/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace newlyn::synthetic {

namespace {

// The day that is written as the birth date: a placeholder where there is one, else the person's.
Day day_of_birth(const Written& written) {
  if (written.born_instead.empty()) return written.born;
  return read_iso_date(written.born_instead).value_or(kNever);
}

}  // namespace

SourceRun::SourceRun(const Scene& scene, const Source& source, TableSink& sink)
    : town(scene.town),
      words(scene.words),
      episodes(scene.episodes),
      day(scene.day),
      truth(source.name),
      clerk(scene.town, scene.words, source.habits, truth),
      table_rows(source.tables.size()),
      source_(source),
      sink_(sink),
      stream_(hash_bytes(source.name, scene.town.seed)),
      kept_(source.tables.size()) {
  clerk.look_on(day);
  sink_.begin(source_.tables.front());
}

void SourceRun::show(bool there) {
  shown_ = there;
  truth.note(there);
}

Day SourceRun::written_on(uint32_t person, Day last) const {
  constexpr Day kAgainAfter = 365;  // so the record before was there when the last year began
  constexpr Day kAgainAfterMax = 5 * 365;
  if (last <= day) return last;
  Random random(hash_mix(hash_mix(stream_, person), static_cast<uint64_t>(last)));
  const bool anew = chance(random, 7500);
  const Day before = last - between(random, kAgainAfter, kAgainAfterMax);
  const bool known_then = before > town.people[person].born + 3 * 365 &&
                          town.lives_here(person, before) &&
                          town.is_adult(person, before) == town.is_adult(person, last);
  return anew && known_then ? before : last;
}

void SourceRun::put(std::vector<std::string> cells, size_t table) {
  ++planned_rows;
  if (!shown_) return;
  ++rows;
  ++table_rows[table];
  if (table == 0) {
    sink_.row(cells);
  } else {
    kept_[table].push_back(std::move(cells));
  }
}

void SourceRun::finish() {
  sink_.end();
  for (size_t table = 1; table < kept_.size(); ++table) {
    sink_.begin(source_.tables[table]);
    for (const auto& cells : kept_[table]) sink_.row(cells);
    sink_.end();
  }
  sink_.close();
}

void SourceRun::plant(std::string_view kind, std::string line) {
  if (!shown_) return;
  const auto found = planted.find(kind);
  auto& lines = found == planted.end() ? planted[std::string(kind)] : found->second;
  lines.push_back(std::move(line));
}

Crisis crisis_of(const Town& town, const Episode& episode) {
  Crisis crisis;
  const Tenure tenure = town.gazetteer.properties[episode.property].tenure;
  const bool rented = tenure == Tenure::social_rent || tenure == Tenure::private_rent;
  const bool here = episode.to == kNever && episode.from < town.today - 500;
  if (!rented || !here || !town.has_trait(episode.property, "crisis", 90)) return crisis;
  const auto begins = static_cast<Day>(town.trait(episode.property, "slide") % 240);
  Day day = town.today - 430 + begins;
  const auto step = [&](std::string_view topic) {
    day += 20 + static_cast<Day>(town.trait(episode.property, topic) % 50);
    return day <= town.today ? day : kNever;
  };
  crisis.rent_arrears = step("rent");
  crisis.tax_arrears = step("tax");
  crisis.first_call = step("call");
  crisis.absences = step("absence");
  crisis.referral = step("referral");
  crisis.homeless = step("homeless");
  return crisis;
}

std::vector<uint32_t> children_of(const Town& town, const Episode& episode, Day day) {
  std::vector<uint32_t> home = town.household_at(episode.property, town.today);
  std::erase_if(home, [&](uint32_t person) {
    return town.is_adult(person, town.today) || town.people[person].born > day;
  });
  return home;
}

int school_age(const Town& town, uint32_t person, Day day) {
  const Date date = date_of(day);
  const int year = date.month > 8 ? date.year : date.year - 1;
  return age_on(town.people[person].born, day_of(Date{year, 8, 31}));
}

bool is_pupil(const Town& town, uint32_t person, Day day) {
  const int age = school_age(town, person, day);
  return age >= 4 && age <= 16 && town.lives_here(person, day);
}

bool at_state_school(const Town& town, uint32_t person) {
  return town.has_trait(person, "state school", 9200);
}

bool is_entitled(const Town& town, const Episode& episode, Day day) {
  const Tenure tenure = town.gazetteer.properties[episode.property].tenure;
  if (tenure != Tenure::social_rent && tenure != Tenure::private_rent) return false;
  return household_income(town, episode.property, day) < needed_income(town, episode.property, day);
}

bool is_claiming(const Town& town, const Episode& episode) {
  return town.has_trait(episode.property ^ episode.head, "claims", 8000);
}

bool tenancy_is_kept(const Town& town, const Episode& episode) {
  const bool council = town.gazetteer.properties[episode.property].tenure == Tenure::social_rent;
  if (!council || episode.to == kNever || episode.to < town.today - 6 * 365) return false;
  const uint32_t now = town.stay_at(episode.head, town.today).place;
  const bool near =
      town.people[episode.head].died == kNever && !is_outside(now) && now != episode.property;
  return near && town.has_trait(episode.property ^ episode.head, "kept", 2200);
}

std::vector<Source> all_sources() {
  return {council_tax(),
          electoral_register(),
          housing_tenancies(),
          housing_waiting_list(),
          housing_benefit(),
          adult_social_care(),
          childrens_services(),
          school_admissions(),
          school_census(),
          library_members(),
          permits(),
          planning_licensing(),
          business_rates(),
          service_requests(),
          contacts(),
          registrars(),
          gazetteer_source()};
}

std::string numbered(std::string_view prefix, uint64_t number) {
  return fmt::format("{}{:07}", prefix, number);
}

std::string pounds(int64_t pence) { return fmt::format("{}.{:02}", pence / 100, pence % 100); }

std::string birth_iso(const Written& written) {
  return written.born_instead.empty() ? iso_date(written.born) : written.born_instead;
}

std::string birth_slashed(const Written& written) { return slashed_date(day_of_birth(written)); }

std::string birth_oracle(const Written& written) { return oracle_date(day_of_birth(written)); }

std::string birth_packed(const Written& written) { return packed_date(day_of_birth(written)); }

}  // namespace newlyn::synthetic
