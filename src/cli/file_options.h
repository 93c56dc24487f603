// SPDX-License-Identifier: MIT
// The options of every command that reads and links files.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/cli.h"
#include "workspace/link_files.h"

namespace newlyn::cli {

/// What the command line says of files and how to link them.
struct FileOptions {
  workspace::LinkFilesRequest request;
  std::vector<std::string> columns;  // kind=COLUMN
  size_t threads = 0;
  bool json = false;
};

/// What the FILE argument of a command may be.
inline constexpr std::string_view kFileWords =
    "Files: CSV or other delimited text, JSON, Parquet, Excel, Senzing JSON, plain or compressed "
    "by "
    "gzip or zstd; - reads standard input.";

/// Adds the options of reading, linking and printing: --model, --threshold, --truth, --id,
/// --column, --ignore, --sheet, --threads, --seed, --purpose, --json.
void add_file_options(CLI::App& app, FileOptions& options);

/// Adds the options of forming entities: --judgements, --veto, --one-to-one, --duplicate-free,
/// --components.
void add_entity_options(CLI::App& app, FileOptions& options);

/// Adds the options of training a given model: --deterministic-rule, --recall, --em-rule,
/// --random-pairs, --level-pairs, --max-pairs.
void add_training_options(CLI::App& app, linkage::TrainingRecipe& recipe);

/// True when one of them was given.
bool asks_for_training(const CLI::App& app);

/// Adds --save-term-frequencies.
void add_terms_option(CLI::App& app, FileOptions& options);

/// Adds --match: two files, pairs across them only.
void add_match_option(CLI::App& app, FileOptions& options);

/// Parses. Returns false when only help was asked for, which is then printed. Throws
/// Error(request_invalid) with the way to the help.
bool parse(CLI::App& app, const std::vector<std::string>& arguments, const Terminal& terminal);

/// Puts what was parsed into the request and sets the thread count. Throws Error(request_invalid)
/// for a --column that is not kind=COLUMN.
void finish_file_options(const CLI::App& app, FileOptions& options);

}  // namespace newlyn::cli
