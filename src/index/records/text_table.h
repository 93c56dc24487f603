// SPDX-License-Identifier: MIT
// Every different text once, under a number. Number 0 is the empty text.
#pragma once

#include <cstdint>
#include <string_view>

#include "index/pages/byte_pages.h"
#include "index/pages/hash_slots.h"

namespace newlyn::index {

/// The number of a text.
using TextCode = uint32_t;

class TextTable {
 public:
  static constexpr TextCode kNone = HashSlots::kNone;

  TextTable();
  /// Views are good for ever.
  std::string_view operator[](TextCode code) const noexcept {
    const Entry& entry = entries_[code];
    return bytes_.view(entry.address, entry.length);
  }
  TextCode code_of(std::string_view text);
  /// kNone when it was never added.
  TextCode find(std::string_view text) const;
  size_t size() const noexcept { return entries_.size(); }

  TextTable share();
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  struct Entry {
    uint64_t address = 0;
    uint32_t length = 0;
    uint32_t unused = 0;
  };
  BytePages bytes_;
  Paged<Entry> entries_;
  HashSlots slots_;
};

}  // namespace newlyn::index
