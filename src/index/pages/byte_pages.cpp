// SPDX-License-Identifier: MIT
// Pages of one size; what is longer gets a page of its own.
#include "index/pages/byte_pages.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace newlyn::index {

uint64_t BytePages::add(std::string_view bytes) {
  NEWLYN_CHECK(bytes.size() < UINT32_MAX, "a text fits a page", bytes.size());
  if (pages_.empty() || room_ - used_.back() < bytes.size()) {
    room_ = std::max(kPageBytes, bytes.size());
    pages_.push_back(std::make_shared_for_overwrite<char[]>(room_));
    used_.push_back(0);
  }
  const uint64_t address = (uint64_t{pages_.size() - 1} << 32) | used_.back();
  if (!bytes.empty()) std::memcpy(pages_.back().get() + used_.back(), bytes.data(), bytes.size());
  used_.back() += static_cast<uint32_t>(bytes.size());
  bytes_ += bytes.size();
  return address;
}

void BytePages::save(SnapshotWriter& writer) const {
  writer.put<uint64_t>(pages_.size());
  for (size_t page = 0; page < pages_.size(); ++page) {
    writer.put<uint64_t>(used_[page]);
    writer.bytes(pages_[page].get(), used_[page]);
  }
}

void BytePages::load(SnapshotReader& reader) {
  *this = BytePages();
  const uint64_t pages = reader.count(sizeof(uint64_t));
  for (uint64_t page = 0; page < pages; ++page) {
    const uint64_t used = reader.count(1);
    const bool last = page + 1 == pages;
    room_ = last ? std::max<size_t>(kPageBytes, used) : used;
    pages_.push_back(std::make_shared_for_overwrite<char[]>(room_));
    used_.push_back(static_cast<uint32_t>(used));
    reader.bytes(pages_.back().get(), used);
    bytes_ += used;
  }
}

}  // namespace newlyn::index
