// SPDX-License-Identifier: MIT
// Columns are compared by the smallest hashes of their values, a fair sample of both at once.
#include "profile/overlap.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/random.h"
#include "base/threads.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;
using record::kNullCode;
using record::TextColumn;
using record::ValueCode;

constexpr size_t kSketch = 20'000;
constexpr uint64_t kDistinctLeast = 3;
constexpr double kShareLeast = 0.3;
constexpr double kUniqueLeast = 0.9;  // values per row, of one side at least
constexpr size_t kKeysOfTwo = 5;
constexpr uint32_t kCountingLength = 6;

// The smallest hashes of a column's values, rising; whole when there are no more.
struct Sketch {
  std::vector<uint64_t> hashes;
  bool whole = true;
};

uint64_t hash_of(std::string_view value, std::string& folded) {
  folded.clear();
  for (const char letter : value) {
    if (letter >= 'A' && letter <= 'Z')
      folded += static_cast<char>(letter + ('a' - 'A'));
    else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
             static_cast<unsigned char>(letter) >= 0x80)
      folded += letter;
  }
  return hash_bytes(folded);
}

Sketch sketch_of(const TextColumn& column, const ColumnMeasure& measure) {
  Sketch sketch;
  std::string folded;
  std::vector<uint64_t> placeholders;
  for (const CountedText& text : measure.placeholder_values) {
    placeholders.push_back(hash_of(text.text, folded));
  }
  for (ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const uint64_t hash = hash_of(column.values[code], folded);
    if (folded.empty()) continue;
    if (std::find(placeholders.begin(), placeholders.end(), hash) != placeholders.end()) continue;
    sketch.hashes.push_back(hash);
  }
  std::sort(sketch.hashes.begin(), sketch.hashes.end());
  sketch.hashes.erase(std::unique(sketch.hashes.begin(), sketch.hashes.end()), sketch.hashes.end());
  sketch.whole = sketch.hashes.size() <= kSketch;
  if (!sketch.whole) sketch.hashes.resize(kSketch);
  return sketch;
}

bool can_join(const ColumnMeasure& measure) {
  return measure.distinct >= kDistinctLeast && measure.form != ValueForm::yes_or_no &&
         measure.column.kind != FieldKind::free_text;
}

bool is_unique(const ColumnMeasure& measure) {
  return static_cast<double>(measure.distinct) >=
         kUniqueLeast * static_cast<double>(measure.filled());
}

bool is_counting(const ColumnMeasure& measure) {
  return measure.form == ValueForm::whole_number && measure.lengths.most <= kCountingLength;
}

// Shares of values that both have, over the hashes that both samples reach.
void compare_sketches(const Sketch& left, const Sketch& right, JoinKey& key) {
  uint64_t reach = std::numeric_limits<uint64_t>::max();
  if (!left.whole) reach = std::min(reach, left.hashes.back());
  if (!right.whole) reach = std::min(reach, right.hashes.back());
  const auto within = [&](const Sketch& sketch) {
    return std::upper_bound(sketch.hashes.begin(), sketch.hashes.end(), reach);
  };
  auto a = left.hashes.begin();
  auto b = right.hashes.begin();
  const auto a_end = within(left);
  const auto b_end = within(right);
  const auto a_count = static_cast<double>(a_end - a);
  const auto b_count = static_cast<double>(b_end - b);
  double both = 0;
  while (a != a_end && b != b_end) {
    if (*a < *b) {
      ++a;
    } else if (*b < *a) {
      ++b;
    } else {
      ++both;
      ++a;
      ++b;
    }
  }
  if (a_count > 0) key.left_share = both / a_count;
  if (b_count > 0) key.right_share = both / b_count;
}

// The row of each value that one row alone holds.
std::unordered_map<uint64_t, uint32_t> rows_of(const TextColumn& column) {
  std::string folded;
  std::vector<uint64_t> hashes(column.values.value_count() + 1, 0);
  for (ValueCode code = 1; code < hashes.size(); ++code) {
    hashes[code] = hash_of(column.values[code], folded);
  }
  constexpr uint32_t kSeveral = std::numeric_limits<uint32_t>::max();
  std::unordered_map<uint64_t, uint32_t> rows;
  rows.reserve(column.row_count());
  for (uint32_t row = 0; row < column.row_count(); ++row) {
    if (column.codes[row] == kNullCode) continue;
    const auto [found, is_new] = rows.emplace(hashes[column.codes[row]], row);
    if (!is_new) found->second = kSeveral;
  }
  std::erase_if(rows, [&](const auto& entry) { return entry.second == kSeveral; });
  return rows;
}

using RowPairs = std::vector<std::pair<uint32_t, uint32_t>>;

Agreement agreement_of(const TextColumn& left, const TextColumn& right, const RowPairs& pairs) {
  Agreement agreement;
  agreement.left_column = left.name;
  agreement.right_column = right.name;
  std::string one;
  std::string other;
  for (const auto& [left_row, right_row] : pairs) {
    const bool has_left = left.codes[left_row] != kNullCode;
    const bool has_right = right.codes[right_row] != kNullCode;
    if (has_left != has_right) ++agreement.one_lacks;
    if (!has_left || !has_right) continue;
    const bool equal = hash_of(left.text(left_row), one) == hash_of(right.text(right_row), other);
    ++(equal ? agreement.equal : agreement.different);
  }
  return agreement;
}

bool mean_the_same(const ColumnMeasure& left, const ColumnMeasure& right) {
  if (left.column.name == right.column.name) return true;
  const FieldKind kind = left.column.kind;
  return kind == right.column.kind && kind <= FieldKind::account;
}

class JoinSearch {
 public:
  explicit JoinSearch(const std::vector<MeasuredTable>& tables) : tables_(tables) {}
  std::vector<JoinKey> answer();

 private:
  void sketch_all();
  std::vector<JoinKey> keys_of(size_t left, size_t right) const;
  void compare_rows(JoinKey& key) const;
  const ColumnMeasure& measure_of(ColumnPlace place) const {
    return (*tables_[place.table].measures)[place.column];
  }

  const std::vector<MeasuredTable>& tables_;
  std::vector<std::vector<Sketch>> sketches_;
};

void JoinSearch::sketch_all() {
  std::vector<ColumnPlace> places;
  for (size_t table = 0; table < tables_.size(); ++table) {
    sketches_.emplace_back(tables_[table].columns->size());
    for (size_t column = 0; column < tables_[table].columns->size(); ++column) {
      if (can_join(measure_of({table, column}))) places.push_back({table, column});
    }
  }
  parallel_ranges(places.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const ColumnPlace place = places[i];
      sketches_[place.table][place.column] =
          sketch_of((*tables_[place.table].columns)[place.column], measure_of(place));
    }
  });
}

std::vector<JoinKey> JoinSearch::keys_of(size_t left, size_t right) const {
  std::vector<JoinKey> keys;
  for (size_t i = 0; i < sketches_[left].size(); ++i) {
    for (size_t j = 0; j < sketches_[right].size(); ++j) {
      if (sketches_[left][i].hashes.empty() || sketches_[right][j].hashes.empty()) continue;
      JoinKey key;
      key.left = {left, i};
      key.right = {right, j};
      const ColumnMeasure& one = measure_of(key.left);
      const ColumnMeasure& other = measure_of(key.right);
      key.left_unique = is_unique(one);
      key.right_unique = is_unique(other);
      if (!key.left_unique && !key.right_unique) continue;
      compare_sketches(sketches_[left][i], sketches_[right][j], key);
      if (std::max(key.left_share, key.right_share) < kShareLeast) continue;
      key.by_chance = is_counting(one) && is_counting(other);
      keys.push_back(key);
    }
  }
  const auto worth = [&](const JoinKey& key) {
    const double both = key.left_unique && key.right_unique ? 1 : 0;
    return (key.by_chance ? -4 : 0) + both + key.left_share + key.right_share;
  };
  std::stable_sort(keys.begin(), keys.end(), [&](const JoinKey& one, const JoinKey& other) {
    return worth(one) > worth(other);
  });
  if (keys.size() > kKeysOfTwo) keys.resize(kKeysOfTwo);
  return keys;
}

void JoinSearch::compare_rows(JoinKey& key) const {
  const auto& left = *tables_[key.left.table].columns;
  const auto& right = *tables_[key.right.table].columns;
  const auto left_rows = rows_of(left[key.left.column]);
  const auto right_rows = rows_of(right[key.right.column]);
  RowPairs pairs;
  for (const auto& [hash, row] : left_rows) {
    const auto found = right_rows.find(hash);
    if (found != right_rows.end()) pairs.emplace_back(row, found->second);
  }
  std::sort(pairs.begin(), pairs.end());
  key.joined = pairs.size();
  for (size_t i = 0; i < left.size(); ++i) {
    for (size_t j = 0; j < right.size(); ++j) {
      if (i == key.left.column || j == key.right.column) continue;
      if (!mean_the_same(measure_of({key.left.table, i}), measure_of({key.right.table, j}))) {
        continue;
      }
      key.agreement.push_back(agreement_of(left[i], right[j], pairs));
    }
  }
}

std::vector<JoinKey> JoinSearch::answer() {
  sketch_all();
  std::vector<JoinKey> all;
  for (size_t left = 0; left < tables_.size(); ++left) {
    for (size_t right = left + 1; right < tables_.size(); ++right) {
      std::vector<JoinKey> keys = keys_of(left, right);
      if (!keys.empty()) compare_rows(keys.front());
      for (JoinKey& key : keys) all.push_back(std::move(key));
    }
  }
  return all;
}

}  // namespace

std::vector<JoinKey> find_join_keys(const std::vector<MeasuredTable>& tables) {
  return JoinSearch(tables).answer();
}

}  // namespace newlyn::profile
