// SPDX-License-Identifier: MIT
// Any bytes as an address: every part is in standard form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "standardise/address/full_address.h"
#include "standardise/address/place.h"
#include "standardise/address/postcode.h"
#include "standardise/address/street.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void require_words(const std::string& text) { require(fold_words(text) == text); }

void check_text(std::string_view text) {
  const AddressParts parts = parse_address(text, text.size() % 2 == 0);
  for (const std::string* part : {&parts.house_number, &parts.street, &parts.town, &parts.county,
                                  &parts.postcode, &parts.country}) {
    require_words(*part);
  }
  const std::string postcode = standardise_postcode(text, PostcodeCountry::us);
  require(standardise_postcode(postcode, PostcodeCountry::us) == postcode);
  const std::string town = standardise_town(text);
  require(standardise_town(town) == town);
  require_words(standardise_street(text).street);
  require_words(standardise_house_number(text));
}

}  // namespace
}  // namespace newlyn::standardise

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  newlyn::standardise::check_text({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
