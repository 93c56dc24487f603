// SPDX-License-Identifier: MIT
// The verb by which people set a value of an entity right, or doubt it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/run_context.h"
#include "workspace/entities.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What somebody says of a value of an entity.
struct CorrectRequest {
  RequestContext context;  // with the reason, which is needed
  std::string id;
  std::string field;                 // "birth_date"
  std::string value;                 // as people write it; it is kept in standard form
  bool disputes = false;             // the value is doubted: it is shown with a flag
  std::optional<uint64_t> withdraw;  // the number of a correction to take back, instead of these
};

/// The correction and what is shown of its field now.
struct CorrectResponse {
  std::string id;
  CorrectionLine correction;
  EntityValue value;  // without a field where none is shown any more
};

/// Keeps a correction on the record whose value it replaces, or withdraws one. It outranks what all
/// records say, stays when they are read and linked anew, and does not change who is put together
/// with whom. Throws Error(request_invalid) for a field that is not known, a value that cannot be
/// read, and a number that is none of a correction in force on the entity.
CorrectResponse entity_correct(const CorrectRequest& request, RunContext& run);

}  // namespace newlyn::workspace
