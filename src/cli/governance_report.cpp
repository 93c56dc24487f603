// SPDX-License-Identifier: MIT
// Writes purposes, policy tests and entries of the audit log for people and programs.
#include "cli/governance_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

Json purpose_value(const workspace::PurposeReport& report) {
  Json json = {{"name", report.name},
               {"reason", report.reason},
               {"owner", report.owner},
               {"works", report.obstacles.empty()},
               {"in_force", report.in_force}};
  json["versions"] = Json::array();
  for (const workspace::PurposeVersion& version : report.versions) {
    json["versions"].push_back({{"number", version.number},
                                {"version", version.version},
                                {"added_by", version.added_by},
                                {"added_on", version.added_on},
                                {"approved_by", version.approved_by},
                                {"approved_on", version.approved_on}});
  }
  json["obstacles"] = Json::array();
  for (const auto& [what, remedy] : report.obstacles) {
    json["obstacles"].push_back({{"what", what}, {"remedy", remedy}});
  }
  json["remarks"] = report.remarks;
  return json;
}

std::string state_of(const workspace::PurposeReport& report) {
  return report.obstacles.empty() ? "works" : "does not work";
}

}  // namespace

std::string remarks_text(const workspace::PurposeReport& report) {
  std::string text;
  for (const std::string& remark : report.remarks) text += fmt::format("  Note: {}\n", remark);
  return text;
}

std::string purpose_text(const workspace::PurposeReport& report) {
  std::string text =
      fmt::format("{}, version {}: {}\n", report.name, report.in_force, state_of(report));
  for (const auto& [what, remedy] : report.obstacles) {
    text += fmt::format("  {} {}\n", what, remedy);
  }
  text += remarks_text(report) + "\n";
  for (const auto& [what, words] : report.statements) {
    if (!words.empty()) text += fmt::format("  {:<18}{}\n", what, words);
  }
  for (const workspace::PurposeVersion& version : report.versions) {
    text += fmt::format(
        "  {:<18}{}{}, {}\n", fmt::format("version {}", version.number), version.version,
        version.added_by.empty()
            ? ""
            : fmt::format(", added by {} on {}", version.added_by, version.added_on),
        version.approved_by.empty()
            ? "not approved"
            : fmt::format("approved by {} on {}", version.approved_by, version.approved_on));
  }
  if (report.waiting.empty()) return text;
  text += fmt::format("\nVersion {} waits for approval:\n", report.versions.back().version);
  for (const auto& [what, words] : report.waiting) {
    if (!words.empty()) text += fmt::format("  {:<18}{}\n", what, words);
  }
  return text;
}

std::string purpose_json(const workspace::PurposeReport& report) {
  return purpose_value(report).dump(2) + "\n";
}

std::string purposes_text(const std::vector<workspace::PurposeReport>& reports) {
  if (reports.empty()) return "There is no purpose yet. Add one with newlyn purpose add FILE.\n";
  std::string text;
  for (const auto& report : reports) {
    text += fmt::format("{}: {}, owner {}\n", report.name, state_of(report), report.owner);
    if (!report.obstacles.empty()) {
      text += fmt::format("  {} {}\n", report.obstacles[0].first, report.obstacles[0].second);
    }
  }
  return text;
}

std::string purposes_json(const std::vector<workspace::PurposeReport>& reports) {
  Json json = {{"purposes", Json::array()}};
  for (const auto& report : reports) json["purposes"].push_back(purpose_value(report));
  return json.dump(2) + "\n";
}

std::string law_text(const std::vector<workspace::LawLine>& lines) {
  std::string text = "What a purpose can name. It helps to name the law and is no advice on it.\n";
  std::string what;
  for (const workspace::LawLine& line : lines) {
    if (line.what != what) text += fmt::format("\n{}\n", line.what);
    what = line.what;
    text += fmt::format("  {:<32}{}\n  {:<32}{}\n", line.name, line.words, "", line.law);
  }
  return text;
}

size_t failed_tests(const workspace::PolicyTestResponse& response) {
  return static_cast<size_t>(std::count_if(response.tests.begin(), response.tests.end(),
                                           [](const auto& test) { return !test.passed; }));
}

std::string policy_text(const workspace::PolicyTestResponse& response) {
  std::string text;
  for (const workspace::PolicyTestLine& test : response.tests) {
    if (!test.passed) text += fmt::format("failed: {}: {}\n", test.name, test.what);
  }
  const size_t failed = failed_tests(response);
  return text + fmt::format("{} rules, {} tests: {} passed, {} failed\n", response.rules,
                            response.tests.size(), response.tests.size() - failed, failed);
}

std::string policy_json(const workspace::PolicyTestResponse& response) {
  Json json = {{"rules", response.rules}, {"tests", Json::array()}};
  for (const workspace::PolicyTestLine& test : response.tests) {
    json["tests"].push_back({{"name", test.name}, {"passed", test.passed}, {"what", test.what}});
  }
  return json.dump(2) + "\n";
}

std::string verify_text(const workspace::AuditVerifyResponse& response) {
  std::string text;
  for (const std::string& problem : response.problems) text += problem + "\n";
  if (!response.problems.empty()) return text;
  if (response.growth) {
    return fmt::format(
        "The log went on from {} entries to {}: none of the first was changed or taken out.\n",
        response.since, response.entries);
  }
  if (response.proof) return "The entry is in the log of the checkpoint in its proof.\n";
  text = fmt::format("{}: {} entries, whole.\nroot {}\n", response.log_name, response.entries,
                     response.root);
  if (response.since != 0) {
    text +=
        fmt::format("It begins with the {} entries of the earlier checkpoint.\n", response.since);
  }
  if (response.with_own_key) {
    text +=
        "The key beside the log was taken. Only a key that was kept elsewhere (--key) proves who "
        "signed.\n";
  }
  return text;
}

std::string verify_json(const workspace::AuditVerifyResponse& response) {
  const Json json = {{"whole", response.problems.empty()},
                     {"log", response.log_name},
                     {"entries", response.entries},
                     {"published", response.published},
                     {"since", response.since},
                     {"root", response.root},
                     {"own_key", response.with_own_key},
                     {"problems", response.problems}};
  return json.dump(2) + "\n";
}

std::string due_text(const workspace::RightsDueResponse& response) {
  std::string text = response.due.empty() ? "" : fmt::format("Answer it by {}.\n", response.due);
  if (response.paused_days != 0) {
    text += fmt::format("{} days of waiting for the person are added.\n", response.paused_days);
  }
  if (!response.note.empty()) text += response.note + "\n";
  if (!response.habit.empty()) text += fmt::format("28 days are over on {}.\n", response.habit);
  return text;
}

std::string due_json(const workspace::RightsDueResponse& response) {
  const Json json = {{"due", response.due},
                     {"tell_by", response.tell_by},
                     {"habit", response.habit},
                     {"paused_days", response.paused_days},
                     {"note", response.note}};
  return json.dump(2) + "\n";
}

std::string entries_text(const std::vector<workspace::AuditLine>& lines) {
  std::string text;
  for (const workspace::AuditLine& line : lines) {
    text += fmt::format("{}  {}  {} ({})  {}  {}  {}", line.number, line.time, line.who, line.role,
                        line.verb, line.outcome, line.rule);
    if (!line.subject.empty()) text += fmt::format("  of {}", line.subject);
    if (!line.about.empty()) text += fmt::format("  about {}", line.about);
    if (!line.purpose.empty()) text += fmt::format("  for {}", line.purpose);
    if (!line.basis.empty()) text += fmt::format(" ({})", line.basis);
    if (!line.fields.empty()) {
      text += fmt::format("  {}: {} ({})", line.outcome == "allowed" ? "shown" : "fields",
                          line.fields, line.count);
    }
    text += "\n";
  }
  return text.empty() ? "The log has no entries yet.\n" : text;
}

std::string entries_json(const std::vector<workspace::AuditLine>& lines) {
  Json json = {{"entries", Json::array()}};
  for (const workspace::AuditLine& line : lines) {
    json["entries"].push_back({{"number", line.number},
                               {"time", line.time},
                               {"who", line.who},
                               {"role", line.role},
                               {"purpose", line.purpose},
                               {"basis", line.basis},
                               {"verb", line.verb},
                               {"subject", line.subject},
                               {"about", line.about},
                               {"fields", line.fields},
                               {"count", line.count},
                               {"outcome", line.outcome},
                               {"rule", line.rule}});
  }
  return json.dump(2) + "\n";
}

}  // namespace newlyn::cli
