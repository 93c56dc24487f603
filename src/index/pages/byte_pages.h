// SPDX-License-Identifier: MIT
// Texts one after the other in pages; none crosses a page, so that each can be seen in one piece.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "index/snapshot/snapshot_file.h"

namespace newlyn::index {

class BytePages {
 public:
  /// Keeps a copy and returns where it is.
  uint64_t add(std::string_view bytes);
  /// Bytes added before. Good for ever.
  std::string_view view(uint64_t address, size_t length) const noexcept {
    return {pages_[address >> 32].get() + static_cast<uint32_t>(address), length};
  }
  /// All bytes added.
  uint64_t byte_count() const noexcept { return bytes_; }
  /// A copy for somebody who only reads it; what is added later is not in it.
  BytePages share() const { return *this; }
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  static constexpr size_t kPageBytes = size_t{1} << 20;

  std::vector<std::shared_ptr<char[]>> pages_;
  std::vector<uint32_t> used_;  // bytes of each page
  size_t room_ = 0;             // bytes of the last page
  uint64_t bytes_ = 0;
};

}  // namespace newlyn::index
