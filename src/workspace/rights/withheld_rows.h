// SPDX-License-Identifier: MIT
// Keeps away rows that a rule of retention deleted, as long as their source shows them unchanged.
//
// 1. rights/withheld-N.tokens holds tokens alone, made with the secret of suppression.h: of each
// row
//    which one it is, and what stood in it.
// 2. A row that changed in its source since is taken again: what it says is new, and its time runs
//    anew.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "source/crawl.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/rights/erased_rows.h"

namespace newlyn::workspace {

/// Keeps the rows of these groups away from now on, durably; again for the same number when it was
/// done before changes nothing. Requires: the rows are still in the store.
void withhold_rows(const Home& home, store::Store& store, uint64_t number,
                   const std::vector<RowGroup>& groups);

/// The rows of one source that are kept away.
class WithheldRows {
 public:
  /// Throws Error: access_refused where the secret cannot be opened, source_unreadable for a file
  /// that is damaged.
  WithheldRows(const Home& home, const std::string& source);

  bool is_empty() const noexcept { return groups_.empty(); }
  /// Adds what of a delivery is kept away.
  void add_to(source::LeftOut& left_out, store::Store& store, const source::Taking& taking) const;

 private:
  struct Group {
    bool is_part = false;
    std::vector<std::string> columns;           // whose values make what stood in it
    std::map<std::string, std::string> tokens;  // of what stood in it, by that of the row
  };
  std::string secret_;
  std::string source_;
  std::vector<Group> groups_;
};

}  // namespace newlyn::workspace
