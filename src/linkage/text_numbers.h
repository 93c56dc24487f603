// SPDX-License-Identifier: MIT
// Tables from texts to numbers that stand in a few blocks of memory: a fitted model has millions of
// texts, of which a node each would take three times the room and be slow to make.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/text_column.h"

namespace newlyn::linkage {

/// Different texts with `width` numbers each. Views of them are good until the table changes.
template <typename Number>
class TextNumbers {
 public:
  explicit TextNumbers(size_t width = 1) : width_(width) {}

  size_t width() const noexcept { return width_; }
  size_t size() const noexcept { return numbers_.size() / width_; }
  /// The text of an entry. Requires: place < size().
  std::string_view text(size_t place) const noexcept {
    return texts_.values()[static_cast<record::ValueCode>(place + 1)];
  }
  std::span<const Number> numbers(size_t place) const noexcept {
    return {numbers_.data() + place * width_, width_};
  }
  /// The numbers of a text; none when it is not there.
  std::span<const Number> find(std::string_view text) const noexcept {
    const record::ValueCode code = texts_.find(text);
    return code == record::kNullCode ? std::span<const Number>() : numbers(code - 1);
  }
  /// Adds a text. One that is there keeps the numbers it has. Requires: `width` numbers.
  void add(std::string_view text, std::span<const Number> numbers) {
    if (texts_.code_of(text) <= size()) return;
    numbers_.insert(numbers_.end(), numbers.begin(), numbers.end());
  }
  void add(std::string_view text, Number number) { add(text, std::span(&number, 1)); }
  /// Takes texts out and returns how many were there.
  size_t remove(const std::vector<std::string>& texts) {
    const auto is_there = [&](const std::string& text) { return !find(text).empty(); };
    if (std::none_of(texts.begin(), texts.end(), is_there)) return 0;
    std::vector<std::string_view> removed(texts.begin(), texts.end());
    std::sort(removed.begin(), removed.end());
    TextNumbers kept(width_);
    for (size_t place = 0; place < size(); ++place) {
      if (std::binary_search(removed.begin(), removed.end(), text(place))) continue;
      kept.add(text(place), numbers(place));
    }
    const size_t taken = size() - kept.size();
    *this = std::move(kept);
    return taken;
  }
  /// The places of all entries in the order of their texts.
  std::vector<uint32_t> ordered() const {
    std::vector<uint32_t> places(size());
    for (uint32_t place = 0; place < places.size(); ++place) places[place] = place;
    std::sort(places.begin(), places.end(),
              [&](uint32_t a, uint32_t b) { return text(a) < text(b); });
    return places;
  }

 private:
  size_t width_;
  record::ValueIndex texts_{true};
  std::vector<Number> numbers_;
};

}  // namespace newlyn::linkage
