// SPDX-License-Identifier: MIT
// How many pairs are compared together: so many that a call costs nothing beside them, and so few
// that what is known of them stays in the cache.
#pragma once

#include <cstddef>

namespace newlyn::pairs {

/// Pairs compared together, from 1 to limits::kPairBatch. No answer depends on it.
size_t pairs_at_once() noexcept;

/// Sets it for the whole program; not to be called while pairs are compared. Tests show with it
/// that nothing depends on it.
void set_pairs_at_once(size_t pairs);

}  // namespace newlyn::pairs
