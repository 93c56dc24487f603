// SPDX-License-Identifier: MIT
// Memory in megabytes, made ready by all threads.
#pragma once

#include <cstddef>

namespace newlyn {

/// Has the system give the pages of a block of `size` bytes that nobody wrote to yet, from all
/// threads at once. What is in it stays. For blocks of megabytes that one thread fills first.
void touch_ahead(void* block, size_t size);

}  // namespace newlyn
