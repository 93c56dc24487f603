// SPDX-License-Identifier: MIT
// Any bytes as a purpose: read or refused. What is read says what is wrong with it, never works
// without an approval, and its filter has no source, field or masking that the file does not name.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fuzz_text.h"
#include "governance/purpose.h"

namespace newlyn::governance {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({"name = ",
                                                         "reason = ",
                                                         "owner = ",
                                                         "author = ",
                                                         "lawful_basis = ",
                                                         "special_category = ",
                                                         "gateway = ",
                                                         "sources = ",
                                                         "linked_without = ",
                                                         "kinds = ",
                                                         "roles = ",
                                                         "relationship = ",
                                                         "retention_days = ",
                                                         "start = ",
                                                         "end = ",
                                                         "[dpia]\n",
                                                         "reference = ",
                                                         "date = ",
                                                         "review = ",
                                                         "[agreement]\n",
                                                         "parties = ",
                                                         "data_items = ",
                                                         "until = ",
                                                         "[fields]\n",
                                                         "family_name = ",
                                                         "[[rows]]\n",
                                                         "[[sealed]]\n",
                                                         "source = ",
                                                         "field = ",
                                                         "values = ",
                                                         "[limits]\n",
                                                         "council_tax = ",
                                                         "\"council_tax\"",
                                                         "\"public_task\"",
                                                         "\"required\"",
                                                         "\"show\"",
                                                         "\"hide\"",
                                                         "\"known\"",
                                                         "\"year\"",
                                                         "\"outcode\"",
                                                         "\"last3\"",
                                                         "\"pseudonym\"",
                                                         "\"housing\"",
                                                         "[\"housing\"]",
                                                         "[\"person\"]",
                                                         "[\"officer\"]",
                                                         "[]",
                                                         "[",
                                                         "]",
                                                         "\"\"",
                                                         "\"x\"",
                                                         "365",
                                                         "-1",
                                                         "9223372036854775807",
                                                         "2026-12-01",
                                                         "2027-11-30",
                                                         "2026-02-30",
                                                         "true",
                                                         "nan",
                                                         "\n",
                                                         "\"",
                                                         "# ",
                                                         "\"\"\"",
                                                         ", ",
                                                         " = ",
                                                         "{ ",
                                                         " }"});

void check(const std::string& text) {
  Purpose purpose;
  try {
    purpose = read_purpose(text);
  } catch (const Error& error) {
    require(error.code() == Code::request_invalid && *error.what() != '\0');
    return;
  }
  for (const PurposeFinding& finding : check_purpose(purpose)) {
    require(!finding.what.empty() && !finding.remedy.empty());
  }
  // Nobody approved it, so it works on no day.
  for (const char* today : {"0001-01-01", "2026-12-01", "9999-12-31"}) {
    require(!purpose_obstacles({text, "", {}, {}}, today).empty());
  }
  const record::AccessFilter filter = filter_of(purpose);
  for (const std::string& source : filter.sources) {
    require(std::find(purpose.sources.begin(), purpose.sources.end(), source) !=
            purpose.sources.end());
  }
  for (const auto& [field, masking] : filter.fields) {
    const auto named = purpose.fields.find(field);
    require(named != purpose.fields.end() && named->second == masking);
  }
  require(filter.masking_of("a field that no file names \n") == record::Masking::hide);
}

}  // namespace
}  // namespace newlyn::governance

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string_view rest = input.substr(1);
  newlyn::governance::check(bytes[0] % 2 == 0
                                ? std::string(rest)
                                : newlyn::text_of_words(newlyn::governance::kWords, rest));
  return 0;
}
