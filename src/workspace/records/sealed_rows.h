// SPDX-License-Identifier: MIT
// Rows of records that a seal hides, for whoever puts single records in and may not know of it.
//
// 1. They are answered as where the source never had the row: what they add is "added", and there
//    is nothing that they could replace or delete.
// 2. What they were told to have added they have put there, and are answered as ever from then on:
//    a feed that sends a row again reads "added" once.
// 3. Information governance officers are told what is there.
#pragma once

#include <string>
#include <vector>

#include "workspace/index/desk.h"
#include "workspace/records/arrival_source.h"

namespace newlyn::workspace {

class SealedRows {
 public:
  /// Requires: the desk outlives it and has all kinds open.
  explicit SealedRows(const Desk& desk) : desk_(desk) {}

  /// For each row whether it is not there for whoever asks.
  std::vector<bool> are_unknown(const ArrivalSource& of,
                                const std::vector<std::string>& native_ids) const;
  /// Keeps that somebody was told to have added the row.
  void note_told(const ArrivalSource& of, const std::string& native_id) const;

 private:
  bool is_told(const ArrivalSource& of, const std::string& native_id) const;

  const Desk& desk_;
};

}  // namespace newlyn::workspace
