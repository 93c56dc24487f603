// SPDX-License-Identifier: MIT
// Any bytes as policy/assigned.csv: read or refused with a sentence. Every case that is read is
// somebody's, about somebody, and between days.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fuzz_text.h"
#include "governance/policy.h"
#include "workspace/governance/home_policy.h"

namespace newlyn::workspace {
namespace {

constexpr auto kWords =
    std::to_array<std::string_view>({"account,team,entity,household,from,until,why\n",
                                     "account,entity\n",
                                     "team,household,from\n",
                                     "a.haddad",
                                     "refuge",
                                     "Q3FZBHF",
                                     "55LNRQ2",
                                     "2026-01-05",
                                     "2026-06-30",
                                     "2026-13-01",
                                     ",",
                                     ",,",
                                     ",,,",
                                     "\n",
                                     "\r\n",
                                     "\"",
                                     "\"\"",
                                     "case 17",
                                     "who",
                                     " ",
                                     ";",
                                     "\t",
                                     "\xEF\xBB\xBF",
                                     "\xFF"});

void check(const std::string& text) {
  const MemoryFile file(text);
  try {
    const auto assignments = read_assignments_file(file.path());
    for (const governance::Assignment& one : assignments) {
      require(one.account.empty() != one.team.empty());
      require(one.entity.empty() != one.household.empty());
      require(one.from.empty() || one.from.size() == 10);
      require(one.until.empty() || one.until.size() == 10);
    }
    // Whom no row names works for nobody.
    const auto policy = governance::Policy::parse("", {});
    const auto own =
        governance::assignments_of(policy, "nobody in a file \n", assignments, "2026-03-01");
    require(own.empty());
  } catch (const Error& error) {
    require(*error.what() != '\0' && error.code() != Code::internal);
  }
}

}  // namespace
}  // namespace newlyn::workspace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string_view rest = input.substr(1);
  newlyn::workspace::check(bytes[0] % 2 == 0
                               ? std::string(rest)
                               : newlyn::text_of_words(newlyn::workspace::kWords, rest));
  return 0;
}
