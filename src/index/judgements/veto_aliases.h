// SPDX-License-Identifier: MIT
// Veto values that people have said to stand for one entity, by judging records that hold them to
// be the same.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "index/change.h"

namespace newlyn::index {

class VetoAliases {
 public:
  explicit VetoAliases(size_t veto_count) : first_of_(veto_count) {}

  /// The least of the values that are one with `value`.
  const std::string& of(size_t veto, const std::string& value) const {
    const auto found = first_of_[veto].find(value);
    return found == first_of_[veto].end() ? value : found->second;
  }
  /// Takes the sets of records judged to be the same, and returns the vetoes and values of which
  /// something else is true than before.
  std::set<std::pair<size_t, std::string>> renew(
      const std::vector<std::vector<const Record*>>& sets);

 private:
  std::vector<std::map<std::string, std::string>> first_of_;  // by veto; only values not alone
};

}  // namespace newlyn::index
