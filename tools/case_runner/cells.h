// SPDX-License-Identifier: MIT
// Tables in two writings: cells between bars, as in a case, and CSV, as in a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::cases {

using Cells = std::vector<std::string>;

/// A header and rows under it. Rows of a file may be ragged.
struct Table {
  Cells header;
  std::vector<Cells> rows;
};

/// Splits a line at its bars, trims the cells and resolves \n \t \\ \| \xNN; "" is an empty cell.
/// Throws std::string, a sentence, on an unknown escape.
Cells split_cells(std::string_view line);

/// Writes rows as lines with bars, the columns aligned.
std::vector<std::string> join_cells(const std::vector<Cells>& rows);

/// Writes a table as delimited text, quoting what needs it.
std::string to_delimited(const Table& table, char delimiter);

/// Reads delimited text (RFC 4180: quotes, embedded line ends). The first row is the header.
Table from_delimited(std::string_view text, char delimiter);

/// The delimiter that the ending of `name` stands for: tab for .tsv, bar for .psv, else comma.
char delimiter_of(std::string_view name) noexcept;

}  // namespace newlyn::cases
