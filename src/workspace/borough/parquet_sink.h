// SPDX-License-Identifier: MIT
// Parquet files of the synthetic borough, written through the store.
#pragma once

#include <memory>
#include <string>

#include "synthetic/table_sink.h"

namespace newlyn::workspace {

/// A sink for one table; it becomes the file at `path` on close.
std::unique_ptr<synthetic::TableSink> make_parquet_sink(const std::string& path);

}  // namespace newlyn::workspace
