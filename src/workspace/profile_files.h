// SPDX-License-Identifier: MIT
// The verb that measures every column of files and sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "profile/measure.h"
#include "profile/overlap.h"

namespace newlyn::workspace {

/// What a person asks of `profile`.
struct ProfileFilesRequest {
  std::string workspace;            // where sources are looked for; empty: see find_home
  std::string purpose;              // of looking at sources, as the person said it
  std::vector<std::string> inputs;  // files, or names of sources of the workspace
  std::string page;                 // the HTML file to write; empty: none
  bool with_values = false;         // show values of columns that tell about people
};

/// A column as it may be shown: without with_values, one that may tell about a person has no
/// values.
struct ProfiledColumn {
  profile::ColumnMeasure measure;
  bool values_hidden = false;
};

/// One file, sheet or source. rows_read = rows + rows_rejected.
struct ProfiledTable {
  std::string name;
  std::string from;  // the file with its format, or "source of the workspace"
  uint64_t rows_read = 0;
  uint64_t rows = 0;
  uint64_t rows_rejected = 0;
  std::vector<ProfiledColumn> columns;
};

/// The answer of `profile`.
struct ProfileFilesResponse {
  std::vector<ProfiledTable> tables;
  std::vector<profile::JoinKey> keys;  // places are those of `tables`
  std::vector<std::string> warnings;
  std::vector<StepTime> steps;
};

/// Reads and measures the inputs and writes the page. An input that is no file is looked for among
/// the sources of the workspace, whose stored records are measured; where the workspace is named, a
/// bare name is a source before it is a file. Throws Error: source_missing,
/// source_unreadable, request_invalid, output_unwritable.
ProfileFilesResponse profile_files(const ProfileFilesRequest& request, RunContext& run);

/// The name of a column with its table where there are several: "people.postcode".
std::string place_words(const ProfileFilesResponse& response, profile::ColumnPlace place);

}  // namespace newlyn::workspace
