// SPDX-License-Identifier: MIT
// Decides whether the first record of a delimited file names the columns.
#pragma once

#include <string>
#include <vector>

namespace newlyn::source {

/// True when `records[0]` is a header. The rule, in this order:
///
/// 1. A cell that is a date or an e-mail address makes it data.
/// 2. A cell made up of known header words ("surname", "date_of_birth", "AddressLine1") makes it a
///    header.
/// 3. Otherwise each column votes. Against: the cell is a number and so are most of the values
///    below; the cell occurs again below; the cell is empty and values stand below. For: the cell
///    is text, and the values below are mostly numbers, dates or e-mail addresses. More votes
///    against than for: data.
/// 4. With no votes it is a header, as nearly every file has one.
bool is_header(const std::vector<std::vector<std::string>>& records);

/// True when something speaks for it besides that nearly every file has a header: all cells of
/// `records[0]` are different texts, and half of them are made up of known header words, or more
/// columns vote for it than against.
bool is_surely_header(const std::vector<std::vector<std::string>>& records);

}  // namespace newlyn::source
