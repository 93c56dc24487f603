// SPDX-License-Identifier: MIT
// Any bytes as a policy and as its facts: read or refused, and what is read decides as its slow
// twin does, about sources and about restricted records.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "governance/facts.h"
#include "governance/policy.h"
#include "governance/policy/reference/evaluate.h"
#include "governance/policy/syntax.h"

namespace {

using newlyn::governance::Attributes;
using newlyn::governance::Entities;
using newlyn::governance::Policy;
using newlyn::governance::PolicyRequest;

constexpr std::string_view kFacts = R"(
[team.t]
members = ["u"]
teams = ["n"]
[group.g]
sources = ["s"]
[restricted.r]
teams = ["t"]
shown = "sealed"
[restricted.x]
)";

Entities known() {
  Entities roles = {{{"User", "u"}, {{{"Role", "r"}}, {{"n", {int64_t{1}}}}}}};
  return newlyn::governance::policy_entities(std::move(roles),
                                             newlyn::governance::read_facts(kFacts), {"v"});
}

const Attributes kContext = {
    {"p", {std::string("x")}}, {"hour", {int64_t{9}}}, {"weekday", {std::string("mon")}},
    {"signed_in", {true}},     {"assigned", {false}},  {"terminal", {std::string("pts/0")}},
};

void compare(std::string_view text, const Entities& entities, const PolicyRequest& request) {
  const auto fast = Policy::parse_or_close(text, entities).decide(request);
  try {
    const auto rules = newlyn::governance::parse_rules(text);
    const auto slow = newlyn::governance::reference::decide(rules, entities, request);
    if (slow.allowed != fast.allowed || slow.rules != fast.rules) std::abort();
  } catch (const newlyn::Error&) {
    if (fast.allowed) std::abort();
  }
}

void read_as_facts(std::string_view text) {
  try {
    const auto facts = newlyn::governance::read_facts(text);
    const auto entities = newlyn::governance::policy_entities({}, facts, {"u"});
    // Nobody is cleared for what no class of the file names.
    for (const auto& [name, entity] : entities) {
      if (name.type != "User") continue;
      const auto clearance = entity.attributes.find("clearance");
      if (clearance == entity.attributes.end()) std::abort();
      const auto& classes = std::get<newlyn::governance::ValueSet>(clearance->second.value);
      if (classes.size() > facts.restricted.size()) std::abort();
    }
  } catch (const newlyn::Error&) {
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  static const Entities entities = known();
  compare(text, entities, {{"User", "u"}, {"Action", "a"}, {"Source", "s"}, kContext});
  compare(text, entities, {{"User", "v"}, {"Action", "a"}, {"Restricted", "r"}, kContext});
  read_as_facts(text);
  return 0;
}
