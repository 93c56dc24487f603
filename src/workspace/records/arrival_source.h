// SPDX-License-Identifier: MIT
// A source that records arrive for.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "source/arrivals.h"
#include "source/definition.h"
#include "workspace/home.h"
#include "workspace/rights/withheld_rows.h"
#include "workspace/sources/standardise_later.h"

namespace newlyn::workspace {

/// What is needed of a source to take its arrivals; made once.
struct ArrivalSource {
  source::Definition definition;
  source::ArrivalPlan plan;
  std::unique_ptr<LaterRecords> later;
  std::unique_ptr<WithheldRows> withheld;
  std::set<std::string> known;  // columns that it had when it was last read, or that are copied
};

/// The sources that records arrive for, opened when the first comes.
class ArrivalSources {
 public:
  ArrivalSources(const Home& home, store::Store& store) : home_(home), store_(store) {}

  /// The source that a DATA_SOURCE names: in small letters, with "_" for what is no letter or
  /// digit. Throws Error(request_invalid) where there is none, or it was never read, mapped and
  /// linked.
  ArrivalSource& named(const std::string& data_source, const std::set<std::string>& linked,
                       RunContext& run);

 private:
  const Home& home_;
  store::Store& store_;
  std::map<std::string, ArrivalSource> sources_;
};

/// The name of the source that a DATA_SOURCE names.
std::string source_named(const std::string& data_source);

}  // namespace newlyn::workspace
