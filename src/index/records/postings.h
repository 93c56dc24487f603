// SPDX-License-Identifier: MIT
// From keys to numbers of rows or records: most of them sorted in two flat arrays, later ones in
// layers above.
//
// 1. The sorted arrays never change once made. share() closes the layer at work, so that somebody
//    else can sort the closed ones in while new numbers go into another.
// 2. Numbers of a key come in the order in which they were added.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/snapshot/snapshot_file.h"

namespace newlyn::index {

/// A different content of records, by number.
using Row = uint32_t;

class Postings {
 public:
  Postings();
  void add(uint64_t key, uint32_t number) { later_.add(key, number); }
  /// Adds what is only found after the next freeze(): for very many at once.
  void add_unfrozen(uint64_t key, uint32_t number) { unfrozen_.emplace_back(key, number); }
  /// Moves everything into the flat arrays: twelve bytes a number.
  void freeze();
  /// Calls `take` with every number of a key, until it says false.
  template <typename Take>
  void each(uint64_t key, Take take) const;
  /// Adds the numbers of a key to `numbers`.
  void numbers_of(uint64_t key, std::vector<uint32_t>& numbers) const;
  /// How many numbers a key has.
  size_t count(uint64_t key) const;
  size_t later_count() const noexcept { return later_.links.size(); }

  /// A copy for somebody who only reads it and may sort() it.
  Postings share();
  /// Sorts all closed layers in. Requires: nothing was added since share().
  void sort();
  /// Takes over what a shared copy has sorted, unless all was frozen again since.
  void adopt(const Postings& sorted);
  /// Requires: sort() or freeze() was last.
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  struct Sorted {
    std::vector<uint64_t> keys;  // ascending, one a number
    std::vector<uint32_t> numbers;
    std::vector<uint32_t> starts;  // by the first bits of keys, where they begin
    void find_starts();
    std::pair<size_t, size_t> range(uint64_t key) const;
  };
  struct Link {
    uint32_t number = 0;
    uint32_t next = 0;
  };
  struct Ends {
    uint32_t first = 0;
    uint32_t last = 0;
  };
  struct Layer {
    std::unordered_map<uint64_t, Ends> ends;
    std::vector<Link> links;
    void add(uint64_t key, uint32_t number);
    template <typename Take>
    bool each(uint64_t key, Take take) const;
  };
  using Pairs = std::vector<std::pair<uint64_t, uint32_t>>;
  static void add_layer(const Layer& layer, Pairs& pairs);
  void sort_in(Pairs pairs);

  std::shared_ptr<const Sorted> sorted_;
  std::vector<std::shared_ptr<const Layer>> closed_;
  Layer later_;
  Pairs unfrozen_;
  std::shared_ptr<const Sorted> base_;  // of a copy: what was sorted when it was made
};

template <typename Take>
bool Postings::Layer::each(uint64_t key, Take take) const {
  const auto found = ends.find(key);
  if (found == ends.end()) return true;
  for (uint32_t at = found->second.first;; at = links[at].next) {
    if (!take(links[at].number)) return false;
    if (at == found->second.last) return true;
  }
}

template <typename Take>
void Postings::each(uint64_t key, Take take) const {
  const auto [from, to] = sorted_->range(key);
  for (size_t i = from; i < to; ++i) {
    if (!take(sorted_->numbers[i])) return;
  }
  for (const auto& layer : closed_) {
    if (!layer->each(key, take)) return;
  }
  later_.each(key, take);
}

}  // namespace newlyn::index
