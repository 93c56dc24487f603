// SPDX-License-Identifier: MIT
// Finds out how a delimited file sets its fields apart, from its first records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/delimited/record_reader.h"

namespace newlyn::source {

/// The first records of a file under one dialect, copied out.
struct Sample {
  std::vector<std::vector<std::string>> records;
  std::vector<uint64_t> lines;          // first line of each record
  bool whole = false;                   // the file has no other records
  size_t before_open_quote = SIZE_MAX;  // records before a quote that is not closed in the text
};

/// Reads at most `records_max` records from `head`. When `whole` is false the file goes on after
/// `head`, and the last record is left out, for it may be cut.
Sample read_sample(std::string_view head, bool whole, const Dialect& dialect, size_t records_max);

/// What was found out about a file.
struct DialectFinding {
  Dialect dialect;
  size_t skipped_bytes = 0;  // a "sep=;" line of a spreadsheet program at the beginning
  size_t field_count = 1;    // what most records have
  double agreement = 1;      // share of the records that have it
};

/// Tries delimiters and quotes on `head` and keeps those under which the records agree best on a
/// number of fields of two or more; without such, every line is one field.
///
/// Comma, semicolon, tab and bar come first. Colon, caret, tilde, not sign and control characters
/// are tried only when none of those fits, and only with a first record like the others.
DialectFinding find_dialect(std::string_view head, bool whole);

/// The delimiter in words: ",", ";", "tab", "|"; empty for none.
std::string delimiter_words(const Dialect& dialect);

}  // namespace newlyn::source
