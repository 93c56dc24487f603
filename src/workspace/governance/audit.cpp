// SPDX-License-Identifier: MIT
// Reads, verifies and proves the audit log; runs the policy's tests.
#include "workspace/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "governance/audit_verify.h"
#include "governance/policy.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"

namespace newlyn::workspace {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

AuditLine line_of(const governance::AuditRecord& record) {
  const governance::AuditEntry& entry = record.entry;
  return {record.number,      record.time, entry.who,
          entry.purpose,      entry.verb,  record.erased ? "(erased)" : entry.about,
          join(entry.fields), entry.count, entry.outcome,
          entry.rule};
}

}  // namespace

AuditVerifyResponse audit_verify(const AuditVerifyRequest& request) {
  const std::string folder =
      request.folder.empty() ? find_home(request.workspace).folder + "/audit" : request.folder;
  if (!std::filesystem::exists(folder + "/checkpoint")) {
    throw Error(Code::source_missing,
                fmt::format("There is no audit log in {}. Name its folder with --folder.", folder));
  }
  AuditVerifyResponse response;
  response.with_own_key = request.key_file.empty();
  const std::string key = read_text(response.with_own_key ? folder + "/log.pub" : request.key_file);
  if (!request.proof.empty()) {
    response.proof = true;
    const std::string problem = governance::verify_audit_proof(read_text(request.proof), key);
    if (!problem.empty()) response.problems.push_back(problem);
    return response;
  }
  const std::string since = request.since.empty() ? "" : read_text(request.since);
  const governance::VerifyReport report = governance::verify_audit_log({folder, key, since});
  response.entries = report.entries;
  response.published = report.published;
  response.since = report.since;
  response.root = report.root;
  response.log_name = report.log_name;
  response.problems = report.problems;
  return response;
}

std::vector<AuditLine> audit_list(const std::string& workspace, uint64_t count) {
  const auto log = open_audit(find_home(workspace));
  governance::AuditEntry entry = own_entry("list_audit_log", "the account of the workspace");
  const uint64_t end = log->size();
  const uint64_t begin = end - std::min(end, count);
  entry.count = end - begin;
  log->append(entry);
  std::vector<AuditLine> lines;
  for (const auto& record : log->read(begin, end)) lines.push_back(line_of(record));
  return lines;
}

std::string audit_checkpoint(const std::string& workspace) {
  return open_audit(find_home(workspace))->checkpoint();
}

std::string audit_prove(const std::string& workspace, uint64_t number) {
  const auto log = open_audit(find_home(workspace));
  if (number >= log->size()) {
    throw Error(
        Code::request_invalid,
        fmt::format("The log has {} entries, numbered from 0. Name one of them.", log->size()));
  }
  const governance::AuditProof proof = log->prove(number);
  const nlohmann::ordered_json json = {{"format", "newlyn audit proof 1"},
                                       {"number", proof.number},
                                       {"entry", proof.entry},
                                       {"path", proof.path},
                                       {"checkpoint", proof.checkpoint}};
  return json.dump(2) + "\n";
}

PolicyTestResponse policy_test(const std::string& workspace) {
  const std::string folder = find_home(workspace).folder + "/policy/";
  const std::string roles = std::filesystem::exists(folder + "roles.toml")
                                ? read_text(folder + "roles.toml")
                                : std::string();
  const auto policy =
      governance::Policy::parse(read_text(folder + "rules.policy"), governance::read_roles(roles));
  PolicyTestResponse response;
  response.rules = policy.rule_count();
  for (const auto& result :
       governance::run_policy_tests(policy, read_text(folder + "tests.toml"))) {
    response.tests.push_back({result.name, result.passed, result.what});
  }
  return response;
}

}  // namespace newlyn::workspace
