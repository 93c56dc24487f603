// SPDX-License-Identifier: MIT
// The latest entry of the log is the earliest that it can be, with the shortcut and without.
#include "workspace/governance/known_time.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "workspace/governance/trace.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kDayMicros = 86'400'000'000;
constexpr int64_t kFirst = 20'000 * kDayMicros;  // 4 October 2024

/// A workspace whose clock the test sets.
class KnownTime : public testing::Test {
 protected:
  KnownTime() {
    std::string pattern = (fs::temp_directory_path() / "newlyn_time_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    fix_clock(kFirst);
    home_ = make_home(folder_ + "/council");
  }
  ~KnownTime() override {
    fix_clock(-1);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  /// Leaves entries at a moment.
  void leave(int64_t micros, int count) {
    fix_clock(micros);
    const auto log = open_audit(home_);
    for (int i = 0; i < count; ++i) log->append(own_entry("search", "test"));
  }

  std::string folder_;
  Home home_;
};

TEST_F(KnownTime, is_now_while_the_clock_goes_on) {
  leave(kFirst + kDayMicros, 3);
  fix_clock(kFirst + 2 * kDayMicros);
  EXPECT_EQ(known_micros(home_), kFirst + 2 * kDayMicros);
  EXPECT_EQ(known_today(home_), "2024-10-06");
}

TEST_F(KnownTime, is_that_of_the_latest_entry_when_the_clock_is_set_back) {
  leave(kFirst + 5 * kDayMicros, 1);
  leave(kFirst + kDayMicros, 2);
  EXPECT_EQ(known_micros(home_), kFirst + 5 * kDayMicros);
}

TEST_F(KnownTime, needs_no_shortcut_and_believes_none_that_does_not_fit) {
  leave(kFirst + 5 * kDayMicros, 1);
  leave(kFirst + kDayMicros, 300);
  const std::string shortcut = home_.folder + "/latest";
  EXPECT_FALSE(fs::exists(shortcut));
  EXPECT_EQ(known_micros(home_), kFirst + 5 * kDayMicros);
  ASSERT_TRUE(fs::exists(shortcut));
  EXPECT_EQ(known_micros(home_), kFirst + 5 * kDayMicros);
  leave(kFirst + 7 * kDayMicros, 1);
  leave(kFirst, 1);
  EXPECT_EQ(known_micros(home_), kFirst + 7 * kDayMicros) << "what came after the shortcut";
  for (const char* text : {"", "no numbers", "999999 1"}) {
    std::ofstream(shortcut) << text;
    EXPECT_EQ(known_micros(home_), kFirst + 7 * kDayMicros) << text;
  }
  fs::remove(shortcut);
  EXPECT_EQ(known_micros(home_), kFirst + 7 * kDayMicros);
}

}  // namespace
}  // namespace newlyn::workspace
