// SPDX-License-Identifier: MIT
// What the entries of a journal say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"
#include "index/journal/change_codec.h"

namespace newlyn::index {

/// The steps that share one sync. Requires: at least one.
std::string write_steps_entry(std::vector<ChangeWriter> steps);
/// The version of the fitted model that holds from here on.
std::string write_model_entry(const std::string& version);

/// A picture of the index as a snapshot file has it: what the steps before it gave, without them.
std::string write_picture_entry(std::string_view snapshot);

/// An entry as it was written.
struct JournalEntry {
  std::optional<std::string> model;
  std::optional<std::string_view> picture;  // among the bytes that were read
  std::vector<std::vector<Change>> steps;
};

/// The version of the fitted model that an entry names, if it is of that kind.
std::optional<std::string> model_in_entry(std::string_view bytes);

/// Reads one; nothing when it cannot be read.
std::optional<JournalEntry> read_entry(std::string_view bytes);

}  // namespace newlyn::index
