// SPDX-License-Identifier: MIT
// Paths, bundles and tiles of C2SP tlog-tiles.
#include "governance/audit/tiles.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/error.h"

namespace newlyn::governance {
namespace {

constexpr unsigned kLevelsPerTile = 8;

/// How many hashes tile `index` at `level` holds in a tree of `size`.
uint64_t width_of(uint64_t size, unsigned level, uint64_t index) {
  const unsigned shift = kLevelsPerTile * level;
  const uint64_t hashes = shift < 64 ? size >> shift : 0;
  const uint64_t before = index * kTileWidth;
  return hashes <= before ? 0 : std::min(kTileWidth, hashes - before);
}

}  // namespace

std::string tile_path(std::string_view kind, uint64_t index, uint64_t width) {
  std::string place = fmt::format("{:03}", index % 1000);
  for (uint64_t rest = index / 1000; rest != 0; rest /= 1000) {
    place = fmt::format("x{:03}/{}", rest % 1000, place);
  }
  const std::string_view root = kind == "sealed" ? "sealed" : "tile/";
  std::string path = kind == "sealed" ? fmt::format("{}/{}", root, place)
                                      : fmt::format("{}{}/{}", root, kind, place);
  if (width != kTileWidth) path += fmt::format(".p/{}", width);
  return path;
}

uint64_t partial_width(uint64_t size, unsigned level) {
  const unsigned shift = kLevelsPerTile * level;
  return shift < 64 ? (size >> shift) % kTileWidth : 0;
}

void add_number(std::string& bytes, uint64_t number, size_t width) {
  for (size_t i = width; i > 0; --i) bytes += static_cast<char>(number >> (8 * (i - 1)) & 0xFF);
}

std::optional<uint64_t> take_number(std::string_view& bytes, size_t width) {
  const auto part = take_bytes(bytes, width);
  if (!part) return std::nullopt;
  uint64_t number = 0;
  for (const char byte : *part) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::optional<std::string_view> take_bytes(std::string_view& bytes, uint64_t size) {
  if (size > bytes.size()) return std::nullopt;
  const std::string_view part = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return part;
}

std::string entry_bundle(std::span<const LogRecord> records) {
  std::string bytes;
  for (const LogRecord& record : records) {
    add_number(bytes, record.entry.size(), 2);
    bytes += record.entry;
  }
  return bytes;
}

std::string sealed_bundle(std::span<const LogRecord> records) {
  std::string bytes;
  for (const LogRecord& record : records) {
    add_number(bytes, record.sealed.size(), 4);
    bytes += record.sealed;
  }
  return bytes;
}

std::optional<std::vector<LogRecord>> read_bundles(std::string_view entries,
                                                   std::string_view sealed, uint64_t width) {
  std::vector<LogRecord> records(width);
  for (LogRecord& record : records) {
    const auto entry_size = take_number(entries, 2);
    const auto entry = entry_size ? take_bytes(entries, *entry_size) : std::nullopt;
    const auto sealed_size = take_number(sealed, 4);
    const auto beside = sealed_size ? take_bytes(sealed, *sealed_size) : std::nullopt;
    if (!entry || !beside) return std::nullopt;
    record.entry = *entry;
    record.sealed = *beside;
  }
  if (!entries.empty() || !sealed.empty()) return std::nullopt;
  return records;
}

std::string tile_bytes(std::span<const Hash> hashes) {
  std::string bytes;
  for (const Hash& hash : hashes) bytes += bytes_of(hash);
  return bytes;
}

std::optional<std::vector<Hash>> read_tile(std::string_view bytes, uint64_t width) {
  std::vector<Hash> hashes(width);
  if (bytes.size() != width * sizeof(Hash)) return std::nullopt;
  for (size_t i = 0; i < width; ++i) {
    std::copy_n(bytes.begin() + i * sizeof(Hash), sizeof(Hash), hashes[i].begin());
  }
  return hashes;
}

const std::vector<Hash>& TileReader::tile(unsigned level, uint64_t index) {
  if (!hashes_.empty() && level == level_ && index == index_) return hashes_;
  const uint64_t width = width_of(size_, level, index);
  NEWLYN_CHECK(width != 0, "the tile is in the tree", level, index, size_);
  const std::string path =
      fmt::format("{}/{}", folder_, tile_path(std::to_string(level), index, width));
  const auto bytes = read_whole(path);
  auto hashes = bytes ? read_tile(*bytes, width) : std::nullopt;
  if (!hashes) {
    throw Error(Code::source_unreadable,
                fmt::format("The audit log is damaged: {} is missing or of a wrong size. Put the "
                            "log back from a backup.",
                            path));
  }
  hashes_ = std::move(*hashes);
  level_ = level;
  index_ = index;
  return hashes_;
}

Hash TileReader::node(unsigned level, uint64_t index) {
  const unsigned tile_level = level / kLevelsPerTile;
  const uint64_t count = uint64_t{1} << level % kLevelsPerTile;
  const uint64_t first = index * count;
  const std::vector<Hash>& hashes = tile(tile_level, first / kTileWidth);
  const uint64_t at = first % kTileWidth;
  NEWLYN_CHECK(at + count <= hashes.size(), "the subtree is complete", level, index, size_);
  return hash_subtree(std::span(hashes).subspan(at, count));
}

}  // namespace newlyn::governance
