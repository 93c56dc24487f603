// SPDX-License-Identifier: MIT
// Weighs looks: what ties the account to the person, when it was, what followed, how many they
// were.
//
// 1. What is usual comes from the looks themselves, never from a list of who was caught.
// 2. One tie counts, the strongest; time and what followed add to it.
// 3. Shares are of pairs of account and person, so that looking ten times makes nothing usual.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_map>

#include "governance/oversight.h"

namespace newlyn::governance {
namespace {

constexpr int64_t kDayMicros = 86'400'000'000;
constexpr int64_t kWeekMicros = 7 * kDayMicros;

/// A tie between the account and the person, strongest claim first.
enum class Tie : uint8_t { self, household, colleague, well_known, street, surname, none };

struct TieRow {
  Tie tie;
  std::string_view name;
  std::string_view words;
  double curious;  // assumed share among looks out of curiosity
};

constexpr std::array<TieRow, 6> kTies = {{
    {Tie::self, "self", "looked at themselves", 0.10},
    {Tie::household, "household", "looked at somebody of their own household", 0.15},
    {Tie::colleague, "colleague", "looked at somebody who works here", 0.15},
    {Tie::well_known, "well_known", "looked at a person on the list of the well known", 0.10},
    {Tie::street, "street", "looked at somebody in their own street", 0.15},
    {Tie::surname, "surname", "looked at somebody of their own surname", 0.10},
}};

/// The days of a pair: none of the kind, one, two, three or more.
constexpr size_t kDaySteps = 4;
using DayShares = std::array<double, kDaySteps>;

// Assumed share of pairs with repeated refusals among looks out of curiosity.
constexpr double kCuriousRefused = 0.10;
constexpr size_t kRefusalsMin = 2;

// The assumed share without any tie that can be known: what the table above leaves over.
constexpr double kCuriousWithoutTie = 0.25;

// Assumed shares among looks out of curiosity: evenings on which somebody looked; days on which
// they looked and did nothing about the person (none: something was done).
constexpr DayShares kCuriousEvenings = {0.60, 0.25, 0.08, 0.07};
constexpr DayShares kCuriousIdleDays = {0.10, 0.60, 0.15, 0.15};

size_t step_of(size_t days) { return std::min(days, kDaySteps - 1); }

// What an account's own share is drawn towards: this many pairs at everybody's share.
constexpr double kPriorLooks = 20;
// Peers that one's volume is compared with, at least; and the least spread of its logarithm.
constexpr size_t kPeersMin = 5;
constexpr double kSpreadMin = 0.25;

bool is_same_place(const PersonFacts& one, const PersonFacts& other) {
  return !one.postcode.empty() && one.postcode == other.postcode && !one.house_number.empty() &&
         one.house_number == other.house_number;
}

bool is_same_street(const PersonFacts& one, const PersonFacts& other) {
  if (!one.postcode.empty() && one.postcode == other.postcode) return true;
  const auto outcode = [](const std::string& code) {
    return code.size() > 3 ? code.substr(0, code.size() - 3) : std::string();
  };
  return !one.street.empty() && one.street == other.street && !outcode(one.postcode).empty() &&
         outcode(one.postcode) == outcode(other.postcode);
}

/// Whether one letter more, less or other makes the one text of the other.
bool is_near(const std::string& one, const std::string& other) {
  const std::string& shorter = one.size() <= other.size() ? one : other;
  const std::string& longer = one.size() <= other.size() ? other : one;
  if (shorter.size() < 3 || longer.size() - shorter.size() > 1) return false;
  const auto differ = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
  const auto rest = differ.first + (shorter.size() == longer.size() ? 1 : 0);
  return differ.first == shorter.end() || std::equal(rest, shorter.end(), differ.second + 1);
}

/// The birth date agrees, and the given name with a family name that was written otherwise or has
/// changed since; or the two names changed places.
bool is_same_by_date(const PersonFacts& one, const PersonFacts& other) {
  if (one.birth_date.empty() || one.birth_date != other.birth_date) return false;
  if (one.given_name.empty() || other.given_name.empty()) return false;
  if (one.given_name == other.family_name && one.family_name == other.given_name) return true;
  if (one.given_name != other.given_name) return false;
  return is_near(one.family_name, other.family_name) || is_same_place(one, other);
}

/// Names agree, and the birth date or, where one is not known, the place.
bool is_same_person(const PersonFacts& one, const PersonFacts& other) {
  if (one.family_name.empty() || one.family_name != other.family_name) {
    return is_same_by_date(one, other);
  }
  const bool dated = !one.birth_date.empty() && !other.birth_date.empty();
  if (dated && one.birth_date != other.birth_date) return false;
  if (one.given_name == other.given_name) return dated || is_same_place(one, other);
  // Another form of the given name: both the date and the place must speak for it.
  return dated && is_same_place(one, other) && !one.given_name.empty() &&
         one.given_name[0] == other.given_name[0];
}

/// Both names, whichever stands first; empty where one is not known.
std::string name_key(const PersonFacts& person) {
  if (person.given_name.empty() || person.family_name.empty()) return "";
  const auto [first, last] = std::minmax(person.given_name, person.family_name);
  return first + " " + last;
}

/// People by what a search for the same person needs.
class PeopleIndex {
 public:
  void add(const PersonFacts& person) {
    by_name_[person.family_name].push_back(&person);
    by_date_[person.birth_date].push_back(&person);
    by_both_names_[name_key(person)].push_back(&person);
  }
  bool has(const PersonFacts& person) const {
    return is_among(by_name_, person.family_name, person) ||
           is_among(by_date_, person.birth_date, person);
  }
  /// Whether both names agree with somebody's, where one of the two has no birth date.
  bool has_by_name(const PersonFacts& person) const {
    const std::string key = name_key(person);
    const auto found = by_both_names_.find(key);
    if (key.empty() || found == by_both_names_.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(), [&](const PersonFacts* other) {
      return person.birth_date.empty() || other->birth_date.empty();
    });
  }

 private:
  using People = std::unordered_map<std::string, std::vector<const PersonFacts*>>;

  static bool is_among(const People& people, const std::string& key, const PersonFacts& person) {
    const auto found = people.find(key);
    if (key.empty() || found == people.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](const PersonFacts* other) { return is_same_person(*other, person); });
  }

  People by_name_;
  People by_date_;
  People by_both_names_;
};

/// One account's looks at one person in one week, with what is known of them.
struct Pair {
  int64_t week = 0;
  std::string who;
  std::string subject;
  std::vector<const Look*> looks;
  Tie tie = Tie::none;
  const StaffMember* staff = nullptr;
  size_t evenings = 0;   // days with looks outside the hours of work
  size_t idle_days = 0;  // days with looks, when nothing was done about the person
  size_t refusals = 0;
  bool is_seen = false;  // looked at, not only listed or refused
};

/// A share among all, drawn away from nought.
double share(double count, double all) { return (count + 0.5) / (all + 1); }

/// The same of pairs with a tie or with repeated refusals, drawn towards their being rare, so that
/// the first looks of a log are no habit: half of one among this many pairs.
double rare_share(double count, double all) {
  constexpr double kPairsAssumed = 100;
  return (count + 0.5) / (all + kPairsAssumed);
}

class Weighing {
 public:
  explicit Weighing(const UnusualQuestion& question);
  std::vector<UnusualItem> items() const;

 private:
  /// How many pairs there are of each number of evenings and of idle days.
  struct Habit {
    double pairs = 0;
    DayShares evenings{};
    DayShares idle_days{};
  };

  void take_pairs();
  void describe(Pair& pair) const;
  void count_names();
  std::vector<const PersonFacts*> said_of(const std::string& subject) const;
  bool is_one_of(const PeopleIndex& people, const PersonFacts& person) const;
  Tie tie_to(const Pair& pair, const PersonFacts& person) const;
  Tie tie_of(const Pair& pair) const;
  void count();
  UnusualItem weigh(const Pair& pair) const;
  void add_days(const Pair& pair, UnusualItem& item) const;
  UnusualSign tie_sign(const Pair& pair) const;
  double day_weight(const Pair& pair, DayShares Habit::*days, size_t count,
                    const DayShares& curious) const;
  void add_volume(std::vector<UnusualItem>& items) const;
  void add_volume_of_team(const std::vector<std::pair<std::string, const Pair*>>& members,
                          std::vector<UnusualItem>& items) const;

  const UnusualQuestion& question_;
  std::unordered_map<std::string, const StaffMember*> staff_;
  std::unordered_map<std::string, const WellKnownPerson*> known_entities_;
  PeopleIndex colleagues_;
  PeopleIndex well_known_;
  std::vector<Pair> pairs_;
  std::array<double, kTies.size()> ties_{};
  double untied_ = 0;
  double refused_ = 0;
  std::unordered_map<std::string, size_t> bearers_;  // people looked at, by name
  std::unordered_map<std::string, double> surnames_;
  std::unordered_map<std::string, double> streets_;  // and postcodes
  Habit all_;
  std::unordered_map<std::string, Habit> habits_;           // by account
  std::map<std::pair<int64_t, std::string>, Habit> weeks_;  // by week and account
};

Weighing::Weighing(const UnusualQuestion& question) : question_(question) {
  for (const StaffMember& member : question.staff) {
    staff_[member.account] = &member;
    colleagues_.add(member.person);
  }
  for (const WellKnownPerson& person : question.well_known) {
    if (!person.entity.empty()) known_entities_[person.entity] = &person;
    well_known_.add(person.person);
  }
  count_names();
  take_pairs();
  count();
}

void Weighing::take_pairs() {
  std::map<std::tuple<int64_t, std::string, std::string>, size_t> places;
  for (const Look& look : question_.looks) {
    if (look.subject.empty() || look.micros >= question_.to) continue;
    const int64_t since = look.micros - question_.from;
    const int64_t weeks = since >= 0 ? since / kWeekMicros : -((-since - 1) / kWeekMicros) - 1;
    const int64_t week = question_.from + weeks * kWeekMicros;
    const auto [place, fresh] = places.try_emplace({week, look.who, look.subject}, pairs_.size());
    if (fresh) pairs_.push_back({week, look.who, look.subject, {}, Tie::none, {}, 0, 0, 0});
    pairs_[place->second].looks.push_back(&look);
  }
  for (Pair& pair : pairs_) describe(pair);
}

void Weighing::describe(Pair& pair) const {
  const auto member = staff_.find(pair.who);
  pair.staff = member == staff_.end() ? nullptr : member->second;
  const WorkingHours hours = pair.staff != nullptr ? pair.staff->hours : WorkingHours();
  std::set<int64_t> days;
  std::set<int64_t> evenings;
  bool followed = false;
  bool is_listed = true;
  for (const Look* look : pair.looks) {
    is_listed = is_listed && look->listed;
    pair.refusals += look->refused ? 1 : 0;
    if (look->listed || look->refused) continue;
    pair.is_seen = true;
    const int64_t day = look->micros / kDayMicros;
    days.insert(day);
    if (!is_at_work(hours, look->micros)) evenings.insert(day);
    followed = followed || look->followed;
  }
  pair.evenings = evenings.size();
  pair.idle_days = followed ? 0 : days.size();
  pair.tie = tie_of(pair);
  const bool is_shared = pair.tie == Tie::street || pair.tie == Tie::surname;
  if (is_listed && is_shared) pair.tie = Tie::none;
}

/// Whether the person is one of those: by who they are, or by a name that nobody else looked at
/// has.
bool Weighing::is_one_of(const PeopleIndex& people, const PersonFacts& person) const {
  if (people.has(person)) return true;
  const auto bearers = bearers_.find(name_key(person));
  return bearers != bearers_.end() && bearers->second == 1 && people.has_by_name(person);
}

/// The tie by one thing that is said of the person.
Tie Weighing::tie_to(const Pair& pair, const PersonFacts& person) const {
  const PersonFacts* own = pair.staff == nullptr ? nullptr : &pair.staff->person;
  if (own != nullptr && is_same_person(*own, person)) return Tie::self;
  if (own != nullptr && is_same_place(*own, person)) return Tie::household;
  if (is_one_of(colleagues_, person)) return Tie::colleague;
  if (is_one_of(well_known_, person)) return Tie::well_known;
  if (own == nullptr) return Tie::none;
  if (is_same_street(*own, person)) return Tie::street;
  return !own->family_name.empty() && own->family_name == person.family_name ? Tie::surname
                                                                             : Tie::none;
}

/// The strongest tie by anything that is said of the person.
Tie Weighing::tie_of(const Pair& pair) const {
  Tie strongest = known_entities_.contains(pair.subject) ? Tie::well_known : Tie::none;
  for (const PersonFacts* person : said_of(pair.subject)) {
    strongest = std::min(strongest, tie_to(pair, *person));
  }
  return strongest;
}

/// What is said of a person: the best of it, and what single records say otherwise.
std::vector<const PersonFacts*> Weighing::said_of(const std::string& subject) const {
  std::vector<const PersonFacts*> all;
  const auto facts = question_.subjects.find(subject);
  if (facts != question_.subjects.end()) all.push_back(&facts->second);
  const auto records = question_.otherwise.find(subject);
  if (records == question_.otherwise.end()) return all;
  for (const PersonFacts& person : records->second) all.push_back(&person);
  return all;
}

/// Of how many of the people looked at something says this name.
void Weighing::count_names() {
  for (const auto& [subject, facts] : question_.subjects) {
    std::set<std::string> names;
    for (const PersonFacts* person : said_of(subject)) names.insert(name_key(*person));
    for (const std::string& name : names) ++bearers_[name];
  }
}

void Weighing::count() {
  for (const Pair& pair : pairs_) {
    refused_ += pair.refusals >= kRefusalsMin ? 1 : 0;
    if (!pair.is_seen) continue;
    ++(pair.tie == Tie::none ? untied_ : ties_[static_cast<size_t>(pair.tie)]);
    std::set<std::string> surnames;
    std::set<std::string> streets;
    for (const PersonFacts* person : said_of(pair.subject)) {
      surnames.insert(person->family_name);
      streets.insert(person->street);
      streets.insert(person->postcode);
    }
    for (const std::string& surname : surnames) ++surnames_[surname];
    for (const std::string& street : streets) ++streets_[street];
    for (Habit* habit : {&all_, &habits_[pair.who], &weeks_[{pair.week, pair.who}]}) {
      habit->pairs += 1;
      habit->evenings[step_of(pair.evenings)] += 1;
      habit->idle_days[step_of(pair.idle_days)] += 1;
    }
  }
}

double count_of(const std::unordered_map<std::string, double>& counts, const std::string& text) {
  const auto found = counts.find(text);
  return found == counts.end() ? 0 : found->second;
}

/// How rare the tie is. Names and streets differ: among many Smiths one more says little.
UnusualSign Weighing::tie_sign(const Pair& pair) const {
  const auto place = static_cast<size_t>(pair.tie);
  const TieRow& row = kTies[place];
  double usual = rare_share(ties_[place], all_.pairs);
  if (pair.tie == Tie::surname) {
    usual = rare_share(count_of(surnames_, pair.staff->person.family_name), all_.pairs);
  } else if (pair.tie == Tie::street) {
    const PersonFacts& own = pair.staff->person;
    const double looks = std::max(own.street.empty() ? 0 : count_of(streets_, own.street),
                                  own.postcode.empty() ? 0 : count_of(streets_, own.postcode));
    usual = rare_share(looks, all_.pairs);
  }
  return {std::string(row.name), std::string(row.words), std::log2(row.curious / usual)};
}

std::string days_words(size_t days) {
  return days == 1 ? std::string() : fmt::format(", on {} days", days);
}

/// How much a number of days says against the account's habit: its own over all weeks, or in this
/// week where that is more, for a late evening of work is many looks and curiosity is one.
double Weighing::day_weight(const Pair& pair, DayShares Habit::*days, size_t count,
                            const DayShares& curious) const {
  const size_t step = step_of(count);
  double usual = 0;
  for (const Habit* own : {&habits_.at(pair.who), &weeks_.at({pair.week, pair.who})}) {
    // Without the pair itself: what somebody did once is not yet their habit.
    const double others = (own->*days)[step] - 1;
    const double drawn = others + kPriorLooks * share((all_.*days)[step], all_.pairs);
    usual = std::max(usual, drawn / (own->pairs - 1 + kPriorLooks));
  }
  return std::log2(curious[step] / usual);
}

UnusualItem Weighing::weigh(const Pair& pair) const {
  UnusualItem item{pair.week, pair.who, pair.subject, {}, 0, {}};
  for (const Look* look : pair.looks) item.entries.push_back(look->number);
  if (pair.refusals >= kRefusalsMin) {
    item.signs.push_back(
        {"refused", fmt::format("was refused {} times", pair.refusals),
         std::log2(kCuriousRefused / rare_share(refused_, static_cast<double>(pairs_.size())))});
  }
  if (pair.tie != Tie::none) {
    item.signs.push_back(tie_sign(pair));
  } else if (pair.is_seen) {
    item.score += std::log2(kCuriousWithoutTie / share(untied_, all_.pairs));
  }
  if (pair.is_seen) add_days(pair, item);
  for (const UnusualSign& sign : item.signs) item.score += sign.weight;
  return item;
}

/// What evenings and days without a deed add.
void Weighing::add_days(const Pair& pair, UnusualItem& item) const {
  const double evening = day_weight(pair, &Habit::evenings, pair.evenings, kCuriousEvenings);
  const double idle = day_weight(pair, &Habit::idle_days, pair.idle_days, kCuriousIdleDays);
  if (pair.evenings > 0) {
    item.signs.push_back(
        {"after_hours", "outside their hours of work" + days_words(pair.evenings), evening});
  } else {
    item.score += evening;
  }
  if (pair.idle_days > 0) {
    item.signs.push_back(
        {"no_action", "did nothing about the person" + days_words(pair.idle_days), idle});
  } else if (pair.tie != Tie::self && pair.tie != Tie::household) {
    // Doing something about one's own record excuses nothing; about a client's it does.
    item.score += idle;
  }
}

/// How many people each of a team looked at in one week: a number far above the middle of all the
/// team's numbers is an item of its own.
void Weighing::add_volume_of_team(const std::vector<std::pair<std::string, const Pair*>>& members,
                                  std::vector<UnusualItem>& items) const {
  std::map<std::pair<int64_t, std::string>, UnusualItem> weeks;
  for (const auto& [who, pair] : members) {
    UnusualItem& item = weeks[{pair->week, who}];
    item.week = pair->week;
    item.who = who;
    item.entries.push_back(pair->looks.front()->number);
  }
  std::vector<double> numbers;
  for (const auto& [week, item] : weeks) {
    numbers.push_back(std::log(static_cast<double>(item.entries.size())));
  }
  if (numbers.size() < kPeersMin) return;
  const auto middle_of = [](std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
  };
  const double middle = middle_of(numbers);
  std::vector<double> distances;
  for (const double number : numbers) distances.push_back(std::abs(number - middle));
  const double spread = std::max(kSpreadMin, 1.4826 * middle_of(distances));
  for (auto& [week, item] : weeks) {
    const size_t people = item.entries.size();
    const double above = (std::log(static_cast<double>(people)) - middle) / spread;
    if (above <= 0 || item.week < question_.from) continue;
    // The share of weeks as full as this one, were they spread as the team's are.
    const double weight = -std::log2(0.5 * std::erfc(above / std::sqrt(2.0)) + 1e-9) - 4;
    item.signs = {{"volume",
                   fmt::format("looked at {} people; {:.0f} is the middle of the team", people,
                               std::exp(middle)),
                   weight}};
    item.score = weight;
    items.push_back(std::move(item));
  }
}

void Weighing::add_volume(std::vector<UnusualItem>& items) const {
  std::map<std::string, std::vector<std::pair<std::string, const Pair*>>> teams;
  for (const Pair& pair : pairs_) {
    if (!pair.is_seen) continue;
    teams[pair.staff != nullptr ? pair.staff->team : ""].emplace_back(pair.who, &pair);
  }
  for (const auto& [team, members] : teams) add_volume_of_team(members, items);
}

std::vector<UnusualItem> Weighing::items() const {
  std::vector<UnusualItem> items;
  for (const Pair& pair : pairs_) {
    if (pair.week >= question_.from) items.push_back(weigh(pair));
  }
  add_volume(items);
  std::erase_if(items, [](const UnusualItem& item) { return item.score <= 0; });
  std::sort(items.begin(), items.end(), [](const UnusualItem& a, const UnusualItem& b) {
    return std::tie(a.week, b.score, a.who, a.subject) <
           std::tie(b.week, a.score, b.who, b.subject);
  });
  std::vector<UnusualItem> kept;
  std::map<int64_t, size_t> taken;
  for (UnusualItem& item : items) {
    if (++taken[item.week] > question_.budget) continue;
    std::sort(item.signs.begin(), item.signs.end(),
              [](const UnusualSign& a, const UnusualSign& b) { return a.weight > b.weight; });
    kept.push_back(std::move(item));
  }
  return kept;
}

}  // namespace

std::vector<UnusualItem> find_unusual(const UnusualQuestion& question) {
  return Weighing(question).items();
}

}  // namespace newlyn::governance
