// SPDX-License-Identifier: MIT
// The statutory limit that a source carries: who set it, and what proposes one.
//
// It stands in sources/NAME.toml for people to read. Who set it, when and why stands beside it in
// sources/NAME.limit, which outlives the definition: what was set there counts although somebody
// takes the line out of the definition, or the source out and in again. A line that somebody wrote
// into a definition by hand counts as well.
#pragma once

#include <optional>
#include <string>

#include "source/definition.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// The limit that a source carries; empty: none. Throws Error: request_invalid for a definition
/// that cannot be read, source_unreadable for a record of limits that is damaged.
std::string limit_of_source(const Home& home, const std::string& name);

/// A limit with the words that say why.
struct ProposedLimit {
  std::string limit;
  std::string why;  // "its name says so"
};

/// The limit that the name, the place or the columns of a source tell of.
std::optional<ProposedLimit> propose_limit(const source::Definition& definition);

/// The text of a definition with another limit in it; empty: with none.
std::string with_limit(const std::string& definition, const std::string& limit);

/// Notes that a limit was set, or taken away where it is empty.
void note_limit(const Home& home, const std::string& name, const ProposedLimit& limit);

}  // namespace newlyn::workspace
