// SPDX-License-Identifier: MIT
// How long records are kept, and what may not be deleted meanwhile: retention/N.toml of a
// workspace, of which the last one counts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// How long records of a source are kept.
struct RetentionRule {
  std::string source;
  std::string trigger;  // "gone", "changed", or "column NAME": from when the time runs
  uint64_t months = 0;
  std::string reason;          // the law or schedule
  bool erasure_waits = false;  // nobody is erased from the source before the time is over
};

/// What stops deletion.
struct RetentionHold {
  std::string name;
  std::string source;  // whose records; empty: of all sources
  std::string entity;  // whose; empty: everybody's
  std::string reason;
  std::string until;  // a day; empty: until it is taken away
};

struct RetentionRules {
  uint64_t version = 0;  // 0: there are none
  std::vector<RetentionRule> rules;
  std::vector<RetentionHold> holds;  // those of today
};

/// Reads rules. Throws Error(request_invalid) with the file, named `name`, what is wrong and what
/// can be written.
RetentionRules parse_retention(std::string_view text, const std::string& name);

/// The rules of a workspace; none where it has no file of them.
RetentionRules read_retention(const Home& home);

}  // namespace newlyn::workspace
