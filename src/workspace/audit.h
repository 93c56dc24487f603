// SPDX-License-Identifier: MIT
// The verbs about the audit log and the policy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// What to verify.
struct AuditVerifyRequest {
  std::string workspace;
  std::string folder;    // instead of a workspace: the log's folder
  std::string key_file;  // the public key as it was kept; empty: the one beside the log
  std::string since;     // a file with an earlier checkpoint; empty: none
  std::string proof;     // instead of the log: a file that audit_prove or prove_growth wrote
};

/// What was found.
struct AuditVerifyResponse {
  uint64_t entries = 0;
  uint64_t published = 0;
  uint64_t since = 0;
  bool with_own_key = false;  // the key beside the log was taken, which proves less
  bool proof = false;         // one was verified, and not the log
  bool growth = false;        // it was one of how the log grew, from `since` to `entries` entries
  std::string root;
  std::string log_name;
  std::vector<std::string> problems;
};

/// Verifies an audit log, or one entry's proof. Writes nothing.
AuditVerifyResponse audit_verify(const AuditVerifyRequest& request);

/// An entry for people.
struct AuditLine {
  uint64_t number = 0;
  std::string time;
  std::string who;
  std::string role;
  std::string purpose;
  std::string basis;  // the lawful basis of the purpose
  std::string verb;
  std::string subject;  // whom it is about, with commas; empty: nobody, or erased
  std::string about;    // what was asked; "(erased)" once its key is gone
  std::string fields;
  uint64_t count = 0;
  std::string outcome;
  std::string rule;
};

/// The last `count` entries, oldest first. Reading them is an entry itself.
std::vector<AuditLine> audit_list(const Asked& asked, uint64_t count);

/// The newest signed checkpoint, to be kept elsewhere.
std::string audit_checkpoint(const std::string& workspace);

/// The proof that an entry is in the log, as JSON. Throws Error(request_invalid) for a number that
/// is not there.
std::string audit_prove(const std::string& workspace, uint64_t number);

/// The outcome of one test of the policy.
struct PolicyTestLine {
  std::string name;
  bool passed = false;
  std::string what;
};

/// The outcome of all.
struct PolicyTestResponse {
  uint64_t rules = 0;
  std::vector<PolicyTestLine> tests;
};

/// Reads policy/rules.policy and policy/roles.toml of a workspace and runs policy/tests.toml.
/// With `starter` those of policy/starter, the policy to begin with. Throws Error(request_invalid)
/// with line and remedy for a file that cannot be read.
PolicyTestResponse policy_test(const Asked& asked, bool starter = false);

}  // namespace newlyn::workspace
