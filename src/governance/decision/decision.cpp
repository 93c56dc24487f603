// SPDX-License-Identifier: MIT
// Asks the purpose first, the roles second, the policy last; the narrowest answer counts.
#include "governance/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace newlyn::governance {
namespace {

AccessDecision refuse(std::string rule, std::string reason) {
  return {false, std::move(rule), std::move(reason), {}};
}

std::string join(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool has_role(const Policy& policy, const Purpose& purpose, const EntityName& principal) {
  return std::any_of(purpose.roles.begin(), purpose.roles.end(), [&](const std::string& role) {
    return policy.belongs(principal, {"Role", role});
  });
}

}  // namespace

std::string refusal_words(const Policy& policy, const PolicyDecision& decision,
                          std::string_view verb) {
  // A policy that cannot be read says itself what to do.
  if (!policy.closed_because().empty()) return decision.reason;
  if (decision.rules.empty()) {
    return fmt::format(
        "{} Ask whoever keeps policy/rules.policy to permit Action::\"{}\", or somebody who may do "
        "it.",
        decision.reason, verb);
  }
  return fmt::format(
      "{} Whoever keeps policy/rules.policy can say when Action::\"{}\" is permitted.",
      decision.reason, verb);
}

AccessDecision decide_access(const Policy& policy, const PurposeState& state,
                             const AccessRequest& request) {
  const Purpose& purpose = state.purpose;
  if (!policy.closed_because().empty()) {
    return refuse("policy", policy.decide({}).reason);
  }
  if (!state.obstacles.empty()) {
    return refuse("purpose " + purpose.name,
                  fmt::format("The purpose {} may not be used. {} {}", purpose.name,
                              state.obstacles[0].what, state.obstacles[0].remedy));
  }
  const EntityName principal{"User", request.who};
  if (!has_role(policy, purpose, principal)) {
    return refuse("purpose " + purpose.name,
                  fmt::format("The purpose {} is for {} only. Ask {} for the role, or use another "
                              "purpose.",
                              purpose.name, join({purpose.roles.begin(), purpose.roles.end()}),
                              purpose.owner));
  }
  AccessDecision decision;
  std::set<std::string> rules;
  std::set<std::string> refusing;
  const Attributes context = purpose_context(purpose, request.context);
  bool permits_another = false;  // that is not among those asked about
  for (const std::string& source : purpose.sources) {
    const bool is_asked =
        request.sources.empty() ||
        std::find(request.sources.begin(), request.sources.end(), source) != request.sources.end();
    if (!is_asked && !request.is_of_all) continue;
    const PolicyDecision answer =
        policy.decide({principal, {"Action", request.verb}, {"Source", source}, context});
    permits_another = permits_another || (answer.allowed && !is_asked);
    if (answer.allowed && !is_asked) continue;
    (answer.allowed ? rules : refusing).insert(answer.rules.begin(), answer.rules.end());
    if (answer.allowed) decision.filter.sources.push_back(source);
    if (decision.reason.empty() && !answer.allowed) {
      decision.reason = refusal_words(policy, answer, request.verb);
    }
  }
  if (decision.filter.sources.empty()) {
    // What the policy does not permit is as if it were not there.
    if (decision.reason.empty() || permits_another) {
      refusing.clear();
      decision.reason = fmt::format(
          "The purpose {} has none of these sources. Ask for others, or "
          "use another purpose.",
          purpose.name);
    }
    return refuse(refusing.empty() ? "no rule permits" : join(refusing), decision.reason);
  }
  record::AccessFilter filter = filter_of(purpose);
  filter.sources = decision.filter.sources;
  return {true, join(rules),
          fmt::format("{} for the purpose {}, permitted by {}.", purpose.lawful_basis, purpose.name,
                      join(rules)),
          std::move(filter)};
}

Attributes purpose_context(const Purpose& purpose, Attributes facts) {
  ValueSet fields;
  for (const auto& [field, masking] : purpose.fields) {
    if (masking != record::Masking::hide) fields.push_back({field});
  }
  facts["purpose"] = {purpose.name};
  facts["basis"] = {purpose.lawful_basis};
  facts["fields"] = {std::move(fields)};
  return facts;
}

std::vector<RestrictedClass> uncleared_classes(const Policy& policy, const AccessRequest& request,
                                               const std::vector<RestrictedClass>& classes) {
  std::vector<RestrictedClass> uncleared;
  for (const RestrictedClass& of : classes) {
    const PolicyDecision answer = policy.decide({{"User", request.who},
                                                 {"Action", request.verb},
                                                 {"Restricted", of.name},
                                                 request.context});
    if (!answer.allowed) uncleared.push_back(of);
  }
  return uncleared;
}

}  // namespace newlyn::governance
