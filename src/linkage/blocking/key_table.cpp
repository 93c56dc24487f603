// SPDX-License-Identifier: MIT
// Cuts keys out of distinct values and combines them into rules.
#include "linkage/blocking/key_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "base/check.h"
#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/blocking/key_cuts.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRowGrain = 1u << 15;
constexpr size_t kKeysCounted = 1u << 16;

size_t distinct_keys(const std::vector<uint64_t>& keys) {
  std::unordered_set<uint64_t> seen;
  for (const uint64_t key : keys) {
    if (key != 0) seen.insert(key);
    if (seen.size() == kKeysCounted) break;
  }
  return seen.size();
}

}  // namespace

uint16_t KeyTable::add(const KeyPart& part) {
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].part == part) return static_cast<uint16_t>(i);
  }
  const auto column = columns_.find(part.column);
  if (!column) {
    throw Error(Code::model_invalid,
                fmt::format("A blocking rule uses the column \"{}\", which the input does not "
                            "have. Rename the column in the file or in the model.",
                            part.column));
  }
  Prepared prepared{part, *column, {}, 0};
  pairs::PairColumn& values = columns_.columns[*column];
  if (part.cut == KeyCut::each_word) {
    pairs::prepare_tokens(values);
  } else {
    prepared.by_code.assign(values.values.value_count() + 1, 0);
    for (record::ValueCode code = 1; code < prepared.by_code.size(); ++code) {
      prepared.by_code[code] = key_of_cut(cut_value(values.values[code], part));
    }
    prepared.key_count = distinct_keys(prepared.by_code);
  }
  parts_.push_back(std::move(prepared));
  return static_cast<uint16_t>(parts_.size() - 1);
}

uint64_t KeyTable::key(uint16_t index, pairs::Row row) const noexcept {
  const Prepared& prepared = parts_[index];
  const pairs::PairColumn& column = columns_.columns[prepared.column];
  const record::ValueCode code = column.codes[row];
  if (prepared.part.cut != KeyCut::each_word) return prepared.by_code[code];
  const auto words = column.tokens.of(code);
  return words.empty() ? 0 : hash_mix(1, words[0]) | 1;
}

pairs::RuleKeys KeyTable::keys(const PartList& rule) const { return keys(rule, {}); }

pairs::RuleKeys KeyTable::keys(const PartList& rule, const std::vector<pairs::Row>& rows) const {
  const size_t count = rows.empty() ? columns_.row_count : rows.size();
  const auto row_at = [&](size_t place) { return rows.empty() ? place : rows[place]; };
  pairs::RuleKeys keys;
  keys.rows = rows;
  keys.keys.resize(count);
  const Prepared* worded = nullptr;
  parallel_ranges(count, kRowGrain, [&](size_t begin, size_t end) {
    std::fill(keys.keys.begin() + begin, keys.keys.begin() + end, 1);
    for (const uint16_t index : rule) {
      const Prepared& prepared = parts_[index];
      if (prepared.part.cut == KeyCut::each_word) continue;
      const auto& codes = columns_.columns[prepared.column].codes;
      for (size_t place = begin; place < end; ++place) {
        keys.keys[place] = join_keys(keys.keys[place], prepared.by_code[codes[row_at(place)]]);
      }
    }
  });
  for (const uint16_t index : rule) {
    if (parts_[index].part.cut == KeyCut::each_word) worded = &parts_[index];
  }
  if (worded == nullptr) return keys;
  const pairs::PairColumn& column = columns_.columns[worded->column];
  pairs::RuleKeys spread;
  spread.rows = rows;
  spread.offsets.push_back(0);
  for (size_t place = 0; place < count; ++place) {
    for (const uint32_t word : column.tokens.of(column.codes[row_at(place)])) {
      if (keys.keys[place] != 0) spread.keys.push_back(join_keys(keys.keys[place], word + 1ULL));
    }
    spread.offsets.push_back(static_cast<uint32_t>(spread.keys.size()));
  }
  return spread;
}

size_t KeyTable::key_count(uint16_t index) const noexcept {
  const Prepared& prepared = parts_[index];
  if (prepared.part.cut == KeyCut::each_word) return 0;
  return prepared.key_count;
}

bool KeyTable::agree(uint16_t index, pairs::RowPair pair) const noexcept {
  const Prepared& prepared = parts_[index];
  const pairs::PairColumn& column = columns_.columns[prepared.column];
  const record::ValueCode left = column.codes[pair.left];
  const record::ValueCode right = column.codes[pair.right];
  if (left == record::kNullCode || right == record::kNullCode) return false;
  if (prepared.part.cut == KeyCut::each_word) return pairs::token_any(column.tokens, left, right);
  return prepared.by_code[left] != 0 && prepared.by_code[left] == prepared.by_code[right];
}

bool KeyTable::agree(const PartList& rule, pairs::RowPair pair) const noexcept {
  return std::all_of(rule.begin(), rule.end(), [&](uint16_t index) { return agree(index, pair); });
}

}  // namespace newlyn::linkage
