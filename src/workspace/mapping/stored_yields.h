// SPDX-License-Identifier: MIT
// The records of a mapping as they are stored: each with what the relations of its row say of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/mapping.h"
#include "workspace/mapping/yield.h"

namespace newlyn::workspace {

/// The yields of record_yields with further columns:
///
/// | relation of the row                  | what its record gets                                  |
/// |--------------------------------------|-------------------------------------------------------|
/// | lives_at, tenant_of, located_at      | `uprn` of the place; the period is that of the address|
/// | keeper_of, owner_of a vehicle        | `vehicle`, `vehicle_start`, `vehicle_end`             |
/// | holds an account                     | `bank_account` or `held_account`, `account_start`, ...|
/// | between people, organisations, places| an end of a relation, with its role and period        |
///
/// Records of other sources have the same: so the index joins them by it. An account that is of no
/// bank has a number of the source alone.
std::vector<Yield> stored_yields(const std::string& source, const source::Mapping& mapping);

/// Whether a column of standard records says over which time a record has something: of who it is
/// that tells nothing.
bool is_period_column(std::string_view column) noexcept;

/// Whether a column of standard records says something of the record itself, such as when it last
/// changed, and nothing of who it is about.
bool is_about_record(std::string_view column) noexcept;

/// The records of people, organisations and places that have something of the records named by the
/// relations of their rows, and are not among these.
std::vector<const source::MappedRecord*> holders_of(const source::Mapping& mapping,
                                                    const std::vector<std::string>& names);

}  // namespace newlyn::workspace
