// SPDX-License-Identifier: MIT
// A purpose that ends in the middle of work stops it, and nothing of it is kept.
#include <gtest/gtest.h>

#include <functional>

#include "base/clock.h"
#include "base/error.h"
#include "cli/testing/verb_workspace.h"
#include "workspace/access_pack.h"
#include "workspace/crosswalk.h"
#include "workspace/link_workspace.h"
#include "workspace/records.h"
#include "workspace/retain.h"
#include "workspace/search_entities.h"
#include "workspace/sources.h"

namespace newlyn::cli {
namespace {

constexpr int64_t kYear3000Micros = 32'503'680'000'000'000;

/// Lets the purpose end when a step begins.
class EndsMidway : public ProgressListener {
 public:
  explicit EndsMidway(std::string step) : step_(std::move(step)) {}
  void step_began(std::string_view name) override {
    if (name == step_) fix_clock(kYear3000Micros);
  }
  void advanced(std::string_view /*name*/, uint64_t /*done*/, uint64_t /*total*/) override {}
  void step_ended(const StepTime& /*step*/) override {}

 private:
  std::string step_;
};

/// What a job says whose purpose ends when the step begins; the clock is right again afterwards.
std::string words_of_ended(const std::string& step, const std::function<void(RunContext&)>& job) {
  EndsMidway listener(step);
  RunContext run(&listener);
  std::string words = "it went on to its end";
  try {
    job(run);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::access_refused) << error.what();
    words = error.what();
  }
  fix_clock(-1);
  return words;
}

constexpr std::string_view kStops =
    "The purpose debt may not be used any more, so this stops and keeps nothing. It ended on "
    "2999-11-30.";

TEST_F(VerbRules, a_purpose_that_ends_while_it_is_linked_under_leaves_nothing_of_that) {
  const std::string before = ask("search qzyxokoro").out;
  write("people.csv", kPeople + "3,Qzyxlayla,Qzyxokoro,1975-07-02,AC1 3HN,,,,,\n");
  ASSERT_EQ(ask("source read people").status, 0);
  const std::string words = words_of_ended("linking people", [](RunContext& run) {
    workspace::LinkWorkspaceRequest request;
    request.context.purpose = "debt";
    workspace::link_workspace(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_EQ(ask("search qzyxokoro").out, before);
  // What ended stays ended, although the clock was set back.
  for (const char* line : {"link", "source read people", "search haddad", "purpose check debt"}) {
    const Answer refused = ask(line + std::string(" --purpose debt"));
    EXPECT_EQ(refused.status, 5) << line;
    EXPECT_NE(refused.err.find("It ended on 2999-11-30."), std::string::npos) << refused.err;
  }
  EXPECT_EQ(ask("search qzyxokoro").out, before);
  ASSERT_EQ(ask("link").status, 0);
  EXPECT_NE(ask("search qzyxokoro").out, before);
}

TEST_F(VerbRules, a_purpose_that_ends_while_entities_are_exported_hands_nothing_out) {
  const std::string words = words_of_ended("exporting people", [](RunContext& run) {
    workspace::ExportRequest request;
    request.context.purpose = "debt";
    request.output = "out.csv";
    workspace::export_crosswalk(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
  EXPECT_EQ(ask("export register").out.find("crosswalk"), std::string::npos);
}

TEST_F(VerbRules, a_purpose_that_ends_while_golden_records_are_exported_hands_nothing_out) {
  const std::string words = words_of_ended("exporting people", [](RunContext& run) {
    workspace::ExportRequest request;
    request.context.purpose = "debt";
    request.output = "out.csv";
    workspace::export_golden(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
  EXPECT_EQ(ask("export register").out.find("golden"), std::string::npos);
}

TEST_F(VerbRules, a_purpose_that_ends_while_whole_entities_are_exported_hands_nothing_out) {
  const std::string words = words_of_ended("exporting people", [](RunContext& run) {
    workspace::ExportRequest request;
    request.context.purpose = "debt";
    request.output = "out.jsonl";
    workspace::export_entities(
        request, [](const auto&) { return "{}\n"; }, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.jsonl"));
  EXPECT_EQ(ask("export register").out.find("entities"), std::string::npos);
}

TEST_F(VerbRules, a_purpose_that_ends_while_duplicates_are_exported_hands_nothing_out) {
  const std::string words = words_of_ended("exporting people", [](RunContext& run) {
    workspace::ExportRequest request;
    request.context.purpose = "debt";
    request.source = "people";
    request.output = "out.csv";
    workspace::export_duplicates(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_list_is_found_answers_nothing) {
  const std::string words = words_of_ended("finding", [](RunContext& run) {
    workspace::FindRequest request;
    request.context.purpose = "debt";
    request.file = "people.csv";
    request.output = "out.csv";
    workspace::find_entities(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_pack_is_gathered_leaves_no_pack) {
  const std::string entity = entity_of("1");
  const std::string words = words_of_ended("gathering records", [&](RunContext& run) {
    workspace::AccessPackRequest request;
    request.context.purpose = "debt";
    request.entity = entity;
    request.folder = "pack";
    workspace::rights_access(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("pack"));
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_source_is_read_stores_no_row) {
  write("people.csv", kPeople + "3,Qzyxlayla,Qzyxokoro,1975-07-02,AC1 3HN,,,,,\n");
  const std::string words = words_of_ended("reading", [](RunContext& run) {
    workspace::source_read({"", "debt"}, "people", {}, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_NE(ask("source link people 3").status, 0) << "a row is there";
  ASSERT_EQ(ask("source read people").status, 0);
  EXPECT_EQ(ask("source link people 3").status, 0);
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_deletion_is_planned_deletes_nothing) {
  const std::string words = words_of_ended("planning", [](RunContext& run) {
    workspace::RetainRequest request;
    request.asked.purpose = "debt";
    request.execute = true;
    workspace::retain(request, run);
  });
  EXPECT_TRUE(words.starts_with("The purpose debt may not be used. It ended on 2999-11-30."))
      << words;
  EXPECT_EQ(ask("source link people 1").status, 0);
  const Answer executed = ask("retain --execute");
  EXPECT_EQ(executed.status, 0) << executed.err;
  EXPECT_NE(ask("source link people 1").status, 0) << "there was something to delete";
}

/// What becomes of lines that go on coming when something changed between two of them.
void expect_stops(workspace::RecordVerb verb, const std::string& key,
                  const std::function<void()>& change, const std::string& words) {
  RunContext run(nullptr);
  workspace::RecordDesk desk({"", "debt", ""}, verb, run);
  const auto line = [](const std::string& record) {
    return std::vector<workspace::RecordLine>{
        {1, "{\"DATA_SOURCE\":\"PEOPLE\",\"RECORD_ID\":\"" + record +
                "\",\"first_name\":\"Qzyxanna\",\"last_name\":\"Qzyxlee\"}"}};
  };
  EXPECT_NE(desk.take(line("1"))[0].outcome, "rejected");
  change();
  try {
    desk.take(line(key));
    ADD_FAILURE() << "it went on writing";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::access_refused) << error.what();
    EXPECT_TRUE(std::string(error.what()).starts_with(words)) << error.what();
  }
}

TEST_F(VerbRules, a_purpose_that_ends_while_lines_come_lets_no_further_one_in) {
  expect_stops(
      workspace::RecordVerb::add, "7", [] { fix_clock(kYear3000Micros); },
      "The purpose debt may not be used. It ended on 2999-11-30.");
  fix_clock(-1);
  EXPECT_EQ(workspace::audit_list(std::string(), 1)[0].outcome, "refused");
  EXPECT_NE(ask("source link people 7").status, 0) << "a row is there";
}

TEST_F(VerbRules, a_role_or_a_policy_that_is_taken_away_while_lines_come_stops_them) {
  using workspace::RecordVerb;
  const std::string roles = "council/policy/roles.toml";
  const std::string rules = "council/policy/rules.policy";
  const std::string own_roles = "[officer]\nmembers = [\"" + who_asks() + "\"]\n";
  const std::string all = "@id(\"all\") permit (principal, action, resource);\n";
  for (const auto& [verb, key] :
       {std::pair{RecordVerb::add, "7"}, std::pair{RecordVerb::replace, "2"},
        std::pair{RecordVerb::remove, "2"}}) {
    expect_stops(
        verb, key, [&] { write(roles, "[officer]\nmembers = [\"somebody.else\"]\n"); },
        "The purpose debt");
    write(roles, own_roles);
    expect_stops(
        verb, key,
        [&] { write(rules, all + "@id(\"no\") forbid (principal, action, resource);\n"); }, "");
    write(rules, all);
    EXPECT_NE(ask("source link people 7").status, 0) << "a row is there";
    EXPECT_EQ(ask("source link people 2").status, 0) << "a row is gone";
  }
}

}  // namespace
}  // namespace newlyn::cli
