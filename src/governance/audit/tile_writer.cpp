// SPDX-License-Identifier: MIT
// Full and partial tiles as the tree grows.
#include "governance/audit/tile_writer.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <vector>

namespace newlyn::governance {

namespace fs = std::filesystem;

namespace {

/// Files that are open at once: they share the disk's one commit.
constexpr size_t kUnsyncedMax = 192;

/// Removes the partial tiles of a folder that are wider than `width`; false: there was none. The
/// folder is looked at, because asking for every width takes as long as everything else does.
bool remove_wider(const std::string& folder, uint64_t width) {
  std::error_code ignored;
  std::vector<fs::path> wider;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    uint64_t number = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool is_number = read.ec == std::errc() && read.ptr == name.data() + name.size();
    if (is_number && number > width) wider.push_back(entry.path());
  }
  for (const fs::path& path : wider) fs::remove(path, ignored);
  return !wider.empty();
}

}  // namespace

TileWriter::TileWriter(std::string folder, uint64_t size, Disk& disk)
    : folder_(std::move(folder)), disk_(disk), full_(size - size % kTileWidth), edge_(1) {
  TileReader reader(folder_, size);
  for (unsigned level = 1; level < 8 && (size >> (8 * level)) != 0; ++level) {
    const uint64_t width = partial_width(size, level);
    const uint64_t index = (size >> (8 * level)) / kTileWidth;
    edge_.push_back(width == 0 ? std::vector<Hash>() : reader.tile(level, index));
  }
  for (const char* kind : {"entries", "sealed", "0"}) {
    remove_beyond(kind, size / kTileWidth, size % kTileWidth);
  }
  for (unsigned level = 1; level < 8; ++level) {
    remove_beyond(std::to_string(level), (size >> (8 * level)) / kTileWidth,
                  partial_width(size, level));
  }
}

/// Smaller widths stay: they belong to earlier checkpoints.
void TileWriter::remove_beyond(std::string_view kind, uint64_t index, uint64_t width) {
  for (bool found = true; found; ++index, width = 0) {
    std::error_code ignored;
    const std::string path = fmt::format("{}/{}", folder_, tile_path(kind, index, kTileWidth));
    found = fs::remove(path, ignored);
    found |= remove_wider(path + ".p", width);
  }
}

void TileWriter::put(std::string_view kind, uint64_t index, uint64_t width,
                     std::string_view bytes) {
  const std::string path = fmt::format("{}/{}", folder_, tile_path(kind, index, width));
  if (written_.size() == kUnsyncedMax) sync_written();
  written_.push_back(write_unsynced(disk_, path, bytes));
  for (fs::path place = fs::path(path).parent_path(); place.string().size() >= folder_.size();
       place = place.parent_path()) {
    touched_.insert(place.string());
  }
  if (width == kTileWidth) outgrown_.push_back(path + ".p");
}

/// All are on their way before the first is waited for, so that a file system that commits in
/// turns commits once and not once per file.
void TileWriter::sync_written() {
  for (const OpenFile& file : written_) disk_.begin_writing(file.number());
  for (const OpenFile& file : written_) sync_all(disk_, file, folder_);
  written_.clear();
}

void TileWriter::raise(unsigned level, const Hash& subtree) {
  if (edge_.size() <= level) edge_.resize(level + 1);
  edge_[level].push_back(subtree);
  if (edge_[level].size() < kTileWidth) return;
  const uint64_t index = (full_ >> (8 * level)) / kTileWidth - 1;
  put(std::to_string(level), index, kTileWidth, tile_bytes(edge_[level]));
  const Hash above = hash_subtree(edge_[level]);
  edge_[level].clear();
  raise(level + 1, above);
}

void TileWriter::write(std::span<const LogRecord> records) {
  const uint64_t full = full_;
  const auto edge = edge_;
  try {
    write_tiles(records);
  } catch (...) {
    full_ = full;  // the next call writes the same tiles again
    edge_ = edge;
    outgrown_.clear();
    written_.clear();
    throw;
  }
}

void TileWriter::write_tiles(std::span<const LogRecord> records) {
  const bool raised = records.size() >= kTileWidth;
  while (!records.empty()) {
    const auto part = records.subspan(0, std::min<size_t>(records.size(), kTileWidth));
    records = records.subspan(part.size());
    std::vector<Hash> leaves;
    for (const LogRecord& record : part) leaves.push_back(hash_leaf(record.entry));
    const uint64_t index = full_ / kTileWidth;
    put("entries", index, part.size(), entry_bundle(part));
    put("sealed", index, part.size(), sealed_bundle(part));
    put("0", index, part.size(), tile_bytes(leaves));
    if (part.size() < kTileWidth) break;
    full_ += kTileWidth;
    raise(1, hash_subtree(leaves));
  }
  for (unsigned level = 1; raised && level < edge_.size(); ++level) {
    if (edge_[level].empty()) continue;
    put(std::to_string(level), (full_ >> (8 * level)) / kTileWidth, edge_[level].size(),
        tile_bytes(edge_[level]));
  }
  sync_written();
  for (const std::string& place : touched_) sync_folder(disk_, place);
  touched_.clear();
}

void TileWriter::remove_outgrown() {
  for (const std::string& path : outgrown_) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  outgrown_.clear();
}

}  // namespace newlyn::governance
