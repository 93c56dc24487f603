// SPDX-License-Identifier: MIT
// What waits for a person, what goes on, and what a schema change stops.
#include "source/crawl/judge.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace newlyn::source {
namespace {

Definition people() {
  Definition definition;
  definition.name = "people";
  definition.key = {"id"};
  definition.columns = {{"id", "record_key"}, {"surname", "family_name"}};
  return definition;
}

SourceRun full_run(int64_t number, uint64_t rows) {
  SourceRun run;
  run.run = number;
  run.kind = "full";
  run.rows_kept = rows;
  return run;
}

Before after(const SourceRun& run) { return {run, run, {}}; }

TEST(judge, a_fall_up_to_the_limit_goes_on) {
  const Before before = after(full_run(1, 100));
  EXPECT_EQ(reason_to_hold(people(), {}, before, full_run(2, 90)), "");
  EXPECT_EQ(reason_to_hold(people(), {}, before, full_run(2, 89)),
            "It has 89 rows, 11 % fewer than the 100 of run 1; the limit is 10 %.");
  EXPECT_EQ(reason_to_hold(people(), {}, before, full_run(2, 500)), "");
}

TEST(judge, an_incremental_run_may_be_small_or_empty) {
  SourceRun run = full_run(2, 0);
  run.kind = "incremental";
  EXPECT_EQ(reason_to_hold(people(), {}, after(full_run(1, 100)), run), "");
  run.kind = "full";
  EXPECT_EQ(reason_to_hold(people(), {}, after(full_run(1, 100)), run),
            "It is empty: no row of it can be kept.");
}

TEST(judge, a_changed_definition_makes_no_repetition) {
  SourceRun first = full_run(1, 10);
  first.content_hash = "a";
  first.definition = "x";
  SourceRun second = first;
  second.run = 2;
  EXPECT_NE(reason_to_hold(people(), {}, after(first), second), "");
  second.definition = "y";
  EXPECT_EQ(reason_to_hold(people(), {}, after(first), second), "");
}

TEST(judge, columns_without_values_have_no_type_to_change) {
  const std::vector<KnownColumn> known{{"id", "number", true}, {"surname", "", true}};
  const SchemaChange change =
      compare_columns(people(), known, {{"id", ""}, {"surname", "text"}, {"town", "text"}});
  EXPECT_TRUE(change.retyped.empty());
  EXPECT_EQ(change.found, std::vector<std::string>{"town"});
  EXPECT_TRUE(change.kept_back.empty());
}

TEST(judge, a_retyped_column_is_told_again_until_it_is_accepted) {
  const std::vector<KnownColumn> known{{"id", "number", true}, {"surname", "text", true}};
  const std::vector<SourceColumn> now{{"id", "number"}, {"surname", "number"}};
  const SchemaChange change = compare_columns(people(), known, now);
  ASSERT_EQ(change.kept_back, std::vector<std::string>{"surname"});
  const auto noted = columns_to_note(people(), change, known, now);
  EXPECT_EQ(noted[1].type, "text");
  EXPECT_FALSE(noted[1].copied);
}

TEST(judge, decimals_in_a_column_of_whole_numbers_are_another_type_and_not_the_other_way) {
  const std::vector<KnownColumn> whole{{"id", "whole number", true}, {"surname", "text", true}};
  const std::vector<SourceColumn> decimals{{"id", "number"}, {"surname", "text"}};
  const SchemaChange widened = compare_columns(people(), whole, decimals);
  ASSERT_EQ(widened.retyped.size(), 1u);
  EXPECT_EQ(widened.retyped[0].second, "whole number, now number");
  const std::vector<KnownColumn> number{{"id", "number", true}, {"surname", "text", true}};
  const std::vector<SourceColumn> happens{{"id", "whole number"}, {"surname", "text"}};
  const SchemaChange none = compare_columns(people(), number, happens);
  EXPECT_TRUE(none.retyped.empty());
  // What was a number stays one, so the next decimals are no news.
  EXPECT_EQ(columns_to_note(people(), none, number, happens)[0].type, "number");
}

TEST(judge, nothing_can_be_read_without_the_key) {
  EXPECT_THROW(check_columns(people(), {{"surname", "text"}}), Error);
  EXPECT_NO_THROW(check_columns(people(), {{"id", "number"}}));
  Definition keyless = people();
  keyless.key.clear();
  EXPECT_THROW(check_columns(keyless, {{"town", "text"}}), Error);
}

}  // namespace
}  // namespace newlyn::source
