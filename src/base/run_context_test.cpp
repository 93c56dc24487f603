// SPDX-License-Identifier: MIT
// Steps are timed in order, told to the listener, and a wish to stop ends the run.
#include "base/run_context.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace newlyn {
namespace {

/// Writes down what it is told.
class Diary : public ProgressListener {
 public:
  void step_began(std::string_view name) override {
    lines.push_back(fmt::format("{} began", name));
  }
  void advanced(std::string_view name, uint64_t done, uint64_t total) override {
    lines.push_back(fmt::format("{} {}/{}", name, done, total));
  }
  void step_ended(const StepTime& step) override {
    EXPECT_GE(step.seconds, 0);
    lines.push_back(fmt::format("{} ended", step.name));
  }
  std::vector<std::string> lines;
};

Code code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no Error was thrown";
  return Code::internal;
}

TEST(run_context, a_listener_hears_each_step_and_its_progress_in_order) {
  Diary diary;
  RunContext run(&diary);
  run.step("reading", [&] { run.advance(5, 10); });
  run.step("scoring", [&] { run.advance(7, 0); });
  const std::vector<std::string> expected = {"reading began", "reading 5/10", "reading ended",
                                             "scoring began", "scoring 7/0",  "scoring ended"};
  EXPECT_EQ(diary.lines, expected);
}

TEST(run_context, finished_steps_are_kept_with_their_times) {
  RunContext run;
  run.step("reading", [] {});
  run.step("writing", [&] { run.advance(1, 1); });
  ASSERT_EQ(run.steps().size(), 2U);
  EXPECT_EQ(run.steps()[0].name, "reading");
  EXPECT_EQ(run.steps()[1].name, "writing");
  for (const StepTime& step : run.steps()) {
    EXPECT_GE(step.seconds, 0);
    EXPECT_LT(step.seconds, 60);
  }
}

TEST(run_context, without_a_wish_to_stop_nothing_stops) {
  const std::atomic<bool> stop{false};
  const RunContext patient(nullptr, &stop);
  EXPECT_NO_THROW(patient.check_stop());
  EXPECT_NO_THROW(RunContext().check_stop());
}

TEST(run_context, a_stop_is_felt_inside_a_step_and_the_step_is_not_counted) {
  Diary diary;
  std::atomic<bool> stop{false};
  RunContext run(&diary, &stop);
  run.step("reading", [] {});
  int batches = 0;
  const auto work = [&] {
    for (; batches < 10; ++batches) {
      run.check_stop();
      if (batches == 3) stop = true;
    }
  };
  EXPECT_EQ(code_of([&] { run.step("scoring", work); }), Code::interrupted);
  EXPECT_EQ(batches, 4);
  ASSERT_EQ(run.steps().size(), 1U);
  EXPECT_EQ(run.steps()[0].name, "reading");
  EXPECT_EQ(diary.lines.back(), "scoring began");
}

TEST(run_context, after_a_stop_no_further_step_begins) {
  Diary diary;
  const std::atomic<bool> stop{true};
  RunContext run(&diary, &stop);
  bool worked = false;
  EXPECT_EQ(code_of([&] { run.step("writing", [&] { worked = true; }); }), Code::interrupted);
  EXPECT_FALSE(worked);
  EXPECT_TRUE(diary.lines.empty());
}

TEST(run_context, an_error_of_the_work_passes_through) {
  RunContext run;
  const auto work = [] { throw Error(Code::storage_full, "No room."); };
  EXPECT_EQ(code_of([&] { run.step("writing", work); }), Code::storage_full);
  EXPECT_TRUE(run.steps().empty());
}

}  // namespace
}  // namespace newlyn
