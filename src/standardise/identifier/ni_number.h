// SPDX-License-Identifier: MIT
// National Insurance numbers. Source: HMRC, National Insurance Manual, NIM39110.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Two letters, six digits, then A, B, C or D. A number is one person's without its last letter, so
/// a good one is compared by its first eight characters. `temporary`: a temporary reference number
/// (two digits, a letter, five digits) or TN with a birth date; `administrative`: a prefix that
/// offices use for numbers of their own; `special`: a made-up number that begins with Q.
CheckedValue check_ni_number(std::string_view text);

/// True for two letters, six digits and perhaps a letter: what the rule has an opinion on.
bool is_ni_shaped(std::string_view standard) noexcept;

}  // namespace newlyn::standardise
