// SPDX-License-Identifier: MIT
// One thread that touches a block page by page waits for each; several ask for runs of pages.
#include "base/touch_ahead.h"

#include <sys/mman.h>

#include <cstdint>

#include "base/threads.h"

namespace newlyn {
namespace {

constexpr uintptr_t kPage = 4096;
constexpr size_t kRun = 1u << 20;  // bytes that one thread asks for at once

}  // namespace

void touch_ahead(void* block, size_t size) {
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(block) + kPage - 1) / kPage * kPage;
  const uintptr_t end = (reinterpret_cast<uintptr_t>(block) + size) / kPage * kPage;
  if (end <= begin) return;
  parallel_ranges(end - begin, kRun, [&](size_t first, size_t last) {
    // A wish: where it is not granted, whoever writes first waits.
    (void)madvise(reinterpret_cast<void*>(begin + first), last - first, MADV_POPULATE_WRITE);
  });
}

}  // namespace newlyn
