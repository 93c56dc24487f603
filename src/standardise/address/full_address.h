// SPDX-License-Identifier: MIT
// Parses whole addresses and street lines that hold more than a street.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The parts of an address. What could not be placed with confidence stays in `street`.
struct AddressParts {
  std::string house_number;
  std::string street;
  std::string town;
  std::string county;
  std::string postcode;
  std::string country;
  friend bool operator==(const AddressParts&, const AddressParts&) = default;
};

/// Parses "Flat 2, 12 High St, Cambridge CB1 2AB", "123 Main St, Las Vegas NV 89132",
/// "12 Smith St, Bondi NSW 2026".
///
/// `whole` says that `text` is the whole address of the record; otherwise it is its street line,
/// whose last part may be a locality: then a town is taken only together with a postcode, state or
/// county.
AddressParts parse_address(std::string_view text, bool whole);

}  // namespace newlyn::standardise
