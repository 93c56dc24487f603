// SPDX-License-Identifier: MIT
// Random numbers and hashes are the same in every run and stay inside their bounds.
#include "base/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace newlyn {
namespace {

TEST(random, the_generator_gives_the_published_numbers_of_splitmix64) {
  // Seed 1234567: the values with which implementations of splitmix64 are usually compared.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
  EXPECT_EQ(random.next(), 9817491932198370423ULL);
  EXPECT_EQ(random.next(), 4593380528125082431ULL);
  EXPECT_EQ(random.next(), 16408922859458223821ULL);
}

TEST(random, the_hash_is_the_published_one_on_every_machine) {
  EXPECT_EQ(hash_bytes(""), 0x2D06800538D394C2ULL);  // XXH3 of no bytes with seed 0
  EXPECT_NE(hash_bytes("a"), hash_bytes("b"));
  EXPECT_NE(hash_bytes("a", 1), hash_bytes("a", 2));
  EXPECT_NE(hash_bytes(std::string_view("a\0", 2)), hash_bytes("a"));
}

RC_GTEST_PROP(random, the_same_seed_gives_the_same_numbers, (uint64_t seed)) {
  Random one(seed);
  Random other(seed);
  for (int i = 0; i < 20; ++i) RC_ASSERT(one.next() == other.next());
  RC_ASSERT(one.below(1000) == other.below(1000));
  RC_ASSERT(one.fraction() == other.fraction());
}

RC_GTEST_PROP(random, numbers_stay_below_their_bound, (uint64_t seed, uint64_t some)) {
  const uint64_t bound = some == 0 ? 1 : some;
  Random random(seed);
  for (int i = 0; i < 50; ++i) {
    RC_ASSERT(random.below(bound) < bound);
    RC_ASSERT(random.below(1) == 0U);
    RC_ASSERT(random.below(UINT64_MAX) < UINT64_MAX);
    const double fraction = random.fraction();
    RC_ASSERT(fraction >= 0);
    RC_ASSERT(fraction < 1);
  }
}

TEST(random, every_number_below_a_bound_comes_about_equally_often) {
  constexpr int kDraws = 60'000;
  Random random(20);
  std::vector<int> counts(6, 0);
  for (int i = 0; i < kDraws; ++i) ++counts[random.below(6)];
  // One hundred is more than one standard deviation (91) of a count; six of them never happen.
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 6, 600);
}

TEST(random, fractions_fill_the_unit_interval_evenly) {
  Random random(3);
  double sum = 0;
  double least = 1;
  double most = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double fraction = random.fraction();
    sum += fraction;
    least = std::min(least, fraction);
    most = std::max(most, fraction);
  }
  EXPECT_NEAR(sum / 20'000, 0.5, 0.02);
  EXPECT_LT(least, 0.01);
  EXPECT_GT(most, 0.99);
}

TEST(random, mixing_tells_order_and_neighbours_apart) {
  std::set<uint64_t> mixed;
  for (uint64_t left = 0; left < 100; ++left) {
    for (uint64_t right = 0; right < 100; ++right) mixed.insert(hash_mix(left, right));
  }
  EXPECT_EQ(mixed.size(), 10'000U);
  static_assert(hash_mix(1, 2) != hash_mix(2, 1));
}

}  // namespace
}  // namespace newlyn
