// SPDX-License-Identifier: MIT
// Any bytes under every rule: the comparable form of an identifier or contact is its own.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "standardise/checked_value.h"

namespace newlyn::standardise {
namespace {

void check_text(const std::string& text) {
  for (const ValueKind& kind : value_kinds()) {
    const CheckedValue value = check_values(kind, {text}).front();
    if (value.value_class == ValueClass::valid && value.comparable.empty()) std::abort();
    // Words of a whole name may be read in another order once their commas are gone.
    if (value.comparable.empty() || kind.name == "full_name" || kind.name == "given_name") continue;
    const CheckedValue again = check_values(kind, {value.comparable}).front();
    const bool kept = again.comparable == value.comparable;
    if (!kept && again.value_class != ValueClass::missing) std::abort();
  }
}

}  // namespace
}  // namespace newlyn::standardise

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  newlyn::standardise::check_text({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
