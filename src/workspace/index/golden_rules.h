// SPDX-License-Identifier: MIT
// Which rules choose the values of entities, now and on a past day. People write golden.rules by
// hand, so what it says is noted whenever a verb meets another content than the last one.
#pragma once

#include <string>
#include <vector>

#include "index/golden_record.h"
#include "index/view.h"
#include "store/store.h"
#include "workspace/entities.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// The rules of today. Throws Error(request_invalid) that names what is wrong in golden.rules.
index::GoldenRules golden_rules(const Home& home);

/// Notes what golden.rules says, where it is not what was noted last: it is in force from now on.
/// Rules that cannot be read are in force for nobody, and not noted.
void note_golden_rules(const Home& home, store::Store& store);

/// The rules that were in force at the end of a day (UTC). Before the first that was noted it is
/// that one. Throws Error(request_invalid) that names what is wrong in them.
index::GoldenRules golden_rules_then(store::Store& store, const std::string& day);

/// The best view of an entity by these rules, as best_view has it by those of today.
std::vector<EntityValue> view_by_rules(const Home& home, const index::View& index,
                                       const std::string& id, index::GoldenRules rules);

}  // namespace newlyn::workspace
