// SPDX-License-Identifier: MIT
// How old what is stored of a source is, against what was agreed.
#pragma once

#include <cstdint>
#include <string>

#include "source/crawl.h"

namespace newlyn::workspace {

/// The age of a source's records.
struct SourceAge {
  int64_t as_of = 0;    // when what is stored was true, microseconds since 1970; 0: never read
  int64_t read_at = 0;  // when that run ended
  int64_t seconds = 0;
  int64_t agreed_seconds = 0;  // 0: nothing was agreed
};

/// Of `runs`, newest first, the last that was good counts: files are as old as they were when they
/// were delivered, databases as old as that reading. Nothing is said of what was agreed.
SourceAge age_of(const std::vector<source::SourceRun>& runs);

/// The same with what was agreed, from the history of the source.
SourceAge age_of(store::Store& store, const source::Definition& definition);

/// "3 days", "5 hours", "20 minutes".
std::string age_words(int64_t seconds);

}  // namespace newlyn::workspace
