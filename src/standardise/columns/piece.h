// SPDX-License-Identifier: MIT
// Standard values of one field over the rows of one input, and how they are made and merged.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "record/text_column.h"
#include "standardise/standardise.h"

namespace newlyn::standardise {

/// Values of one field: row r has values[codes[r]]. values[0] is empty: null. Several codes may
/// have one text.
struct Piece {
  std::vector<record::ValueCode> codes;
  std::vector<std::string> values;

  bool empty() const noexcept { return codes.empty(); }
  const std::string& text(size_t row) const noexcept { return values[codes[row]]; }
};

/// What became of one distinct value. Every outcome but `good` leaves null or a weaker value.
enum class Outcome : uint8_t { good, placeholder, unreadable, impossible, in_future };

/// What a group of fields has to say besides its values.
struct Findings {
  std::vector<PlaceholderCount> placeholders;
  std::vector<UnreadableCount> unreadable;
  std::vector<std::string> notes;
};

/// Counts the rows behind the outcomes of the distinct values of a column (index: value code).
void count_outcomes(const record::TextColumn& column, const std::vector<Outcome>& outcomes,
                    std::string_view source_name, Findings& findings);

/// Calls `work(code)` for every distinct value, in parallel. Requires: work may run for different
/// codes at once.
void for_each_value(const record::TextColumn& column,
                    const std::function<void(record::ValueCode code)>& work);

/// Calls `work(index)` for every index below `count`, in parallel.
void for_each_index(size_t count, const std::function<void(size_t index)>& work);

/// Where `first` has no value, that of `second`. Either may be empty (no column). A piece of a
/// million values takes tens of megabytes: what is not used afterwards is moved in, here and below.
Piece first_of(Piece first, Piece second);

/// All values of all pieces by row, distinct, sorted, with one space between them.
Piece all_of(std::vector<Piece> pieces);

/// The texts of all pieces by row, joined by ", ".
Piece joined(std::vector<Piece> pieces);

/// The column as a piece with its own texts.
Piece piece_of(const record::TextColumn& column);

/// Puts the pieces of all inputs one below the other. `rows` holds the rows of each input; an
/// empty piece gives nulls. The pieces are empty afterwards: each goes as soon as it is put there.
record::TextColumn stack(std::string_view name, const std::vector<Piece*>& pieces,
                         const std::vector<size_t>& rows);

}  // namespace newlyn::standardise
