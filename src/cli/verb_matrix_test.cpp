// SPDX-License-Identifier: MIT
// Role, purpose and field against every verb: nobody sees what the purpose does not show, and the
// entry names what was shown.
#include <gtest/gtest.h>

#include "cli/testing/verb_workspace.h"
#include "workspace/verb_rules.h"

namespace newlyn::cli {
namespace {

/// A field of purposes and the values that people.csv has of it.
struct MatrixField {
  std::string name;
  std::vector<std::string> values;
};
const std::vector<MatrixField> kMatrixFields = {{"given_name", {"qzyxamal", "qzyxkarim"}},
                                                {"family_name", {"qzyxhaddad"}},
                                                {"birth_date", {"2001-04-09", "1998-11-30"}},
                                                {"postcode", {"ac1 2ab", "ac12ab"}},
                                                {"street", {"qzyxhill"}},
                                                {"telephone", {"900417"}},
                                                {"email", {"home.qz@example.org"}},
                                                {"nhs_number", {"9990000018"}},
                                                {"ni_number", {"qq654321"}}};

/// Whether a verb answers with values of people, so that purpose, role and fields decide about it.
/// Those that do not are about what the law gives a person, about the log or about settings, or
/// keep what they copy sealed. A new verb is in the matrix until it is named here.
bool is_in_matrix(const std::string& verb) {
  for (const char* other :
       {"audit", "backup", "rollback", "breach", "catalogue", "export destroyed", "export register",
        "governance", "key", "link", "policy", "purpose", "retain", "rights", "seal list"}) {
    if (verb.starts_with(other)) return false;
  }
  return true;
}

/// Whether a line is about a source as a whole: its settings, its figures, reading it. Such a one
/// shows no value of anybody, and no role of a purpose is asked for it.
bool is_about_settings(const std::string& line) {
  if (line.starts_with("source ")) return !line.starts_with("source link");
  if (line.starts_with("map ")) return line.find("--preview") == line.npos;
  return line.starts_with("quality ") && line.find("--failing") == line.npos;
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

/// How many values of a field an answer has. None of another field may be in it.
size_t values_said(const MatrixField& field, const std::string& said, const std::string& line) {
  size_t count = 0;
  for (const MatrixField& other : kMatrixFields) {
    for (const std::string& value : other.values) {
      if (said.find(value) == std::string::npos) continue;
      EXPECT_EQ(other.name, field.name) << value << " by " << line << ": " << said;
      ++count;
    }
  }
  return count;
}

/// The entry of a look names the one field that is shown where the answer has a value of it, and no
/// other in any case.
void expect_fields(const std::string& verb, const MatrixField& field, const std::string& said) {
  const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
  const auto* rule = workspace::rule_of_entry(entry.verb);
  ASSERT_NE(rule, nullptr) << verb;
  ASSERT_EQ(rule->command, verb);
  if (rule->effect != VerbEffect::look && rule->effect != VerbEffect::release) return;
  for (const MatrixField& other : kMatrixFields) {
    if (other.name == field.name) continue;
    EXPECT_EQ(entry.fields.find(other.name), std::string::npos) << verb << ": " << entry.fields;
  }
  const std::string text = lower(said);
  const bool is_said =
      std::any_of(field.values.begin(), field.values.end(),
                  [&](const auto& value) { return text.find(value) != std::string::npos; });
  if (!is_said) return;
  EXPECT_NE(entry.fields.find(field.name), std::string::npos) << verb << ": " << said;
}

TEST_F(VerbRules, role_purpose_and_field_decide_about_every_verb_over_people) {
  for (const MatrixField& field : kMatrixFields) {
    std::string purpose = kPurpose;
    purpose.replace(purpose.find("debt"), 4, "only_" + field.name);
    purpose.replace(purpose.find("family_name"), 11, field.name);
    write("only.toml", purpose);
    ASSERT_EQ(ask("purpose add only.toml").status, 0);
    ASSERT_EQ(approve("only_" + field.name).status, 0);
  }
  size_t shown = 0;
  for (const MatrixField& field : kMatrixFields) {
    for (const auto& [verb, example] : examples()) {
      if (!is_in_matrix(verb)) continue;
      const std::string line = under(filled(example), "only_" + field.name);
      const Answer answer = ask(line);
      EXPECT_TRUE(answer.status == 0 || answer.status == 2 || answer.status == 5)
          << line << ": " << answer.err;
      shown += values_said(field, lower(answer.out + answer.err), line);
      if (answer.status == 0) expect_fields(verb, field, answer.out);
    }
  }
  EXPECT_GT(shown, kMatrixFields.size() * 4) << "a matrix that shows nothing proves nothing";
}

TEST_F(VerbRules, who_has_no_role_of_a_purpose_is_refused_by_every_verb_over_people) {
  std::vector<std::string> lines;
  for (const auto& [verb, example] : examples()) {
    if (!is_in_matrix(verb) || is_about_settings(example)) continue;
    lines.push_back(under(filled(example), "debt"));
  }
  write("council/policy/roles.toml", "[officer]\nmembers = [\"somebody.else\"]\n");
  for (const std::string& line : lines) {
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 5) << line << ": " << answer.err;
    const std::string why =
        "The purpose debt is for officer only. Ask Revenues for the role, or use another purpose.";
    EXPECT_EQ(answer.err, "newlyn: " + why + "\n") << line;
    // Of questions about records each is refused by itself, in the place of its answer.
    const std::string by_line = "{\"LINE\":1,\"ERROR\":\"" + why + "\"}\n";
    const bool is_by_line = line.starts_with("record ") && answer.out == by_line;
    EXPECT_TRUE(answer.out.empty() || is_by_line) << line << ": " << answer.out;
  }
}

}  // namespace
}  // namespace newlyn::cli
