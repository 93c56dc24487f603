// SPDX-License-Identifier: MIT
// Any bytes as a file of quality rules, of one source and of all: read, or refused with the place.
//
// Holds: rules have a name, a condition and a finite weight, minimums and limits are shares,
// references have columns on both sides.
#include <array>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fuzz_text.h"
#include "profile/quality.h"

namespace newlyn::profile {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({"[[rule]]\n",
                                                         "[[need]]\n",
                                                         "[[reference]]\n",
                                                         "[[off]]\n",
                                                         "source = ",
                                                         "name = ",
                                                         "dimension = ",
                                                         "holds = ",
                                                         "when = ",
                                                         "words = ",
                                                         "weight = ",
                                                         "limit = ",
                                                         "use = ",
                                                         "columns = ",
                                                         "reference = ",
                                                         "key = ",
                                                         "compare = ",
                                                         "rule = ",
                                                         "why = ",
                                                         "completeness = ",
                                                         "uniqueness = ",
                                                         "validity = ",
                                                         "accuracy = ",
                                                         "\"people\"",
                                                         "\"homes\"",
                                                         "[\"people\", \"homes\"]",
                                                         "\"validity\"",
                                                         "\"accuracy\"",
                                                         "\"consistency\"",
                                                         "\"a_rule\"",
                                                         "\"surname IS NOT NULL\"",
                                                         "[\"surname\"]",
                                                         "{ id = \"id\" }",
                                                         "0.95",
                                                         "1",
                                                         "-1",
                                                         "1e999",
                                                         "nan",
                                                         "inf",
                                                         "true",
                                                         "\n",
                                                         "\"",
                                                         "[",
                                                         "]",
                                                         "# ",
                                                         "\"\"\"",
                                                         ", ",
                                                         "{ a = \"\" }",
                                                         "[rule]\n"});

bool is_share(double value) { return value >= 0 && value <= 1; }

void check_pairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
  require(!pairs.empty());
  for (const auto& [here, there] : pairs) require(!here.empty() && !there.empty());
}

void check_file(const QualityFile& file) {
  for (const QualityRule& rule : file.rules) {
    require(!rule.name.empty() && !rule.holds.empty() && !rule.origin.empty());
    require(rule.weight > 0 && rule.weight < 1e12);
    require(!rule.limit || is_share(*rule.limit));
  }
  for (const QualityNeed& need : file.needs) {
    require(!need.use.empty() && !need.minimums.empty());
    for (const auto& [dimension, least] : need.minimums) require(is_share(least));
  }
  for (const QualityReference& reference : file.references) {
    require(!reference.reference.empty());
    check_pairs(reference.key);
    check_pairs(reference.compare);
  }
  for (const QualityOff& off : file.off) require(!off.rule.empty() && !off.why.empty());
}

void check(const std::string& text) {
  const MemoryFile file(text);
  const std::vector<std::string> sources = {"people", "homes"};
  for (const bool shared : {false, true}) {
    try {
      check_file(read_quality_file({file.path(), "people", shared, sources}));
    } catch (const Error& error) {
      require(error.code() == Code::request_invalid);
    }
  }
}

}  // namespace
}  // namespace newlyn::profile

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const bool raw = bytes[0] % 2 == 0;
  const std::string_view rest = input.substr(1);
  newlyn::profile::check(raw ? std::string(rest)
                             : newlyn::text_of_words(newlyn::profile::kWords, rest));
  return 0;
}
