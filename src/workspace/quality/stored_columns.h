// SPDX-License-Identifier: MIT
// Which columns of a source have stored values to measure.
#pragma once

#include <string>
#include <vector>

#include "source/definition.h"
#include "store/store.h"

namespace newlyn::workspace {

/// A column of a source's records.
struct StoredColumn {
  std::string name;
  bool kept_back = false;  // the source lost or retyped it: what is stored is as last read
};

/// The columns that the last complete run copied, in the order of the source, and after them those
/// that the definition copies and of which only earlier values are stored. None for a source that
/// was never read.
std::vector<StoredColumn> stored_columns(store::Store& store, const source::Definition& definition);

/// A sentence on the columns of which only earlier values are measured; empty without any.
std::string kept_back_words(const std::string& source, const std::vector<StoredColumn>& columns);

}  // namespace newlyn::workspace
