// SPDX-License-Identifier: MIT
// How large the pages of a Parquet file are: a page is unpacked whole, whatever is asked of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "source/bytes/input_file.h"

namespace newlyn::source {

/// The pages of one column in one group of rows, as the file's own metadata tells.
struct PageRun {
  uint64_t begin = 0;  // of the first page, from the beginning of the file
  uint64_t bytes = 0;  // packed, with the headers
};

/// What the header of a page says.
struct PageHeader {
  uint64_t header_bytes = 0;
  uint64_t packed_bytes = 0;
  uint64_t unpacked_bytes = 0;
};

/// Reads the header that `bytes` begin with; nothing where they do not hold one whole, or one that
/// lacks a size. A size below zero counts as zero.
std::optional<PageHeader> read_page_header(std::string_view bytes);

/// The bytes of the largest page of a run, unpacked. Pages whose headers cannot be read count as
/// none: reading them fails later with a sentence of its own. What of the run lies outside of the
/// file does not count. Throws Error(source_unreadable) where the file cannot be read.
uint64_t largest_page(const InputFile& file, const PageRun& run);

}  // namespace newlyn::source
