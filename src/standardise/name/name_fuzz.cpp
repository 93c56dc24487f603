// SPDX-License-Identifier: MIT
// Any bytes as a name: parts are standard words, and standardising them again changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "standardise/name/organisation.h"
#include "standardise/name/person_name.h"
#include "standardise/phonetic.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void require_words(const std::string& text) { require(fold_words(text) == text); }

void check_text(std::string_view text) {
  const PersonName name = parse_full_name(text);
  require_words(name.given);
  require_words(name.middle);
  require_words(name.family);
  const std::string family = standardise_family_name(text).family;
  require(standardise_family_name(family).family == family);
  const std::string given = standardise_given_name(text).given;
  require(standardise_given_name(given).given == given);
  const std::string organisation = standardise_organisation(text);
  require(standardise_organisation(organisation) == organisation);
  require(phonetic_key(family).size() <= 8);
}

}  // namespace
}  // namespace newlyn::standardise

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  newlyn::standardise::check_text({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
