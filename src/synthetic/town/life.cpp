// SPDX-License-Identifier: MIT
// The years of the borough: births, deaths, leaving home, pairing, weddings, partings, moves,
// arrivals. One stream of chance runs through all years, so a seed gives one story.
#include "synthetic/town/life.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace newlyn::synthetic {
namespace {

// Deaths and births of a year in ten thousand by age: the shape of England's, rounded.
int death_rate(int age) {
  constexpr std::array<std::pair<int, int>, 13> kRates = {{{1, 35},
                                                           {15, 1},
                                                           {40, 6},
                                                           {50, 20},
                                                           {60, 48},
                                                           {65, 95},
                                                           {70, 150},
                                                           {75, 240},
                                                           {80, 400},
                                                           {85, 700},
                                                           {90, 1250},
                                                           {100, 2200},
                                                           {130, 5000}}};
  for (const auto& [below, rate] : kRates) {
    if (age < below) return rate;
  }
  return 10'000;
}

int birth_rate(int age, bool with_partner, int children) {
  if (age < 17 || age > 44 || children >= 6) return 0;
  const int alone = age < 36 ? 330 : 60;
  const int together = age < 25 ? 1500 : age < 30 ? 1900 : age < 35 ? 1900 : age < 40 ? 1150 : 220;
  const int rate = with_partner ? together : alone;
  return children >= 2 ? rate * 2 / 5 : rate;
}

int pairing_rate(int age) { return age < 35 ? 2000 : age < 50 ? 1000 : 250; }

int moving_rate(int age) { return age < 35 ? 1500 : age < 50 ? 700 : 280; }

enum class Arrival : uint8_t { single, couple, family, lone_parent, old_single, old_couple, three };

constexpr std::array<int, 7> kFounders = {130, 130, 400, 85, 115, 120, 50};
constexpr std::array<int, 7> kArrivals = {170, 230, 470, 60, 20, 20, 30};
constexpr int kHomesFilled = 9'700;  // of ten thousand dwellings, at the beginning
constexpr uint32_t kCareHomePlaces = 45;

}  // namespace

Life::Life(const NameLists& names, Gazetteer gazetteer, const LifeRequest& request)
    : maker_(names), request_(request), random_(hash_mix(request.seed, 0x6c696665)) {
  town_.seed = request.seed;
  town_.today = last_day(kStoryEnds);
  town_.gazetteer = std::move(gazetteer);
  homes_.resize(town_.gazetteer.properties.size());
  for (uint32_t place = 0; place < homes_.size(); ++place) {
    const PropertyKind kind = town_.gazetteer.properties[place].kind;
    if (kind == PropertyKind::shared_house) {
      shared_houses_.push_back(place);
    } else if (is_dwelling(kind)) {
      vacant_.push_back(place);
    }
  }
  for (size_t left = vacant_.size(); left > 1; --left) {
    std::swap(vacant_[left - 1], vacant_[random_.below(left)]);
  }
}

uint32_t Life::add_person(Named named) {
  Resident resident;
  const bool mononym = named.tradition == Tradition::tamil && chance(random_, 900);
  if (mononym) named.family.clear();
  resident.born = day_of(named.born);
  resident.named = std::move(named);
  town_.people.push_back(std::move(resident));
  return static_cast<uint32_t>(town_.people.size() - 1);
}

uint32_t Life::add_adult(Tradition tradition, Sex sex, int birth_year) {
  return add_person(maker_.adult(tradition, sex, birth_year, random_));
}

void Life::enter(uint32_t person, uint32_t place, Day day) {
  Resident& resident = town_.people[person];
  const Day from = std::max(day, resident.born);
  // Who was born after the family came never lived where it came from.
  const bool never = !resident.stays.empty() && resident.stays.back().from >= from;
  if (never) resident.stays.pop_back();
  if (!resident.stays.empty()) resident.stays.back().to = from;
  resident.stays.push_back(Stay{from, kNever, place});
  if (is_outside(place)) return;
  homes_[place].push_back(person);
  ++population_;
}

void Life::leave(uint32_t person, uint32_t place) {
  std::erase(homes_[place], person);
  --population_;
  const bool freed = homes_[place].empty() &&
                     town_.gazetteer.properties[place].kind != PropertyKind::shared_house &&
                     town_.gazetteer.properties[place].kind != PropertyKind::care_home;
  if (freed) freed_.push_back(place);
}

uint32_t Life::take_vacant() {
  // A home that fell free waits a while: the one taken is drawn, not the last.
  std::swap(vacant_.back(), vacant_[random_.below(vacant_.size())]);
  const uint32_t place = vacant_.back();
  vacant_.pop_back();
  return place;
}

void Life::depart(uint32_t person, uint32_t place, Day day) {
  leave(person, place);
  enter(person, kOutside | outside_count_++, day);
}

// Parents and their children as they are at `year`; the parents come first.
std::vector<uint32_t> Life::family(int year, bool with_children) {
  const Tradition his = draw_tradition(random_);
  const Tradition hers = chance(random_, 8800) ? his : draw_tradition(random_);
  const int age = with_children ? between(random_, 24, 54) : between(random_, 22, 60);
  const uint32_t man = add_adult(his, chance(random_, 250) ? Sex::female : Sex::male, year - age);
  const int her_year = std::min(year - age + between(random_, -3, 6), year - 20);
  const uint32_t woman = add_adult(hers, chance(random_, 150) ? Sex::male : Sex::female, her_year);
  town_.people[man].partner = woman;
  town_.people[woman].partner = man;
  if (chance(random_, 6800)) {
    town_.people[man].married = town_.people[woman].married = true;
    rename_married(man, woman, day_of(Date{std::min(year - 1, her_year + 27), 6, 15}));
  }
  std::vector<uint32_t> members = {man, woman};
  if (!with_children) return members;
  constexpr std::array<int, 5> kCounts = {0, 30, 44, 18, 8};
  int left = static_cast<int>(by_weight(random_, kCounts));
  int born = std::max(year - age, her_year) + between(random_, 19, 32);
  for (; left > 0 && born <= year - 1; --left) {
    for (const uint32_t child : bear(man, woman, draw_date(born, random_))) {
      members.push_back(child);
    }
    born += between(random_, 1, 5);
  }
  return members;
}

void Life::rename_married(uint32_t husband, uint32_t wife, Day day) {
  Resident& hers = town_.people[wife];
  const auto taken = maker_.married_name(hers.named, town_.people[husband].named, random_);
  if (!taken || *taken == hers.named.family) return;
  hers.former.push_back({day, Renaming::marriage, hers.named.family});
  hers.named.family = *taken;
}

std::vector<uint32_t> Life::bear(uint32_t father, uint32_t mother, const Date& born) {
  const Named mother_named = town_.people[mother].named;
  Named father_named;
  if (father != kNobody) {
    father_named = town_.people[father].named;
  } else {  // who is not named; the child bears the mother's family name
    father_named = maker_.adult(mother_named.tradition, Sex::male, born.year - 28, random_);
    father_named.family = mother_named.family;
  }
  Named first = maker_.child(father_named, mother_named, born.year, random_);
  first.born = born;
  std::vector<uint32_t> born_now;
  if (chance(random_, 160)) {
    Named drawn = maker_.child(father_named, mother_named, born.year, random_);
    born_now.push_back(add_person(maker_.twin(first, std::move(drawn), random_)));
  }
  born_now.push_back(add_person(std::move(first)));
  for (const uint32_t child : born_now) {
    town_.people[child].mother = mother;
    town_.people[child].father = father;
    ++town_.people[mother].children;
  }
  return born_now;
}

std::vector<uint32_t> Life::new_household(int year, std::span<const int> weights) {
  const auto lone = [&](int youngest, int oldest) {
    const Tradition tradition = draw_tradition(random_);
    const Sex sex = draw_sex(random_);
    return add_adult(tradition, sex, year - between(random_, youngest, oldest));
  };
  switch (static_cast<Arrival>(by_weight(random_, weights))) {
    case Arrival::single:
      return {lone(20, 60)};
    case Arrival::old_single:
      return {lone(61, 92)};
    case Arrival::couple:
      return family(year, false);
    case Arrival::old_couple: {
      std::vector<uint32_t> pair = family(year - 32, false);
      return pair;
    }
    case Arrival::lone_parent: {
      std::vector<uint32_t> members = family(year, true);
      const size_t gone = chance(random_, 8600) ? 0 : 1;
      for (const size_t parent : {size_t{0}, size_t{1}}) {
        town_.people[members[parent]].partner = kNobody;
        town_.people[members[parent]].married = false;
      }
      town_.people[members[gone]].stays.push_back({first_day(year) - 900, kNever, new_outside()});
      members.erase(members.begin() + static_cast<ptrdiff_t>(gone));
      return members;
    }
    case Arrival::three: {
      std::vector<uint32_t> members = family(year, true);
      const Named son = town_.people[members[0]].named;
      Named elder = maker_.adult(son.tradition, chance(random_, 4500) ? Sex::male : Sex::female,
                                 son.born.year - between(random_, 20, 33), random_);
      elder.family = family_form(son.tradition, elder.sex, son.family);
      if (elder.sex == Sex::male && chance(random_, 800)) elder.given = son.given;
      const bool male = elder.sex == Sex::male;
      const uint32_t parent = add_person(std::move(elder));
      (male ? town_.people[members[0]].father : town_.people[members[0]].mother) = parent;
      members.push_back(parent);
      return members;
    }
    case Arrival::family:
      break;
  }
  return family(year, true);
}

void Life::found() {
  const int year = kStoryBegins;
  const Day start = first_day(year);
  const uint64_t wanted = request_.people * 94 / 100;
  const uint64_t free = vacant_.size() * (10'000 - kHomesFilled) / 10'000;
  while (population_ < wanted && vacant_.size() > free) {
    const uint32_t place = take_vacant();
    const std::vector<uint32_t> members = new_household(year, kFounders);
    const Day came = start - between(random_, 30, 22 * 365);
    const uint32_t before = new_outside();
    const bool known = chance(random_, 8000);  // where they came from
    for (const uint32_t person : members) {
      if (known) enter(person, before, came - between(random_, 300, 4000));
      enter(person, place, came);
    }
  }
  for (const uint32_t house : shared_houses_) fill_shared_house(house, year - 1);
  for (const uint32_t home : town_.gazetteer.care_homes) {
    for (int i = between(random_, 15, 32); i > 0; --i) {
      const Tradition tradition = draw_tradition(random_);
      const Sex sex = chance(random_, 6800) ? Sex::female : Sex::male;
      const uint32_t person = add_adult(tradition, sex, year - between(random_, 78, 97));
      enter(person, home, start - between(random_, 20, 900));
    }
  }
}

void Life::fill_shared_house(uint32_t house, int year) {
  const size_t rooms = town_.gazetteer.properties[house].bedrooms;
  while (homes_[house].size() < rooms && chance(random_, 9000)) {
    const Tradition tradition = draw_tradition(random_);
    const Sex sex = draw_sex(random_);
    const uint32_t person = add_adult(tradition, sex, year - between(random_, 19, 32));
    const Day day = draw_day(first_day(year), last_day(year), random_);
    enter(person, new_outside(), day - between(random_, 200, 1500));
    enter(person, house, day);
  }
}

void Life::immigrate(int year, uint64_t wanted) {
  for (const uint32_t house : shared_houses_) {
    if (population_ < wanted) fill_shared_house(house, year);
  }
  while (population_ < wanted && !vacant_.empty()) {
    const uint32_t place = take_vacant();
    constexpr std::array<int, 7> kOneOnly = {80, 0, 0, 0, 20, 0, 0};
    const bool nearly = wanted - population_ < 9;
    const std::vector<uint32_t> members =
        new_household(year, nearly ? std::span<const int>(kOneOnly) : kArrivals);
    const Day day = draw_day(first_day(year) + 5, last_day(year), random_);
    const uint32_t before = new_outside();
    const bool apart = chance(random_, 1500);
    for (const uint32_t person : members) {
      const bool own = apart && person == members.back();
      enter(person, own ? new_outside() : before, day - between(random_, 200, 3000));
      enter(person, place, day);
    }
  }
}

Town Life::run() {
  found();
  const uint64_t begun = population_;
  for (year_ = kStoryBegins; year_ <= kStoryEnds; ++year_) {
    if (request_.each_year) request_.each_year();
    begin_ = first_day(year_);
    end_ = last_day(year_);
    men_.clear();
    women_.clear();
    // A home left in one year is let in the next, so that two households never overlap in it.
    vacant_.insert(vacant_.end(), freed_.begin(), freed_.end());
    freed_.clear();
    for (uint32_t place = 0; place < homes_.size(); ++place) {
      if (!homes_[place].empty()) live_at(place);
    }
    pair_up();
    come_back();
    const int years = kStoryEnds - kStoryBegins + 1;
    const auto gone = static_cast<uint64_t>(year_ - kStoryBegins + 1);
    const auto people = static_cast<int64_t>(request_.people);
    const int64_t more = people - static_cast<int64_t>(begun);
    immigrate(year_, static_cast<uint64_t>(static_cast<int64_t>(begun) +
                                           more * static_cast<int64_t>(gone) / years));
  }
  settle_count();
  index_occupants();
  return std::move(town_);
}

// Makes the number of people what was asked for: the last households leave, single people come.
void Life::settle_count() {
  for (uint32_t place = 0; place < homes_.size() && population_ > request_.people; ++place) {
    if (town_.gazetteer.properties[place].kind == PropertyKind::care_home) continue;
    const std::vector<uint32_t> members = homes_[place];
    for (const uint32_t person : members) {
      if (settled(person)) depart(person, place, end_);
    }
  }
  immigrate(kStoryEnds, request_.people);
  // Where every home is let, rooms are let to lodgers.
  while (population_ < request_.people) {
    const auto place = static_cast<uint32_t>(random_.below(homes_.size()));
    const Property& property = town_.gazetteer.properties[place];
    const bool room = property.kind == PropertyKind::house && !homes_[place].empty() &&
                      homes_[place].size() < property.bedrooms + 1U;
    if (!room) continue;
    const Tradition tradition = draw_tradition(random_);
    const Sex sex = draw_sex(random_);
    const uint32_t lodger = add_adult(tradition, sex, kStoryEnds - between(random_, 20, 45));
    Day since = first_day(kStoryEnds - 6);
    for (const uint32_t person : homes_[place]) {
      since = std::max(since, town_.people[person].stays.back().from);
    }
    const Day day = draw_day(since, end_, random_);
    enter(lodger, new_outside(), day - between(random_, 200, 1500));
    enter(lodger, place, day);
  }
}

void Life::index_occupants() {
  const size_t count = town_.gazetteer.properties.size();
  town_.occupant_begins.assign(count + 1, 0);
  for (const Resident& resident : town_.people) {
    for (const Stay& stay : resident.stays) {
      if (!is_outside(stay.place)) ++town_.occupant_begins[stay.place + 1];
    }
  }
  std::partial_sum(town_.occupant_begins.begin(), town_.occupant_begins.end(),
                   town_.occupant_begins.begin());
  std::vector<uint64_t> next(town_.occupant_begins.begin(), town_.occupant_begins.end() - 1);
  town_.occupants.resize(town_.occupant_begins.back());
  for (uint32_t person = 0; person < town_.people.size(); ++person) {
    for (const Stay& stay : town_.people[person].stays) {
      if (!is_outside(stay.place)) town_.occupants[next[stay.place]++] = {person, stay};
    }
  }
  for (size_t place = 0; place < count; ++place) {
    const auto begin =
        town_.occupants.begin() + static_cast<ptrdiff_t>(town_.occupant_begins[place]);
    const auto end =
        town_.occupants.begin() + static_cast<ptrdiff_t>(town_.occupant_begins[place + 1]);
    std::stable_sort(begin, end, [](const Occupant& left, const Occupant& right) {
      return left.stay.from < right.stay.from;
    });
  }
}

bool Life::settled(uint32_t person) const {
  return town_.people[person].stays.back().from < begin_;
}

Day Life::some_day() { return draw_day(begin_, end_, random_); }

bool Life::lives_with(uint32_t person, uint32_t other) const {
  if (other == kNobody) return false;
  const Resident& theirs = town_.people[other];
  return theirs.died == kNever && !theirs.stays.empty() &&
         theirs.stays.back().place == town_.people[person].stays.back().place;
}

bool Life::child_here(uint32_t person) const {
  const Resident& resident = town_.people[person];
  return lives_with(person, resident.mother) || lives_with(person, resident.father);
}

void Life::die(uint32_t person, uint32_t place) {
  Resident& resident = town_.people[person];
  resident.died = some_day();
  resident.stays.back().to = resident.died;
  leave(person, place);
  if (resident.partner == kNobody) return;
  const auto ended = wedding_of_.find(person);
  if (ended != wedding_of_.end()) town_.weddings[ended->second].ended = resident.died;
  town_.people[resident.partner].partner = kNobody;
  town_.people[resident.partner].married = false;
  resident.partner = kNobody;
}

void Life::live_at(uint32_t place) {
  const std::vector<uint32_t> members = homes_[place];
  const PropertyKind kind = town_.gazetteer.properties[place].kind;
  for (const uint32_t person : members) {
    if (!settled(person)) continue;
    const int age = age_on(town_.people[person].born, end_);
    if (chance(random_, death_rate(age) * (kind == PropertyKind::care_home ? 2 : 1))) {
      die(person, place);
    } else if (kind == PropertyKind::shared_house) {
      live_in_a_room(person, place);
    } else if (kind != PropertyKind::care_home) {
      live_at_home(person, place, age);
    }
  }
  const bool moves = kind != PropertyKind::care_home && kind != PropertyKind::shared_house;
  if (moves && !homes_[place].empty()) household_year(place);
}

void Life::live_in_a_room(uint32_t person, uint32_t place) {
  if (!chance(random_, 4200)) {
    seek(person, age_on(town_.people[person].born, end_));
    return;
  }
  const Day day = some_day();
  if (vacant_.empty() || chance(random_, 7500)) {
    depart(person, place, day);
    return;
  }
  leave(person, place);
  enter(person, take_vacant(), day);
}

void Life::live_at_home(uint32_t person, uint32_t place, int age) {
  Resident& resident = town_.people[person];
  const bool paired = lives_with(person, resident.partner);
  if (resident.named.sex == Sex::female &&
      chance(random_, birth_rate(age, paired, resident.children))) {
    const Day day = some_day();
    const bool fathered = paired && town_.people[resident.partner].named.sex == Sex::male;
    const uint32_t father = fathered ? resident.partner : kNobody;
    for (const uint32_t child : bear(father, person, date_of(day))) enter(child, place, day);
    return;
  }
  if (paired) {
    live_together(person, place, age);
  } else if (age >= 82 && chance(random_, 450)) {
    enter_care(person, place);
  } else if (age >= 18 && child_here(person)) {
    leave_home(person, place, age);
  } else {
    seek(person, age);
  }
  if (age >= 18 && chance(random_, 4)) {
    Resident& renamed = town_.people[person];
    if (renamed.named.family.empty()) return;
    const Tradition tradition = renamed.named.tradition;
    renamed.former.push_back({some_day(), Renaming::deed_poll, renamed.named.family});
    renamed.named.family =
        maker_.adult(tradition, renamed.named.sex, renamed.named.born.year, random_).family;
  }
}

void Life::seek(uint32_t person, int age) {
  const Resident& resident = town_.people[person];
  if (age < 19 || age > 66 || resident.partner != kNobody) return;
  if (!chance(random_, pairing_rate(age))) return;
  (resident.named.sex == Sex::male ? men_ : women_).push_back(person);
}

void Life::enter_care(uint32_t person, uint32_t place) {
  const std::vector<uint32_t>& homes = town_.gazetteer.care_homes;
  const uint32_t home = homes[random_.below(homes.size())];
  if (homes_[home].size() >= kCareHomePlaces) return;
  leave(person, place);
  enter(person, home, some_day());
}

// Both of a couple come by here once a year; what befalls the couple is drawn for the second.
void Life::live_together(uint32_t person, uint32_t place, int age) {
  Resident& resident = town_.people[person];
  const uint32_t other = resident.partner;
  if (other > person || !settled(other)) return;
  if (!resident.married && age > 19 && chance(random_, 900)) {
    wed(person, other);
    return;
  }
  if (age < 62 && chance(random_, 190)) part(person, other, place);
}

void Life::wed(uint32_t one, uint32_t other) {
  const bool wife_first = town_.people[one].named.sex == Sex::female;
  const uint32_t wife = wife_first ? one : other;
  const uint32_t husband = wife_first ? other : one;
  Wedding wedding;
  wedding.day = some_day();
  wedding.husband = husband;
  wedding.wife = wife;
  wedding.her_name = town_.people[wife].named.family;
  rename_married(husband, wife, wedding.day);
  town_.people[wife].married = town_.people[husband].married = true;
  wedding_of_[wife] = wedding_of_[husband] = town_.weddings.size();
  town_.weddings.push_back(std::move(wedding));
}

void Life::part(uint32_t one, uint32_t other, uint32_t place) {
  const Day day = some_day();
  const bool he = town_.people[one].named.sex == Sex::male;
  const uint32_t gone = he == chance(random_, 6500) ? one : other;
  const auto wedding = wedding_of_.find(one);
  for (const uint32_t person : {one, other}) {
    Resident& resident = town_.people[person];
    resident.partner = kNobody;
    const bool renamed = resident.married && !resident.former.empty() &&
                         resident.former.back().reason == Renaming::marriage &&
                         resident.former.back().until < day;
    resident.married = false;
    if (!renamed || !chance(random_, 2600)) continue;
    std::string maiden = resident.former.back().family;
    resident.former.push_back({day, Renaming::divorce, resident.named.family});
    resident.named.family = std::move(maiden);
  }
  if (wedding != wedding_of_.end()) town_.weddings[wedding->second].ended = day;
  if (vacant_.empty() || chance(random_, 4000)) {
    depart(gone, place, day);
    return;
  }
  leave(gone, place);
  enter(gone, take_vacant(), day);
}

void Life::leave_home(uint32_t person, uint32_t place, int age) {
  const int rate = age < 20 ? 2200 : age < 31 ? 1300 : 600;
  if (!chance(random_, rate)) {
    seek(person, age);
    return;
  }
  const Day day = some_day();
  if (age < 20) {
    const Day term = day_of(Date{year_, 9, between(random_, 12, 29)});
    if (chance(random_, 4500)) returning_.push_back({person, year_ + 3, place});
    depart(person, place, term);
    return;
  }
  const int drawn = between(random_, 0, 99);
  if (drawn < 55 && !vacant_.empty()) {
    leave(person, place);
    enter(person, take_vacant(), day);
  } else if (drawn < 70 && !shared_houses_.empty()) {
    const uint32_t house = shared_houses_[random_.below(shared_houses_.size())];
    if (homes_[house].size() >= town_.gazetteer.properties[house].bedrooms) return;
    leave(person, place);
    enter(person, house, day);
  } else {
    depart(person, place, day);
  }
}

// Students come back to their parents, where those still live in the same home.
void Life::come_back() {
  for (const Returning& student : returning_) {
    if (student.year != year_ || homes_[student.place].empty()) continue;
    const Resident& resident = town_.people[student.person];
    const auto& home = homes_[student.place];
    const bool parents = std::find(home.begin(), home.end(), resident.mother) != home.end() ||
                         std::find(home.begin(), home.end(), resident.father) != home.end();
    if (parents) enter(student.person, student.place, day_of(Date{year_, 7, 20}));
  }
}

void Life::household_year(uint32_t place) {
  const std::vector<uint32_t> members = homes_[place];
  int eldest = 0;
  for (const uint32_t person : members) {
    if (!settled(person)) return;
    eldest = std::max(eldest, age_on(town_.people[person].born, end_));
  }
  const bool council = town_.gazetteer.properties[place].tenure == Tenure::social_rent;
  if (!chance(random_, moving_rate(eldest) * (council ? 6 : 10) / 10)) return;
  const Day day = some_day();
  if (vacant_.empty() || chance(random_, eldest < 18 ? 10'000 : 3200)) {
    const uint32_t gone = new_outside();
    for (const uint32_t person : members) {
      leave(person, place);
      enter(person, gone, day);
    }
    return;
  }
  const uint32_t next = take_vacant();
  for (const uint32_t person : members) {
    leave(person, place);
    enter(person, next, day);
  }
}

// Everybody who moves with `person`: herself and her children under age who live with her.
std::vector<uint32_t> Life::with_children(uint32_t person) const {
  std::vector<uint32_t> movers = {person};
  for (const uint32_t other : homes_[town_.people[person].stays.back().place]) {
    const Resident& theirs = town_.people[other];
    const bool own = theirs.mother == person || theirs.father == person;
    if (own && age_on(theirs.born, end_) < 18) movers.push_back(other);
  }
  return movers;
}

void Life::move_in(uint32_t person, uint32_t place, Day day) {
  for (const uint32_t mover : with_children(person)) {
    leave(mover, town_.people[mover].stays.back().place);
    enter(mover, place, std::max(day, town_.people[mover].stays.back().from + 1));
  }
}

void Life::set_up_home(uint32_t one, uint32_t other) {
  const Day day = some_day();
  const auto own_home = [&](uint32_t person) {
    const uint32_t place = town_.people[person].stays.back().place;
    return town_.gazetteer.properties[place].kind != PropertyKind::shared_house &&
           with_children(person).size() == homes_[place].size();
  };
  if (own_home(other)) {
    move_in(one, town_.people[other].stays.back().place, day);
  } else if (own_home(one)) {
    move_in(other, town_.people[one].stays.back().place, day);
  } else if (!vacant_.empty()) {
    const uint32_t place = take_vacant();
    move_in(one, place, day);
    move_in(other, place, day);
  } else {
    return;
  }
  town_.people[one].partner = other;
  town_.people[other].partner = one;
}

void Life::pair_up() {
  const auto by_age = [&](std::vector<uint32_t>& pool) {
    std::vector<std::pair<Day, uint32_t>> keyed_pool;
    for (const uint32_t person : pool) {
      const bool here = settled(person) && town_.people[person].died == kNever &&
                        !is_outside(town_.people[person].stays.back().place);
      if (!here) continue;
      keyed_pool.emplace_back(town_.people[person].born + between(random_, -1400, 1400), person);
    }
    std::sort(keyed_pool.begin(), keyed_pool.end());
    pool.clear();
    for (const auto& [key, person] : keyed_pool) pool.push_back(person);
  };
  by_age(men_);
  by_age(women_);
  for (size_t i = 0; i < std::min(men_.size(), women_.size()); ++i) {
    const uint32_t man = men_[i];
    const uint32_t woman = women_[i];
    const Resident& his = town_.people[man];
    const Resident& hers = town_.people[woman];
    const bool kin = his.mother == woman || hers.father == man ||
                     (his.mother != kNobody && his.mother == hers.mother) ||
                     (his.father != kNobody && his.father == hers.father);
    const bool apart = std::abs(his.born - hers.born) > 15 * 365;
    if (!kin && !apart) set_up_home(man, woman);
  }
}

Town live(const Words& words, const LifeRequest& request) {
  const NameLists names(names_table());
  return Life(names, lay_out(words, request.people, request.seed), request).run();
}

Town make_town(const Words& words, uint64_t people, uint64_t seed) {
  return live(words, {people, seed, {}});
}

}  // namespace newlyn::synthetic
