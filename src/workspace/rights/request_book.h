// SPDX-License-Identifier: MIT
// The book of requests, and who is restricted.
#pragma once

#include <string>
#include <vector>

#include "workspace/home.h"
#include "workspace/requests.h"

namespace newlyn::workspace {

/// All requests. Throws Error(source_unreadable) for a book that is damaged.
std::vector<PersonRequest> read_requests(const Home& home);
/// Writes the book whole.
void write_requests(const Home& home, const std::vector<PersonRequest>& requests);

/// The entities whose values are withheld from an account: none for an officer.
std::vector<std::string> restricted_for(const Home& home, const std::string& who);

/// Takes away what requests of an erased person say of them, and their tickets.
void forget_requests(const Home& home, const std::string& entity);

}  // namespace newlyn::workspace
