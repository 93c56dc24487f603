// SPDX-License-Identifier: MIT
// Hours of work with their clock changes, and each sign by itself.
#include "governance/oversight.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"

namespace newlyn::governance {
namespace {

constexpr int64_t kMinute = 60'000'000;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
// Monday, 23 March 2026, midnight UTC: still winter time.
constexpr int64_t kMonday = 20535 * kDay;

TEST(oversight, clocks_show_the_time_of_the_united_kingdom) {
  // Half past eleven in the evening of 1 July 2026 in UTC is the next day in summer time.
  const ClockTime summer = clock_time(1'782'948'600'000'000);
  EXPECT_EQ(summer.date, "2026-07-02");
  EXPECT_EQ(summer.hour, 0);
  EXPECT_EQ(summer.minute, 30);
  EXPECT_EQ(summer.weekday, "thu");
  const ClockTime winter = clock_time(1'767'269'100'000'000);
  EXPECT_EQ(winter.date, "2026-01-01");
  EXPECT_EQ(winter.hour, 12);
  EXPECT_EQ(winter.weekday, "thu");
}

TEST(oversight, hours_follow_the_clocks_of_the_united_kingdom) {
  const WorkingHours hours = read_hours("mon-fri 09:00-17:00");
  EXPECT_FALSE(is_at_work(hours, kMonday + 8 * kHour + 59 * kMinute));
  EXPECT_TRUE(is_at_work(hours, kMonday + 9 * kHour));
  EXPECT_FALSE(is_at_work(hours, kMonday + 17 * kHour));
  EXPECT_FALSE(is_at_work(hours, kMonday + 5 * kDay + 12 * kHour)) << "a Saturday";
  // From Sunday, 29 March, one o'clock on, the clocks are an hour ahead.
  EXPECT_TRUE(is_at_work(hours, kMonday + 7 * kDay + 8 * kHour));
  EXPECT_FALSE(is_at_work(hours, kMonday + 7 * kDay + 16 * kHour));
}

TEST(oversight, a_night_belongs_to_the_day_it_began_on) {
  const WorkingHours hours = read_hours("mon,wed 20:00-08:00");
  EXPECT_TRUE(is_at_work(hours, kMonday + 23 * kHour));
  EXPECT_TRUE(is_at_work(hours, kMonday + kDay + 7 * kHour)) << "Tuesday morning";
  EXPECT_FALSE(is_at_work(hours, kMonday + kDay + 21 * kHour)) << "Tuesday evening";
  EXPECT_FALSE(is_at_work(hours, kMonday + 7 * kHour)) << "Sunday's night is none";
}

TEST(oversight, hours_that_are_none_are_refused) {
  for (const char* text : {"", "mon", "mon-fri", "mon-fri 9-17", "moon 09:00-17:00",
                           "mon-fri 25:00-26:00", "mon-fri 09:00", "mon-fri 24:30-25:00"}) {
    EXPECT_THROW(read_hours(text), Error) << text;
  }
}

/// A week of work without anything unusual: ten accounts, thirty people each, all acted upon.
UnusualQuestion quiet_week() {
  UnusualQuestion question;
  question.from = kMonday;
  question.to = kMonday + 7 * kDay;
  for (int account = 0; account < 10; ++account) {
    StaffMember member;
    member.account = "u" + std::to_string(account);
    member.team = "revenues";
    member.person = {"given" + std::to_string(account),
                     "family" + std::to_string(account),
                     "1980-01-01",
                     "1",
                     "street" + std::to_string(account),
                     "ac" + std::to_string(account) + "1aa"};
    question.staff.push_back(member);
    for (int person = 0; person < 30; ++person) {
      const std::string subject = "people:" + std::to_string(account * 30 + person);
      question.subjects[subject] = {"g", "client" + std::to_string(person),     "1970-02-02",
                                    "9", "elsewhere " + std::to_string(person), "ad11aa"};
      const int64_t moment = kMonday + (person % 5) * kDay + (9 + person % 8) * kHour;
      question.looks.push_back(
          {question.looks.size(), moment, member.account, subject, (account + person) % 3 != 0});
    }
  }
  return question;
}

/// The first sign of the first item after one more look by u0 at noon of Tuesday.
std::string first_sign(UnusualQuestion question, const PersonFacts& person, int64_t moment) {
  question.subjects["people:x"] = person;
  question.looks.push_back({9999, moment, "u0", "people:x", false});
  const auto items = find_unusual(question);
  return items.empty() || items[0].subject != "people:x" ? "" : items[0].signs.at(0).name;
}

TEST(oversight, each_tie_has_its_name) {
  const UnusualQuestion week = quiet_week();
  const int64_t noon = kMonday + kDay + 12 * kHour;
  PersonFacts self = week.staff[0].person;
  EXPECT_EQ(first_sign(week, self, noon), "self");
  PersonFacts wife = self;
  wife.given_name = "other";
  wife.birth_date = "1981-03-03";
  EXPECT_EQ(first_sign(week, wife, noon), "household");
  EXPECT_EQ(first_sign(week, week.staff[3].person, noon), "colleague");
  PersonFacts neighbour = self;
  neighbour.given_name = "nora";
  neighbour.family_name = "neighbour";
  neighbour.house_number = "7";
  EXPECT_EQ(first_sign(week, neighbour, noon), "street");
  const PersonFacts namesake = {"zoe", self.family_name, "1990-04-04", "3", "far lane", "af11aa"};
  EXPECT_EQ(first_sign(week, namesake, noon), "surname");
}

TEST(oversight, a_log_that_has_just_begun_knows_what_is_unusual) {
  // Among five looks of a first morning one in five is no habit yet.
  const UnusualQuestion week = quiet_week();
  const int64_t noon = kMonday + kDay + 12 * kHour;
  UnusualQuestion morning = week;
  morning.looks = {week.looks[0], week.looks[1], week.looks[30], week.looks[60]};
  EXPECT_EQ(first_sign(morning, week.staff[0].person, noon), "self");
  EXPECT_EQ(first_sign(morning, week.staff[3].person, noon), "colleague");
  PersonFacts husband = week.staff[0].person;
  husband.given_name = "other";
  husband.birth_date = "1981-03-03";
  EXPECT_EQ(first_sign(morning, husband, noon), "household");
  UnusualQuestion refused = morning;
  for (const uint64_t number : {9001U, 9002U}) {
    refused.looks.push_back({number, noon, "u5", "people:150", false, false, true});
  }
  EXPECT_EQ(find_unusual(refused).size(), 1U) << "two refusals are no habit of the office";
  EXPECT_TRUE(
      find_unusual({morning.looks, morning.subjects, {}, morning.staff, {}, week.from, week.to})
          .empty())
      << "four clients of whom one was only looked at";
}

TEST(oversight, the_well_known_are_found_by_entity_and_by_name) {
  UnusualQuestion week = quiet_week();
  const PersonFacts mayor = {"mona", "mayor", "1966-05-05", "1", "hall lane", "ag11aa"};
  week.well_known = {{"", mayor}};
  EXPECT_EQ(first_sign(week, mayor, kMonday + 12 * kHour), "well_known");
  week.well_known = {{"people:x", {}}};
  EXPECT_EQ(first_sign(week, {}, kMonday + 12 * kHour), "well_known");
}

TEST(oversight, evenings_weigh_where_they_are_rare) {
  const UnusualQuestion week = quiet_week();
  const PersonFacts anybody = {"a", "nobody", "1950-06-06", "4", "hill", "ah11aa"};
  EXPECT_EQ(first_sign(week, anybody, kMonday + kDay + 22 * kHour), "after_hours");
}

TEST(oversight, a_full_week_stands_out_against_the_team) {
  UnusualQuestion week = quiet_week();
  for (int person = 0; person < 150; ++person) {
    week.looks.push_back(
        {5000U + person, kMonday + 12 * kHour, "u4", "people:v" + std::to_string(person), true});
  }
  const auto items = find_unusual(week);
  ASSERT_FALSE(items.empty());
  EXPECT_EQ(items[0].who, "u4");
  EXPECT_EQ(items[0].signs.at(0).name, "volume");
  EXPECT_EQ(items[0].entries.size(), 180U);
}

/// The signs of u0 about one person.
std::vector<std::string> signs_about(const UnusualQuestion& question, const std::string& subject) {
  std::vector<std::string> names;
  for (const UnusualItem& item : find_unusual(question)) {
    if (item.subject != subject || item.who != "u0") continue;
    for (const UnusualSign& sign : item.signs) names.push_back(sign.name);
  }
  return names;
}

TEST(oversight, who_was_refused_once_made_a_slip_and_again_did_not) {
  UnusualQuestion week = quiet_week();
  const int64_t noon = kMonday + kDay + 12 * kHour;
  week.looks.push_back({9999, noon, "u0", "people:x", false, false, true});
  EXPECT_TRUE(signs_about(week, "people:x").empty());
  week.looks.push_back({10000, noon + kMinute, "u0", "people:x", false, false, true});
  EXPECT_EQ(signs_about(week, "people:x"), std::vector<std::string>{"refused"});
}

TEST(oversight, who_was_only_listed_is_unusual_by_a_tie_to_that_person_alone) {
  UnusualQuestion week = quiet_week();
  const int64_t noon = kMonday + kDay + 12 * kHour;
  const PersonFacts self = week.staff[0].person;
  week.subjects["people:namesake"] = {"zoe", self.family_name, "1990-04-04",
                                      "3",   "far lane",       "af11aa"};
  week.subjects["people:colleague"] = week.staff[3].person;
  week.looks.push_back({9999, noon, "u0", "people:namesake", false, true, false});
  week.looks.push_back({9999, noon, "u0", "people:colleague", false, true, false});
  EXPECT_TRUE(signs_about(week, "people:namesake").empty());
  EXPECT_EQ(signs_about(week, "people:colleague"), std::vector<std::string>{"colleague"});
  // Long lists are no full week.
  for (uint64_t person = 0; person < 300; ++person) {
    week.looks.push_back(
        {20'000 + person, noon, "u0", "people:l" + std::to_string(person), false, true, false});
  }
  EXPECT_TRUE(signs_about(week, "").empty());
}

TEST(oversight, a_budget_is_kept_in_each_week) {
  UnusualQuestion week = quiet_week();
  week.budget = 3;
  std::vector<Look> later = week.looks;
  for (Look look : later) {
    look.micros += 7 * kDay;
    week.looks.push_back(look);
  }
  week.to += 7 * kDay;
  const auto items = find_unusual(week);
  EXPECT_LE(std::count_if(items.begin(), items.end(),
                          [](const UnusualItem& item) { return item.week == kMonday; }),
            3);
  EXPECT_LE(items.size(), 6U);
}

TEST(oversight, what_is_known_of_nobody_ties_to_nobody) {
  UnusualQuestion week = quiet_week();
  week.staff[0].person = {};
  const auto items = [&] {
    week.subjects["people:x"] = {};
    week.looks.push_back({9999, kMonday + 12 * kHour, "u0", "people:x", false});
    return find_unusual(week);
  }();
  for (const UnusualItem& item : items) {
    for (const UnusualSign& sign : item.signs) {
      EXPECT_TRUE(sign.name == "no_action" || sign.name == "volume") << sign.name;
    }
  }
}

}  // namespace
}  // namespace newlyn::governance
