// SPDX-License-Identifier: MIT
// An index as it was in the evening of a day.
#pragma once

#include <string>

#include "index/view.h"
#include "workspace/index/desk.h"

namespace newlyn::workspace {

/// What the one who asks would have seen at the end of a day (UTC), as far as they may see it
/// today: up to the last step that was made on that day or before. Steps whose times do not follow
/// the others', as the clock was wrong, have no day and count with the next one that has. An empty
/// day, that of now, or one after all steps, is today. Throws Error(request_invalid) where what
/// there was is not kept, and refuses under a purpose that some sources may not be used for at all.
index::View view_at(const Desk& desk, const index::View& index, const std::string& day);

/// The values of a record as its source had them when they came into the index that a view of then
/// shows; only to somebody who sees all.
std::vector<std::pair<std::string, std::string>> values_then(const Desk& desk,
                                                             const index::View& then,
                                                             const index::RecordKey& key);

}  // namespace newlyn::workspace
