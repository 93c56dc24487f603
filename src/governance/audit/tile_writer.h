// SPDX-License-Identifier: MIT
// Writes the right edge of the tree into tiles and bundles.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "governance/audit/disk.h"
#include "governance/audit/tiles.h"

namespace newlyn::governance {

/// Knows the unfinished tiles above level 0 and adds to them. Invariant: at a size that is a
/// multiple of 256, `edge_[level]` holds the hashes of the partial tile at `level`.
class TileWriter {
 public:
  /// Starts where a log of `size` published entries stands; reads its edge from the tiles and
  /// takes away what a publication that was cut off left beyond it.
  TileWriter(std::string folder, uint64_t size, Disk& disk);

  /// The number of entries in full bundles: where `records` of the next call begin.
  uint64_t full() const { return full_; }

  /// Writes and syncs what a tree of full() + records.size() entries needs and the disk does not
  /// hold yet.
  void write(std::span<const LogRecord> records);

  /// Takes away partial tiles whose full ones are there. Call it once the checkpoint is written.
  void remove_outgrown();

 private:
  void remove_beyond(std::string_view kind, uint64_t index, uint64_t width);
  void write_tiles(std::span<const LogRecord> records);
  void put(std::string_view kind, uint64_t index, uint64_t width, std::string_view bytes);
  void sync_written();
  void raise(unsigned level, const Hash& subtree);

  std::string folder_;
  Disk& disk_;
  uint64_t full_;
  std::vector<std::vector<Hash>> edge_;  // [0] stays empty
  std::vector<OpenFile> written_;        // and not synced yet
  std::set<std::string> touched_;        // folders with new names
  std::vector<std::string> outgrown_;
};

}  // namespace newlyn::governance
