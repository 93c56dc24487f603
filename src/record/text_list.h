// SPDX-License-Identifier: MIT
// Texts in one block of memory, one behind the other.
//
// A view of a text stays good until the list is changed or destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::record {

/// A list that only grows at its end. Not for several threads while it grows; once filled, any
/// number may read it.
class TextList {
 public:
  TextList() : offsets_{0} {}

  size_t size() const noexcept { return offsets_.size() - 1; }
  bool empty() const noexcept { return size() == 0; }
  /// Requires: place < size().
  std::string_view operator[](size_t place) const noexcept {
    return {bytes_.data() + offsets_[place], offsets_[place + 1] - offsets_[place]};
  }
  void push_back(std::string_view text) {
    bytes_.append(text);
    offsets_.push_back(bytes_.size());
  }
  void reserve(size_t count) { offsets_.reserve(count + 1); }
  size_t memory_bytes() const noexcept {
    return bytes_.capacity() + offsets_.capacity() * sizeof(uint64_t);
  }

 private:
  std::vector<uint64_t> offsets_;  // where each begins, and the last one ends
  std::string bytes_;
};

}  // namespace newlyn::record
