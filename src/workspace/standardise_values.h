// SPDX-License-Identifier: MIT
// The verb that says how single values are read.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace newlyn::workspace {

/// A kind of value that can be asked about.
struct ValueKindLine {
  std::string name;
  std::string words;
  std::string example;
};

/// All of them in the order of help.
std::vector<ValueKindLine> value_kinds();

/// What became of one value.
struct StandardisedValue {
  std::string value;       // as it was given
  std::string comparable;  // what it is compared as; empty: nothing
  std::string written;     // as people write it; may be empty
  std::string value_class;
  std::string remark;  // may be empty, as the following
  std::string suggestion;
  std::vector<std::pair<std::string, std::string>> parts;
};

/// Standardises the values as one column of `kind`. Throws Error(request_invalid) for a kind that
/// is not there; never for a value.
std::vector<StandardisedValue> standardise_values(const std::string& kind,
                                                  const std::vector<std::string>& values);

}  // namespace newlyn::workspace
