// SPDX-License-Identifier: MIT
// Standard records of rows that come between deliveries, beside those that are there.
//
// 1. They are read by what the whole columns said before they came. The table of standard records
//    still says that it is of an earlier run, so the next link makes all of it anew, and what later
//    rows say about whole columns counts from then on.
// 2. Everything is done in the transaction of the caller.
#pragma once

#include <string>
#include <vector>

#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/mapping/yield.h"

namespace newlyn::workspace {

/// Writes what rows of one source yield.
class LaterRecords {
 public:
  /// Looks at all rows of the source once. Requires: they were standardised with this mapping.
  LaterRecords(store::Store& store, const std::string& source, source::Mapping mapping);

  const source::Mapping& mapping() const noexcept { return mapping_; }
  /// Puts what the rows of a run yield in place of what they yielded before.
  void write(store::Store& store, const source::SourceRun& run);
  /// Takes out what the rows of a run yielded before.
  void take_out(store::Store& store, const source::SourceRun& run) const;

 private:
  std::string source_;
  source::Mapping mapping_;
  std::vector<Yield> records_;
  std::vector<Yield> relations_;
  standardise::KeptEvidence record_evidence_;
  standardise::KeptEvidence relation_evidence_;
  std::vector<std::string> record_columns_;  // of the tables; empty: not looked up
  std::vector<std::string> relation_columns_;
};

}  // namespace newlyn::workspace
