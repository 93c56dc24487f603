// SPDX-License-Identifier: MIT
// Any bytes as a policy: read or refused, and what is read decides as its slow twin does.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "governance/policy.h"
#include "governance/policy/reference/evaluate.h"
#include "governance/policy/syntax.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using newlyn::governance::Policy;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const newlyn::governance::Entities entities = {
      {{"User", "u"}, {{{"Role", "r"}}, {{"n", {int64_t{1}}}}}}};
  const newlyn::governance::PolicyRequest request{
      {"User", "u"}, {"Action", "a"}, {"Source", "s"}, {{"p", {std::string("x")}}}};
  const auto fast = Policy::parse_or_close(text, entities).decide(request);
  try {
    const auto rules = newlyn::governance::parse_rules(text);
    const auto slow = newlyn::governance::reference::decide(rules, entities, request);
    if (slow.allowed != fast.allowed || slow.rules != fast.rules) std::abort();
  } catch (const newlyn::Error&) {
    if (fast.allowed) std::abort();
  }
  return 0;
}
