// SPDX-License-Identifier: MIT
// Of whom an account sees nothing: restricted people it is not cleared for, and those whose case it
// does not have where the purpose demands that.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "governance/facts.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// Ids of today of one kind.
struct ClosedEntities {
  std::set<std::string> absent;
  std::set<std::string> sealed;
  std::optional<std::set<std::string>> only;             // those whose case the account has
  std::map<std::string, std::set<std::string>> classes;  // that close an entity

  bool is_empty() const { return absent.empty() && sealed.empty() && !only; }
};

/// Those whom the classes restrict: named by id, or by a marker about them that is in force on
/// `today`. What a marker is about says the mapping of its source; where that says nothing, all
/// whom its row names.
ClosedEntities restricted_entities(const Home& home, store::Store& store, const KindIndex& open,
                                   const std::vector<governance::RestrictedClass>& classes);

/// Those whom assignments are about: people by id, and who lives with them today.
std::set<std::string> assigned_entities(const index::EntityIndex& index,
                                        const std::vector<governance::Assignment>& assignments,
                                        const std::string& today);

}  // namespace newlyn::workspace
