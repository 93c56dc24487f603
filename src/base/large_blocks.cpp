// SPDX-License-Identifier: MIT
// Large blocks of memory are asked for in huge pages. A first touch of a hundred megabytes is then
// fifty faults and not 25,600 of them, each of which all threads of the process wait for in turn.
// Where the machine has no huge pages to give, nothing is different. It may make room for one
// first, which takes up to 15 ms: more than the small pages of a block of ten megabytes do.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

constexpr size_t kLargeMin = 32u << 20;  // bytes
constexpr uintptr_t kPage = 4096;

void* plain_block(size_t size, size_t alignment) noexcept {
  if (size == 0) size = 1;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* allocate(size_t size, size_t alignment) noexcept {
  void* block = plain_block(size, alignment);
  if (block == nullptr || size < kLargeMin) return block;
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(block) + kPage - 1) / kPage * kPage;
  const uintptr_t end = (reinterpret_cast<uintptr_t>(block) + size) / kPage * kPage;
  // A wish: that it is not granted is no failure.
  (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  return block;
}

void* allocate_or_throw(size_t size, size_t alignment) {
  while (true) {
    if (void* block = allocate(size, alignment)) return block;
    const std::new_handler free_some = std::get_new_handler();
    if (free_some == nullptr) throw std::bad_alloc();
    free_some();
  }
}

}  // namespace

// The array and the nothrow forms of the standard library come down to these.

void* operator new(size_t size) { return allocate_or_throw(size, 1); }

void* operator new(size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, static_cast<size_t>(alignment));
}

void operator delete(void* block) noexcept { std::free(block); }

void operator delete(void* block, size_t) noexcept { std::free(block); }

void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }

void operator delete(void* block, size_t, std::align_val_t) noexcept { std::free(block); }
