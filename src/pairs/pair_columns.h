// SPDX-License-Identifier: MIT
// The columns that pairs are compared by: value codes a row, and what the measures need prepared
// once per distinct value. Constant after preparation; read from many threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/text_column.h"

namespace newlyn::pairs {

/// A row of a run: 32 bits inside a run.
using Row = uint32_t;

/// The words of each distinct value as numbers, sorted, with the weight of each word. Values are
/// split at single spaces.
struct TokenLists {
  std::vector<uint32_t> offsets;  // by value code; length value_count + 2
  std::vector<uint32_t> tokens;   // ascending inside one value
  // By token number: ln(rows / rows that hold the word), at least 0.1.
  std::vector<float> weights;
  record::ValueSet words;  // by token number

  std::span<const uint32_t> of(record::ValueCode code) const noexcept {
    return {tokens.data() + offsets[code], offsets[code + 1] - offsets[code]};
  }
};

/// A calendar date cut into numbers; 0 where a part is not known.
struct DateParts {
  int16_t year = 0;
  uint8_t month = 0;
  uint8_t day = 0;
};

/// One column made ready for comparison.
struct PairColumn {
  std::string name;
  record::ValueSet values;
  std::vector<record::ValueCode> codes;  // by row
  std::vector<uint32_t> counts;          // records by code, copies of a row counted each
  TokenLists tokens;                     // empty until prepare_tokens
  std::vector<DateParts> dates;          // by code; empty until prepare_dates
  std::vector<double> numbers;           // by code; empty where the values are not numbers
};

/// All columns of a run. `record_count` counts records before equal rows were put together.
struct PairColumns {
  size_t row_count = 0;
  size_t record_count = 0;
  /// The record a row stands for, where rows are records in another order; else empty.
  std::vector<uint32_t> record_of_row;
  std::vector<PairColumn> columns;
  /// The codes again, row after row: all that is compared of one row lies together in memory.
  std::shared_ptr<const record::ValueCode[]> codes_by_row;
  size_t row_stride = 0;  // places in codes_by_row from one row to the next

  /// Fills codes_by_row. To be called when all columns are there.
  void pack_rows();

  /// The code of a row's value. Requires: pack_rows was called.
  record::ValueCode code(Row row, uint16_t column) const noexcept {
    return codes_by_row[row * row_stride + column];
  }

  /// The place of the column called `name`, or nothing.
  std::optional<uint16_t> find(std::string_view name) const noexcept;
};

/// Splits every value into words. Does nothing when it was done before.
void prepare_tokens(PairColumn& column);

/// Reads every value as "1971-06-24", "1971-06" or "1971". Others have no parts.
void prepare_dates(PairColumn& column);

/// The words that both values hold, weighed, over the mean weight of the two: 0 to 1. The weighted
/// Dice coefficient. Requires: prepare_tokens was called on both; they share one word table only
/// when `left` and `right` are codes of one column.
double token_share(const TokenLists& lists, record::ValueCode left,
                   record::ValueCode right) noexcept;

/// How many different words both values hold.
uint32_t common_tokens(const TokenLists& lists, record::ValueCode left,
                       record::ValueCode right) noexcept;

/// True when both values hold one word in common.
bool token_any(const TokenLists& lists, record::ValueCode left, record::ValueCode right) noexcept;

/// How two dates differ: 0 equal; 1 one keying slip (a digit, neighbours swapped, or day and month
/// swapped); 2 two of three parts equal, or equal as far as the less complete one goes; 3 same
/// year; 4 at most two years apart; 5 at most ten; 6 more.
int date_distance(const PairColumn& column, record::ValueCode left, record::ValueCode right);

}  // namespace newlyn::pairs
