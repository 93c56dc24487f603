// SPDX-License-Identifier: MIT
// Changes as bytes, for the journal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"
#include "index/journal/byte_codec.h"

namespace newlyn::index {

/// Writes changes as bytes, one after the other.
class ChangeWriter {
 public:
  void add(const Change& change);
  /// All that were added, behind `prefix`.
  std::string take(std::string prefix = {});

 private:
  ByteWriter bytes_;
  uint64_t count_ = 0;
};

/// The same of changes that are all there.
std::string write_changes(std::span<const Change> changes);

/// Reads what was written; nothing when the bytes are anything else.
std::optional<std::vector<Change>> read_changes(std::string_view bytes);

}  // namespace newlyn::index
