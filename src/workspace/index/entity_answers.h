// SPDX-License-Identifier: MIT
// Entities as verbs answer them, of a desk that is open. Everywhere the first kind of the desk is
// the one that is asked.
#pragma once

#include <string>

#include "workspace/entities.h"
#include "workspace/index/desk.h"

namespace newlyn::workspace {

/// An entity with its values and records; `id` may be one that was merged. Of a past day it is as
/// it was then.
EntityView view_of(Desk& desk, const index::View& today, const std::string& id,
                   const ShownDay& day);

/// Adds the declared relations of an entity with those of all kinds that the desk has open, where
/// they are shown. `views` are those of look_at_all.
void add_relations(const Desk& desk, const index::View::Views& views, const ShownDay& day,
                   EntityView& view);

/// Why two records or entities are one or two.
WhyResponse why_of(Desk& desk, const index::View& index, const std::string& left,
                   const std::string& right);

/// How an entity hangs together.
HowResponse how_of(Desk& desk, const index::View& index, const std::string& id);

}  // namespace newlyn::workspace
