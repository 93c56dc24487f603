// SPDX-License-Identifier: MIT
// Places, ticks and short words for numbers.
#include "workspace/chart/scale.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace newlyn::workspace {
namespace {

TEST(scale, numbers_lie_between_its_ends) {
  const Scale scale{-10, 30};
  EXPECT_DOUBLE_EQ(scale.place(-10), 0);
  EXPECT_DOUBLE_EQ(scale.place(0), 0.25);
  EXPECT_DOUBLE_EQ(scale.place(30), 1);
  EXPECT_DOUBLE_EQ(scale.place(99), 1);
  EXPECT_DOUBLE_EQ(scale.place(-99), 0);
}

TEST(scale, an_empty_or_endless_scale_puts_all_at_its_begin) {
  const double endless = std::numeric_limits<double>::infinity();
  EXPECT_EQ((Scale{3, 3}.place(3)), 0);
  EXPECT_EQ((Scale{0, endless}.place(5)), 0);
  EXPECT_EQ((Scale{0, 1}.place(std::nan(""))), 0);
  EXPECT_TRUE(ticks({3, 3}, 5).empty());
  EXPECT_TRUE(ticks({0, endless}, 5).empty());
  EXPECT_TRUE(ticks({0, 1}, 0).empty());
}

TEST(scale, ticks_are_round_numbers) {
  EXPECT_EQ(ticks({0, 1}, 6), (std::vector<double>{0, 0.2, 0.2 * 2, 0.2 * 3, 0.2 * 4, 1}));
  EXPECT_EQ(ticks({-42, 26}, 6), (std::vector<double>{-40, -20, 0, 20}));
  EXPECT_EQ(ticks({1, 4}, 6), (std::vector<double>{1, 2, 3, 4}));
}

RC_GTEST_PROP(scale, ticks_are_few_ascending_and_inside, ()) {
  const double low = *rc::gen::inRange(-100000, 100000) / 7.0;
  const double width = *rc::gen::inRange(1, 1000000) / 13.0;
  const auto count = static_cast<size_t>(*rc::gen::inRange(1, 12));
  const std::vector<double> found = ticks({low, low + width}, count);
  RC_ASSERT(found.size() <= count);
  for (size_t i = 0; i < found.size(); ++i) {
    // Worked out first: the assertion looks at both sides of an "or".
    const bool inside = found[i] >= low - 1e-6 * width && found[i] <= low + width + 1e-6 * width;
    const bool ascends = i == 0 || found[i] > found[i - 1];
    RC_ASSERT(inside);
    RC_ASSERT(ascends);
  }
}

TEST(scale, numbers_are_written_as_short_as_they_can_be) {
  EXPECT_EQ(number_text(-13), "-13");
  EXPECT_EQ(number_text(0.25), "0.25");
  EXPECT_EQ(number_text(1'500'000), "1,500,000");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(counted(1, "record", "records"), "1 record");
  EXPECT_EQ(counted(1500, "record", "records"), "1,500 records");
}

TEST(scale, shares_at_the_ends_are_not_rounded_away) {
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(share_text(0.00001), "under 0.1 %");
  EXPECT_EQ(share_text(0.123), "12.3 %");
  EXPECT_EQ(share_text(0.99999), "> 99.9 %");
  EXPECT_EQ(share_text(1), "100 %");
  EXPECT_EQ(probability_text(0.000012), "0.000012");
  EXPECT_EQ(probability_text(0.0052), "0.0052");
  EXPECT_EQ(probability_text(0.99999), "over 0.9999");
  EXPECT_EQ(probability_text(1), "1");
  EXPECT_EQ(probability_text(0), "0");
  EXPECT_EQ(weight_text(4.256), "+4.26");
  EXPECT_EQ(weight_text(-0.5), "-0.50");
  EXPECT_EQ(weight_text(-0.001), "0");
}

TEST(ticks, of_counted_things_are_whole) {
  EXPECT_EQ(ticks({1, 3, true}, 6), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(ticks({1, 3}, 6), (std::vector<double>{1, 1.5, 2, 2.5, 3}));
}

}  // namespace
}  // namespace newlyn::workspace
