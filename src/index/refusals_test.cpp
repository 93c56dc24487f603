// SPDX-License-Identifier: MIT
// What an index refuses, word for word.
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "index/durable_index.h"
#include "index/journal/journal.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

std::string refusal_of(const std::vector<Change>& before, Change change) {
  RunContext run;
  EntityIndex index(town_plan());
  index.apply(before, run);
  const auto outcomes = index.apply(std::vector<Change>{std::move(change)}, run);
  EXPECT_FALSE(outcomes[0].is_done);
  return outcomes[0].refusal;
}

template <typename Do>
std::string error_of(Do what) {
  try {
    what();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(index_refusals, of_changes_say_what_is_wrong_and_what_to_do) {
  const Change there = add_record("tax", "1", town_values(1, 0));
  EXPECT_EQ(refusal_of({there}, there),
            "The record tax 1 is already there. Change it instead of adding it.");
  EXPECT_EQ(refusal_of({}, change_record("tax", "1", town_values(1, 0))),
            "The record tax 1 is not there and cannot be changed. Add it.");
  EXPECT_EQ(refusal_of({}, remove_record("tax", "1")),
            "The record tax 1 is not there and cannot be removed.");
  EXPECT_EQ(refusal_of({}, add_record("tax", "1", {"amal"})),
            "The record tax 1 does not have the values that the index compares. Bring one value "
            "for each of its columns and vetoes, empty where it is not known.");
}

TEST(index_refusals, of_what_people_take_back_say_where_the_numbers_stand) {
  EXPECT_EQ(refusal_of({}, withdraw_judgement(7)),
            "There is no judgement 7 in force. See the record's judgements for their numbers.");
  EXPECT_EQ(refusal_of({}, withdraw_correction(7)),
            "There is no correction 7 in force. See the record's corrections for their numbers.");
  Change step;
  step.kind = Change::Kind::withdraw_step;
  step.step = 7;
  EXPECT_EQ(refusal_of({}, step),
            "No judgement and no correction of step 7 is in force. See the record's judgements "
            "for their steps.");
}

TEST(index_refusals, of_a_journal_name_the_model_that_it_needs) {
  const Folder folder;
  RunContext run;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    durable.refit(stricter_town_model());
  }
  const std::string stricter = stricter_town_model()->parts().version;
  const std::string missing = error_of([&] { DurableIndex(folder.journal(), town_plan(), run); });
  EXPECT_EQ(missing, "The journal needs the fitted model " + stricter +
                         ", which is not there. Put back its file.");
  IndexPlan plan = town_plan();
  plan.former = [](const std::string&) { return stricter_town_model(); };
  EXPECT_EQ(error_of([&] { DurableIndex(folder.journal(), plan, run); }),
            "The journal " + folder.journal() + " is under the fitted model " + stricter +
                ", not under " + town_model()->parts().version +
                ". Open it with that one, or refit first.");
}

TEST(index_refusals, of_a_journal_that_another_process_has_say_so) {
  const Folder folder;
  RunContext run;
  const DurableIndex durable(folder.journal(), town_plan(), run);
  std::ofstream(folder.journal() + ".version_2") << "kept";
  EXPECT_EQ(error_of([&] { roll_back_journal(folder.journal()); }),
            "The journal " + folder.journal() +
                " is in use by another process. Stop it, or ask it instead.");
}

TEST(index_refusals, of_a_step_that_nobody_can_read_say_so) {
  const Folder folder;
  RunContext run;
  { const DurableIndex durable(folder.journal(), town_plan(), run); }
  {
    Journal journal(folder.journal());
    journal.redo(journal.begin(), [](std::string_view) {});
    journal.cut_rest();
    journal.add("\x7f is no step");
    journal.sync();
  }
  EXPECT_EQ(error_of([&] { DurableIndex(folder.journal(), town_plan(), run); }),
            "The journal holds a step that this version cannot read.");
}

}  // namespace
}  // namespace newlyn::index
