// SPDX-License-Identifier: MIT
// The verbs that seal a person's former identity from the present one: after an adoption, where
// gender was recognised, for somebody who is protected. For information governance officers alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// Which records are of which identity: each "SOURCE:KEY", or an entity's id for all records of it
/// that the other side does not name.
struct SealRequest {
  RequestContext context;  // with the reason, which is needed
  std::vector<std::string> former;
  std::vector<std::string> present;
  std::string ground;   // "adoption", "gender_recognition", "protected_person"
  uint64_t number = 0;  // of a seal in force that the records are put under; 0: of a new one
};

/// A seal as an officer sees it.
struct SealLine {
  uint64_t number = 0;
  std::string ground;
  std::string who;
  std::string why;
  std::string when;
  bool lifted = false;
  std::vector<std::string> former;  // records
  std::vector<std::string> present;
  std::vector<std::string> former_entities;  // today
  std::vector<std::string> present_entities;
  /// Records that are like them and were put with neither; those that tell of both are hidden. Put
  /// under the seal on one side, they are decided.
  std::vector<std::string> undecided;
  std::vector<std::string> hidden;  // of the present identity, as they tell of the former one
};

/// Parts the two identities and hides the former one from everybody; or puts records under a seal
/// that is there, and what they say with it. All of these throw
/// Error(access_refused), after the entry that says so, for who is not named under
/// [rights] information_governance_officers in newlyn.toml.
SealLine rights_seal_identity(const SealRequest& request, RunContext& run);

/// All seals, also lifted ones.
std::vector<SealLine> rights_sealed_identities(const RequestContext& context, RunContext& run);

/// Lifts a seal: the former identity is seen again, and linked as anybody.
SealLine rights_unseal_identity(const RequestContext& context, uint64_t number, RunContext& run);

}  // namespace newlyn::workspace
