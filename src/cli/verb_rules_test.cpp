// SPDX-License-Identifier: MIT
// Every verb that a door offers has a rule, and does what the rule lets it; verb_trace_test.cpp has
// the entries that it leaves.
#include "workspace/verb_rules.h"

#include <gtest/gtest.h>

#include "cli/testing/verb_workspace.h"
#include "workspace/crosswalk.h"
#include "workspace/sources.h"

namespace newlyn::cli {
namespace {

TEST(verb_rules, every_verb_of_every_command_has_a_rule_and_every_rule_a_verb) {
  std::set<std::string> ruled;
  for (const auto& rule : workspace::verb_rules()) ruled.insert(std::string(rule.command));
  EXPECT_EQ(all_verbs(), ruled);
}

TEST(verb_rules, every_verb_over_a_workspace_has_an_example) {
  // Tried by making the workspace, and by the test about another machine.
  std::set<std::string> tried = {"init", "key import"};
  for (const auto& [verb, line] : examples()) tried.insert(verb);
  for (const auto& rule : workspace::verb_rules()) {
    const bool inside = rule.effect != VerbEffect::outside && rule.effect != VerbEffect::proof;
    EXPECT_EQ(tried.contains(std::string(rule.command)), inside) << rule.command;
  }
}

TEST_F(VerbRules, nobodys_name_is_in_a_log_or_a_message) {
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, is_incomplete(verb) ? 2 : 0) << line << ": " << answer.err;
    EXPECT_FALSE(is_marked(answer.err)) << line << ": " << answer.err;
  }
  EXPECT_EQ(marked_files(), std::vector<std::string>());
}

/// Words of a decision about a person, and of a verdict on one.
constexpr std::string_view kDecisionWords[] = {
    "fraud",    "suspect",    "guilty",     "offender",     "eligible",
    "entitled", "sanction",   "penalty",    "benefit is",   "refuse the",
    "deny the", "reject the", "risk score", "approved for", "decided that"};

TEST_F(VerbRules, no_verb_decides_about_a_person) {
  const auto expect_no_decision = [](std::string text, const std::string& where) {
    for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
    for (const std::string_view word : kDecisionWords) {
      EXPECT_EQ(text.find(word), text.npos) << where << " says '" << word << "': " << text;
    }
  };
  for (const std::string& verb : all_verbs()) {
    // The law's own words, and questions to a borough in which nobody lives.
    if (verb.starts_with("purpose") || verb.starts_with("demo")) continue;
    expect_no_decision(ask(verb + " --help").out, verb);
  }
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    if (!verb.starts_with("purpose") && !verb.starts_with("governance")) {
      expect_no_decision(ask(line).out, line);
    }
  }
}

TEST_F(VerbRules, what_runs_without_a_person_is_reading_and_linking_alone) {
  std::istringstream lines(ask("source schedule --cron").out);
  size_t scheduled = 0;
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find("newlyn ");
    if (line.starts_with("#") || at == line.npos) continue;
    ++scheduled;
    EXPECT_TRUE(line.find(" source read") != line.npos || line.find(" link") != line.npos) << line;
  }
  EXPECT_GT(scheduled, 0U);
  // Whoever changes what is held of a person says why, or what they found: without that nothing is
  // done.
  for (const char* line : {"judge people:1 people:2", "rights restrict {1}", "rights object {1}",
                           "rights rectify {1}", "review decide {item}", "seal open {1}"}) {
    const Answer answer = ask(filled(line));
    EXPECT_EQ(answer.status, 2) << line << ": " << answer.out;
    EXPECT_FALSE(answer.err.empty()) << line;
  }
}

TEST_F(VerbRules, whatever_hands_people_out_stands_in_the_register) {
  std::set<std::string> handed;
  const auto count = [] { return workspace::export_register({}, false).size(); };
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const auto before = count();
    ASSERT_EQ(ask(line).status, is_incomplete(verb) ? 2 : 0) << line;
    const auto register_now = workspace::export_register({}, false);
    if (register_now.size() == before) continue;
    handed.insert(verb);
    EXPECT_FALSE(register_now.back().purpose.empty() && verb != "governance report") << line;
    if (verb == "governance report") continue;  // figures, which are nobody's
    EXPECT_FALSE(register_now.back().recipient.empty()) << line;
    EXPECT_FALSE(register_now.back().expires.empty()) << line;
    EXPECT_FALSE(register_now.back().place.empty()) << line;
  }
  for (const auto& rule : workspace::verb_rules()) {
    if (rule.effect != VerbEffect::release) continue;
    EXPECT_TRUE(handed.contains(std::string(rule.command))) << rule.command;
  }
  EXPECT_TRUE(handed.contains("backup"));
}

TEST_F(VerbRules, an_officer_alone_sees_who_is_restricted) {
  const std::string show = filled("entity show {1}");
  EXPECT_EQ(ask(filled("rights restrict {1} --reason test")).status, 0);
  const Answer refused = ask(show);
  EXPECT_EQ(refused.status, 5) << refused.err;
  EXPECT_FALSE(is_marked(refused.out));
  const std::string who = workspace::audit_list(std::string(), 1)[0].who;
  write("council/newlyn.toml", "[rights]\nofficers = [\"somebody.else\"]\n");
  EXPECT_EQ(ask(show).status, 5);
  write("council/newlyn.toml", "[rights]\nofficers = [\"" + who + "\"]\n");
  const Answer shown = ask(show);
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_TRUE(is_marked(shown.out));
}

TEST_F(VerbRules, what_goes_wrong_names_nobody) {
  write("bad.csv",
        "id,first_name,last_name,dob\n1,Qzyxamal,Qzyxhaddad,2001-04-09,Qzyxtoo,Qzyxmany\n"
        "2,\"Qzyxopen,Qzyx,1\n");
  const std::vector<std::string> lines = {
      "source link people Qzyxkey",
      "source add bad --from bad.csv --key id",
      "source add cast --from people.csv --key id --where CAST(last_name_AS_INTEGER)>1",
      "source add cast2 --from people.csv --key id --where last_name::INTEGER>1",
      "source read cast2",
      "source check cast2",
      "source add cast3 --from people.csv --key last_name",
      "source read cast3",
      "map cast2 --check",
      "profile bad.csv",
      "dedupe bad.csv --output linked.csv",
      "dedupe people.csv --output linked.csv --model people.csv",
      "match people.csv bad.csv --output matched.csv",
      "explain people.csv --pairs 2",
      "report page.html people.csv bad.csv",
      "blocking people.csv",
      "train people.csv --save-model model.json",
      "compare people.csv people.csv --cluster first_name,last_name",
      "evaluate people.csv",
      "audit who-saw Qzyxnobody",
      "breach report --user Qzyxnobody",
  };
  for (const std::string& line : lines) {
    const Answer answer = ask(line);
    EXPECT_FALSE(is_marked(answer.err)) << line << ": " << answer.err;
  }
  write("council/sources/people.map.toml",
        "schema = 1\n[[record]]\nname = \"one\"\nkind = \"person\"\n[record.fields]\n"
        "\"name.family\" = { sql = \"CAST(last_name AS INTEGER)\" }\n");
  for (const char* line : {"map people --check", "map people --preview 2", "map people --apply",
                           "source read people --full"}) {
    const Answer answer = ask(line);
    EXPECT_FALSE(is_marked(answer.err)) << line << ": " << answer.err;
    if (std::string(line).ends_with("--check")) {
      EXPECT_FALSE(is_marked(answer.out)) << answer.out;
    }
  }
  EXPECT_EQ(marked_files(), std::vector<std::string>());
}

TEST_F(VerbRules, a_workspace_is_restored_on_another_machine_with_its_exported_key) {
  // With an encrypted store, as workspaces are made.
  write("council/newlyn.toml", "[purposes]\ndemanded = \"never\"\n");
  ASSERT_EQ(ask("key rotate").status, 0);
  ASSERT_EQ(ask("key secret housing --from secret.txt").status, 0);
  ASSERT_EQ(ask("source link people 1 --purpose casework").status, 0);
  ASSERT_EQ(ask("key export --output kept.escrow --passphrase-file words.txt").status, 0);
  ASSERT_EQ(ask("backup copy").status, 0);
  fs::remove_all("council");
  setenv("NEWLYN_WORKSPACE", (folder_ + "/elsewhere").c_str(), 1);
  EXPECT_EQ(ask("restore copy elsewhere --key kept.escrow --passphrase-file secret.txt").status, 5);
  EXPECT_FALSE(fs::exists("elsewhere"));
  ASSERT_EQ(ask("restore copy elsewhere --key kept.escrow --passphrase-file words.txt").status, 0);
  // The key that was in the folder is in the copy, and one that is lost is put back.
  EXPECT_EQ(ask("source list").status, 0);
  fs::remove("elsewhere/workspace.key");
  EXPECT_EQ(ask("source list").status, 5);
  ASSERT_EQ(ask("key import kept.escrow --passphrase-file words.txt").status, 0);
  const Answer saw = ask("audit who-saw people:1");
  EXPECT_NE(saw.out.find("casework"), std::string::npos) << saw.out << saw.err;
  EXPECT_EQ(ask("key secrets").out, "housing\n");
  EXPECT_EQ(ask("key rotate").status, 0);
  EXPECT_EQ(ask("source read people").status, 0);
  EXPECT_EQ(ask("audit verify").status, 0);
  // A backup from before the rotation opens with the key of that time, and no other.
  EXPECT_EQ(ask("restore copy third --key elsewhere/workspace.key").status, 5);
  EXPECT_EQ(ask("restore copy third --key kept.escrow --passphrase-file words.txt").status, 0);
}

}  // namespace
}  // namespace newlyn::cli
