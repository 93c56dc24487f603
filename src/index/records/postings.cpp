// SPDX-License-Identifier: MIT
// Sorts what came later into what was there.
#include "index/records/postings.h"

#include "base/check.h"
#include "base/threads.h"

namespace newlyn::index {
namespace {

constexpr unsigned kStartBits = 16;
constexpr unsigned kStartShift = 64 - kStartBits;

using Pairs = std::vector<std::pair<uint64_t, uint32_t>>;

/// Sorts by key, then number. Keys are hashes: their first bits cut them into equal portions.
void sort_pairs(Pairs& pairs) {
  constexpr unsigned kPortionBits = 10;
  constexpr size_t kPortions = size_t{1} << kPortionBits;
  constexpr size_t kSmall = 50'000;
  if (pairs.size() < kSmall) {
    std::sort(pairs.begin(), pairs.end());
    return;
  }
  std::vector<size_t> starts(kPortions + 1, 0);
  for (const auto& [key, number] : pairs) ++starts[(key >> (64 - kPortionBits)) + 1];
  for (size_t i = 0; i < kPortions; ++i) starts[i + 1] += starts[i];
  Pairs portions(pairs.size());
  std::vector<size_t> next(starts.begin(), starts.end() - 1);
  for (const auto& pair : pairs) portions[next[pair.first >> (64 - kPortionBits)]++] = pair;
  parallel_ranges(kPortions, 1, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      std::sort(portions.begin() + static_cast<ptrdiff_t>(starts[i]),
                portions.begin() + static_cast<ptrdiff_t>(starts[i + 1]));
    }
  });
  pairs = std::move(portions);
}

}  // namespace

Postings::Postings() {
  auto nothing = std::make_shared<Sorted>();
  nothing->find_starts();
  sorted_ = std::move(nothing);
}

void Postings::Layer::add(uint64_t key, uint32_t number) {
  const auto at = static_cast<uint32_t>(links.size());
  const auto [place, is_new] = ends.try_emplace(key, Ends{at, at});
  if (!is_new) {
    links[place->second.last].next = at;
    place->second.last = at;
  }
  links.push_back({number, 0});
}

void Postings::Sorted::find_starts() {
  starts.assign((size_t{1} << kStartBits) + 1, 0);
  for (const uint64_t key : keys) ++starts[(key >> kStartShift) + 1];
  for (size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
}

std::pair<size_t, size_t> Postings::Sorted::range(uint64_t key) const {
  const size_t bits = key >> kStartShift;
  const auto begin = keys.begin() + starts[bits];
  const auto end = keys.begin() + starts[bits + 1];
  const auto from = std::lower_bound(begin, end, key);
  auto to = from;
  while (to != end && *to == key) ++to;
  return {static_cast<size_t>(from - keys.begin()), static_cast<size_t>(to - keys.begin())};
}

void Postings::add_layer(const Layer& layer, Pairs& pairs) {
  for (const auto& [key, ends] : layer.ends) {
    for (uint32_t at = ends.first;; at = layer.links[at].next) {
      pairs.emplace_back(key, layer.links[at].number);
      if (at == ends.last) break;
    }
  }
}

/// Merges with what is sorted already.
void Postings::sort_in(Pairs pairs) {
  if (pairs.empty()) return;
  sort_pairs(pairs);
  auto merged = std::make_shared<Sorted>();
  const Sorted& before = *sorted_;
  const size_t count = before.keys.size() + pairs.size();
  NEWLYN_CHECK(count < UINT32_MAX, "places of keys fit 32 bits", count);
  merged->keys.reserve(count);
  merged->numbers.reserve(count);
  size_t old = 0;
  for (const auto& [key, number] : pairs) {
    for (; old < before.keys.size() && before.keys[old] <= key; ++old) {
      merged->keys.push_back(before.keys[old]);
      merged->numbers.push_back(before.numbers[old]);
    }
    merged->keys.push_back(key);
    merged->numbers.push_back(number);
  }
  for (; old < before.keys.size(); ++old) {
    merged->keys.push_back(before.keys[old]);
    merged->numbers.push_back(before.numbers[old]);
  }
  merged->find_starts();
  sorted_ = std::move(merged);
}

void Postings::freeze() {
  Pairs all = std::move(unfrozen_);
  unfrozen_ = {};
  for (const auto& layer : closed_) add_layer(*layer, all);
  add_layer(later_, all);
  closed_.clear();
  later_ = {};
  sort_in(std::move(all));
}

void Postings::numbers_of(uint64_t key, std::vector<uint32_t>& numbers) const {
  each(key, [&](uint32_t number) {
    numbers.push_back(number);
    return true;
  });
}

size_t Postings::count(uint64_t key) const {
  size_t count = 0;
  each(key, [&](uint32_t) {
    ++count;
    return true;
  });
  return count;
}

Postings Postings::share() {
  if (!later_.links.empty()) {
    closed_.push_back(std::make_shared<const Layer>(std::move(later_)));
    later_ = {};
  }
  Postings copy(*this);
  copy.base_ = sorted_;
  return copy;
}

void Postings::sort() {
  Pairs pairs;
  for (const auto& layer : closed_) add_layer(*layer, pairs);
  sort_in(std::move(pairs));
}

void Postings::adopt(const Postings& sorted) {
  if (sorted.base_ != sorted_) return;
  sorted_ = sorted.sorted_;
  closed_.erase(closed_.begin(), closed_.begin() + static_cast<ptrdiff_t>(sorted.closed_.size()));
}

void Postings::save(SnapshotWriter& writer) const {
  writer.all(sorted_->keys);
  writer.all(sorted_->numbers);
}

void Postings::load(SnapshotReader& reader) {
  *this = Postings();
  auto sorted = std::make_shared<Sorted>();
  sorted->keys = reader.all<uint64_t>();
  sorted->numbers = reader.all<uint32_t>();
  reader.expect(sorted->keys.size() == sorted->numbers.size());
  sorted->find_starts();
  sorted_ = std::move(sorted);
}

}  // namespace newlyn::index
