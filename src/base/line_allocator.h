// SPDX-License-Identifier: MIT
// Memory that begins where a line of the processor's cache does, for tables whose rows are read in
// no order: a row that lies in one line is one wait for memory and not two.
#pragma once

#include <cstddef>
#include <new>

namespace newlyn {

/// Bytes that the processors we run on read from memory at once.
inline constexpr size_t kCacheLine = 64;

/// For standard containers.
template <typename T>
struct LineAllocator {
  using value_type = T;

  LineAllocator() = default;
  template <typename Other>
  LineAllocator(const LineAllocator<Other>& /*other*/) noexcept {}  // NOLINT: as the standard asks

  T* allocate(size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{kCacheLine}));
  }
  void deallocate(T* block, size_t /*count*/) noexcept {
    ::operator delete(block, std::align_val_t{kCacheLine});
  }
  friend bool operator==(const LineAllocator& /*a*/, const LineAllocator& /*b*/) { return true; }
};

/// Places from one row of a table to the next, so that no row of `width` values lies in more lines
/// than it must.
template <typename T>
constexpr size_t line_stride(size_t width) noexcept {
  constexpr size_t kLine = kCacheLine / sizeof(T);
  size_t stride = 1;
  while (stride < width && stride < kLine) stride *= 2;
  return width <= kLine ? stride : (width + kLine - 1) / kLine * kLine;
}

}  // namespace newlyn
