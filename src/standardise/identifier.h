// SPDX-License-Identifier: MIT
// Standardises identifiers and knows the forms of two British ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The letters and digits of the value in lower case; leading zeros stay. A ".0" that a column of
/// decimals left behind is dropped.
std::string standardise_identifier(std::string_view text);

/// The same of a value as it stands in a file: empty where it stands for "not known".
std::string identifier_of(std::string_view raw);

/// How a standard identifier fits a known form.
enum class IdentifierForm : uint8_t { other, nhs_number, nhs_number_wrong, ni_number };

/// Recognises ten digits with a correct or wrong check digit (NHS number, modulus 11) and a
/// National Insurance number (GOV.UK: NIM39110; the suffix may lack).
IdentifierForm identifier_form(std::string_view standard) noexcept;

/// True when ten digits end in their modulus 11 check digit and are not all equal.
bool is_nhs_number(std::string_view standard) noexcept;

/// True for the form of a National Insurance number with a prefix that is issued to people; its
/// last letter may lack.
bool is_ni_number(std::string_view standard) noexcept;

}  // namespace newlyn::standardise
