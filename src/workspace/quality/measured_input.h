// SPDX-License-Identifier: MIT
// Inputs as columns: files, or the stored records of sources.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "record/recognised_column.h"
#include "record/text_column.h"
#include "store/store.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// One table with its columns and what they were taken to be.
struct ColumnInput {
  std::string name;
  std::string from;
  bool is_source = false;
  uint64_t rows_read = 0;
  uint64_t rows_rejected = 0;
  std::vector<record::TextColumn> columns;
  std::vector<record::RecognisedColumn> recognised;
};

/// Reads inputs: a file that is there, else a source of the workspace with this name. Adds to
/// `warnings` what reading noticed. Throws Error as source::read_files does, and
/// Error(source_missing) for what is neither.
/// Under a purpose of the workspace the rows of a source are left out in which somebody stands who
/// is restricted for the account that asks.
std::vector<ColumnInput> read_column_inputs(const Asked& asked,
                                            const std::vector<std::string>& inputs,
                                            std::vector<std::string>& warnings, RunContext& run);

/// Today as yyyymmdd.
int64_t today_number();

}  // namespace newlyn::workspace
