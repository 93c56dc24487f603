// SPDX-License-Identifier: MIT
// The verbs about the files of the policy: list, show, put. Each file has a history, and nobody
// overwrites what they have not seen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// A file of the policy. Its version is the beginning of its SHA-256, so that a change by an editor
/// is one too.
struct PolicyFileLine {
  std::string name;     // "facts.toml"
  std::string version;  // empty: there is no such file
  uint64_t kept = 0;    // versions in its history
  std::string who;      // who put the version there; empty: it was changed by hand
  std::string when;
  /// Of rules.policy: what of the policy is about nothing there is, a sentence each.
  std::vector<std::string> remarks = {};
};

/// All files that a policy can have.
std::vector<PolicyFileLine> policy_list(const Asked& asked);

/// One file as it stands.
struct PolicyFileText {
  PolicyFileLine line;
  std::string text;
};

/// Shows one. Throws Error(request_invalid) for a name that is none, or a file that is not there.
PolicyFileText policy_show(const Asked& asked, const std::string& name);

/// A file to be put in place.
struct PolicyPutRequest {
  Asked asked;
  std::string file;
  std::string name;   // empty: that of the file
  std::string after;  // the version that it comes after; empty: there is none yet
};

/// What is in place now.
struct PolicyPutAnswer {
  PolicyFileLine line;
  uint64_t failed_tests = 0;         // of those beside the policy
  std::vector<std::string> remarks;  // on the rules as they are now, whatever file was put
};

/// The remarks on the rules that there are, or on those of the policy to begin with; none where
/// they cannot be read. Leaves no entry: for the one who runs the tests, which does.
std::vector<std::string> remarks_of_policy(const std::string& workspace, bool starter);

/// Puts a file in place and keeps the one before it. Throws Error: request_invalid for a file that
/// cannot be read as what it is, or when the version before is not the one named, because somebody
/// changed it meanwhile; access_refused where roles.toml names administrators and the account is
/// none.
PolicyPutAnswer policy_put(const PolicyPutRequest& request);

}  // namespace newlyn::workspace
