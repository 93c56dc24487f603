// SPDX-License-Identifier: MIT
// The tree on disk as C2SP tlog-tiles lays it out: tile/<level>/<index>[.p/<width>] holds hashes,
// tile/entries/<index>[.p/<width>] the entries, sealed/<index>[.p/<width>] what lies beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/audit/disk.h"
#include "governance/audit/merkle.h"

namespace newlyn::governance {

/// Hashes in a full tile, entries in a full bundle.
inline constexpr uint64_t kTileWidth = 256;

/// One record of the log: the entry, which is a leaf, and the sealed bytes beside it.
struct LogRecord {
  std::string entry;
  std::string sealed;
};

/// The path of a tile below the log's folder. `kind` is a level, "entries" or "sealed". A width
/// of 256 names the full tile.
std::string tile_path(std::string_view kind, uint64_t index, uint64_t width);

/// How many hashes the last tile at `level` holds in a tree of `size`: 0 when it is full or none.
uint64_t partial_width(uint64_t size, unsigned level);

/// Entries with a length of two bytes before each, as an entry bundle has them.
std::string entry_bundle(std::span<const LogRecord> records);

/// Sealed bytes with a length of four bytes before each.
std::string sealed_bundle(std::span<const LogRecord> records);

/// Reads both bundles of `width` records. Nothing when a byte is missing or left over.
std::optional<std::vector<LogRecord>> read_bundles(std::string_view entries,
                                                   std::string_view sealed, uint64_t width);

/// The hashes of a tile as bytes, and back; nothing when the size is not that of `width` hashes.
std::string tile_bytes(std::span<const Hash> hashes);
std::optional<std::vector<Hash>> read_tile(std::string_view bytes, uint64_t width);

/// Reads tiles of one log and gives nodes of its tree. Throws Error(source_unreadable) when a
/// tile is missing or of a wrong size. Use from one thread.
class TileReader {
 public:
  TileReader(std::string folder, uint64_t size) : folder_(std::move(folder)), size_(size) {}
  /// The hash of a complete subtree; see NodeSource.
  Hash node(unsigned level, uint64_t index);
  /// The hashes of the tile as far as the tree fills it.
  const std::vector<Hash>& tile(unsigned level, uint64_t index);

 private:
  std::string folder_;
  uint64_t size_;
  unsigned level_ = 0;
  uint64_t index_ = 0;
  std::vector<Hash> hashes_;
};

/// Adds two and four bytes in big-endian order, and reads them from the front of a text.
void add_number(std::string& bytes, uint64_t number, size_t width);
std::optional<uint64_t> take_number(std::string_view& bytes, size_t width);
/// Takes `size` bytes from the front.
std::optional<std::string_view> take_bytes(std::string_view& bytes, uint64_t size);

}  // namespace newlyn::governance
