// SPDX-License-Identifier: MIT
// The verb that erases a person: what would go, what stays and why, the erasure, and its proof.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// Who is erased.
struct EraseRequest {
  RequestContext context;
  std::string entity;
  bool yes = false;     // do it; otherwise only the plan is answered
  bool finish = false;  // finish one that was cut off; no entity is named then
};

/// A part of what goes.
struct EraseLine {
  std::string what;  // "versions of records"
  uint64_t count = 0;
  std::string words;
};

/// What stays, and why.
struct EraseStay {
  std::string what;
  std::string reason;
};

/// What left the workspace before and may hold the person.
struct EraseElsewhere {
  uint64_t number = 0;
  std::string what;
  std::string made;
  std::string place;
  std::string recipient;
  std::string expires;  // empty: nobody said
};

/// What the search afterwards found.
struct EraseProof {
  uint64_t values = 0;     // looked for
  uint64_t of_others = 0;  // not looked for: somebody else's records have them too
  uint64_t too_short = 0;  // not looked for: they stand everywhere
  uint64_t files = 0;
  uint64_t bytes = 0;
  uint64_t columns = 0;          // of the store's tables beside those of records, which were asked
  bool store_is_sealed = false;  // encrypted or compressed: its bytes show no value to a search
  std::vector<std::pair<std::string, uint64_t>> found;  // file or table, how many values
};

/// The plan, or what was done.
struct EraseAnswer {
  uint64_t number = 0;  // of the erasure; 0: only planned
  std::string entity;
  std::vector<EraseLine> goes;
  std::vector<EraseStay> stays;
  std::vector<EraseElsewhere> elsewhere;
  std::optional<EraseProof> proof;
};

/// Plans the erasure of a person, and with `yes` does it: records and their versions, the index,
/// what fitted models know of them alone, and what the audit log says of them. Tokens then keep
/// them away. Throws Error: request_invalid for what is no person or without a reason;
/// access_refused where nothing may go.
EraseAnswer rights_erase(const EraseRequest& request, RunContext& run);

}  // namespace newlyn::workspace
