// SPDX-License-Identifier: MIT
// Numbers scattered over the ids by a linear permutation; a weighted sum modulo a prime as check.
#include "index/entity_id.h"

#include "base/check.h"

namespace newlyn::index {
namespace {

constexpr std::string_view kSymbols = "23456789BCDFGHJKLMNPQRSTVWXYZ";
constexpr uint64_t kBase = kSymbols.size();
constexpr size_t kSymbolsOfNumber = 6;
constexpr uint64_t kFactor = 367'618'793;  // no multiple of 29, so that no two numbers meet
constexpr uint64_t kShift = 411'222'333;

static_assert(kBase == 29 && kFactor % kBase != 0);

constexpr uint64_t inverse_of_factor() noexcept {
  // Euler: the factor to the power of phi(29^6) - 1.
  uint64_t power = uint64_t{kEntityIdsMax} / kBase * (kBase - 1) - 1;
  uint64_t square = kFactor;
  uint64_t inverse = 1;
  for (; power != 0; power /= 2) {
    if (power % 2 == 1) inverse = inverse * square % kEntityIdsMax;
    square = square * square % kEntityIdsMax;
  }
  return inverse;
}

constexpr uint64_t kInverse = inverse_of_factor();
static_assert(kFactor * kInverse % kEntityIdsMax == 1);

size_t symbol_of(char letter) noexcept {
  if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return kSymbols.find(letter);
}

}  // namespace

std::string entity_id(uint32_t number) {
  NEWLYN_CHECK(number < kEntityIdsMax, "there are ids left", number);
  uint64_t scattered = (number * kFactor + kShift) % kEntityIdsMax;
  std::string id(kSymbolsOfNumber + 1, ' ');
  uint64_t check = 0;
  for (size_t place = kSymbolsOfNumber; place-- > 0; scattered /= kBase) {
    id[place] = kSymbols[scattered % kBase];
    check += (place + 2) * (scattered % kBase);
  }
  // With weights 2 to 7 and 1 the whole sum is 0.
  id[kSymbolsOfNumber] = kSymbols[(kBase - check % kBase) % kBase];
  return id;
}

std::optional<uint32_t> entity_number(std::string_view id) noexcept {
  if (id.size() != kSymbolsOfNumber + 1) return std::nullopt;
  uint64_t scattered = 0;
  uint64_t check = 0;
  for (size_t place = 0; place < id.size(); ++place) {
    const size_t symbol = symbol_of(id[place]);
    if (symbol == std::string_view::npos) return std::nullopt;
    const bool last = place == kSymbolsOfNumber;
    check += (last ? 1 : place + 2) * symbol;
    if (!last) scattered = scattered * kBase + symbol;
  }
  if (check % kBase != 0) return std::nullopt;
  const uint64_t shifted = (scattered + kEntityIdsMax - kShift) % kEntityIdsMax;
  return static_cast<uint32_t>(shifted * kInverse % kEntityIdsMax);
}

}  // namespace newlyn::index
