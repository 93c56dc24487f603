// SPDX-License-Identifier: MIT
// What stands against judgements that are to be made together or not at all.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/index.h"

namespace newlyn::index {

/// Why EntityIndex::apply would refuse one of these judgements and withdrawals, done in their order
/// as one step, in a sentence with the chain of judgements it rests on, also through records that
/// are gone; nothing where it would do them all. Nothing is changed. Requires: all are judgements
/// or withdrawals of judgements. Goes over all judgements there are.
std::optional<std::string> objection_to_all(const EntityIndex& index,
                                            std::span<const Change> changes);

/// The same where the changes are parts of which each is made whole or not at all: what stands
/// against each part beside those before it against which nothing does. `ends`: for each part the
/// place after its last change, ascending. Requires: the last of them is the number of changes.
std::vector<std::optional<std::string>> objections_to_parts(const EntityIndex& index,
                                                            std::span<const Change> changes,
                                                            std::span<const size_t> ends);

}  // namespace newlyn::index
