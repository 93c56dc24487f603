// SPDX-License-Identifier: MIT
// The one thread arena. Other rooms run work in parallel through it and never start threads.
#pragma once

#include <cstddef>
#include <functional>

namespace newlyn {

/// Sets the number of threads used from now on. Requires: count >= 1.
void set_thread_count(size_t count);

/// Returns the number of threads in use: what was set, else the machine's cores.
size_t thread_count();

/// Calls `work(begin, end)` over the ranges of at most `grain` items that make up [0, count).
/// The ranges are the same whatever the thread count; their order of running is not fixed.
/// An Error thrown by `work` is rethrown here after the other ranges have stopped.
void parallel_ranges(size_t count, size_t grain,
                     const std::function<void(size_t begin, size_t end)>& work);

/// Lets all other threads of the machine go before the one that calls it, from now on.
void give_way();

}  // namespace newlyn
