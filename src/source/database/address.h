// SPDX-License-Identifier: MIT
// The address of a database, taken apart: scheme://user@host:port/database?option=value.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "source/definition.h"

namespace newlyn::source {

/// The parts of an address.
struct Address {
  std::string user;
  std::string host;
  std::string port;
  std::string database;
  std::vector<std::pair<std::string, std::string>> options;

  /// For messages: host:port/database, without the user.
  std::string label() const;
};

/// Takes a URL apart; %20 and the like are decoded. Throws Error(request_invalid).
Address read_address(const std::string& from);

/// Throws Error(request_invalid) when the address cannot be read or holds a password.
void check_address(const std::string& from, Place place);

}  // namespace newlyn::source
