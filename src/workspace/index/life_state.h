// SPDX-License-Identifier: MIT
// Whether somebody has died or moved away, as records that are seen tell it.
//
// 1. A date of death says that somebody died. The record that was read last is believed; another
//    date, or an address that begins later, makes it disputed.
// 2. An address that ended says that somebody moved away, unless a record has another address that
//    did not end. A record that has the same one without an end makes it disputed.
#pragma once

#include <string>

#include "index/view.h"
#include "workspace/entities.h"
#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// The state of an entity that is seen, on a day; empty: today.
LifeState life_state(const KindIndex& open, const index::View& view, const std::string& id,
                     const std::string& day);

/// Throws Error(request_invalid) for what is no day; empty is none.
void check_state_day(const std::string& day);

}  // namespace newlyn::workspace
