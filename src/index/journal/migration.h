// SPDX-License-Identifier: MIT
// Journals of earlier versions: kept aside as they were, and brought up to date.
#pragma once

#include <optional>
#include <string>

namespace newlyn::index {

/// Brings the journal at `path` to the version of this program. The file as it was is kept beside
/// it first. Returns where, or nothing when there was nothing to do. What fails changes nothing.
/// Throws Error(store_failed) for one that another process has or that is damaged.
std::optional<std::string> migrate_journal(const std::string& path);

}  // namespace newlyn::index
