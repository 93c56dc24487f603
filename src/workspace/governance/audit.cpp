// SPDX-License-Identifier: MIT
// Reads, verifies and proves the audit log; runs the policy's tests.
#include "workspace/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "governance/audit_growth.h"
#include "governance/audit_verify.h"
#include "governance/facts.h"
#include "workspace/audit_proof.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/sealed_entries.h"
#include "workspace/governance/trace.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

/// Runs the tests beside the policy, or beside the one to begin with: `folder` is empty or ends in
/// a slash.
PolicyTestResponse test_policy_of(const Home& home, const std::string& folder) {
  const std::string rules = read_text(policy_file(home, folder + "rules.policy"));
  const std::string tests = read_text(policy_file(home, folder + "tests.toml"));
  const auto policy = governance::Policy::parse(
      rules, governance::policy_entities(
                 governance::read_roles(policy_file_text(home, folder + "roles.toml")),
                 governance::read_facts(policy_file_text(home, folder + "facts.toml")),
                 governance::tested_users(tests)));
  PolicyTestResponse response;
  response.rules = policy.rule_count();
  for (const auto& result : governance::run_policy_tests(policy, tests)) {
    response.tests.push_back({result.name, result.passed, result.what});
  }
  return response;
}

/// Refuses a folder that has nothing of an audit log. Of one that has a part, verifying says what
/// is missing.
void expect_a_log(const std::string& folder) {
  for (const char* part : {"checkpoint", "journal", "tile", "log.pub", "log.key"}) {
    std::error_code ignored;
    if (std::filesystem::exists(folder + "/" + part, ignored)) return;
  }
  throw Error(Code::source_missing,
              fmt::format("There is no audit log in {}. Name its folder with --folder.", folder));
}

/// The public key that lies beside a log.
std::string own_public_key(const std::string& folder) {
  const std::string path = folder + "/log.pub";
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return read_text(path);
  throw Error(Code::source_missing,
              fmt::format("The public key {} is missing. Give the one that was kept elsewhere with "
                          "--key FILE.",
                          path));
}

/// Verifies a proof of an entry, or of how the log grew.
void verify_proof(const std::string& proof, const std::string& key, const std::string& since,
                  AuditVerifyResponse& response) {
  response.proof = true;
  response.growth = governance::is_growth_proof(proof);
  std::string problem;
  if (response.growth) {
    const governance::GrowthReport report = governance::verify_growth(proof, key, since);
    response.since = report.before;
    response.entries = report.after;
    problem = report.problem;
  } else if (!since.empty()) {
    throw Error(Code::request_invalid,
                "The proof is not one of how the log grew, so an earlier checkpoint says nothing "
                "of it. Leave --since out, or give a file of newlyn audit prove --since.");
  } else {
    problem = governance::verify_audit_proof(proof, key);
  }
  if (!problem.empty()) response.problems.push_back(problem);
}

}  // namespace

AuditVerifyResponse audit_verify(const AuditVerifyRequest& request) {
  if (!request.folder.empty()) expect_own_account("Verifying the log of a folder");
  const std::string folder =
      request.folder.empty() ? find_home(request.workspace).folder + "/audit" : request.folder;
  expect_a_log(folder);
  AuditVerifyResponse response;
  response.with_own_key = request.key_file.empty();
  const std::string key =
      response.with_own_key ? own_public_key(folder) : read_text(request.key_file);
  const std::string since = request.since.empty() ? "" : read_text(request.since);
  if (!request.proof.empty()) {
    verify_proof(read_text(request.proof), key, since, response);
    return response;
  }
  const governance::VerifyReport report = governance::verify_audit_log({folder, key, since});
  response.entries = report.entries;
  response.published = report.published;
  response.since = report.since;
  response.root = report.root;
  response.log_name = report.log_name;
  response.problems = report.problems;
  return response;
}

std::vector<AuditLine> audit_list(const Asked& asked, uint64_t count) {
  const Home home = find_home(asked.workspace);
  std::vector<AuditLine> lines;
  {
    const auto log = open_audit(home);
    const bool is_officer = is_governance_officer(home, principal());
    SealedEntries sealed(home);
    bool is_before_seal = false;
    // As many as were asked for, whatever stands between them that is for others.
    for (uint64_t end = log->size(); end > 0 && lines.size() < count;) {
      const uint64_t begin = end - std::min(end, count);
      const auto records = log->read(begin, end);
      for (auto record = records.rbegin(); record != records.rend(); ++record) {
        if (lines.size() == count) break;
        is_before_seal = is_before_seal || SealedEntries::is_seal(*record);
        if (is_officer || (!is_before_seal && !tells_of_a_seal(*record))) {
          lines.push_back(audit_line(*record));
        } else if (!tells_of_a_seal(*record)) {
          if (const auto shown = sealed.shown(*record)) lines.push_back(audit_line(*shown));
        }
      }
      end = begin;
    }
    std::reverse(lines.begin(), lines.end());
  }
  leave_look(home, {"audit list", "the account of the workspace", asked.purpose, lines.size()});
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
        fmt::format("There is no entry {}: the log has {} entries, numbered from 0. Name one of "
                    "them.",
                    number, log->size()));
  }
  const governance::AuditProof proof = log->prove(number);
  const nlohmann::ordered_json json = {{"format", "newlyn audit proof 1"},
                                       {"number", proof.number},
                                       {"entry", proof.entry},
                                       {"path", proof.path},
                                       {"checkpoint", proof.checkpoint}};
  return json.dump(2) + "\n";
}

std::string prove_entry(const Asked& asked, uint64_t number) {
  const Deed deed{"audit prove", fmt::format("entry {}", number), asked.purpose, 1};
  return answer_traced(find_home(asked.workspace), deed,
                       [&](Deed&) { return audit_prove(asked.workspace, number); });
}

std::string prove_growth(const Asked& asked, const std::string& since) {
  const Home home = find_home(asked.workspace);
  const Deed deed{"audit prove", "the log since an earlier checkpoint", asked.purpose, 1};
  return answer_traced(home, deed, [&](Deed&) {
    const std::string folder = home.folder + "/audit";
    const std::string kept = read_text(since);
    const auto log = open_audit(home);
    log->publish();
    return governance::prove_growth({folder, own_public_key(folder), kept});
  });
}

PolicyTestResponse policy_test(const Asked& asked, bool starter) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"policy test", "the policy", asked.purpose}, [&](Deed& deed) {
    PolicyTestResponse response = test_policy_of(home, starter ? "starter/" : "");
    deed.count = response.tests.size();
    return response;
  });
}

}  // namespace newlyn::workspace
