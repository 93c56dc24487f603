// SPDX-License-Identifier: MIT
// What every verb leaves in the audit log: its entry, with everybody whom it was about, also where
// it answered nothing.
#include <algorithm>
#include <set>

#include "cli/testing/verb_workspace.h"
#include "workspace/verb_rules.h"

namespace newlyn::cli {
namespace {

/// Whether an entry names somebody.
bool has_subject(const workspace::AuditLine& entry, const std::string& id) {
  return (", " + entry.subject + ",").find(", " + id + ",") != std::string::npos;
}

TEST_F(VerbRules, every_verb_leaves_its_entry) {
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example, "debt");
    const uint64_t before = entry_count();
    const Answer answer = ask(under(line, "debt"));
    if (is_incomplete(verb)) {
      EXPECT_EQ(answer.status, 2) << line << ": " << answer.err;
    } else {
      EXPECT_EQ(answer.status, 0) << line << ": " << answer.err;
    }
    const uint64_t added = entry_count() - before;
    ASSERT_GE(added, 1U) << line;
    const auto lines = workspace::audit_list(std::string(), added);
    for (const workspace::AuditLine& entry : lines) {
      const auto* rule = workspace::rule_of_entry(entry.verb);
      ASSERT_NE(rule, nullptr) << line << ": " << entry.verb;
      EXPECT_EQ(rule->command, verb) << line << ": " << entry.verb;
      EXPECT_FALSE(entry.who.empty()) << line;
      EXPECT_FALSE(entry.rule.empty()) << line;
      EXPECT_FALSE(entry.role.empty()) << line;
      EXPECT_EQ(entry.basis, "public_task") << line;
      // An erasure would name by its own entry whom it takes away.
      const bool names = verb != "rights erase" || line.find("--yes") == std::string::npos;
      for (const char* record : {"1", "2"}) {
        const bool is_named = example.find(std::string("{") + record + "}") != std::string::npos;
        if (!is_named || !names) continue;
        // A seal that is lifted may have put them under another id, which is the one noted.
        const std::string told = ask("entity history " + id_of(record)).out;
        const size_t leads = told.find(" leads to ");
        const std::string today =
            leads == std::string::npos ? id_of(record) : told.substr(leads + 10, 7);
        EXPECT_TRUE(has_subject(entry, id_of(record)) || has_subject(entry, today))
            << line << ": " << entry.subject;
      }
    }
    EXPECT_TRUE(lines.back().outcome == "allowed" || lines.back().outcome == "done" ||
                is_incomplete(verb))
        << line << ": " << lines.back().outcome;
    const auto* rule = workspace::rule_of_entry(lines.back().verb);
    ASSERT_NE(rule, nullptr) << line;
    if (rule->effect == VerbEffect::change && lines.size() > 1) {
      EXPECT_EQ(lines[lines.size() - 2].outcome, "intended") << line;
    }
  }
}

TEST_F(VerbRules, a_change_names_the_fields_that_it_touches) {
  std::set<std::string> changed;
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    ask(line);
    const auto entry = workspace::audit_list(std::string(), 1).back();
    const auto* rule = workspace::rule_of_entry(entry.verb);
    ASSERT_NE(rule, nullptr) << line;
    if (rule->effect != VerbEffect::change || is_incomplete(verb)) continue;
    if (entry.outcome == "allowed") continue;  // a look of a verb that changes as well
    changed.insert(verb);
    EXPECT_EQ(entry.outcome, "done") << line;
    EXPECT_EQ(entry.fields.empty(), !rule->no_fields.empty())
        << line << ": names fields and says why it names none, or neither";
  }
  changed.insert("entity merge");  // is refused here; a case shows its entry
  for (const auto& rule : workspace::verb_rules()) {
    if (rule.effect != VerbEffect::change) continue;
    EXPECT_TRUE(changed.contains(std::string(rule.command)) || !rule.no_fields.empty())
        << rule.command << " names no field and does not say why";
  }
}

TEST_F(VerbRules, a_purpose_that_was_said_stands_in_every_entry) {
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example, "debt");
    const Answer answer = ask(under(line, "debt"));
    EXPECT_EQ(answer.status, is_incomplete(verb) ? 2 : 0) << line << ": " << answer.err;
    const auto lines = workspace::audit_list(std::string(), 1);
    EXPECT_EQ(lines.back().purpose, "debt") << line;
  }
}

TEST_F(VerbRules, a_verb_whose_entry_cannot_be_written_answers_nothing_and_changes_nothing) {
  entity_of("1");
  entity_of("2");
  item("debt");
  write("council/audit/journal", "no journal");
  const auto look = [] {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator("council")) {
      if (!entry.is_regular_file()) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      files[entry.path().string()] = text.str();
    }
    files.erase("council/status.json");   // monitoring may know that something was tried
    files.erase("council/store.duckdb");  // is opened by looks that are then refused
    return files;
  };
  const auto before = look();
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const Answer answer = ask(line);
    EXPECT_NE(answer.status, 0) << line;
    EXPECT_EQ(answer.out, "") << line;
    EXPECT_NE(answer.err.find("The audit log cannot be opened"), std::string::npos)
        << line << ": " << answer.err;
  }
  EXPECT_EQ(look(), before);
}

/// The example with other ids in the place of those of the two people.
std::string with_ids(std::string line, const std::string& left, const std::string& right) {
  for (const auto& [place, id] : {std::pair{"{1}", left}, std::pair{"{2}", right}}) {
    const size_t at = line.find(place);
    if (at != std::string::npos) line.replace(at, 3, id);
  }
  return line;
}

/// Examples that name a person by an id.
Examples examples_with_ids() {
  Examples named;
  for (auto& example : examples()) {
    if (example.second.find("{1}") != std::string::npos) named.push_back(std::move(example));
  }
  return named;
}

TEST_F(VerbRules, a_question_about_nobody_there_is_leaves_its_entry) {
  for (const auto& [verb, example] : examples_with_ids()) {
    const std::string line = with_ids(example, "55LNRQ2", "55LNRQ2");
    const uint64_t before = entry_count();
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 2) << line << ": " << answer.err;
    EXPECT_EQ(entry_count() - before, 1U) << line << ": " << answer.err;
    const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
    EXPECT_TRUE(has_subject(entry, "55LNRQ2")) << line << ": " << entry.subject;
    EXPECT_EQ(entry.outcome, "failed: request_invalid") << line;
  }
}

TEST_F(VerbRules, what_was_typed_for_an_id_is_in_the_entry_and_in_no_file) {
  for (const auto& [verb, example] : examples_with_ids()) {
    const std::string line = with_ids(example, "Qzyxnobody", "Qzyxnobody");
    const uint64_t before = entry_count();
    EXPECT_EQ(ask(line).status, 2) << line;
    EXPECT_EQ(entry_count() - before, 1U) << line;
    const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
    EXPECT_NE(entry.about.find("Qzyxnobody"), std::string::npos) << line << ": " << entry.about;
    EXPECT_EQ(entry.subject, "") << line;
  }
}

TEST_F(VerbRules, a_question_about_somebody_absent_leaves_its_entry_and_is_answered_as_of_nobody) {
  const std::string person = entity_of("1");
  const std::string other = entity_of("2");
  write("council/newlyn.toml", "[purposes]\ndemanded = \"never\"\n");
  write("council/policy/facts.toml",
        "[restricted.address]\nteams = [\"none\"]\nentities = [\"" + person + "\"]\n");
  write("council/policy/rules.policy",
        "@id(\"all\") permit (principal, action, resource is Source);\n");
  for (const auto& [verb, example] : examples_with_ids()) {
    const std::string line = with_ids(example, person, other);
    const uint64_t before = entry_count();
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 2) << line << ": " << answer.err;
    EXPECT_EQ(answer.err.find("restricted"), std::string::npos) << line << ": " << answer.err;
    EXPECT_EQ(entry_count() - before, 1U) << line << ": " << answer.err;
    const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
    EXPECT_TRUE(has_subject(entry, person)) << line << ": " << entry.subject;
  }
}

/// Verbs over lines of records, each with a line that is about the person.
Examples examples_with_lines(const std::string& person) {
  const std::string row =
      "{\"DATA_SOURCE\":\"PEOPLE\",\"RECORD_ID\":\"9\",\"first_name\":\"Qzyxamal\","
      "\"last_name\":\"Qzyxhaddad\",\"dob\":\"2001-04-09\",\"postcode\":\"AC1 2AB\","
      "\"street\":\"17 Qzyxhill Lane\",\"phone\":\"07700 900417\",\"nhs_number\":\"9990000018\"}\n";
  const std::string attributes =
      "{\"NAME_FULL\":\"Qzyxamal Qzyxhaddad\",\"DATE_OF_BIRTH\":\"2001-04-09\","
      "\"ADDR_POSTAL_CODE\":\"AC1 2AB\"}";
  const std::string id = "{\"ENTITY_ID\":\"" + person + "\"}\n";
  return {{"record add", row},
          {"record replace", row},
          {"record get", id},
          {"record how", id},
          {"record search", attributes + "\n"},
          {"record why", "{\"ATTRIBUTES\":" + attributes + ",\"ENTITY_ID\":\"" + person + "\"}\n"},
          {"record delete", row}};
}

TEST_F(VerbRules, lines_of_records_tell_nothing_of_somebody_absent) {
  const std::string person = entity_of("1");
  write("row.jsonl", examples_with_lines(person)[0].second);
  const Answer told = ask("record add row.jsonl");
  ASSERT_NE(told.out.find(person), std::string::npos) << "the line is of the person: " << told.out;
  ASSERT_EQ(ask("record delete row.jsonl").status, 0);
  write("council/newlyn.toml", "[purposes]\ndemanded = \"never\"\n");
  write("council/policy/facts.toml",
        "[restricted.address]\nteams = [\"none\"]\nentities = [\"" + person + "\"]\n");
  write("council/policy/rules.policy",
        "@id(\"all\") permit (principal, action, resource is Source);\n");
  for (const auto& [verb, line] : examples_with_lines(person)) {
    write("asked.jsonl", line);
    const Answer answer = ask(verb + " asked.jsonl");
    const bool is_named = line.find(person) != std::string::npos;
    if (is_named) {
      EXPECT_NE(answer.out.find("this id was never given here"), std::string::npos)
          << verb << ": " << answer.out;
    } else {
      EXPECT_EQ(answer.status, 0) << verb << ": " << answer.err;
      EXPECT_EQ((answer.out + answer.err).find(person), std::string::npos)
          << verb << ": " << answer.out;
    }
  }
}

TEST_F(VerbRules, a_refusal_names_whom_it_was_about) {
  std::vector<std::string> lines;
  const std::string person = entity_of("1");
  const std::string other = entity_of("2");
  for (const auto& [verb, example] : examples_with_ids()) {
    // A request of the person is for whoever answers people, whatever a purpose says.
    lines.push_back(under(with_ids(example, person, other), "debt"));
  }
  write("council/policy/roles.toml", "[officer]\nmembers = [\"somebody.else\"]\n");
  for (const std::string& line : lines) {
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 5) << line << ": " << answer.err;
    const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
    EXPECT_EQ(entry.outcome, "refused") << line;
    EXPECT_TRUE(has_subject(entry, person)) << line << ": " << entry.subject;
  }
}

}  // namespace
}  // namespace newlyn::cli
