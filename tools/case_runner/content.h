// SPDX-License-Identifier: MIT
// What a table or file block puts into the folder of a case.
#pragma once

#include <string>

#include "case_file.h"

namespace newlyn::cases {

/// A file to write: its name and its bytes.
struct Content {
  std::string name;
  std::string bytes;
};

/// The CSV (or .tsv, .psv) of a table block. `table people` makes people.csv. With `times N` the
/// rows are written N times and {n} in a cell counts from 1.
/// Throws CaseFault when a row has not as many cells as the header.
Content table_content(const Block& block);

/// The bytes of a file block. After its name stand, in any order: `base64` or `hex` (the lines are
/// bytes in that writing), `utf16`, `windows1252` (the text is written in that encoding), `crlf`,
/// `unended` (no line end after the last line), `gzip`, `first N` (cut after N bytes), `zip` (lines
/// `@part NAME` begin the files of an archive). A line
/// `@times N TEXT` writes TEXT N times on one line; {n} in it counts from 1. A line that ends in a
/// backslash goes on in the next.
/// Throws CaseFault when a word or the content is not understood.
Content file_content(const Block& block);

}  // namespace newlyn::cases
