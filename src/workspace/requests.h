// SPDX-License-Identifier: MIT
// The verbs about what people ask for besides access and erasure: that a value be corrected, that
// their data be left alone, that a purpose be stopped; and what became of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/home.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// One request, as the book in rights/requests.json has it.
struct PersonRequest {
  uint64_t number = 0;
  std::string kind;  // "restriction", "objection", "rectification"
  std::string entity;
  std::string made;
  std::string who;  // who wrote it down
  std::string reason;
  std::string concerns;     // of an objection the purpose, of a rectification the field
  std::string state;        // "open", or how it was settled
  std::string settled;      // when
  std::string ticket;       // of a rectification: the file for the owner of the source
  uint64_t correction = 0;  // of a rectification: the dispute in the index
};

/// Withholds the values of a person from everybody but the officers of newlyn.toml until it is
/// settled. Throws Error(request_invalid) for what is no person, for one that is restricted
/// already, or without a reason; so do the others.
PersonRequest rights_restrict(const RequestContext& context, const std::string& entity,
                              RunContext& run);

/// Notes that a person objects to a purpose, which must be one of the workspace. Until it is
/// decided, and once it is upheld, the person is closed for that purpose to everybody.
PersonRequest rights_object(const RequestContext& context, const std::string& entity,
                            const std::string& purpose, RunContext& run);

/// A value that a person says is wrong.
struct Rectification {
  std::string entity;
  std::string field;
  std::string value;  // that it should be
};

/// Flags the value as disputed and writes a ticket for the owner of the source that it is from.
PersonRequest rights_rectify(const RequestContext& context, const Rectification& wrong,
                             RunContext& run);

/// Settles a request: lifted (a restriction), upheld, refused or withdrawn (an objection; one that
/// was upheld can be withdrawn later), corrected or refused (a rectification). The dispute of a
/// rectification ends. Throws Error(request_invalid) for a number there is not, one that is
/// settled, or another outcome.
PersonRequest rights_settle(const RequestContext& context, uint64_t number,
                            const std::string& outcome, RunContext& run);

/// All requests, oldest first; only open ones with `open`.
std::vector<PersonRequest> rights_requests(const Asked& asked, bool open);

}  // namespace newlyn::workspace
