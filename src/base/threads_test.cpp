// SPDX-License-Identifier: MIT
// Ranges cover every item once whatever the thread count, and an Error of the work comes back.
#include "base/threads.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"

namespace newlyn {
namespace {

using Ranges = std::vector<std::pair<size_t, size_t>>;

/// Puts the thread count back however the test ends.
class Threads : public testing::Test {
 protected:
  void TearDown() override { set_thread_count(before_); }

 private:
  size_t before_ = thread_count();
};

Ranges ranges_of(size_t count, size_t grain) {
  Ranges ranges;
  std::mutex mutex;
  parallel_ranges(count, grain, [&](size_t begin, size_t end) {
    const std::lock_guard lock(mutex);
    ranges.emplace_back(begin, end);
  });
  std::sort(ranges.begin(), ranges.end());
  return ranges;
}

TEST_F(Threads, ranges_are_the_same_whatever_the_thread_count) {
  const Ranges expected = {{0, 4}, {4, 8}, {8, 10}};
  for (const size_t count : {1U, 2U, 3U, 8U}) {
    set_thread_count(count);
    EXPECT_EQ(thread_count(), count);
    EXPECT_EQ(ranges_of(10, 4), expected) << count << " threads";
  }
}

TEST_F(Threads, ranges_follow_each_other_and_hold_at_most_the_grain) {
  EXPECT_TRUE(rc::check("they cover [0, count) once", [] {
    const auto count = *rc::gen::inRange<size_t>(0, 2000);
    const auto grain = *rc::gen::inRange<size_t>(1, 300);
    size_t next = 0;
    for (const auto& [begin, end] : ranges_of(count, grain)) {
      RC_ASSERT(begin == next);
      RC_ASSERT(end > begin);
      RC_ASSERT(end - begin <= grain);
      next = end;
    }
    RC_ASSERT(next == count);
  }));
}

TEST_F(Threads, no_items_call_no_work) {
  EXPECT_TRUE(ranges_of(0, 1).empty());
  EXPECT_TRUE(ranges_of(0, 0).empty());
}

TEST_F(Threads, a_grain_larger_than_all_items_is_one_range) {
  EXPECT_EQ(ranges_of(5, 1000), (Ranges{{0, 5}}));
}

TEST_F(Threads, an_error_of_the_work_is_rethrown_with_its_code) {
  for (const size_t count : {1U, 4U}) {
    set_thread_count(count);
    std::atomic<int> running{0};
    try {
      parallel_ranges(500, 1, [&](size_t begin, size_t) {
        ++running;
        std::this_thread::yield();
        --running;
        if (begin == 137) throw Error(Code::source_unreadable, "Row 137 cannot be read.");
      });
      ADD_FAILURE() << "no Error came back";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::source_unreadable);
      EXPECT_STREQ(error.what(), "Row 137 cannot be read.");
    }
    EXPECT_EQ(running, 0) << "work goes on after the call returned";
  }
}

TEST_F(Threads, when_all_ranges_throw_one_error_comes_back_and_later_work_runs) {
  set_thread_count(4);
  const auto fail = [](size_t, size_t) { throw Error(Code::interrupted, "Stopped."); };
  EXPECT_THROW(parallel_ranges(100, 1, fail), Error);
  EXPECT_EQ(ranges_of(3, 1).size(), 3U);
}

TEST_F(Threads, one_thread_runs_everything_on_one_thread) {
  set_thread_count(1);
  std::set<std::thread::id> seen;
  parallel_ranges(200, 1, [&](size_t, size_t) { seen.insert(std::this_thread::get_id()); });
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(Threads, at_most_the_set_number_of_threads_work_at_once) {
  set_thread_count(3);
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  parallel_ranges(300, 1, [&](size_t, size_t) {
    const int now = ++running;
    int seen = most.load();
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    std::this_thread::yield();
    --running;
  });
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 3);
}

TEST_F(Threads, work_may_itself_run_ranges) {
  set_thread_count(2);
  std::atomic<size_t> items{0};
  parallel_ranges(10, 3, [&](size_t begin, size_t end) {
    parallel_ranges(end - begin, 1, [&](size_t, size_t) { ++items; });
  });
  EXPECT_EQ(items, 10U);
}

TEST_F(Threads, wrong_calls_are_defects) {
  EXPECT_THROW(set_thread_count(0), Error);
  EXPECT_THROW(ranges_of(1, 0), Error);
}

}  // namespace
}  // namespace newlyn
