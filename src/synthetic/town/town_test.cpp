// SPDX-License-Identifier: MIT
// A borough that lived is whole: nobody is lost, no home is let twice, numbers belong to one
// person.
#include "synthetic/town/town.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "synthetic/people/tables.h"
#include "synthetic/town/households.h"

namespace newlyn::synthetic {
namespace {

constexpr uint64_t kPeople = 4'000;

const Words& words() {
  static const Words read = read_words(words_table());
  return read;
}

const Town& town() {
  static const Town made = make_town(words(), kPeople, 7);
  return made;
}

TEST(calendar, days_come_back_as_dates) {
  for (const Date& date :
       {Date{1899, 12, 31}, Date{1970, 1, 1}, Date{2000, 2, 29}, Date{2025, 12, 31}}) {
    EXPECT_EQ(date_of(day_of(date)), date);
  }
  EXPECT_EQ(day_of(Date{1970, 1, 1}), 0);
  EXPECT_EQ(day_of(Date{2000, 3, 1}), 11'017);
  EXPECT_EQ(age_on(day_of(Date{2000, 2, 29}), day_of(Date{2018, 2, 28})), 17);
  EXPECT_EQ(age_on(day_of(Date{2000, 2, 29}), day_of(Date{2018, 3, 1})), 18);
  EXPECT_EQ(oracle_date(day_of(Date{1980, 1, 9})), "09-JAN-1980");
}

TEST(town, as_many_live_there_as_were_asked_for) {
  uint64_t here = 0;
  for (uint32_t person = 0; person < town().people.size(); ++person) {
    here += town().lives_here(person, town().today) ? 1 : 0;
  }
  EXPECT_EQ(here, kPeople);
}

TEST(town, stays_follow_each_other_without_gaps_from_birth_to_death) {
  for (const Resident& resident : town().people) {
    ASSERT_FALSE(resident.stays.empty());
    EXPECT_GE(resident.stays.front().from, resident.born);
    EXPECT_EQ(resident.stays.back().to, resident.died);
    for (size_t i = 1; i < resident.stays.size(); ++i) {
      EXPECT_EQ(resident.stays[i - 1].to, resident.stays[i].from);
      EXPECT_LE(resident.stays[i].from, resident.stays[i].to);
    }
  }
}

TEST(town, two_households_never_share_a_home) {
  const std::vector<Episode> episodes = episodes_of(town());
  ASSERT_GT(episodes.size(), 1'000u);
  std::map<uint32_t, Day> ended;
  for (const Episode& episode : episodes) {
    const auto before = ended.find(episode.property);
    if (before != ended.end()) {
      EXPECT_LT(before->second, episode.from);
    }
    ended[episode.property] = episode.to;
    EXPECT_TRUE(town().is_adult(episode.head, std::min(episode.to, town().today)));
  }
}

TEST(town, families_have_twins_namesakes_weddings_and_new_names) {
  int twins = 0;
  int namesakes = 0;
  int renamed = 0;
  std::map<std::pair<uint32_t, Day>, int> births;
  for (const Resident& resident : town().people) {
    renamed += resident.former.empty() ? 0 : 1;
    if (resident.mother != kNobody && births[{resident.mother, resident.born}]++ > 0) ++twins;
    if (resident.father == kNobody) continue;
    const Named& father = town().people[resident.father].named;
    namesakes += father.given == resident.named.given && father.family == resident.named.family;
  }
  EXPECT_GT(twins, 10);
  EXPECT_GT(namesakes, 10);
  EXPECT_GT(renamed, 300);
  EXPECT_GT(town().weddings.size(), 100u);
  int mononyms = 0;
  for (uint64_t seed = 1; seed < 4 && mononyms == 0; ++seed) {
    const Town other = make_town(words(), 2'000, seed);
    mononyms += static_cast<int>(
        std::count_if(other.people.begin(), other.people.end(),
                      [](const Resident& resident) { return resident.named.family.empty(); }));
  }
  EXPECT_GT(mononyms, 0);
}

TEST(numbers, are_of_kinds_never_issued_and_belong_to_one_person) {
  std::set<std::string> nhs;
  std::set<std::string> ninos;
  std::set<std::string> pupils;
  for (uint32_t person = 0; person < town().people.size(); ++person) {
    const std::string number = nhs_number_of(town(), person);
    ASSERT_EQ(number.size(), 10u);
    EXPECT_TRUE(number.starts_with("999"));
    int sum = 0;
    for (size_t place = 0; place < 9; ++place) {
      sum += (number[place] - '0') * (10 - static_cast<int>(place));
    }
    EXPECT_EQ((11 - sum % 11) % 11, number[9] - '0');
    EXPECT_TRUE(nhs.insert(number).second);
    const std::string nino = nino_of(town(), person);
    EXPECT_TRUE(nino.starts_with("QQ"));
    EXPECT_TRUE(ninos.insert(nino.substr(0, 8)).second);
    EXPECT_TRUE(pupils.insert(pupil_number_of(town(), person)).second);
  }
}

TEST(numbers, postcodes_are_one_per_unit) {
  std::set<std::string> postcodes;
  for (uint32_t unit = 0; unit < 9'000; ++unit) {
    const std::string postcode = borough_postcode(unit, 7);
    EXPECT_TRUE(postcode.starts_with(kBoroughArea));
    EXPECT_TRUE(postcodes.insert(postcode).second);
  }
}

}  // namespace
}  // namespace newlyn::synthetic
