// SPDX-License-Identifier: MIT
// The clock can be fixed and let go, and writes its time in one form.
#include "base/clock.h"

#include <gtest/gtest.h>

namespace newlyn {
namespace {

/// Returns to the real clock however the test ends.
class ClockSeam : public testing::Test {
 protected:
  void TearDown() override { fix_clock(-1); }
};

TEST_F(ClockSeam, a_fixed_clock_stands_still) {
  fix_clock(986'819'400'000'000);
  EXPECT_EQ(now_micros(), 986'819'400'000'000);
  EXPECT_EQ(now_micros(), 986'819'400'000'000);
  EXPECT_EQ(now_text(), "2001-04-09T12:30:00Z");
}

TEST_F(ClockSeam, the_beginning_of_time_can_be_fixed) {
  fix_clock(0);
  EXPECT_EQ(now_text(), "1970-01-01T00:00:00Z");
}

TEST_F(ClockSeam, a_leap_day_is_written_as_one) {
  fix_clock(951'868'799'999'999);
  EXPECT_EQ(now_text(), "2000-02-29T23:59:59Z");
}

TEST_F(ClockSeam, a_negative_time_returns_to_the_real_clock) {
  fix_clock(0);
  fix_clock(-1);
  EXPECT_GT(now_micros(), 1'500'000'000'000'000);
  EXPECT_EQ(now_text().size(), 20U);
}

TEST_F(ClockSeam, durations_do_not_follow_the_fixed_clock_and_never_go_back) {
  fix_clock(0);
  double before = monotonic_seconds();
  for (int i = 0; i < 1000; ++i) {
    const double after = monotonic_seconds();
    ASSERT_GE(after, before);
    before = after;
  }
}

}  // namespace
}  // namespace newlyn
