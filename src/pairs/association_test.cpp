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

TEST(association, slips_and_short_forms_are_alike) {
  Association association;
  std::vector<record::ValueCode> codes;
  record::ValueSet names;
  for (const char* name : {"kulwinder", "kulwunder", "jaspreet", "jaspre", "jas", "j", "k"}) {
    codes.push_back(names.append(name));
  }
  association.keep_texts(names);
  const auto alike = [&](size_t left, size_t right) {
    return association.alike(codes[left], codes[right]);
  };
  EXPECT_TRUE(alike(0, 0));
  EXPECT_TRUE(alike(0, 1));
  EXPECT_TRUE(alike(2, 3));
  EXPECT_TRUE(alike(4, 2));
  EXPECT_FALSE(alike(0, 2));
  EXPECT_FALSE(alike(0, 3));
  EXPECT_FALSE(alike(2, 5));
  EXPECT_FALSE(alike(5, 6));
  EXPECT_FALSE(association.alike(codes[0], record::kNullCode));
  EXPECT_FALSE(association.alike(record::kNullCode, record::kNullCode));
}

}  // namespace
}  // namespace newlyn::pairs
