// SPDX-License-Identifier: MIT
// How many records of people of one source are about somebody who stands there already.
#pragma once

#include <cstdint>
#include <string>

#include "workspace/quality/source_rows.h"

namespace newlyn::workspace {

/// What linking the people of a source with each other found.
struct DuplicateCount {
  static constexpr const char* kTable = "newlyn_people";  // temporary: native id, record, cluster,
                                                          // place in it from 1

  bool measured = false;
  std::string remark;     // how, or why not
  uint64_t people = 0;    // records of people
  uint64_t linked = 0;    // of them, linked
  uint64_t found = 0;     // of the linked, beyond the first of their person
  uint64_t estimate = 0;  // of all, duplicates
};

/// Links the records of people with each other as `newlyn dedupe` does, and writes kTable. Of more
/// than `limit` records only those of people born on drawn days are linked, so that records of one
/// person stay together, and the rest is estimated from them.
DuplicateCount count_duplicates(store::Store& store, const SourceRows& rows, uint64_t limit,
                                RunContext& run);

}  // namespace newlyn::workspace
