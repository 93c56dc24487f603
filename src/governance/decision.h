// SPDX-License-Identifier: MIT
// Governance's answer to one request: purpose and policy together, and the filter that follows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/facts.h"
#include "governance/policy.h"
#include "governance/purpose.h"
#include "record/access_filter.h"

namespace newlyn::governance {

/// A purpose as it stands today.
struct PurposeState {
  Purpose purpose;
  std::vector<PurposeFinding> obstacles;  // why it may not be used; empty: it may
};

/// What somebody asks for.
struct AccessRequest {
  std::string who;                   // the sign-in name: User::"who" in the policy
  std::string verb;                  // Action::"verb" in the policy
  std::vector<std::string> sources;  // empty: all that the purpose has
  Attributes context;                // further facts for the policy's conditions
  /// The sources are those there are, and nobody named them: which of those that the policy does
  /// not permit is among them is not told.
  bool is_of_all = false;
};

/// The answer. Every answer says by what it was decided.
struct AccessDecision {
  bool allowed = false;
  std::string rule;             // the policy's rules, or what else decided
  std::string reason;           // in plain words, with what to do where there is something to do
  record::AccessFilter filter;  // empty when refused: nothing may be seen
};

/// What somebody is told to whom the policy does not permit a verb: its reason, and what to do.
std::string refusal_words(const Policy& policy, const PolicyDecision& decision,
                          std::string_view verb);

/// Decides. The purpose must work, the person must have one of its roles, and the policy is asked
/// for every source as Source::"name" with the context's facts, purpose, basis and fields. Sources
/// that the policy does not permit are not in the filter, as if they were not there; when none is
/// left, the request is refused. Never throws.
AccessDecision decide_access(const Policy& policy, const PurposeState& state,
                             const AccessRequest& request);

/// A question of this purpose to the policy has these facts besides those of the request.
Attributes purpose_context(const Purpose& purpose, Attributes facts);

/// Those of the classes of restricted records that the policy does not permit the verb on, asked as
/// Restricted::"name". Never throws.
std::vector<RestrictedClass> uncleared_classes(const Policy& policy, const AccessRequest& request,
                                               const std::vector<RestrictedClass>& classes);

}  // namespace newlyn::governance
