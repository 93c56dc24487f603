// SPDX-License-Identifier: MIT
// The book of requests, and who is restricted.
#pragma once

#include <set>
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

/// Objections to a purpose that close it for whom they are of: those that nobody has decided, and
/// those that were upheld. None for no purpose.
std::vector<PersonRequest> objections_to(const Home& home, const std::string& purpose);

/// Whether an account is an officer: by newlyn.toml, or by its role in policy/roles.toml.
bool is_governance_officer(const Home& home, const std::string& who);
/// Those that newlyn.toml names.
std::set<std::string> named_governance_officers(const Home& home);

/// Lets requests about an entity be about another one from now on.
void hand_on_requests(const Home& home, const std::string& from, const std::string& to);

/// Takes away what requests of an erased person say of them, and their tickets.
void forget_requests(const Home& home, const std::string& entity);

}  // namespace newlyn::workspace
