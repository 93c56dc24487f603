// SPDX-License-Identifier: MIT
// Standardises e-mail addresses.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

struct Email {
  std::string text;          // lower case, without white space, "mailto:" and brackets
  bool valid = false;        // has the form of an address
  bool placeholder = false;  // an address of nobody: none, noreply or test before the "@"
};

Email standardise_email(std::string_view value);

/// True for the standard form of an address that says which body it is of, not which person:
/// "info@", "office@", "sales2@".
bool is_role_mailbox(std::string_view email);

}  // namespace newlyn::standardise
