// SPDX-License-Identifier: MIT
// Turns the rows of a delivery into versions of records. Inside the caller's transaction.
#pragma once

#include <string>
#include <vector>

#include "source/crawl.h"

namespace newlyn::source {

/// What is stored: the rows in taking.table, and the columns whose last values stay.
struct StoringRows {
  const Definition& definition;
  const Taking& taking;
  const std::vector<std::string>& kept_back;
};

/// Appends a version for every record that is new, changed or back again, and counts them in `run`.
void store_versions(store::Store& store, const StoringRows& rows, SourceRun& run);

/// Notes the records that a complete clean run did not show, and appends a version "gone" for those
/// that the last runs did not show either.
void store_absence(store::Store& store, const StoringRows& rows, SourceRun& run);

}  // namespace newlyn::source
