// SPDX-License-Identifier: MIT
// Adds up the properties of a column's values in whole numbers, so that order changes nothing.
#include "profile/evidence/column_shape.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace newlyn::profile {
namespace {

using record::TextColumn;
using record::ValueCode;

constexpr int kYearBase = 1700;
constexpr size_t kYears = 400;
constexpr size_t kLengths = 64;
constexpr uint32_t kSkeletonsMax = 9;
constexpr double kDense = 0.5;

// Weights summed over the values looked at.
struct Sums {
  std::array<uint64_t, kShapeCount> weights{};
  std::array<uint64_t, kLengths> lengths{};
  std::vector<uint64_t> years = std::vector<uint64_t>(kYears, 0);
  std::vector<uint64_t> skeletons;  // at most kSkeletonsMax different ones
  uint64_t read = 0;

  void add(const ValueShape& shape, uint64_t weight) {
    if (shape.has(Shape::placeholder)) {
      weights[static_cast<size_t>(Shape::placeholder)] += weight;
      return;
    }
    read += weight;
    for (uint64_t bits = shape.bits; bits != 0; bits &= bits - 1) {
      weights[static_cast<size_t>(__builtin_ctzll(bits))] += weight;
    }
    lengths[std::min<size_t>(shape.length, kLengths - 1)] += weight;
    const int year = shape.year - kYearBase;
    if (year >= 0 && year < static_cast<int>(kYears)) years[static_cast<size_t>(year)] += weight;
    if (skeletons.size() < kSkeletonsMax &&
        std::find(skeletons.begin(), skeletons.end(), shape.skeleton) == skeletons.end()) {
      skeletons.push_back(shape.skeleton);
    }
  }
};

// The year below which `share` of the weight lies; 0 when no value has a year.
int year_at(const std::vector<uint64_t>& years, double share) {
  uint64_t total = 0;
  for (const uint64_t weight : years) total += weight;
  if (total == 0) return 0;
  const double wanted = share * static_cast<double>(total);
  uint64_t seen = 0;
  for (size_t i = 0; i < years.size(); ++i) {
    seen += years[i];
    if (static_cast<double>(seen) >= wanted && years[i] > 0) return kYearBase + static_cast<int>(i);
  }
  return 0;
}

Sums read_values(const TextColumn& column, const std::vector<uint32_t>& counts, uint64_t distinct) {
  Sums sums;
  std::string scratch;
  const bool sampled = distinct > kValuesRead;
  const uint64_t limit = sampled ? std::numeric_limits<uint64_t>::max() / distinct * kValuesRead
                                 : std::numeric_limits<uint64_t>::max();
  for (ValueCode code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    const std::string_view value = column.values[code];
    if (sampled && hash_bytes(value) > limit) continue;
    sums.add(shape_of(value, scratch), counts[code]);
  }
  return sums;
}

// How often values occur: sets distinct, filled, effective, even, unique.
void read_counts(const std::vector<uint32_t>& counts, ColumnShape& shape) {
  uint32_t least = std::numeric_limits<uint32_t>::max();
  uint32_t most = 0;
  unsigned __int128 square_sum = 0;
  for (size_t code = 1; code < counts.size(); ++code) {
    const uint64_t count = counts[code];
    if (count == 0) continue;
    ++shape.distinct;
    shape.filled += count;
    square_sum += count * count;
    least = std::min(least, counts[code]);
    most = std::max(most, counts[code]);
  }
  const auto filled = static_cast<double>(shape.filled);
  if (shape.filled > 0) shape.effective = filled * filled / static_cast<double>(square_sum);
  shape.even = shape.distinct > 0 && least == most;
  shape.unique = shape.rows > 0 && shape.filled == shape.rows && shape.distinct == shape.rows;
}

// Whether unique whole numbers follow one another. Looks at every value.
void read_range(const TextColumn& column, const std::vector<uint32_t>& counts, ColumnShape& shape) {
  uint64_t low = std::numeric_limits<uint64_t>::max();
  uint64_t high = 0;
  for (ValueCode code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    const std::string_view text = column.values[code];
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const double range = static_cast<double>(high - low) + 1;
  shape.counting = static_cast<double>(shape.distinct) >= kDense * range;
  shape.counts_from_start = low <= 1 && high - low + 1 == shape.distinct;
}

}  // namespace

ColumnShape shape_column(const TextColumn& column) {
  ColumnShape shape;
  shape.rows = column.row_count();
  const std::vector<uint32_t> counts = column.counts();
  read_counts(counts, shape);
  if (shape.filled == 0) return shape;
  const Sums sums = read_values(column, counts, shape.distinct);
  shape.read = sums.read;
  const auto total =
      static_cast<double>(sums.read + sums.weights[static_cast<size_t>(Shape::placeholder)]);
  if (total > 0) {
    shape.shares[static_cast<size_t>(Shape::placeholder)] =
        static_cast<double>(sums.weights[static_cast<size_t>(Shape::placeholder)]) / total;
  }
  if (sums.read == 0) return shape;
  const auto read = static_cast<double>(sums.read);
  for (size_t i = 1; i < kShapeCount; ++i) {
    shape.shares[i] = static_cast<double>(sums.weights[i]) / read;
  }
  const auto longest = std::max_element(sums.lengths.begin(), sums.lengths.end());
  shape.same_length = static_cast<double>(*longest) / read;
  shape.common_length = static_cast<uint32_t>(longest - sums.lengths.begin());
  shape.skeletons = static_cast<uint32_t>(sums.skeletons.size());
  shape.year_low = year_at(sums.years, 0.05);
  shape.year_high = year_at(sums.years, 0.95);
  if (shape.unique && shape.share(Shape::whole_number) >= 1) read_range(column, counts, shape);
  return shape;
}

}  // namespace newlyn::profile
