// SPDX-License-Identifier: MIT
// Tokens that keep away somebody who was erased: they tell whether a value is one of theirs to whom
// has the secret, and nothing to anybody else.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::governance {

/// A fresh secret, as text: to be kept sealed.
std::string make_suppression_secret();

/// HMAC-SHA-256 of a text under a secret, in hexadecimal digits. Throws Error(access_refused) for
/// what is no secret.
std::string suppression_token(std::string_view secret, std::string_view text);

}  // namespace newlyn::governance
