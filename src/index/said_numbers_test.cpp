// SPDX-License-Identifier: MIT
// Numbers that people know skip nothing, whatever seals hide, and lead back to what they name.
#include "index/said_numbers.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <set>

namespace newlyn::index {
namespace {

TEST(SaidNumbers, where_nothing_is_hidden_every_number_is_its_own) {
  const SaidNumbers said;
  EXPECT_EQ(said.of(1), 1U);
  EXPECT_EQ(said.meant_by(7), 7U);
}

TEST(SaidNumbers, what_comes_after_something_hidden_takes_its_place) {
  const SaidNumbers said({2, 3, 6});
  EXPECT_EQ(said.of(1), 1U);
  EXPECT_EQ(said.of(4), 2U);
  EXPECT_EQ(said.of(5), 3U);
  EXPECT_EQ(said.of(7), 4U);
  EXPECT_EQ(said.meant_by(2), 4U);
  EXPECT_EQ(said.meant_by(4), 7U);
}

TEST(SaidNumbers, the_largest_number_there_can_be_names_nothing) {
  EXPECT_EQ(SaidNumbers({1}).meant_by(std::numeric_limits<uint64_t>::max()), 0U);
}

RC_GTEST_PROP(SaidNumbers, those_that_are_not_hidden_are_counted_without_a_gap, ()) {
  const auto hidden = *rc::gen::container<std::set<uint64_t>>(rc::gen::inRange<uint64_t>(1, 60));
  const SaidNumbers said({hidden.begin(), hidden.end()});
  uint64_t counted = 0;
  for (uint64_t number = 1; number <= 80; ++number) {
    if (hidden.contains(number)) continue;
    RC_ASSERT(said.of(number) == ++counted);
    RC_ASSERT(said.meant_by(counted) == number);
  }
}

}  // namespace
}  // namespace newlyn::index
