// SPDX-License-Identifier: MIT
// Deadlines worked out by hand, most of them England's.
#include "governance/subject_access.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"

namespace newlyn::governance {
namespace {

SubjectAccessRequest received(const std::string& day) {
  return {*read_day(day), {}, {}, false, {}};
}

std::string due(const SubjectAccessRequest& request) {
  const auto deadline = subject_access_deadline(request);
  return deadline.due ? day_text(*deadline.due) : "";
}

TEST(subject_access, it_is_due_on_the_same_day_of_the_next_month) {
  EXPECT_EQ(due(received("2025-09-03")), "2025-10-03");
  EXPECT_EQ(due(received("2025-01-30")), "2025-02-28");
  EXPECT_EQ(due(received("2024-01-31")), "2024-02-29");
}

TEST(subject_access, weekends_and_bank_holidays_move_it) {
  EXPECT_EQ(due(received("2025-11-25")), "2025-12-29");  // Christmas, Boxing Day, a weekend
  EXPECT_EQ(due(received("2025-10-01")), "2025-11-03");
  EXPECT_EQ(due(received("2025-03-18")), "2025-04-22");  // Easter
}

TEST(subject_access, nations_have_their_own_holidays) {
  SubjectAccessRequest request = received("2025-03-21");  // to Easter Monday
  EXPECT_EQ(due(request), "2025-04-22");
  request.nation = Nation::scotland;
  EXPECT_EQ(due(request), "2025-04-21");
  request = received("2025-02-17");
  request.nation = Nation::northern_ireland;
  EXPECT_EQ(due(request), "2025-03-18");
}

TEST(subject_access, an_extension_makes_it_three_months) {
  SubjectAccessRequest request = received("2025-08-31");
  request.extended = true;
  const auto deadline = subject_access_deadline(request);
  EXPECT_EQ(day_text(*deadline.due), "2025-12-01");
  EXPECT_EQ(day_text(*deadline.tell_by), "2025-09-30");
  EXPECT_NE(deadline.note.find("2025-09-30"), std::string::npos);
}

TEST(subject_access, the_clock_starts_when_identity_is_shown) {
  SubjectAccessRequest request = received("2025-09-03");
  request.identity_shown = read_day("2025-09-10");
  EXPECT_EQ(due(request), "2025-10-10");
  request.identity_shown = read_day("2025-09-01");  // known before: receipt counts
  EXPECT_EQ(due(request), "2025-10-03");
}

TEST(subject_access, it_stands_still_until_a_clarification_is_answered) {
  SubjectAccessRequest request = received("2025-09-03");
  request.pauses = {{*read_day("2025-09-08"), std::nullopt}};
  EXPECT_EQ(due(request), "");
  EXPECT_NE(subject_access_deadline(request).note, "");
  request.pauses[0].answered = read_day("2025-09-15");
  EXPECT_EQ(due(request), "2025-10-10");
  request.pauses.push_back({*read_day("2025-09-12"), read_day("2025-09-17")});
  EXPECT_EQ(subject_access_deadline(request).paused_days, 9u);
  EXPECT_EQ(due(request), "2025-10-13");  // the 12th is a Sunday
  request.pauses[1].answered = read_day("2025-09-11");
  EXPECT_THROW(subject_access_deadline(request), Error);
}

TEST(subject_access, waiting_before_the_clock_runs_puts_nothing_off) {
  SubjectAccessRequest request = received("2025-09-03");
  request.identity_shown = read_day("2025-09-10");
  request.pauses = {{*read_day("2025-09-05"), read_day("2025-09-08")}};
  EXPECT_EQ(due(request), "2025-10-10");
  EXPECT_EQ(subject_access_deadline(request).paused_days, 0u);
  request.pauses[0].answered = read_day("2025-09-15");
  EXPECT_EQ(subject_access_deadline(request).paused_days, 5u);
  EXPECT_EQ(due(request), "2025-10-15");
}

TEST(subject_access, what_is_not_known_is_said) {
  EXPECT_GE(last_known_holiday_year(), 2027);
  const auto later = received(std::to_string(last_known_holiday_year() + 1) + "-03-01");
  EXPECT_NE(subject_access_deadline(later).note.find("Bank holidays are known"), std::string::npos);
  EXPECT_NE(subject_access_deadline(received("2023-03-01")).note.find("Bank holidays are known"),
            std::string::npos);
  EXPECT_EQ(subject_access_deadline(received("2027-11-30")).note, "");
  EXPECT_EQ(subject_access_deadline(received("2025-09-03")).note, "");
  EXPECT_EQ(day_text(*subject_access_deadline(received("2025-09-03")).habit), "2025-10-01");
}

TEST(subject_access, days_that_are_none_are_refused) {
  for (const char* text :
       {"2025-02-29", "2025-13-01", "2025-1-01", "x", "2025-00-10", "2025-01-0a"}) {
    EXPECT_FALSE(read_day(text)) << text;
  }
  try {
    subject_access_deadline({});
    FAIL() << "a request without a day is refused";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "0000-00-00 is a day that no calendar has. Mend the days of the request.");
  }
}

RC_GTEST_PROP(subject_access, it_is_never_early_and_never_on_a_day_off, ()) {
  const auto offset = *rc::gen::inRange(0, 1300);
  const auto paused = *rc::gen::inRange(0, 40);
  const std::chrono::sys_days start =
      std::chrono::sys_days(*read_day("2024-01-01")) + std::chrono::days(offset);
  SubjectAccessRequest request{start, {}, {}, false, {}};
  request.pauses = {{start, Day(start + std::chrono::days(paused))}};
  const auto deadline = subject_access_deadline(request);
  const auto wait = std::chrono::sys_days(*deadline.due) - start;
  RC_ASSERT(wait >= std::chrono::days(28 + paused));
  RC_ASSERT(wait <= std::chrono::days(31 + paused + 5));
  RC_ASSERT(is_working_day(*deadline.due, request.nation));
  request.extended = true;
  RC_ASSERT(*subject_access_deadline(request).due > *deadline.due);
}

RC_GTEST_PROP(subject_access, only_days_since_the_clock_started_put_it_off, ()) {
  using std::chrono::days;
  using std::chrono::sys_days;
  const sys_days receipt = sys_days(*read_day("2024-01-01")) + days(*rc::gen::inRange(0, 1000));
  const sys_days shown = receipt + days(*rc::gen::inRange(-10, 40));
  const sys_days asked = receipt + days(*rc::gen::inRange(-60, 60));
  const sys_days answered = asked + days(*rc::gen::inRange(0, 60));
  const sys_days start = std::max(receipt, shown);
  SubjectAccessRequest request{receipt, Day(shown), {}, false, {}};
  const auto unpaused = subject_access_deadline(request);
  request.pauses = {{Day(asked), Day(answered)}};
  const auto deadline = subject_access_deadline(request);
  SubjectAccessRequest cut = request;
  cut.pauses = {{Day(std::max(asked, start)), Day(std::max(answered, start))}};
  RC_ASSERT(*deadline.due == *subject_access_deadline(cut).due);
  RC_ASSERT(answered > start || *deadline.due == *unpaused.due);
  const auto waited =
      static_cast<uint64_t>(std::max(days(0), answered - std::max(asked, start)).count());
  RC_ASSERT(deadline.paused_days == waited);
}

}  // namespace
}  // namespace newlyn::governance
