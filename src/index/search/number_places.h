// SPDX-License-Identifier: MIT
// Where rows or entities stand in a list, looked up by their numbers.
//
// The arrays are those of the thread, and as long as the highest number: a search writes to a few
// thousand places of them and asks a few hundred thousand. Most are not there, which one bit tells:
// the bits of all stay in the processor's cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace newlyn::index {

/// `Of` tells apart lists that a thread has at the same time. Whoever sets a place forgets it
/// again.
template <typename Of>
class NumberPlaces {
 public:
  /// Requires: one at a time in a thread. Numbers below `count` need no growing.
  explicit NumberPlaces(size_t count) : all_(of_thread()) {
    if (count > all_.places.size()) grow(count);
  }
  NumberPlaces(const NumberPlaces&) = delete;
  NumberPlaces& operator=(const NumberPlaces&) = delete;

  bool has(uint32_t number) const noexcept {
    return number < all_.places.size() && (all_.bits[number / kBits] >> number % kBits & 1) != 0;
  }
  /// Requires: has(number).
  uint32_t at(uint32_t number) const noexcept { return all_.places[number]; }
  void set(uint32_t number, size_t place) {
    if (number >= all_.places.size()) grow(size_t{number} + number / 2 + 1);
    all_.bits[number / kBits] |= uint64_t{1} << number % kBits;
    all_.places[number] = static_cast<uint32_t>(place);
  }
  void forget(uint32_t number) noexcept {
    all_.bits[number / kBits] &= ~(uint64_t{1} << number % kBits);
  }

 private:
  static constexpr size_t kBits = 64;
  struct All {
    std::vector<uint64_t> bits;
    std::vector<uint32_t> places;
  };
  static All& of_thread() {
    thread_local All all;
    return all;
  }
  void grow(size_t count) {
    all_.places.resize(count, 0);
    all_.bits.resize(count / kBits + 1, 0);
  }

  All& all_;
};

}  // namespace newlyn::index
