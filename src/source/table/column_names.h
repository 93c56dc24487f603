// SPDX-License-Identifier: MIT
// Column names as the store can hold them: not empty, and different whatever the case.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace newlyn::source {

/// Makes names unique as they come. Two names that differ only in case count as equal, because
/// the store does not tell them apart.
class ColumnNames {
 public:
  /// Trims `wish`, puts spaces for control characters, and adds "_2", "_3", ... where the name is
  /// taken. An empty wish becomes "column_N", N being its place from 1.
  std::string add(std::string_view wish);
  const std::vector<std::string>& names() const noexcept { return names_; }
  /// Wishes that were taken already, as they were wished for.
  const std::vector<std::string>& repeated() const noexcept { return repeated_; }

 private:
  std::vector<std::string> names_;
  std::vector<std::string> repeated_;
  std::unordered_set<std::string> taken_;
};

/// `text` without white space at both ends: ASCII white space, no-break and other Unicode spaces,
/// byte order marks.
std::string_view trim(std::string_view text) noexcept;

/// `text` with A to Z in lower case; other characters stay.
std::string lower(std::string_view text);

}  // namespace newlyn::source
