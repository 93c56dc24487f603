// SPDX-License-Identifier: MIT
// Values of two columns that come together oftener than by chance, by hand.
#include "pairs/association.h"

#include <gtest/gtest.h>

#include <cmath>

namespace newlyn::pairs {
namespace {

// Two classes, of 9 in 10 and 1 in 10 of all.
Association two_classes() {
  Association association;
  association.shares = {0.9F, 0.1F};
  // Codes: 0 null, 1 of the many, 2 of the few, 3 came with nothing else, 4 never came.
  association.own = {0, 0, 400, 0, 0, 400, 0, 1, 0, 0};
  association.others = association.own;
  return association;
}

TEST(association, values_of_a_small_class_come_together_oftener) {
  const Association association = two_classes();
  EXPECT_NEAR(association.bits(2, 2), std::log2(10), 0.2);
  EXPECT_NEAR(association.bits(1, 1), std::log2(1 / 0.9), 0.02);
}

TEST(association, values_of_different_classes_are_not_taken_for_rarer) {
  EXPECT_EQ(two_classes().bits(1, 2), 0);
}

TEST(association, what_only_the_two_tell_of_each_other_does_not_count) {
  const Association association = two_classes();
  EXPECT_LT(association.bits(3, 3), 0.3);
  EXPECT_NEAR(association.bits(4, 2), 0, 1e-3);
}

}  // namespace
}  // namespace newlyn::pairs
