// SPDX-License-Identifier: MIT
// Columns of text values, each distinct value stored once under a number.
//
// 1. Code 0 is null in every column; its text is empty.
// 2. Codes of values run from 1 to value_count(); every value is used by at least one row when
//    the column was made by a TextColumnBuilder.
// 3. A view of a value stays good as long as the ValueSet that gave it is neither changed nor
//    destroyed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/text_list.h"

namespace newlyn::record {

/// The number of a distinct value inside one column. 0 is null.
using ValueCode = uint32_t;
inline constexpr ValueCode kNullCode = 0;

/// Distinct texts in one block of memory. Appending may move them; views are good until then.
class ValueSet {
 public:
  ValueSet();
  /// The text of `code`; empty for null. Requires: code <= value_count().
  std::string_view operator[](ValueCode code) const noexcept { return texts_[code]; }
  /// Distinct values, null not counted.
  size_t value_count() const noexcept { return texts_.size() - 1; }
  /// The code of a text, or kNullCode. Goes over all values.
  ValueCode find(std::string_view text) const noexcept;
  /// Adds a text without looking for an equal one and returns its code.
  ValueCode append(std::string_view text);
  size_t memory_bytes() const noexcept { return texts_.memory_bytes(); }

 private:
  TextList texts_;  // by code
};

/// A named column: one code a row, and the values behind the codes.
struct TextColumn {
  std::string name;
  ValueSet values;
  std::vector<ValueCode> codes;

  size_t row_count() const noexcept { return codes.size(); }
  /// The text of `row`; empty for null. Requires: row < row_count().
  std::string_view text(size_t row) const noexcept { return values[codes[row]]; }
  /// How many rows hold each code; index 0 counts the nulls. Length value_count() + 1.
  std::vector<uint32_t> counts() const;
};

/// Gives equal texts one code. An empty text is null, unless it is said to be a value.
class ValueIndex {
 public:
  explicit ValueIndex(bool empty_is_value = false);
  /// The code of `text`, new if it was not seen before; kNullCode for an empty text that is null.
  ValueCode code_of(std::string_view text);
  /// Writes the codes of many texts; a text without bytes (data() is null) is null. The table is
  /// asked for before it is read, so this is faster than one by one.
  void codes_of(std::span<const std::string_view> texts, std::span<ValueCode> codes);
  /// The code of `text`, or kNullCode when it was never added.
  ValueCode find(std::string_view text) const noexcept;
  const ValueSet& values() const noexcept { return values_; }
  /// Hands the values over; the index is empty afterwards.
  ValueSet take();

 private:
  /// A value's place in the table: its code, and enough of its hash to tell most others apart.
  struct Slot {
    uint32_t tag = 0;
    ValueCode code = kNullCode;  // kNullCode: free
  };

  void grow();
  ValueCode code_of(std::string_view text, uint32_t tag);

  bool empty_is_value_;
  ValueSet values_;
  std::vector<Slot> slots_;
};

/// Builds a TextColumn row by row.
class TextColumnBuilder {
 public:
  explicit TextColumnBuilder(std::string name, bool empty_is_value = false)
      : index_(empty_is_value) {
    column_.name = std::move(name);
  }
  void add(std::string_view text) { column_.codes.push_back(index_.code_of(text)); }
  /// Adds many rows; a text whose data() is null is null.
  void add_all(std::span<const std::string_view> texts);
  void add_null() { column_.codes.push_back(kNullCode); }
  void reserve(size_t rows) { column_.codes.reserve(rows); }
  TextColumn finish();

 private:
  TextColumn column_;
  ValueIndex index_;
};

}  // namespace newlyn::record
