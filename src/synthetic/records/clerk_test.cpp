// SPDX-License-Identifier: MIT
// What a clerk gets wrong is what the truth says of it, and no more.
#include "synthetic/records/clerk.h"

#include <gtest/gtest.h>

#include <string>

#include "synthetic/people/tables.h"

namespace newlyn::synthetic {
namespace {

const Words& words() {
  static const Words read = read_words(words_table());
  return read;
}

const Town& town() {
  static const Town made = make_town(words(), 1'000, 3);
  return made;
}

Habits faultless() {
  Habits habits;
  habits.asks = kAsksBirth | kAsksAddress | kAsksPhone | kAsksEmail | kAsksNino | kAsksUprn;
  habits.rates = ErrorRates{};
  return habits;
}

TEST(clerk, without_rates_writes_what_is_true) {
  RecordTruth truth("test");
  Clerk clerk(town(), words(), faultless(), truth);
  Random random(1);
  for (uint32_t person = 0; person < 300; ++person) {
    const Written written = clerk.write({"R", person, "holder", town().today}, random);
    EXPECT_EQ(written.given, town().people[person].named.given);
    EXPECT_EQ(written.born, town().people[person].born);
    if (town().lives_here(person, town().today)) {
      EXPECT_EQ(written.uprn, uprn_of(town().stay_at(person, town().today).place));
    }
  }
  EXPECT_EQ(truth.records, 300u);
  EXPECT_EQ(truth.mistaken, 0u);
  EXPECT_TRUE(truth.error_lines.empty());
}

TEST(clerk, every_mistake_is_noted_and_seen) {
  Habits habits = faultless();
  habits.rates.keying = 10'000;
  RecordTruth truth("test");
  Clerk clerk(town(), words(), habits, truth);
  Random random(2);
  uint64_t seen = 0;
  for (uint32_t person = 0; person < 300; ++person) {
    RecordTruth right("test");
    Clerk careful(town(), words(), faultless(), right);
    Random same(person);
    Random other(person);
    const Written wrong = clerk.write({"R", person, "holder", town().today}, same);
    const Written good = careful.write({"R", person, "holder", town().today}, other);
    const bool differs = wrong.full_name() != good.full_name() || wrong.born != good.born ||
                         wrong.line() != good.line() || wrong.postcode != good.postcode ||
                         wrong.mobile != good.mobile;
    seen += differs ? 1 : 0;
  }
  EXPECT_EQ(truth.mistaken, seen);
  EXPECT_GT(seen, 280u);
}

TEST(clerk, an_old_screen_cuts_names_and_says_so) {
  Habits habits = faultless();
  habits.name_letters_max = 4;
  RecordTruth truth("test");
  Clerk clerk(town(), words(), habits, truth);
  Random random(3);
  for (uint32_t person = 0; person < 100; ++person) {
    const Written written = clerk.write({"R", person, "holder", town().today}, random);
    EXPECT_LE(written.given.size(), 4u);
  }
  EXPECT_NE(truth.error_lines.find("truncation"), std::string::npos);
}

}  // namespace
}  // namespace newlyn::synthetic
