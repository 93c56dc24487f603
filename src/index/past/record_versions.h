// SPDX-License-Identifier: MIT
// What records said before they changed or went. The bytes stay where they were; see RecordTable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/pages/paged.h"

namespace newlyn::index {

class RecordVersions {
 public:
  static constexpr uint32_t kNone = 0;

  /// A version that a record has no more.
  struct Version {
    uint64_t until = 0;       // up to before this step
    uint64_t address = 0;     // of its bytes
    uint32_t length = 0;      // 0 where the bytes are forgotten
    uint32_t layout = 0;      // whose columns its values are of
    uint32_t before = kNone;  // the version before, as last() names it
    uint32_t unused = 0;
  };

  /// `columns` are those of versions that are added from now on.
  explicit RecordVersions(std::vector<std::string> columns) : layouts_{std::move(columns)} {}

  /// Adds one and returns its name. Its layout is that of now.
  uint32_t add(Version version);
  /// The name of the version that held at the end of a step, of a record whose last one is
  /// `last`; kNone where that is the one it has now.
  uint32_t at(uint32_t last, uint64_t sequence) const noexcept;
  /// The step with which the last version ended that did so up to a step; 0 where none did.
  uint64_t ended_by(uint32_t last, uint64_t sequence) const noexcept;
  const Version& operator[](uint32_t name) const noexcept { return versions_[name - 1]; }
  const std::vector<std::string>& columns(uint32_t layout) const { return layouts_[layout]; }
  /// Records have these columns from now on.
  void lay_out(std::vector<std::string> columns);
  /// None, with the layouts there are; then those of now.
  RecordVersions anew(std::vector<std::string> columns) const;
  /// Keeps of a record whose last version is `last` only when its versions ended.
  void forget(uint32_t last);
  /// Adds one with the layout that it has.
  uint32_t take_over(const Version& version);

  /// A copy for somebody who only saves it.
  RecordVersions share();
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  Paged<Version> versions_;
  std::vector<std::vector<std::string>> layouts_;
};

}  // namespace newlyn::index
