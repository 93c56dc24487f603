// SPDX-License-Identifier: MIT
// A growing array in pages that can be copied in a moment while it goes on changing.
//
// 1. share() copies the table of pages alone. From then on whoever changes an item of a page that
//    was there first makes a page of its own; items added later need none.
// 2. One thread changes; a shared copy may be read by another at the same time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "index/snapshot/snapshot_file.h"

namespace newlyn::index {

template <typename T>
class Paged {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const noexcept { return size_; }
  const T& operator[](size_t place) const noexcept {
    return pages_[place >> kShift][place & kMask];
  }
  /// The item, to be changed.
  T& edit(size_t place) {
    const size_t page = place >> kShift;
    if (!owned_[page]) own(page);
    return pages_[page][place & kMask];
  }
  void push_back(const T& item) {
    if ((size_ & kMask) == 0) add_page();
    // Nobody who shares the page reads beyond what was there.
    pages_[size_ >> kShift][size_ & kMask] = item;
    ++size_;
  }
  void resize(size_t size, const T& item) {
    while (size_ < size) push_back(item);
  }
  void clear() { *this = Paged(); }
  /// A copy for somebody who only reads it.
  Paged share() {
    std::fill(owned_.begin(), owned_.end(), false);
    return *this;
  }

  void save(SnapshotWriter& writer) const {
    writer.put<uint64_t>(size_);
    for (size_t done = 0; done < size_; done += kItems) {
      const size_t count = std::min(kItems, size_ - done);
      writer.bytes(pages_[done >> kShift].get(), count * sizeof(T));
    }
  }
  void load(SnapshotReader& reader) {
    clear();
    const uint64_t size = reader.count(sizeof(T));
    for (size_ = 0; size_ < size;) {
      add_page();
      const size_t count = std::min<size_t>(kItems, size - size_);
      reader.bytes(pages_.back().get(), count * sizeof(T));
      size_ += count;
    }
  }

 private:
  static constexpr size_t kPageBytes = 64 * 1024;
  static constexpr size_t kShift = std::bit_width(kPageBytes / sizeof(T)) - 1;
  static constexpr size_t kItems = size_t{1} << kShift;
  static constexpr size_t kMask = kItems - 1;

  void add_page() {
    pages_.push_back(std::make_shared_for_overwrite<T[]>(kItems));
    owned_.push_back(true);
  }
  void own(size_t page) {
    auto copy = std::make_shared_for_overwrite<T[]>(kItems);
    const size_t count = std::min(kItems, size_ - (page << kShift));
    std::copy_n(pages_[page].get(), count, copy.get());
    pages_[page] = std::move(copy);
    owned_[page] = true;
  }

  std::vector<std::shared_ptr<T[]>> pages_;
  std::vector<bool> owned_;
  size_t size_ = 0;
};

}  // namespace newlyn::index
