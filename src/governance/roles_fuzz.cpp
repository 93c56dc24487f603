// SPDX-License-Identifier: MIT
// Any bytes as roles and as tests beside a policy: read or refused. Who is in no file has no role,
// and a role that the file does not name is nobody's.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fuzz_text.h"
#include "governance/facts.h"
#include "governance/policy.h"

namespace newlyn::governance {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({"[officer]\n",
                                                         "[viewer]\n",
                                                         "[administrator]\n",
                                                         "[a.b]\n",
                                                         "members = ",
                                                         "roles = ",
                                                         "[\"u\"]",
                                                         "[\"v\", \"u\"]",
                                                         "[\"officer\"]",
                                                         "[\"viewer\"]",
                                                         "[\"administrator\"]",
                                                         "[",
                                                         "]",
                                                         "\"u\"",
                                                         "\"\"",
                                                         "1",
                                                         "true",
                                                         "2026-01-01",
                                                         "\n",
                                                         "\"",
                                                         "# ",
                                                         "\"\"\"",
                                                         ", ",
                                                         " = ",
                                                         "{ ",
                                                         " }",
                                                         "[[test]]\n",
                                                         "name = ",
                                                         "principal = ",
                                                         "action = ",
                                                         "resource = ",
                                                         "context = ",
                                                         "expect = ",
                                                         "rule = ",
                                                         "'User::\"u\"'",
                                                         "'Action::\"search\"'",
                                                         "'Source::\"s\"'",
                                                         "\"permit\"",
                                                         "\"deny\"",
                                                         "{ purpose = \"p\" }",
                                                         "members",
                                                         "roles"});

constexpr std::string_view kPolicy =
    "@id(\"officers\") permit (principal in Role::\"officer\", action, resource);";

void read_as_roles(const std::string& text) {
  Entities roles;
  try {
    roles = read_roles(text);
  } catch (const Error& error) {
    require(error.code() == Code::request_invalid && *error.what() != '\0');
    return;
  }
  const bool names_officers = text.find("officer") != text.npos || text.find('\\') != text.npos;
  const Policy policy = Policy::parse(kPolicy, roles);
  require(!policy.belongs({"User", "nobody in a file \n"}, {"Role", "officer"}));
  require(!policy.belongs({"User", "u"}, {"Role", "no role of a file \n"}));
  const PolicyDecision decision =
      policy.decide({{"User", "u"}, {"Action", "search"}, {"Source", "s"}, {}});
  require(decision.allowed == policy.belongs({"User", "u"}, {"Role", "officer"}));
  require(!decision.allowed || names_officers);
}

void read_as_tests(const std::string& text) {
  const Policy policy = Policy::parse(kPolicy, {});
  try {
    const auto results = run_policy_tests(policy, text);
    for (const PolicyTestResult& result : results) require(result.passed || !result.what.empty());
    require(tested_users(text).size() <= results.size());
  } catch (const Error& error) {
    require(error.code() == Code::request_invalid && *error.what() != '\0');
  }
}

}  // namespace
}  // namespace newlyn::governance

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string_view rest = input.substr(1);
  const std::string text = bytes[0] % 2 == 0
                               ? std::string(rest)
                               : newlyn::text_of_words(newlyn::governance::kWords, rest);
  newlyn::governance::read_as_roles(text);
  newlyn::governance::read_as_tests(text);
  return 0;
}
